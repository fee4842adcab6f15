using Gateway.Api.Persistence;
using Gateway.Domain;
using Gateway.Domain.Requests;
using Gateway.Domain.Transmissions;
using JasperFx.Events;
using Marten;
using Npgsql;

namespace Gateway.Api.Audit;

/// <summary>Reads what happened to a request from its streams and from nothing else.</summary>
public sealed class History(IDocumentStore store, NpgsqlDataSource database)
{
    /// <summary>
    /// Every event of the request and its transmissions, by sequence; null when the tenant has no such request.
    /// </summary>
    /// <exception cref="StreamDamagedException">Events were deleted in the database.</exception>
    public async Task<IReadOnlyList<IEvent>?> ReadAsync(string tenant, Guid requestId, CancellationToken cancellation)
    {
        await using var session = store.QuerySession(tenant);
        var own = await UnbrokenStream.FetchAsync(session, requestId, cancellation);
        if (own is not [{ Data: RequestSubmitted or RequestReceived or RequestRegistered }, ..])
            return null;
        var transmissions = own.Select(fact => fact.Data)
            .OfType<ChannelSelected>()
            .Select(selected => selected.TransmissionId)
            .ToArray();
        var others =
            transmissions.Length == 0
                ? []
                : await session
                    .Events.QueryAllRawEvents()
                    .Where(fact => fact.StreamId.IsOneOf(transmissions))
                    .ToListAsync(cancellation);
        await UnbrokenStream.CheckAsync(database, tenant, transmissions, cancellation);
        return [.. own.Concat(others).OrderBy(fact => fact.Sequence)];
    }

    /// <summary>The events of the request and its transmissions after a sequence, oldest first.</summary>
    /// <exception cref="StreamDamagedException">Events were deleted in the database.</exception>
    public async Task<IReadOnlyList<IEvent>> PageAsync(
        string tenant,
        Guid requestId,
        long after,
        int most,
        CancellationToken cancellation
    )
    {
        await using var session = store.QuerySession(tenant);
        Guid[] streams = [requestId, .. await TransmissionsAsync(tenant, requestId, cancellation)];
        var facts = await session
            .Events.QueryAllRawEvents()
            .Where(fact => fact.StreamId.IsOneOf(streams) && fact.Sequence > after)
            .OrderBy(fact => fact.Sequence)
            .Take(most)
            .ToListAsync(cancellation);
        await UnbrokenStream.CheckAsync(database, tenant, streams, cancellation);
        return facts;
    }

    /// <summary>The version of the request's stream; null when the tenant has no such request.</summary>
    public async Task<long?> VersionAsync(string tenant, Guid requestId, CancellationToken cancellation)
    {
        await using var command = database.CreateCommand(
            $"select version from {Database.Schema}.mt_streams where tenant_id = $1 and id = $2 and type = 'request'"
        );
        command.Parameters.Add(new() { Value = tenant });
        command.Parameters.Add(new() { Value = requestId });
        return (long?)await command.ExecuteScalarAsync(cancellation);
    }

    private async Task<IReadOnlyList<Guid>> TransmissionsAsync(string tenant, Guid requestId, CancellationToken cancellation)
    {
        await using var command = database.CreateCommand(
            $"""
            select (data ->> 'TransmissionId')::uuid from {Database.Schema}.mt_events
            where tenant_id = $1 and stream_id = $2 and type = 'channel_selected'
            """
        );
        command.Parameters.Add(new() { Value = tenant });
        command.Parameters.Add(new() { Value = requestId });
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var found = new List<Guid>();
        while (await reader.ReadAsync(cancellation))
            found.Add(reader.GetGuid(0));
        return found;
    }

    public static HistoryItem Describe(IEvent fact) =>
        new(
            fact.Sequence,
            EventNames.Outer(fact.Data),
            ((IDomainEvent)fact.Data).At,
            fact.UserName ?? "gateway",
            (fact.Data as IOverChannel)?.Channel,
            (fact.Data as IAboutTransmission)?.TransmissionId,
            (fact.Data as IAboutMessage)?.MessageId,
            (fact.Data as TransmissionAttempted)?.EndpointRevision,
            (fact.Data as SignatureVerified)?.KeyId,
            [.. ((IDomainEvent)fact.Data).Cites.Select(item => item.CiphertextDigest)]
        );
}

/// <param name="Type">Name of the event, e.g. <c>RequestAcknowledged</c>.</param>
/// <param name="Actor">Opaque id of who acted; <c>gateway</c> where it acted by itself.</param>
/// <param name="EndpointRevision">The revision of the counterpart's endpoint that an attempt went to; the directory keeps it
/// for ever.</param>
/// <param name="KeyId">The id of the key that made a verified signature; the directory keeps the key for ever.</param>
/// <param name="Digests">SHA-256 of the ciphertext of each vault item the event cites.</param>
public sealed record HistoryItem(
    long Sequence,
    string Type,
    DateTimeOffset At,
    string Actor,
    string? Channel,
    Guid? TransmissionId,
    Guid? MessageId,
    Guid? EndpointRevision,
    string? KeyId,
    IReadOnlyList<string> Digests
);
