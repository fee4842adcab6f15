using System.Diagnostics;
using Gateway.Api.Callers;
using Gateway.Api.Observability;
using Gateway.Api.Persistence;
using Gateway.Domain.Audit;
using JasperFx.Events;
using Marten;

namespace Gateway.Api.Audit;

/// <summary>Records every read of content before it is given out, and lists the reads of a request.</summary>
public sealed class Accesses(IDocumentStore store, Sessions sessions, Telemetry telemetry, TimeProvider clock)
{
    /// <summary>
    /// Returns after the read is recorded. A caller that cannot record the read must not give out the content.
    /// </summary>
    public async Task RecordAsync(
        Caller caller,
        Guid requestId,
        Guid messageId,
        string itemId,
        AccessPurpose? purpose,
        CancellationToken cancellation
    )
    {
        var id = Access.IdOf(requestId);
        var role = caller.RoleIn(Caller.Content);
        var fact = new ContentAccessed(id, requestId, messageId, itemId, role, purpose, clock.GetUtcNow());
        try
        {
            await AppendAsync(caller, fact, cancellation);
        }
        catch (Marten.Exceptions.ExistingStreamIdCollisionException)
        {
            // Another reader started the stream of this request meanwhile.
            await AppendAsync(caller, fact, cancellation);
        }
        telemetry.ContentRead(role);
    }

    /// <summary>Reads of one request are recorded one after another, so that none needs a retry.</summary>
    private async Task AppendAsync(Caller caller, ContentAccessed fact, CancellationToken cancellation)
    {
        await using var session = sessions.Open(caller.Authority, caller.Actor);
        if (await session.Events.FetchStreamStateAsync(fact.AccessId, cancellation) is null)
            session.Events.StartStream<Access>(fact.AccessId, fact);
        else
            await session.Events.AppendExclusive(fact.AccessId, cancellation, fact);
        await session.SaveChangesAsync(cancellation);
    }

    /// <summary>The reads of a request from a given position, oldest first.</summary>
    public async Task<IReadOnlyList<IEvent>> ReadAsync(
        string tenant,
        Guid requestId,
        long after,
        int count,
        CancellationToken cancellation
    )
    {
        await using var session = store.QuerySession(tenant);
        var id = Access.IdOf(requestId);
        var head = (await session.Events.FetchStreamStateAsync(id, cancellation))?.Version ?? 0;
        var reads = await session.Events.FetchStreamAsync(
            id,
            version: after + count,
            fromVersion: after + 1,
            token: cancellation
        );
        UnbrokenStream.Check(id, reads, after + 1, Math.Min(head, after + count));
        return reads;
    }
}
