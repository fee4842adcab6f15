using Gateway.Api.Configuration;
using Gateway.Api.Persistence;
using Npgsql;

namespace Gateway.Api.Nodes;

/// <summary>
/// Marks a database as real or as a sandbox's at its first start, and permanently rejects the other kind: test keys never
/// come into force among real authorities, nor real messages among test ones.
/// </summary>
internal sealed class DatabaseMark(NpgsqlDataSource database, GatewayOptions options) : IHostedService
{
    private const long Making = 0x67617465_00000010;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        if (await ReadAsync(connection, cancellationToken) is null)
            if (!options.MakesSchema)
                throw new ConfigurationException(
                    "Gateway__MakesSchema is false and the database has no tables yet. Make them with the verb schema, as "
                        + "the owner (docs/deployment.md)."
                );
            else
                await WriteAsync(connection, cancellationToken);
        Require(await ReadAsync(connection, cancellationToken), options.IsSandbox);
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Asked before a sandbox makes its files; writes nothing.</summary>
    /// <exception cref="ConfigurationException">The database is of the other kind.</exception>
    public static async Task RequireAsync(string connectionString, bool isSandbox, CancellationToken cancellation)
    {
        await using var connection = new NpgsqlConnection(
            new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false }.ConnectionString
        );
        await connection.OpenAsync(cancellation);
        Require(await ReadAsync(connection, cancellation), isSandbox);
    }

    private static void Require(string? marked, bool isSandbox)
    {
        if (marked is not null && marked != Kind(isSandbox))
            throw new ConfigurationException(
                isSandbox
                    ? "This database is marked real and takes no sandbox. Set Gateway__Directory and the keys of the real "
                        + "deployment, or give the sandbox "
                        + "a database of its own (ConnectionStrings__gateway, Gateway__Data)."
                    : "This database is marked sandbox and takes no real deployment. Give the deployment a database of "
                        + "its own "
                        + "(ConnectionStrings__gateway, Gateway__Data)."
            );
    }

    private static string Kind(bool isSandbox) => isSandbox ? "sandbox" : "real";

    private static async Task<string?> ReadAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        await using var exists = new NpgsqlCommand(
            $"select to_regclass('{Database.Schema}.deployment') is not null",
            connection
        );
        if (await exists.ExecuteScalarAsync(cancellation) is not true)
            return null;
        await using var read = new NpgsqlCommand($"select kind from {Database.Schema}.deployment", connection);
        return await read.ExecuteScalarAsync(cancellation) as string;
    }

    private async Task WriteAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        // Nodes that start together make it one after the other.
        await using var write = new NpgsqlCommand(
            $"""
            select pg_advisory_xact_lock({Making});
            create schema if not exists {Database.Schema};
            create table if not exists {Database.Schema}.deployment (
                one boolean primary key default true check (one), kind text not null check (kind in ('sandbox', 'real')),
                marked_at timestamptz not null default now());
            insert into {Database.Schema}.deployment (kind) values ('{Kind(options.IsSandbox)}') on conflict do nothing;
            """,
            connection,
            transaction
        );
        await write.ExecuteNonQueryAsync(cancellation);
        await transaction.CommitAsync(cancellation);
    }
}
