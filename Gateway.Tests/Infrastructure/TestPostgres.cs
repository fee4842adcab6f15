using Gateway.Api.EmbeddedPostgres;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

[assembly: AssemblyFixture(typeof(Gateway.Tests.Infrastructure.TestPostgres))]

namespace Gateway.Tests.Infrastructure;

/// <summary>One PostgreSQL for the whole run, and a database of its own for everything that asks.</summary>
public sealed class TestPostgres : IAsyncLifetime
{
    private readonly string root = Leftovers.NewFolder("tests");
    private readonly SemaphoreSlim starting = new(1);
    private EmbeddedDatabase? server;
    private int databases;

    public ValueTask InitializeAsync()
    {
        Leftovers.RemoveOld();
        return ValueTask.CompletedTask;
    }

    /// <summary>A new, empty database; the server starts with the first one.</summary>
    public async Task<string> NewDatabaseAsync()
    {
        await starting.WaitAsync();
        try
        {
            server ??= await EmbeddedDatabase.StartAsync(
                new() { RootDirectory = root, Durable = false },
                NullLogger.Instance,
                TimeProvider.System,
                CancellationToken.None
            );
        }
        finally
        {
            starting.Release();
        }
        var name = $"t{Interlocked.Increment(ref databases)}";
        await using var connection = new NpgsqlConnection(server.ConnectionString);
        await connection.OpenAsync();
        await using var create = new NpgsqlCommand($"create database {name}", connection);
        await create.ExecuteNonQueryAsync();
        return new NpgsqlConnectionStringBuilder(server.ConnectionString)
        {
            Database = name,
            MaxPoolSize = 20,
        }.ConnectionString;
    }

    public async ValueTask DisposeAsync()
    {
        if (server is not null)
            await server.DisposeAsync();
        Leftovers.Remove(root);
        starting.Dispose();
    }
}
