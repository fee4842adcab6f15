using System.Text.Json;
using Gateway.Api.Persistence;
using Gateway.Api.Problems;
using Marten;
using Npgsql;

namespace Gateway.Api.Requests;

/// <summary>
/// Messages not taken over yet, oldest first, each with the row of its request: one query per page, over an index of them.
/// </summary>
public sealed class InboxLines(NpgsqlDataSource database, IDocumentStore store)
{
    public async Task<IReadOnlyList<Arrived>> ListAsync(
        string tenant,
        DateTimeOffset? since,
        Guid lastId,
        int most,
        CancellationToken cancellation
    )
    {
        await using var command = database.CreateCommand(
            $"""
            select i.data, l.line
            from (select data, received_at, id from {Database.Schema}.mt_doc_inboxitem
                  where tenant_id = $1 and not taken_over {(
                since is null ? "" : "and received_at >= $2 and (received_at, id) > ($2, $3)"
            )}
                  order by received_at, id limit {most}) i
            left join {RequestLines.TableName} l on l.tenant = $1 and l.id = (i.data ->> 'RequestId')::uuid
            order by i.received_at, i.id
            """
        );
        command.Parameters.Add(new() { Value = tenant });
        if (since is { } time)
        {
            command.Parameters.Add(new() { Value = time });
            command.Parameters.Add(new() { Value = lastId });
        }
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var found = new List<Arrived>();
        while (await reader.ReadAsync(cancellation))
        {
            await using var item = await reader.GetStreamAsync(0, cancellation);
            var arrived = store.Options.Serializer().FromJson<InboxItem>(item);
            var request = await reader.IsDBNullAsync(1, cancellation)
                ? null
                : JsonSerializer.Deserialize<Progress>(reader.GetString(1), ApiJson.Options);
            found.Add(Arrived.Of(arrived, request));
        }
        return found;
    }
}
