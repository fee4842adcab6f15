using Gateway.Adapters.Vault;
using Gateway.Api.Configuration;
using Gateway.Api.Persistence;
using Gateway.Domain.Vault;
using Npgsql;
using NpgsqlTypes;
using Weasel.Postgresql;
using Weasel.Postgresql.Tables;

namespace Gateway.Api.RejectedSubmissions;

/// <summary>
/// The rejections with content in the vault: it is counted against a quota before it is stored, and removed after a time.
/// </summary>
public sealed class RejectedContent(
    NpgsqlDataSource database,
    PostgresVault vault,
    GatewayOptions options,
    TimeProvider clock
)
{
    private const string TableName = "gateway.rejected_content";
    private const int AtOnce = 200;

    internal static Table Table()
    {
        var table = new Table(PostgresqlProvider.Instance.Parse(TableName));
        table.AddColumn<string>("tenant").AsPrimaryKey();
        table.AddColumn<Guid>("rejection_id").AsPrimaryKey();
        table.AddColumn<string>("via").NotNull();
        table.AddColumn("is_verified", "boolean").NotNull();
        table.AddColumn<long>("bytes").NotNull();
        table.AddColumn<DateTimeOffset>("kept_at").NotNull();
        table.Indexes.Add(new("rejected_content_quota") { Columns = ["tenant", "via", "is_verified"] });
        table.Indexes.Add(new("rejected_content_age") { Columns = ["kept_at"] });
        return table;
    }

    /// <summary>Reserves space in the quota; one at a time, so that no two reserve the same space.</summary>
    /// <param name="isVerified">A registered key signed it.</param>
    /// <returns>False when the quota is used up: then nothing may be kept.</returns>
    public async Task<bool> TryTakeRoomAsync(
        VaultScope scope,
        string via,
        bool isVerified,
        long bytes,
        DateTimeOffset now,
        CancellationToken cancellation
    )
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        await using (
            var wait = new NpgsqlCommand("select pg_advisory_xact_lock(hashtextextended($1, 160))", connection, transaction)
        )
        {
            wait.Parameters.Add(new() { Value = $"{scope.Tenant}/{via}/{isVerified}" });
            await wait.ExecuteNonQueryAsync(cancellation);
        }
        await using var take = new NpgsqlCommand(
            $"""
            insert into {TableName} (tenant, rejection_id, via, is_verified, bytes, kept_at)
            select $1, $2, $3, $4, $5, $6
            from (select count(*) as number, coalesce(sum(bytes), 0) as size from {TableName} where tenant = $1
                and via = $3 and is_verified = $4) kept
            where number < $7 and size + $5 <= $8
            """,
            connection,
            transaction
        );
        take.Parameters.Add(new() { Value = scope.Tenant });
        take.Parameters.Add(new() { Value = scope.StreamId });
        take.Parameters.Add(new() { Value = via });
        take.Parameters.Add(new() { Value = isVerified });
        take.Parameters.Add(new() { Value = bytes });
        take.Parameters.Add(new() { Value = now, NpgsqlDbType = NpgsqlDbType.TimestampTz });
        take.Parameters.Add(new() { Value = (long)options.Rejections.MostRejections });
        take.Parameters.Add(new() { Value = options.Rejections.MostBytes });
        var isTaken = await take.ExecuteNonQueryAsync(cancellation) == 1;
        await transaction.CommitAsync(cancellation);
        return isTaken;
    }

    /// <summary>Lists what was kept before there were quotas, so that it is removed in its time as well.</summary>
    public async Task AdoptAsync(CancellationToken cancellation)
    {
        await using var command = database.CreateCommand(
            $"""
            insert into {TableName} (tenant, rejection_id, via, is_verified, bytes, kept_at)
            select e.tenant_id, e.stream_id, e.data ->> 'Via', false,
                coalesce((e.data -> 'Document' ->> 'Size')::bigint, 0) + coalesce((e.data -> 'Report' ->> 'Size')::bigint,
                    0), e.timestamp
            from {Database.Schema}.mt_events e
            join vault.key k on k.tenant = e.tenant_id and k.stream_id = e.stream_id
            where e.type = 'submission_rejected'
            on conflict do nothing
            """
        );
        await command.ExecuteNonQueryAsync(cancellation);
    }

    /// <summary>Removes the content of rejections past their retention; their events stay.</summary>
    /// <returns>How many rejections lost their content.</returns>
    public async Task<long> RemoveOldAsync(CancellationToken cancellation)
    {
        var keptBefore = clock.GetUtcNow() - TimeSpan.FromDays(options.Rejections.KeptForDays);
        var removed = 0L;
        while (await OldAsync(keptBefore, cancellation) is { Count: > 0 } old)
            foreach (var scope in old)
            {
                await vault.RemoveScopeAsync(scope, cancellation);
                await using var forget = database.CreateCommand(
                    $"delete from {TableName} where tenant = $1 and rejection_id = $2"
                );
                forget.Parameters.Add(new() { Value = scope.Tenant });
                forget.Parameters.Add(new() { Value = scope.StreamId });
                removed += await forget.ExecuteNonQueryAsync(cancellation);
            }
        return removed;
    }

    private async Task<IReadOnlyList<VaultScope>> OldAsync(DateTimeOffset keptBefore, CancellationToken cancellation)
    {
        await using var command = database.CreateCommand(
            $"select tenant, rejection_id from {TableName} where kept_at < $1 order by kept_at limit {AtOnce}"
        );
        command.Parameters.Add(new() { Value = keptBefore, NpgsqlDbType = NpgsqlDbType.TimestampTz });
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var old = new List<VaultScope>();
        while (await reader.ReadAsync(cancellation))
            old.Add(new(reader.GetString(0), reader.GetGuid(1)));
        return old;
    }
}
