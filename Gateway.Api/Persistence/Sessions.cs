using System.Diagnostics;
using Marten;
using Wolverine.Marten;

namespace Gateway.Api.Persistence;

/// <summary>Opens sessions for an actor, and commits them together with the message for the work that follows.</summary>
public sealed class Sessions(IDocumentStore store, IServiceScopeFactory scopes)
{
    /// <param name="tenant">Null for what all authorities share: the directory.</param>
    /// <param name="actor">Kept with every event of the session, as is the trace.</param>
    public IDocumentSession Open(string? tenant, string actor)
    {
        var session = tenant is null ? store.LightweightSession() : store.LightweightSession(tenant);
        session.LastModifiedBy = actor;
        session.CorrelationId = Activity.Current?.TraceId.ToString();
        return session;
    }

    /// <param name="next">Sent when the commit succeeded; null when no work follows.</param>
    public async Task CommitAsync(IDocumentSession session, object? next, CancellationToken cancellation)
    {
        if (next is null)
        {
            await session.SaveChangesAsync(cancellation);
            return;
        }
        await using var scope = scopes.CreateAsyncScope();
        var outbox = scope.ServiceProvider.GetRequiredService<IMartenOutbox>();
        outbox.Enroll(session);
        outbox.TenantId = session.TenantId;
        await outbox.PublishAsync(next);
        await session.SaveChangesAsync(cancellation);
    }
}
