using JasperFx.Events;
using Marten;
using Npgsql;

namespace Gateway.Api.Persistence;

/// <summary>
/// Finds events that were deleted outside the gateway. The versions of an intact stream count from 1 without a gap.
/// </summary>
internal static class UnbrokenStream
{
    /// <summary>Every event of a stream in order; empty when the stream does not exist.</summary>
    /// <exception cref="StreamDamagedException">Events are missing.</exception>
    public static async Task<IReadOnlyList<IEvent>> FetchAsync(
        IQuerySession session,
        Guid id,
        CancellationToken cancellation
    )
    {
        var batch = session.CreateBatchQuery();
        var (reading, heading) = (batch.Events.FetchStream(id), batch.Events.FetchStreamState(id));
        await batch.Execute(cancellation);
        var (facts, head) = (await reading, await heading);
        // The version of the stream may count an event that was committed between the two queries and is not in the list
        // yet.
        if (head is not null && facts.Count < head.Version)
            facts = await session.Events.FetchStreamAsync(id, token: cancellation);
        Check(id, facts, from: 1, upTo: head?.Version ?? 0);
        return facts;
    }

    /// <summary>Compares the head of each stream with the number of its events, in one query.</summary>
    /// <exception cref="StreamDamagedException">Events are missing.</exception>
    public static async Task CheckAsync(
        NpgsqlDataSource database,
        string tenant,
        Guid[] streams,
        CancellationToken cancellation
    )
    {
        await using var command = database.CreateCommand(
            $"""
            select s.id from {Database.Schema}.mt_streams s where s.tenant_id = $1 and s.id = any($2) and s.version <>
                (select count(*) from {Database.Schema}.mt_events e where e.tenant_id = s.tenant_id and e.stream_id = s.id)
            """
        );
        command.Parameters.Add(new() { Value = tenant });
        command.Parameters.Add(new() { Value = streams });
        if (await command.ExecuteScalarAsync(cancellation) is Guid broken)
            throw new StreamDamagedException(broken);
    }

    /// <param name="from">Version of the first event that was asked for.</param>
    /// <param name="upTo">Version that the events must reach at least.</param>
    /// <exception cref="StreamDamagedException">Events are missing.</exception>
    public static void Check(Guid id, IReadOnlyList<IEvent> facts, long from, long upTo)
    {
        if (from - 1 + facts.Count < upTo || facts.Where((fact, i) => fact.Version != from + i).Any())
            throw new StreamDamagedException(id);
    }
}

/// <summary>Events of a stream are missing in the database.</summary>
public sealed class StreamDamagedException(Guid id) : Exception($"Facts of the stream {id} are missing.");
