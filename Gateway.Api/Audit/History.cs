using Gateway.Api.Hosting;
using Gateway.Domain.Audit;
using Gateway.Domain.Requests;
using Gateway.Domain.Transmissions;
using JasperFx.Events;
using Marten;

namespace Gateway.Api.Audit;

/// <summary>Reads what happened to a request from its streams and from nothing else.</summary>
public sealed class History(IDocumentStore store)
{
    /// <summary>Every fact of the request and its transmissions, by sequence; null when the tenant has no such request.</summary>
    public async Task<IReadOnlyList<IEvent>?> ReadAsync(string tenant, Guid requestId, CancellationToken cancellation)
    {
        await using var session = store.QuerySession(tenant);
        var own = await session.Events.FetchStreamAsync(requestId, token: cancellation);
        if (own is not [{ Data: RequestSubmitted or RequestReceived }, ..])
            return null;
        var facts = own.ToList();
        foreach (var selected in own.Select(fact => fact.Data).OfType<ChannelSelected>())
            facts.AddRange(await session.Events.FetchStreamAsync(selected.TransmissionId, token: cancellation));
        return [.. facts.OrderBy(fact => fact.Sequence)];
    }

    /// <summary>The sequence of the last fact; null when the tenant has no such request.</summary>
    public async Task<long?> VersionAsync(string tenant, Guid requestId, CancellationToken cancellation) =>
        await ReadAsync(tenant, requestId, cancellation) is { } facts ? facts[^1].Sequence : null;

    public static HistoryItem Describe(IEvent fact) => new(
        fact.Sequence,
        FactNames.Outer(fact.Data),
        ((IFact)fact.Data).At,
        fact.UserName ?? "gateway",
        ChannelOf(fact.Data),
        TransmissionOf(fact.Data),
        MessageOf(fact.Data),
        [.. ItemsOf(fact.Data).Select(item => item.CiphertextDigest)]);

    private static string? ChannelOf(object fact) => fact switch
    {
        RequestReceived received => received.Channel,
        MessageReceived received => received.Channel,
        ChannelSelected selected => selected.Channel,
        ChannelLocked locked => locked.Channel,
        ChannelDeviationDetected deviation => deviation.Actual,
        MessageDispatched dispatched => dispatched.Channel,
        TransmissionQueued queued => queued.Channel,
        _ => null,
    };

    private static Guid? TransmissionOf(object fact) => fact switch
    {
        ChannelSelected selected => selected.TransmissionId,
        MessageDispatched dispatched => dispatched.TransmissionId,
        MessageUndeliverable undeliverable => undeliverable.TransmissionId,
        TransmissionQueued queued => queued.TransmissionId,
        TransmissionAttempted attempted => attempted.TransmissionId,
        TransmissionAttemptFailed failed => failed.TransmissionId,
        TransmissionHandedToChannel handed => handed.TransmissionId,
        TransmissionFailed failed => failed.TransmissionId,
        TransmissionOutcomeUnknown unknown => unknown.TransmissionId,
        TransmissionResendOrdered ordered => ordered.TransmissionId,
        _ => null,
    };

    private static Guid? MessageOf(object fact) => fact switch
    {
        RequestSubmitted submitted => submitted.MessageId,
        RequestReceived received => received.MessageId,
        MessageSubmitted submitted => submitted.MessageId,
        MessageReceived received => received.MessageId,
        SignatureVerified verified => verified.MessageId,
        SubmissionAccepted accepted => accepted.MessageId,
        ChannelSelected selected => selected.MessageId,
        ChannelLocked locked => locked.MessageId,
        ChannelDeviationDetected deviation => deviation.MessageId,
        MessageDispatched dispatched => dispatched.MessageId,
        MessageUndeliverable undeliverable => undeliverable.MessageId,
        RequestAcknowledged acknowledged => acknowledged.MessageId,
        ClarificationRequested requested => requested.MessageId,
        ClarificationProvided provided => provided.MessageId,
        MessageTakenOver taken => taken.MessageId,
        TransmissionQueued queued => queued.MessageId,
        _ => null,
    };

    private static IEnumerable<VaultItem> ItemsOf(object fact) => fact switch
    {
        RequestSubmitted submitted => Of(submitted.Message),
        RequestReceived received => Of(received.Message),
        MessageSubmitted submitted => Of(submitted.Message),
        MessageReceived received => Of(received.Message),
        SignatureVerified verified => [verified.Report],
        SubmissionAccepted accepted => [accepted.Receipt],
        TransmissionQueued queued => Of(queued.Message),
        TransmissionResendOrdered ordered => [ordered.Reasons],
        _ => [],
    };

    private static IEnumerable<VaultItem> Of(StoredMessage message) => message.Attachments.Prepend(message.Document);
}

/// <param name="Type">Name of the fact, e.g. <c>RequestAcknowledged</c>.</param>
/// <param name="Actor">Opaque id of who acted; <c>gateway</c> where it acted by itself.</param>
/// <param name="Digests">SHA-256 of the ciphertext of each vault item the fact cites.</param>
public sealed record HistoryItem(
    long Sequence, string Type, DateTimeOffset At, string Actor, string? Channel, Guid? TransmissionId, Guid? MessageId,
    IReadOnlyList<string> Digests);
