using System.Diagnostics;
using Gateway.Api.Observability;
using Gateway.Api.Persistence;
using Gateway.Domain;
using Gateway.Domain.Channels;
using Gateway.Domain.Requests;
using Gateway.Domain.Transmissions;
using Gateway.Domain.Vault;

namespace Gateway.Api.Ingress;

/// <summary>
/// Receives evidence about transmissions of a served authority and lets the stronger one become the outcome. It may run
/// again: a repeated receipt is recorded as superseded. A receipt is never answered by a receipt.
/// </summary>
public sealed class ReceiptProcessor(IVault vault, Claims claims, Sessions sessions, TimeProvider clock)
{
    /// <returns>Null when it is recorded; else why it cannot be, or cannot be yet (<c>overloaded</c>).</returns>
    public async Task<Problem?> ReceiveAsync(
        string authority,
        string channel,
        ChannelReceipt receipt,
        Activity? span,
        CancellationToken cancellation
    )
    {
        if (
            receipt.Key.Authority != authority
            || await claims.FindAsync(authority, Claim.Message(authority, receipt.Key.MessageId), cancellation)
                is not { } claim
        )
            return new(Problem.NotFound, "The receipt is for a transmission that is none of this authority's.");
        return await Conflicts.DecideAsync(
            () => RecordAsync(authority, channel, receipt, claim.RequestId, span, cancellation),
            () => Conflicts.Persistent
        );
    }

    private async Task<Problem?> RecordAsync(
        string authority,
        string channel,
        ChannelReceipt receipt,
        Guid requestId,
        Activity? span,
        CancellationToken cancellation
    )
    {
        await using var session = sessions.Open(authority, $"channel:{channel}");
        var request = await session.Events.FetchForWriting<Request>(requestId, cancellation);
        var leg = request.Aggregate?.Legs.Find(leg =>
            leg.MessageId == receipt.Key.MessageId && leg.Number == receipt.Key.Leg && leg.Channel == channel
        );
        if (leg is null)
            return new(Problem.NotFound, "The receipt is for a leg that was not sent over this channel.");
        var transmission = await session.Events.FetchForWriting<Transmission>(leg.TransmissionId, cancellation);
        span.LinkTo(transmission.Aggregate!.Submission).About(receipt.Key.MessageId, transmission.Aggregate.ExchangeId);
        var items = await vault.StoreAsync(
            new(authority, requestId),
            [await ItemAsync(receipt.Evidence, cancellation)],
            cancellation
        );
        var recorded = RecordReceiptDecider.Decide(
            new(receipt.Kind, receipt.Assurance, items[0], receipt.StatedAt),
            transmission.Aggregate,
            request.Aggregate!,
            clock.GetUtcNow()
        );
        transmission.AppendMany(recorded.OnTransmission);
        request.AppendMany(recorded.OnRequest);
        await session.SaveChangesAsync(cancellation);
        return null;
    }

    private static async Task<NewItem> ItemAsync(Content evidence, CancellationToken cancellation)
    {
        await using var source = await evidence.OpenAsync(cancellation);
        using var copy = new MemoryStream();
        await source.CopyToAsync(copy, cancellation);
        return VaultItems.Of(evidence.Name, evidence.MediaType, copy.ToArray());
    }
}
