using Gateway.Api.Persistence;
using Gateway.Domain;
using Gateway.Domain.Channels;
using Gateway.Domain.Transmissions;
using Npgsql;

namespace Gateway.Api.Transmissions;

/// <summary>The state of transmissions, read from their views by index.</summary>
public sealed class TransmissionQueries(NpgsqlDataSource database)
{
    private const string View = $"{Database.Schema}.mt_doc_transmission";

    /// <summary>A page of transmissions, newest first, and one more where there are more.</summary>
    public async Task<IReadOnlyList<OutgoingItem>> ListAsync(
        string tenant,
        TransmissionState state,
        DateTimeOffset? before,
        Guid lastId,
        int most,
        CancellationToken cancellation
    )
    {
        await using var command = database.CreateCommand(
            $"""
            select id, data ->> 'RequestId', data ->> 'MessageId', data ->> 'Leg', data ->> 'LegKind', data ->> 'Channel',
                data ->> 'To',
                   data ->> 'Attempt', due_at, queued_at, (data ->> 'ChangedAt')::timestamptz
            from {View} where tenant_id = $1 and status = $2 {(
                before is null ? "" : "and queued_at <= $3 and (queued_at, id) < ($3, $4)"
            )}
            order by queued_at desc, id desc limit {most}
            """
        );
        command.Parameters.Add(new() { Value = tenant });
        command.Parameters.Add(new() { Value = Codes.Of(state) });
        if (before is { } time)
        {
            command.Parameters.Add(new() { Value = time });
            command.Parameters.Add(new() { Value = lastId });
        }
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var found = new List<OutgoingItem>();
        while (await reader.ReadAsync(cancellation))
            found.Add(
                new(
                    reader.GetGuid(0),
                    Guid.Parse(reader.GetString(1)),
                    Guid.Parse(reader.GetString(2)),
                    int.Parse(reader.GetString(3)),
                    Codes.TryParse<LegKind>(reader.GetString(4), out var kind) ? kind : LegKind.Formal,
                    reader.GetString(5),
                    reader.GetString(6),
                    state,
                    int.Parse(reader.GetString(7)),
                    await reader.IsDBNullAsync(8, cancellation) ? null : reader.GetFieldValue<DateTimeOffset>(8),
                    reader.GetFieldValue<DateTimeOffset>(9),
                    reader.GetFieldValue<DateTimeOffset>(10)
                )
            );
        return found;
    }
}

/// <summary>A transmission as those who watch delivery see it.</summary>
/// <param name="DueAt">When something must happen next at the latest; absent when nothing is due.</param>
/// <param name="ChangedAt">Since when it is in this state.</param>
public sealed record OutgoingItem(
    Guid Id,
    Guid RequestId,
    Guid MessageId,
    int Leg,
    LegKind Kind,
    string Channel,
    string To,
    TransmissionState State,
    int Attempts,
    DateTimeOffset? DueAt,
    DateTimeOffset QueuedAt,
    DateTimeOffset ChangedAt
);
