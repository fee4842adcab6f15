using Marten;
using Npgsql;
using Weasel.Postgresql;
using Weasel.Postgresql.Tables;

namespace Gateway.Api.Persistence;

/// <summary>Reading and taking claims.</summary>
public sealed class Claims(NpgsqlDataSource database)
{
    private const string TableName = "gateway.claim";

    internal static Table Table()
    {
        var table = new Table(PostgresqlProvider.Instance.Parse(TableName));
        table.AddColumn<string>("tenant").AsPrimaryKey();
        table.AddColumn<string>("key").AsPrimaryKey();
        table.AddColumn<Guid>("request_id").NotNull();
        table.AddColumn<string>("fingerprint").NotNull();
        table.AddColumn<string>("answer_item");
        return table;
    }

    /// <summary>
    /// Takes the keys when the session commits; the commit fails with <see cref="IsTaken"/> if one is held already.
    /// </summary>
    public static void Take(IDocumentSession session, params IReadOnlyList<Claim> claims) =>
        session.QueueSqlCommand(
            $"""
            insert into {TableName} (tenant, key, request_id, fingerprint, answer_item)
            select ?, key, request_id, fingerprint, answer_item
            from unnest(?::text[], ?::uuid[], ?::text[], ?::text[]) as c(key, request_id, fingerprint, answer_item)
            """,
            session.TenantId,
            claims.Select(claim => claim.Key).ToArray(),
            claims.Select(claim => claim.RequestId).ToArray(),
            claims.Select(claim => claim.Fingerprint).ToArray(),
            claims.Select(claim => claim.AnswerItem ?? "").ToArray()
        );

    /// <summary>Whether a failed commit failed because a key was held already.</summary>
    public static bool IsTaken(Exception exception) =>
        exception is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation, TableName: "claim" }
        || exception.InnerException is { } inner && IsTaken(inner);

    public async Task<IReadOnlyDictionary<string, Claim>> FindAsync(
        string tenant,
        IReadOnlyList<string> keys,
        CancellationToken cancellation
    )
    {
        await using var command = database.CreateCommand(
            // Uses the index even if the planner's statistics are older than the growth of the table.
            $"""
            select c.key, c.request_id, c.fingerprint, c.answer_item from unnest($2::text[]) as asked(key)
            cross join lateral (select * from {TableName} where tenant = $1 and key = asked.key limit 1) as c
            """
        );
        command.Parameters.Add(new() { Value = tenant });
        command.Parameters.Add(new() { Value = keys.ToArray() });
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var found = new Dictionary<string, Claim>();
        while (await reader.ReadAsync(cancellation))
        {
            var answer = await reader.IsDBNullAsync(3, cancellation) ? "" : reader.GetString(3);
            found[reader.GetString(0)] = new(
                reader.GetString(0),
                reader.GetGuid(1),
                reader.GetString(2),
                answer is "" ? null : answer
            );
        }
        return found;
    }

    /// <summary>
    /// Takes one more key for bytes that were accepted before; if it is held by now, it stays with its holder.
    /// </summary>
    public async Task AddAsync(string tenant, Claim claim, CancellationToken cancellation)
    {
        await using var command = database.CreateCommand(
            $"insert into {TableName} (tenant, key, request_id, fingerprint, answer_item) values ($1, $2, $3, $4, $5) on "
                + "conflict do nothing"
        );
        command.Parameters.Add(new() { Value = tenant });
        command.Parameters.Add(new() { Value = claim.Key });
        command.Parameters.Add(new() { Value = claim.RequestId });
        command.Parameters.Add(new() { Value = claim.Fingerprint });
        command.Parameters.Add(new() { Value = claim.AnswerItem ?? "" });
        await command.ExecuteNonQueryAsync(cancellation);
    }

    /// <summary>Whether anything was accepted, or an authority registered, on this database.</summary>
    public async Task<bool> AnyAsync(CancellationToken cancellation)
    {
        await using var command = database.CreateCommand($"select exists (select 1 from {TableName})");
        return (bool)(await command.ExecuteScalarAsync(cancellation))!;
    }

    public async Task<Claim?> FindAsync(string tenant, string key, CancellationToken cancellation) =>
        (await FindAsync(tenant, [key], cancellation)).GetValueOrDefault(key);
}
