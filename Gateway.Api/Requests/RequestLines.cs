using System.Globalization;
using System.Text.Json;
using Gateway.Api.Observability;
using Gateway.Api.Persistence;
using Gateway.Api.Problems;
using Gateway.Domain;
using Gateway.Domain.Requests;
using Marten;
using Npgsql;
using NpgsqlTypes;
using Weasel.Postgresql;
using Weasel.Postgresql.Tables;

namespace Gateway.Api.Requests;

/// <summary>
/// One short row for each request: its progress as lists show it, and its next due time. It is written in the transaction of
/// its events; lists, the inbox and the agenda read rows, never cases.
/// </summary>
public sealed class RequestLines(NpgsqlDataSource database, IDocumentStore store)
{
    internal const string TableName = "gateway.request_line";

    /// <summary>Version of the stored progress: a row of an older version is rewritten.</summary>
    internal const int Form = 1;

    private const int PageOfStreams = 500;

    private const string Upsert = $"""
        insert into {TableName} (tenant, id, version, form, state, counterpart, opened_at, next_due_at, line)
        values (?, ?, ?, ?, ?, ?, ?, nullif(?, '')::timestamptz, ?::jsonb)
        on conflict (tenant, id) do update set version = excluded.version, form = excluded.form, state = excluded.state,
            counterpart = excluded.counterpart, opened_at = excluded.opened_at, next_due_at = excluded.next_due_at,
                line = excluded.line
        where {TableName}.version <= excluded.version
        """;

    internal static Table Table()
    {
        var table = new Table(PostgresqlProvider.Instance.Parse(TableName));
        table.AddColumn<string>("tenant").AsPrimaryKey();
        table.AddColumn<Guid>("id").AsPrimaryKey();
        table.AddColumn<long>("version").NotNull();
        table.AddColumn<int>("form").NotNull();
        table.AddColumn<string>("state").NotNull();
        table.AddColumn<string>("counterpart").NotNull();
        table.AddColumn("opened_at", "timestamp with time zone").NotNull();
        table.AddColumn("next_due_at", "timestamp with time zone");
        table.AddColumn("line", "jsonb").NotNull();
        table.Indexes.Add(new IndexDefinition("request_line_opened") { Columns = ["tenant", "opened_at", "id"] });
        table.Indexes.Add(new IndexDefinition("request_line_state") { Columns = ["tenant", "state", "opened_at", "id"] });
        table.Indexes.Add(
            new IndexDefinition("request_line_counterpart") { Columns = ["tenant", "counterpart", "opened_at", "id"] }
        );
        table.Indexes.Add(
            new IndexDefinition("request_line_both") { Columns = ["tenant", "counterpart", "state", "opened_at", "id"] }
        );
        table.Indexes.Add(
            new IndexDefinition("request_line_due") { Columns = ["next_due_at"], Predicate = "next_due_at is not null" }
        );
        return table;
    }

    /// <summary>Writes the row when the session commits.</summary>
    internal static void Store(IDocumentSession session, Request request, long version) =>
        session.QueueSqlCommand(
            Upsert,
            session.TenantId,
            request.Id,
            version,
            Form,
            Codes.Of(request.State),
            request.Counterpart,
            request.OpenedAt,
            request.NextDueAt?.UtcDateTime.ToString("O", CultureInfo.InvariantCulture) ?? "",
            JsonSerializer.Serialize(Progress.Of(request, 0, request.ChangedAt), ApiJson.Options)
        );

    /// <summary>Updates the version of a row whose events change nothing that it shows.</summary>
    internal static void Move(IDocumentSession session, Guid requestId, long version) =>
        session.QueueSqlCommand(
            $"update {TableName} set version = ? where tenant = ? and id = ?",
            version,
            session.TenantId,
            requestId
        );

    /// <summary>A page of requests, newest first, and one more where there are more.</summary>
    public async Task<IReadOnlyList<(Progress Progress, DateTimeOffset OpenedAt)>> ListAsync(
        string tenant,
        RequestState? state,
        string? counterpart,
        DateTimeOffset? before,
        Guid lastId,
        int most,
        CancellationToken cancellation
    )
    {
        await using var command = database.CreateCommand();
        var where = "l.tenant = $1";
        command.Parameters.Add(new() { Value = tenant });
        if (state is { } wanted)
            Narrow("l.state = ${0}", Codes.Of(wanted));
        if (counterpart is not null)
            Narrow("l.counterpart = ${0}", counterpart);
        if (before is { } time)
        {
            Narrow("l.opened_at <= ${0}", time);
            Narrow($"(l.opened_at, l.id) < (${command.Parameters.Count}, ${{0}})", lastId);
        }
        command.CommandText = $"""
            select l.line, e.seq_id, l.opened_at
            from {TableName} l
            left join {Database.Schema}.mt_events e on e.tenant_id = l.tenant and e.stream_id = l.id
                and e.version = l.version
            where {where} order by l.opened_at desc, l.id desc limit {most}
            """;
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var found = new List<(Progress, DateTimeOffset)>();
        while (await reader.ReadAsync(cancellation))
            found.Add((Read(reader, 0) with { LastSequence = reader.GetInt64(1) }, reader.GetFieldValue<DateTimeOffset>(2)));
        return found;

        void Narrow(string condition, object value)
        {
            command.Parameters.Add(new() { Value = value });
            where += " and " + string.Format(CultureInfo.InvariantCulture, condition, command.Parameters.Count);
        }
    }

    /// <summary>
    /// The progress of one request and the version of its stream; null when the tenant has no such request.
    /// </summary>
    public async Task<(Progress Progress, long Version)?> FindAsync(string tenant, Guid id, CancellationToken cancellation)
    {
        long version;
        await using (
            var command = database.CreateCommand(
                $"""
                select s.version, l.line, l.version = s.version and l.form = {Form}, e.seq_id
                from {Database.Schema}.mt_streams s
                left join {TableName} l on l.tenant = s.tenant_id and l.id = s.id
                left join {Database.Schema}.mt_events e on e.tenant_id = s.tenant_id and e.stream_id = s.id
                    and e.version = s.version
                where s.tenant_id = $1 and s.id = $2 and s.type = 'request'
                """
            )
        )
        {
            command.Parameters.Add(new() { Value = tenant });
            command.Parameters.Add(new() { Value = id });
            await using var reader = await command.ExecuteReaderAsync(cancellation);
            if (!await reader.ReadAsync(cancellation))
                return null;
            version = reader.GetInt64(0);
            if (!await reader.IsDBNullAsync(2, cancellation) && reader.GetBoolean(2))
                return (Read(reader, 1) with { LastSequence = reader.GetInt64(3) }, version);
        }
        // The row is lost or old: the stream is read instead, and the agenda rewrites the row.
        await using var session = store.QuerySession(tenant);
        var facts = await session.Events.FetchStreamAsync(id, version: version, token: cancellation);
        return Replay.Progress(facts) is { } progress ? (progress, version) : null;
    }

    /// <summary>Requests in which something is due, the longest due first.</summary>
    public async Task<IReadOnlyList<(string Tenant, Guid RequestId, DateTimeOffset DueAt)>> DueAsync(
        DateTimeOffset now,
        CancellationToken cancellation
    )
    {
        await using var command = database.CreateCommand(
            $"select tenant, id, next_due_at from {TableName} where next_due_at <= $1 order by next_due_at"
        );
        command.Parameters.Add(new() { Value = now, NpgsqlDbType = NpgsqlDbType.TimestampTz });
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var due = new List<(string, Guid, DateTimeOffset)>();
        while (await reader.ReadAsync(cancellation))
            due.Add((reader.GetString(0), reader.GetGuid(1), reader.GetFieldValue<DateTimeOffset>(2)));
        return due;
    }

    /// <summary>
    /// A page of all streams in order: the requests in it whose row is lost, old or behind, and where the next page begins.
    /// </summary>
    /// <param name="after">Where the page begins; null at the first stream.</param>
    public async Task<(
        IReadOnlyList<(string Tenant, Guid RequestId)> Stale,
        (string Tenant, Guid Id)? Last
    )> ComparePageAsync((string Tenant, Guid Id)? after, CancellationToken cancellation)
    {
        await using var command = database.CreateCommand(
            $"""
            select s.tenant_id, s.id, s.type = 'request' and (l.id is null or l.version <> s.version or l.form <> {Form})
            from (select tenant_id, id, type, version from {Database.Schema}.mt_streams
                  where (tenant_id, id) > ($1, $2) order by tenant_id, id limit {PageOfStreams}) s
            left join {TableName} l on l.tenant = s.tenant_id and l.id = s.id
            order by s.tenant_id, s.id
            """
        );
        command.Parameters.Add(new() { Value = after?.Tenant ?? "" });
        command.Parameters.Add(new() { Value = after?.Id ?? Guid.Empty });
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var stale = new List<(string, Guid)>();
        (string, Guid)? last = null;
        var count = 0;
        while (await reader.ReadAsync(cancellation))
        {
            (last, count) = ((reader.GetString(0), reader.GetGuid(1)), count + 1);
            if (reader.GetBoolean(2))
                stale.Add(last.Value);
        }
        return (stale, count < PageOfStreams ? null : last);
    }

    /// <summary>What is open in all requests, by kind and state.</summary>
    public async Task<IReadOnlyList<DeadlineRow>> CountOpenAsync(DateTimeOffset now, CancellationToken cancellation)
    {
        await using var command = database.CreateCommand(
            $"""
            select o ->> 'kind', o ->> 'state', count(*), min((o ->> 'dueAt')::timestamptz)
            from {TableName} cross join lateral jsonb_array_elements(line -> 'openObligations') o group by 1, 2
            """
        );
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var rows = new List<DeadlineRow>();
        while (await reader.ReadAsync(cancellation))
        {
            var oldest = await reader.IsDBNullAsync(3, cancellation) ? now : reader.GetFieldValue<DateTimeOffset>(3);
            rows.Add(
                new(
                    reader.GetString(0),
                    reader.GetString(1),
                    reader.GetInt64(2),
                    oldest < now ? now - oldest : TimeSpan.Zero
                )
            );
        }
        return rows;
    }

    /// <summary>Writes a row from its stream, which is locked against appends meanwhile.</summary>
    public async Task RenewAsync(string tenant, Guid id, CancellationToken cancellation)
    {
        await using var session = store.LightweightSession(tenant);
        await session.BeginTransactionAsync(cancellation);
        await using var hold = new NpgsqlCommand(
            $"select 1 from {Database.Schema}.mt_streams where tenant_id = $1 and id = $2 for update"
        );
        hold.Parameters.Add(new() { Value = tenant });
        hold.Parameters.Add(new() { Value = id });
        await using (await session.ExecuteReaderAsync(hold, cancellation)) { }
        var facts = await session.Events.FetchStreamAsync(id, token: cancellation);
        if (RequestFold.Replay([.. facts.Select(fact => fact.Data)]) is not { } request)
            return;
        Store(session, request, facts[^1].Version);
        await session.SaveChangesAsync(cancellation);
    }

    private static Progress Read(NpgsqlDataReader reader, int column) =>
        JsonSerializer.Deserialize<Progress>(reader.GetString(column), ApiJson.Options)!;
}

/// <summary>Writes the rows of requests in the transaction that changes them.</summary>
internal sealed class RequestLineKeeping : DocumentSessionListenerBase
{
    public override Task BeforeSaveChangesAsync(IDocumentSession session, CancellationToken token)
    {
        var streams = session
            .PendingChanges.Streams()
            .Where(stream => stream.Events.Count > 0 && stream.AggregateType == typeof(Request))
            .ToList();
        if (streams.Count == 0)
            return Task.CompletedTask;
        var changed = session.PendingChanges.AllChangedFor<Request>().ToDictionary(request => request.Id);
        foreach (var stream in streams)
            if (changed.TryGetValue(stream.Id, out var request))
                RequestLines.Store(session, request, stream.Version);
            else
                RequestLines.Move(session, stream.Id, stream.Version);
        return Task.CompletedTask;
    }
}
