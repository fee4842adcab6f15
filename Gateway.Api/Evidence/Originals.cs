using Gateway.Api.Audit;
using Gateway.Api.Persistence;
using Gateway.Domain.Evidence;
using Gateway.Domain.Requests;
using Marten;
using Npgsql;
using NpgsqlTypes;
using Weasel.Postgresql;
using Weasel.Postgresql.Tables;

namespace Gateway.Api.Evidence;

/// <summary>
/// Finds originals without evidence by looking at nothing but event streams. How far all have theirs is kept, so that a
/// sweep, and the first one after a start, looks at what is new.
/// </summary>
public sealed class Originals(NpgsqlDataSource database, IDocumentStore store, TimeProvider clock)
{
    private const string Position = "gateway.evidence_position";
    private const int Page = 500;

    /// <summary>How long an event may take from its number to its commit; younger ones are looked at again.</summary>
    private static readonly TimeSpan CommitMargin = TimeSpan.FromMinutes(5);

    private readonly HashSet<(string, Guid, Guid)> givenUp = [];
    private long? allSettledUpTo;

    internal static Table Table()
    {
        var table = new Table(PostgresqlProvider.Instance.Parse(Position));
        table.AddColumn<bool>("single").AsPrimaryKey();
        table.AddColumn<long>("settled_up_to").NotNull();
        return table;
    }

    /// <summary>Oldest first, no more than asked for.</summary>
    public async Task<IReadOnlyList<Original>> WithoutEvidenceAsync(int most, CancellationToken cancellation)
    {
        var found = new List<Original>();
        var settled = allSettledUpTo ??= await ReadPositionAsync(cancellation);
        var (seenUpTo, safe) = (settled, true);
        while (found.Count < most && await PageAsync(seenUpTo, cancellation) is { Count: > 0 } page)
        {
            var covered = await CoveredAsync(page, cancellation);
            foreach (var (original, isPast) in page)
            {
                seenUpTo = original.Sequence;
                var isSettled = covered.Contains(original.Key) || givenUp.Contains(original.Key);
                if (!isSettled)
                    found.Add(original);
                safe &= isSettled && isPast;
                if (safe)
                    allSettledUpTo = seenUpTo;
            }
        }
        if (allSettledUpTo > settled)
            await WritePositionAsync(allSettledUpTo.Value, cancellation);
        return [.. found.Take(most)];
    }

    /// <summary>Its content is gone: there is nothing to take evidence of.</summary>
    public void GiveUp(Original original) => givenUp.Add(original.Key);

    /// <summary>Another node looks after them: what is remembered here grows old.</summary>
    public void Forget()
    {
        allSettledUpTo = null;
        givenUp.Clear();
    }

    /// <summary>Where the bytes of a message lie; null when its request has no such message.</summary>
    public async Task<StoredMessage?> FindAsync(
        string tenant,
        Guid requestId,
        Guid messageId,
        CancellationToken cancellation
    )
    {
        await using var session = store.QuerySession(tenant);
        return RecordedMessages
            .In(await session.Events.FetchStreamAsync(requestId, token: cancellation))
            .FirstOrDefault(message => message.Item.MessageId == messageId)
            .Stored;
    }

    private async Task<IReadOnlyList<(Original Original, bool IsPast)>> PageAsync(long after, CancellationToken cancellation)
    {
        await using var command = database.CreateCommand(
            $"""
            select tenant_id, stream_id, (data ->> 'MessageId')::uuid, seq_id, timestamp, timestamp < $2, data -> 'Message'
            from {Database.Schema}.mt_events
            where seq_id > $1 and type in ('request_submitted', 'request_received', 'message_submitted', 'message_received')
            order by seq_id limit {Page}
            """
        );
        command.Parameters.Add(new() { Value = after });
        command.Parameters.Add(new() { Value = clock.GetUtcNow() - CommitMargin, NpgsqlDbType = NpgsqlDbType.TimestampTz });
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var page = new List<(Original, bool)>();
        while (await reader.ReadAsync(cancellation))
        {
            var (tenant, request, message, sequence) = (
                reader.GetString(0),
                reader.GetGuid(1),
                reader.GetGuid(2),
                reader.GetInt64(3)
            );
            var (at, isPast) = (reader.GetFieldValue<DateTimeOffset>(4), reader.GetBoolean(5));
            await using var stored = await reader.GetStreamAsync(6, cancellation);
            page.Add(
                (
                    new(tenant, request, message, sequence, at, store.Options.Serializer().FromJson<StoredMessage>(stored)),
                    isPast
                )
            );
        }
        return page;
    }

    private async Task<HashSet<(string, Guid, Guid)>> CoveredAsync(
        IReadOnlyList<(Original Original, bool)> page,
        CancellationToken cancellation
    )
    {
        await using var command = database.CreateCommand(
            $"""
            select e.tenant_id, (e.data ->> 'RequestId')::uuid, (e.data ->> 'MessageId')::uuid
            from unnest($1::text[], $2::uuid[]) as k(tenant, id)
            join {Database.Schema}.mt_events e on e.tenant_id = k.tenant and e.stream_id = k.id and e.type = 'evidence_taken'
            """
        );
        var kept = page.Select(one => (one.Original.Tenant, Id: KeptEvidence.IdOf(one.Original.RequestId)))
            .Distinct()
            .ToList();
        command.Parameters.Add(new() { Value = kept.Select(one => one.Tenant).ToArray() });
        command.Parameters.Add(new() { Value = kept.Select(one => one.Id).ToArray() });
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var covered = new HashSet<(string, Guid, Guid)>();
        while (await reader.ReadAsync(cancellation))
            covered.Add((reader.GetString(0), reader.GetGuid(1), reader.GetGuid(2)));
        return covered;
    }

    private async Task<long> ReadPositionAsync(CancellationToken cancellation)
    {
        await using var command = database.CreateCommand($"select coalesce(max(settled_up_to), 0) from {Position}");
        return (long)(await command.ExecuteScalarAsync(cancellation))!;
    }

    private async Task WritePositionAsync(long settled, CancellationToken cancellation)
    {
        await using var command = database.CreateCommand(
            $"""
            insert into {Position} (single, settled_up_to) values (true, $1)
            on conflict (single) do update set settled_up_to = greatest({Position}.settled_up_to, excluded.settled_up_to)
            """
        );
        command.Parameters.Add(new() { Value = settled });
        await command.ExecuteNonQueryAsync(cancellation);
    }
}

/// <summary>A message that was accepted or received.</summary>
/// <param name="At">When it was recorded.</param>
/// <param name="Stored">Where its bytes lie.</param>
public sealed record Original(
    string Tenant,
    Guid RequestId,
    Guid MessageId,
    long Sequence,
    DateTimeOffset At,
    StoredMessage Stored
)
{
    public (string, Guid, Guid) Key => (Tenant, RequestId, MessageId);
}
