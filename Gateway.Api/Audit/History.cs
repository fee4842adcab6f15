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
    /// <exception cref="StreamDamagedException">Facts were deleted in the database.</exception>
    public async Task<IReadOnlyList<IEvent>?> ReadAsync(string tenant, Guid requestId, CancellationToken cancellation)
    {
        await using var session = store.QuerySession(tenant);
        var own = await UnbrokenStream.FetchAsync(session, requestId, cancellation);
        if (own is not [{ Data: RequestSubmitted or RequestReceived or RequestRegistered }, ..])
            return null;
        var facts = own.ToList();
        foreach (var selected in own.Select(fact => fact.Data).OfType<ChannelSelected>())
            facts.AddRange(await UnbrokenStream.FetchAsync(session, selected.TransmissionId, cancellation));
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
        (fact.Data as IOverChannel)?.Channel,
        (fact.Data as IAboutTransmission)?.TransmissionId,
        (fact.Data as IAboutMessage)?.MessageId,
        (fact.Data as TransmissionAttempted)?.EndpointRevision,
        (fact.Data as SignatureVerified)?.KeyId,
        [.. ((IFact)fact.Data).Cites.Select(item => item.CiphertextDigest)]);
}

/// <param name="Type">Name of the fact, e.g. <c>RequestAcknowledged</c>.</param>
/// <param name="Actor">Opaque id of who acted; <c>gateway</c> where it acted by itself.</param>
/// <param name="EndpointRevision">Of the counterpart's endpoint an attempt went to; the directory keeps it for ever.</param>
/// <param name="KeyId">Of the key that made a verified signature; the directory keeps it for ever.</param>
/// <param name="Digests">SHA-256 of the ciphertext of each vault item the fact cites.</param>
public sealed record HistoryItem(
    long Sequence, string Type, DateTimeOffset At, string Actor, string? Channel, Guid? TransmissionId, Guid? MessageId,
    Guid? EndpointRevision, string? KeyId, IReadOnlyList<string> Digests);
