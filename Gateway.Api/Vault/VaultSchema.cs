using Gateway.Adapters.Vault;
using Gateway.Api.Configuration;
using Gateway.Api.Persistence;

namespace Gateway.Api.Vault;

/// <summary>Makes the vault's tables and checks its keys before anything is accepted.</summary>
internal sealed class VaultSchema(PostgresVault vault, Claims claims, GatewayOptions options) : IHostedService
{
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (options.MakesSchema)
            await vault.CreateSchemaAsync(cancellationToken);
        await vault.CheckKeysAsync(isNew: !await claims.AnyAsync(cancellationToken), cancellationToken);
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
