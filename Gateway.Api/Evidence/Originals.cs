using Gateway.Api.Hosting;
using Gateway.Domain.Audit;
using Gateway.Domain.Evidence;
using Gateway.Domain.Requests;
using Marten;
using Npgsql;
using NpgsqlTypes;

namespace Gateway.Api.Evidence;

/// <summary>
/// Finds originals without evidence by looking at nothing but event streams. In memory only up to where all have theirs, so that
/// each sweep looks at what is new.
/// </summary>
public sealed class Originals(NpgsqlDataSource database, IDocumentStore store, TimeProvider clock)
{
    private const int Page = 500;

    /// <summary>How long an event may take from its number to its commit; younger ones are looked at again.</summary>
    private static readonly TimeSpan CommitMargin = TimeSpan.FromMinutes(5);

    private readonly HashSet<(string, Guid, Guid)> givenUp = [];
    private long allSettledUpTo;

    /// <summary>Oldest first, no more than asked for.</summary>
    public async Task<IReadOnlyList<Original>> WithoutEvidenceAsync(int most, CancellationToken cancellation)
    {
        var found = new List<Original>();
        var (seenUpTo, safe) = (allSettledUpTo, true);
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
        return [.. found.Take(most)];
    }

    /// <summary>Its content is gone: there is nothing to take evidence of.</summary>
    public void GiveUp(Original original) => givenUp.Add(original.Key);

    /// <summary>Another node looks after them: what is remembered here grows old.</summary>
    public void Forget()
    {
        allSettledUpTo = 0;
        givenUp.Clear();
    }

    /// <summary>Where the bytes of a message lie; null when its request has no such message.</summary>
    public async Task<StoredMessage?> FindAsync(string tenant, Guid requestId, Guid messageId, CancellationToken cancellation)
    {
        await using var session = store.QuerySession(tenant);
        return Requests.ContentEndpoints.Messages(await session.Events.FetchStreamAsync(requestId, token: cancellation))
            .FirstOrDefault(message => message.Item.MessageId == messageId).Stored;
    }

    private async Task<IReadOnlyList<(Original Original, bool IsPast)>> PageAsync(long after, CancellationToken cancellation)
    {
        await using var command = database.CreateCommand(
            $"""
            select tenant_id, stream_id, (data ->> 'MessageId')::uuid, seq_id, timestamp, timestamp < $2
            from {EventStore.Schema}.mt_events
            where seq_id > $1 and type in ('request_submitted', 'request_received', 'message_submitted', 'message_received')
            order by seq_id limit {Page}
            """);
        command.Parameters.Add(new() { Value = after });
        command.Parameters.Add(new() { Value = clock.GetUtcNow() - CommitMargin, NpgsqlDbType = NpgsqlDbType.TimestampTz });
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var page = new List<(Original, bool)>();
        while (await reader.ReadAsync(cancellation))
            page.Add((new(reader.GetString(0), reader.GetGuid(1), reader.GetGuid(2), reader.GetInt64(3), reader.GetFieldValue<DateTimeOffset>(4)), reader.GetBoolean(5)));
        return page;
    }

    private async Task<HashSet<(string, Guid, Guid)>> CoveredAsync(IReadOnlyList<(Original Original, bool)> page, CancellationToken cancellation)
    {
        await using var command = database.CreateCommand(
            $"""
            select tenant_id, (data ->> 'RequestId')::uuid, (data ->> 'MessageId')::uuid
            from {EventStore.Schema}.mt_events where stream_id = any($1) and type = 'evidence_taken'
            """);
        command.Parameters.Add(new() { Value = page.Select(one => KeptEvidence.IdOf(one.Original.RequestId)).Distinct().ToArray() });
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var covered = new HashSet<(string, Guid, Guid)>();
        while (await reader.ReadAsync(cancellation))
            covered.Add((reader.GetString(0), reader.GetGuid(1), reader.GetGuid(2)));
        return covered;
    }
}

/// <summary>A message that was accepted or received.</summary>
/// <param name="At">When it was recorded.</param>
public sealed record Original(string Tenant, Guid RequestId, Guid MessageId, long Sequence, DateTimeOffset At)
{
    public (string, Guid, Guid) Key => (Tenant, RequestId, MessageId);
}
