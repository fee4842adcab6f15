using System.Text.Json;
using Gateway.Api.Audit;
using Gateway.Api.Authorities;
using Gateway.Api.Hosting;
using Gateway.Domain.Audit;
using Gateway.Domain.Requests;
using Gateway.Domain.Transmissions;
using JasperFx;
using Marten;
using Wolverine.Marten;

namespace Gateway.Api.Requests;

/// <summary>
/// Records what a person does with a case or a transmission besides sending messages: looked up, decided, the free text into the
/// vault, then facts and outgoing work in one transaction.
/// </summary>
public sealed class Acts(IDocumentStore store, IServiceScopeFactory scopes, IVault vault, History history, TimeProvider clock)
{
    /// <param name="text">What a person wrote, kept in the vault; null when the act has none.</param>
    /// <param name="refuse">Why the act is not done; null when it is.</param>
    /// <param name="decide">The facts, given the vault item of the text.</param>
    public async Task<Problem?> OnRequestAsync(
        HttpContext context, Guid id, object? text, Func<Request, Problem?> refuse,
        Func<Request, VaultItem?, DateTimeOffset, IReadOnlyList<object>> decide)
    {
        await using var session = Open(context);
        var stream = await session.Events.FetchForWriting<Request>(id, context.RequestAborted);
        if (stream.Aggregate is not { } request)
            return new(Problem.NotFound, "There is no such request, or it is not yours.");
        if (await Precondition.RefuseAsync(context, history, id) is { } stale)
            return stale;
        if (refuse(request) is { } refusal)
            return refusal;
        stream.AppendMany(decide(request, await StoreAsync(session.TenantId, id, text, context.RequestAborted), clock.GetUtcNow()));
        return await CommitAsync(session, context);
    }

    /// <inheritdoc cref="OnRequestAsync"/>
    /// <param name="next">Work that follows; null when none does.</param>
    public async Task<Problem?> OnTransmissionAsync(
        HttpContext context, Guid id, object? text, Func<Transmission, Problem?> refuse,
        Func<Transmission, Request, VaultItem?, DateTimeOffset, Recorded> decide, Func<Transmission, object>? next = null)
    {
        await using var session = Open(context);
        var stream = await session.Events.FetchForWriting<Transmission>(id, context.RequestAborted);
        if (stream.Aggregate is not { } transmission)
            return new(Problem.NotFound, "There is no such transmission, or it is not yours.");
        if (refuse(transmission) is { } refusal)
            return refusal;
        var request = await session.Events.FetchForWriting<Request>(transmission.RequestId, context.RequestAborted);
        var item = await StoreAsync(session.TenantId, transmission.RequestId, text, context.RequestAborted);
        var recorded = decide(transmission, request.Aggregate!, item, clock.GetUtcNow());
        stream.AppendMany(recorded.OnTransmission);
        request.AppendMany(recorded.OnRequest);
        return await CommitAsync(session, context, next?.Invoke(transmission));
    }

    public IDocumentSession Open(HttpContext context)
    {
        var session = store.LightweightSession(context.Caller().Authority);
        session.LastModifiedBy = context.Caller().Actor;
        session.CorrelationId = System.Diagnostics.Activity.Current?.TraceId.ToString();
        return session;
    }

    public async Task<VaultItem?> StoreAsync(string tenant, Guid requestId, object? text, CancellationToken cancellation) => text is null ? null
        : (await vault.StoreAsync(
            new(tenant, requestId), [VaultItems.Of("record.json", "application/json", JsonSerializer.SerializeToUtf8Bytes(text, ApiJson.Options))],
            cancellation))[0];

    /// <returns>Null when it is committed.</returns>
    public async Task<Problem?> CommitAsync(IDocumentSession session, HttpContext context, object? next = null)
    {
        try
        {
            if (next is not null)
            {
                await using var scope = scopes.CreateAsyncScope();
                var outbox = scope.ServiceProvider.GetRequiredService<IMartenOutbox>();
                outbox.Enroll(session);
                outbox.TenantId = session.TenantId;
                await outbox.PublishAsync(next);
                await session.SaveChangesAsync(context.RequestAborted);
            }
            else
                await session.SaveChangesAsync(context.RequestAborted);
            return null;
        }
        catch (ConcurrencyException)
        {
            return new(Problem.VersionStale, "Somebody else acted on this just now; read again, decide again.");
        }
    }
}
