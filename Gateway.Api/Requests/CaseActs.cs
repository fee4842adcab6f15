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
    /// Does an act in a session of its own and commits it. When another session committed first, it is decided again on the
    /// current state; a caller that does not accept this names the version it saw (<c>If-Match</c>).
    /// </summary>
    /// <param name="repeated">Receives what the act made, if the same call with the same <c>Idempotency-Key</c> did it
    /// before.</param>
    /// <returns>Null when it is committed.</returns>
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

    /// <param name="text">What a person wrote, kept in the vault; null when the act has none.</param>
    /// <param name="reject">Why the act is not done; null when it is.</param>
    /// <param name="decide">The events, given the vault item of the text.</param>
    /// <param name="made">What the act makes; it is returned again when the call is repeated.</param>
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
    /// <param name="next">Work that follows; null when none does.</param>
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

/// <summary>The result of an act before it is committed: why it is not done, or the work that follows it.</summary>
/// <param name="Made">What it made, or acted on.</param>
public readonly record struct Act(Problem? Problem, object? Next, Guid Made = default)
{
    public static Act Done(object? next = null, Guid made = default) => new(null, next, made);

    public static implicit operator Act(Problem problem) => new(problem, null);
}
