using System.Text.Json;
using Gateway.Api.Http;
using Gateway.Api.Persistence;
using Gateway.Api.Problems;
using Gateway.Domain;
using Gateway.Domain.Requests;
using Gateway.Domain.Transmissions;
using Gateway.Domain.Vault;
using Marten;

namespace Gateway.Api.Requests;

/// <summary>
/// Records a person's acts on a case or a transmission, other than sending messages. The case is looked up, the act decided
/// and its free text stored in the vault; then events and outgoing work are committed in one transaction.
/// </summary>
public sealed class CaseActs(Sessions sessions, IVault vault, Claims claims, TimeProvider clock)
{
    /// <summary>
    /// Does an act in a session of its own and commits it. When another session committed first, the act is decided again on
    /// the current state, unless the caller names the version it saw (<c>If-Match</c>).
    /// </summary>
    /// <param name="repeated">Receives the id that the act made, if the same call with the same <c>Idempotency-Key</c> was
    /// committed before.</param>
    /// <returns>Null when the act is committed.</returns>
    public async Task<Problem?> DoAsync(
        ActContext acting,
        Func<IDocumentSession, Task<Act>> act,
        Action<Guid>? repeated = null
    )
    {
        var (key, malformed) = await IdempotencyKey.OfAsync(
            acting.IdempotencyKey,
            acting.Call,
            acting.Caller.Actor,
            vault,
            acting.Cancellation
        );
        if (malformed is not null)
            return malformed;
        return await Conflicts.DecideAsync(
            async () =>
            {
                await using var session = sessions.Open(acting.Caller.Authority, acting.Caller.Actor);
                if (key is not null)
                {
                    var (before, reused) = await key.LookAsync(claims, session.TenantId, acting.Cancellation);
                    if (before is { } made)
                        repeated?.Invoke(made);
                    if (before is not null || reused is not null)
                        return reused;
                }
                var (problem, next, result) = await act(session);
                if (problem is not null)
                    return problem;
                if (key is not null)
                    Claims.Take(session, key.Take(result));
                await sessions.CommitAsync(session, next, acting.Cancellation);
                return null;
            },
            () => Conflicts.Persistent,
            exception => key is not null && Claims.IsTaken(exception)
        );
    }

    /// <param name="text">The free text of the act, stored in the vault; null when the act has no text.</param>
    /// <param name="reject">Returns the reason to reject the act; null to accept the act.</param>
    /// <param name="decide">Returns the events of the act, given the vault item of the text.</param>
    /// <param name="made">The id of what the act makes, which is returned again when the call is repeated.</param>
    public Task<Problem?> OnRequestAsync(
        ActContext acting,
        Guid id,
        object? text,
        Func<Request, Problem?> reject,
        Func<Request, VaultItem?, DateTimeOffset, IReadOnlyList<object>> decide,
        Guid made = default,
        Action<Guid>? repeated = null
    )
    {
        VaultItem? item = null;
        return DoAsync(
            acting,
            async session =>
            {
                var stream = await session.Events.FetchForWriting<Request>(id, acting.Cancellation);
                if (stream.Aggregate is not { } request)
                    return UnknownRequest.Problem;
                if (Etag.Reject(acting.IfMatch, stream) is { } stale)
                    return stale;
                if (reject(request) is { } rejection)
                    return rejection;
                item ??= await StoreAsync(session.TenantId, id, text, acting.Cancellation);
                stream.AppendMany(decide(request, item, clock.GetUtcNow()));
                return Act.Done(made: made);
            },
            repeated
        );
    }

    /// <inheritdoc cref="OnRequestAsync"/>
    /// <param name="next">Returns the work that follows the act; null when no work follows.</param>
    public Task<Problem?> OnTransmissionAsync(
        ActContext acting,
        Guid id,
        object? text,
        Func<Transmission, Problem?> reject,
        Func<Transmission, Request, VaultItem?, DateTimeOffset, Recorded> decide,
        Func<Transmission, object>? next = null,
        Action<Guid>? repeated = null
    )
    {
        VaultItem? item = null;
        return DoAsync(
            acting,
            async session =>
            {
                var stream = await session.Events.FetchForWriting<Transmission>(id, acting.Cancellation);
                if (stream.Aggregate is not { } transmission)
                    return new Problem(Problem.NotFound, "There is no such transmission, or it is not yours.");
                var request = await session.Events.FetchForWriting<Request>(transmission.RequestId, acting.Cancellation);
                if (Etag.Reject(acting.IfMatch, request) is { } stale)
                    return stale;
                if (reject(transmission) is { } rejection)
                    return rejection;
                item ??= await StoreAsync(session.TenantId, transmission.RequestId, text, acting.Cancellation);
                var recorded = decide(transmission, request.Aggregate!, item, clock.GetUtcNow());
                stream.AppendMany(recorded.OnTransmission);
                request.AppendMany(recorded.OnRequest);
                return Act.Done(next?.Invoke(transmission), transmission.RequestId);
            },
            repeated
        );
    }

    public async Task<VaultItem?> StoreAsync(string tenant, Guid requestId, object? text, CancellationToken cancellation) =>
        text is null
            ? null
            : (
                await vault.StoreAsync(
                    new(tenant, requestId),
                    [
                        VaultItems.Of(
                            "record.json",
                            "application/json",
                            JsonSerializer.SerializeToUtf8Bytes(text, ApiJson.Options)
                        ),
                    ],
                    cancellation
                )
            )[0];
}

/// <summary>
/// The result of an act before the commit: the reason to reject the act, or the work that follows the act.
/// </summary>
/// <param name="Made">The id of what the act made or acted on.</param>
public readonly record struct Act(Problem? Problem, object? Next, Guid Made = default)
{
    public static Act Done(object? next = null, Guid made = default) => new(null, next, made);

    public static implicit operator Act(Problem problem) => new(problem, null);
}
