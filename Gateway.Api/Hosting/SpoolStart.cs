using Gateway.Adapters.Files;
using Gateway.Api.Configuration;
using Gateway.Api.Nodes;

namespace Gateway.Api.Hosting;

/// <summary>
/// Before anything is accepted, empties the spool, whose files belong to no call any more, and checks the disks.
/// </summary>
internal sealed class SpoolStart(GatewayOptions options, FreeSpace space) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        Spool.Empty(Path.Combine(options.Data, "spool"));
        return space.FindDatabaseAsync(cancellationToken);
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
