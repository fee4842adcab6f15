using Gateway.Adapters.Vault;
using Gateway.Api.Nodes;
using Marten;
using Npgsql;
using Wolverine.Persistence.Durability;

namespace Gateway.Api.Hosting;

/// <summary>
/// Creates or changes all tables of a gateway at once, and grants rights on them to the role that a gateway runs as.
/// </summary>
internal static class DatabaseSchema
{
    private const string Schemas = "gateway,wolverine,vault";

    /// <param name="role">Null grants nothing: the owner runs the gateway itself.</param>
    public static async Task MakeAsync(IServiceProvider services, string? role, CancellationToken cancellation)
    {
        var lease = services.GetRequiredService<DatabaseLease>();
        await lease.StartAsync(cancellation);
        try
        {
            await ActivatorUtilities.CreateInstance<DatabaseMark>(services).StartAsync(cancellation);
            await services.GetRequiredService<IDocumentStore>().Storage.ApplyAllConfiguredChangesToDatabaseAsync();
            await services.GetRequiredService<IMessageStore>().Admin.MigrateAsync();
            await services.GetRequiredService<PostgresVault>().CreateSchemaAsync(cancellation);
            if (role is not null)
                await GrantAsync(services.GetRequiredService<NpgsqlDataSource>(), role, cancellation);
        }
        finally
        {
            await lease.StopAsync(cancellation);
        }
    }

    /// <summary>Grants rights on rows, not on tables; events cannot be changed or removed.</summary>
    private static async Task GrantAsync(NpgsqlDataSource database, string role, CancellationToken cancellation)
    {
        var name = $"\"{role.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
        await using var grant = database.CreateCommand(
            $"""
            grant usage on schema {Schemas} to {name};
            grant select, insert, update, delete on all tables in schema {Schemas} to {name};
            grant usage, select, update on all sequences in schema {Schemas} to {name};
            grant execute on all functions in schema {Schemas} to {name};
            revoke update, delete on gateway.mt_events, gateway.deployment from {name};
            revoke insert on gateway.deployment from {name};
            """
        );
        await grant.ExecuteNonQueryAsync(cancellation);
    }
}
