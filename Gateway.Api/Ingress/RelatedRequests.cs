using Gateway.Api.Persistence;
using Gateway.Domain.Messages;
using Gateway.Domain.Requests;
using Marten;

namespace Gateway.Api.Ingress;

/// <summary>
/// Links a new request to those its document says it follows, on both streams, in the transaction that opens it.
/// </summary>
public sealed class RelatedRequests(Claims claims)
{
    /// <returns>The events of the new request; those of the earlier ones are appended to their streams.</returns>
    public async Task<IReadOnlyList<object>> LinkAsync(
        IDocumentSession session,
        Message message,
        Guid requestId,
        string counterpart,
        DateTimeOffset now,
        CancellationToken cancellation
    )
    {
        if (message.Relations.Count == 0)
            return [];
        var held = await claims.FindAsync(
            session.TenantId,
            [.. message.Relations.Select(relation => Claim.Exchange(relation.ExchangeId))],
            cancellation
        );
        var facts = new List<object>();
        foreach (var relation in message.Relations.DistinctBy(relation => relation.ExchangeId))
        {
            if (!held.TryGetValue(Claim.Exchange(relation.ExchangeId), out var claim))
                continue;
            var stream = await session.Events.FetchForWriting<Request>(claim.RequestId, cancellation);
            if (stream.Aggregate is not { } earlier || earlier.Counterpart != counterpart)
                continue;
            var kind = LinkRequestsDecider.OfEarlier(relation.Kind);
            stream.AppendMany(LinkRequestsDecider.Decide(earlier, requestId, kind, now));
            facts.Add(new RequestLinked(requestId, earlier.Id, LinkRequestsDecider.Reverse(kind), now));
        }
        return facts;
    }
}
