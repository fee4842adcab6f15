using Gateway.Api.Persistence;
using Gateway.Domain;
using Gateway.Domain.Requests;
using Gateway.Domain.Transmissions;
using Marten;
using Npgsql;
using Weasel.Postgresql;
using Weasel.Postgresql.Tables;

namespace Gateway.Api.Requests;

/// <summary>
/// Fills the columns and rows that an earlier release did not write: once for a database, in bounded batches, before
/// anything is served. A start that finds the mark looks at nothing else.
/// </summary>
internal sealed class RequestLineStart(
    NpgsqlDataSource database,
    IDocumentStore store,
    RequestLines lines,
    ILogger<RequestLineStart> log
) : IHostedService
{
    private const string Marks = "gateway.upgrade";
    private const int Batch = 200;

    private const string NameStates = $"""
        with named as (
            update {Database.Schema}.mt_doc_transmission set status = data ->> 'State'
            where (tenant_id, id) in (
                select tenant_id, id from {Database.Schema}.mt_doc_transmission where status is null
                    and data ->> 'State' is not null limit 5000)
            returning 1)
        select count(*) from named
        """;

    private static readonly string Mark = $"request-line/{RequestLines.Form}";

    internal static Table Table()
    {
        var table = new Table(PostgresqlProvider.Instance.Parse(Marks));
        table.AddColumn<string>("name").AsPrimaryKey();
        return table;
    }

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (await ScalarAsync($"select exists (select 1 from {Marks} where name = $1)", cancellationToken, Mark) is true)
            return;
        while (await ScalarAsync(NameStates, cancellationToken) is > 0L) { }
        foreach (var (tenant, id) in await UndeliveredAsync(cancellationToken))
            await store.Advanced.RebuildSingleStreamAsync<Request>(id, tenant, cancellationToken);
        var written = 0;
        foreach (var tenant in await TenantsAsync(cancellationToken))
            for (
                var after = Guid.Empty;
                await FillAsync(tenant, after, cancellationToken) is { Count: > 0 } filled;
                after = filled[^1]
            )
                written += filled.Count;
        foreach (var (tenant, id) in await RejectedAsync(cancellationToken))
            await store.Advanced.RebuildSingleStreamAsync<Rejection>(id, tenant, cancellationToken);
        await ScalarAsync($"insert into {Marks} (name) values ($1) on conflict do nothing", cancellationToken, Mark);
        if (written > 0)
            log.LogInformation("The rows of {Count} requests were written", written);
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <returns>The requests of the batch, in order.</returns>
    private async Task<IReadOnlyList<Guid>> FillAsync(string tenant, Guid after, CancellationToken cancellation)
    {
        var streams = new List<(Guid Id, long Version)>();
        await using (
            var command = database.CreateCommand(
                $"""
                select id, version from {Database.Schema}.mt_streams
                where tenant_id = $1 and id > $2 and type = 'request' order by id limit {Batch}
                """
            )
        )
        {
            command.Parameters.Add(new() { Value = tenant });
            command.Parameters.Add(new() { Value = after });
            await using var reader = await command.ExecuteReaderAsync(cancellation);
            while (await reader.ReadAsync(cancellation))
                streams.Add((reader.GetGuid(0), reader.GetInt64(1)));
        }
        await using var session = store.LightweightSession(tenant);
        var known = (
            await session.LoadManyAsync<Request>(cancellation, [.. streams.Select(stream => stream.Id)])
        ).ToDictionary(request => request.Id);
        foreach (var (id, version) in streams)
            if (known.TryGetValue(id, out var request))
                RequestLines.Store(session, request, version);
            else
                await lines.RenewAsync(tenant, id, cancellation);
        await session.SaveChangesAsync(cancellation);
        return [.. streams.Select(stream => stream.Id)];
    }

    private async Task<IReadOnlyList<string>> TenantsAsync(CancellationToken cancellation) =>
        [
            .. (
                await ListAsync(
                    $"""
                    with recursive one as (
                        (select tenant_id from {Database.Schema}.mt_streams order by tenant_id limit 1)
                        union all
                        select (select s.tenant_id from {Database.Schema}.mt_streams s where s.tenant_id > one.tenant_id
                            order by s.tenant_id limit 1)
                        from one where one.tenant_id is not null)
                    select tenant_id, null::uuid from one where tenant_id is not null
                    """,
                    cancellation
                )
            ).Select(row => row.Tenant),
        ];

    /// <summary>Their cases were folded before a case recorded its undelivered messages.</summary>
    private Task<IReadOnlyList<(string Tenant, Guid Id)>> UndeliveredAsync(CancellationToken cancellation) =>
        ListAsync(
            $"""
            select distinct tenant_id, (data ->> 'RequestId')::uuid from {Database.Schema}.mt_doc_transmission
            where not is_settled and status = any($1)
            """,
            cancellation,
            (object)Enum.GetValues<TransmissionState>().Where(Transmission.Reopens).Select(Codes.Of).ToArray()
        );

    private Task<IReadOnlyList<(string Tenant, Guid Id)>> RejectedAsync(CancellationToken cancellation) =>
        ListAsync(
            $"""
            select s.tenant_id, s.id from {Database.Schema}.mt_streams s
            left join {Database.Schema}.mt_doc_rejection r on r.tenant_id = s.tenant_id and r.id = s.id
            where s.type = 'rejection' and r.id is null
            """,
            cancellation
        );

    private async Task<object?> ScalarAsync(string sql, CancellationToken cancellation, params object[] values)
    {
        await using var command = database.CreateCommand(sql);
        foreach (var value in values)
            command.Parameters.Add(new() { Value = value });
        return await command.ExecuteScalarAsync(cancellation);
    }

    private async Task<IReadOnlyList<(string Tenant, Guid Id)>> ListAsync(
        string sql,
        CancellationToken cancellation,
        params object[] values
    )
    {
        await using var command = database.CreateCommand(sql);
        foreach (var value in values)
            command.Parameters.Add(new() { Value = value });
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var found = new List<(string, Guid)>();
        while (await reader.ReadAsync(cancellation))
            found.Add((reader.GetString(0), await reader.IsDBNullAsync(1, cancellation) ? Guid.Empty : reader.GetGuid(1)));
        return found;
    }
}
