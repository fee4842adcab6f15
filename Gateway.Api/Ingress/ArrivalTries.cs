using System.Security.Cryptography;
using System.Text;
using Npgsql;
using Weasel.Postgresql;
using Weasel.Postgresql.Tables;

namespace Gateway.Api.Ingress;

/// <summary>
/// How often the examination of an arrival failed, kept over restarts: after the last try it is quarantined and never
/// examined again. An examined arrival has no row.
/// </summary>
public sealed class ArrivalTries(NpgsqlDataSource database, TimeProvider clock)
{
    private const string TableName = "gateway.arrival_try";

    internal static Table Table()
    {
        var table = new Table(PostgresqlProvider.Instance.Parse(TableName));
        table.AddColumn<string>("tenant").AsPrimaryKey();
        table.AddColumn<string>("channel").AsPrimaryKey();
        table.AddColumn<string>("arrival").AsPrimaryKey();
        table.AddColumn<int>("tries").NotNull();
        table.AddColumn<DateTimeOffset>("next_at").NotNull();
        table.AddColumn<DateTimeOffset>("quarantined_at");
        return table;
    }

    /// <summary>The stored form of a name: names at a source are chosen by unknown senders.</summary>
    public static string KeyOf(string name) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(name)));

    public async Task<IReadOnlyDictionary<string, ArrivalTry>> LoadAsync(
        string authority,
        string channel,
        CancellationToken cancellation
    )
    {
        await using var command = Command(
            $"select arrival, tries, next_at, quarantined_at is not null from {TableName} where tenant = $1 and channel = $2",
            authority,
            channel
        );
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var found = new Dictionary<string, ArrivalTry>();
        while (await reader.ReadAsync(cancellation))
            found[reader.GetString(0)] = new(
                reader.GetInt32(1),
                await reader.GetFieldValueAsync<DateTimeOffset>(2, cancellation),
                reader.GetBoolean(3)
            );
        return found;
    }

    /// <returns>How many tries have failed now.</returns>
    public async Task<int> FailedAsync(
        string authority,
        string channel,
        string name,
        TimeSpan pause,
        CancellationToken cancellation
    )
    {
        await using var command = Command(
            $"""
            insert into {TableName} as known (tenant, channel, arrival, tries, next_at) values ($1, $2, $3, 1, $4 + $5)
            on conflict (tenant, channel, arrival)
            do update set tries = known.tries + 1, next_at = $4 + $5 * power(6, least(known.tries, 10))
            returning tries
            """,
            authority,
            channel,
            KeyOf(name),
            clock.GetUtcNow(),
            pause
        );
        return (int)(await command.ExecuteScalarAsync(cancellation))!;
    }

    public async Task QuarantinedAsync(string authority, string channel, string name, CancellationToken cancellation)
    {
        await using var command = Command(
            $"update {TableName} set quarantined_at = $4 where tenant = $1 and channel = $2 and arrival = $3",
            authority,
            channel,
            KeyOf(name),
            clock.GetUtcNow()
        );
        await command.ExecuteNonQueryAsync(cancellation);
    }

    public async Task ForgetAsync(string authority, string channel, string name, CancellationToken cancellation)
    {
        await using var command = Command(
            $"delete from {TableName} where tenant = $1 and channel = $2 and arrival = $3",
            authority,
            channel,
            KeyOf(name)
        );
        await command.ExecuteNonQueryAsync(cancellation);
    }

    public async Task<int> CountQuarantinedAsync(TimeSpan within, CancellationToken cancellation)
    {
        await using var command = Command(
            $"select count(*)::int from {TableName} where quarantined_at > $1",
            clock.GetUtcNow() - within
        );
        return (int)(await command.ExecuteScalarAsync(cancellation))!;
    }

    private NpgsqlCommand Command(string sql, params IReadOnlyList<object> values)
    {
        var command = database.CreateCommand(sql);
        foreach (var value in values)
            command.Parameters.Add(new() { Value = value });
        return command;
    }
}

/// <param name="Tries">That failed.</param>
public sealed record ArrivalTry(int Tries, DateTimeOffset NextAt, bool IsQuarantined);
