using System.Runtime.CompilerServices;
using Gateway.Tests.Infrastructure;

namespace Gateway.Tests.Hosting;

/// <summary>The test run starts hundreds of gateways in one process: one that ended must leave its memory.</summary>
public sealed class EndedGatewayTests(TestPostgres postgres)
{
    [Fact]
    public async Task A_gateway_that_ended_is_collected()
    {
        var ended = await StartAndEndAsync();

        await Eventually.SeeAsync(() =>
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
            return Task.FromResult(ended.IsAlive ? null : "collected");
        });
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private async Task<WeakReference> StartAndEndAsync()
    {
        using var site = new TestSite(isOneGateway: true);
        await using var gateway = await TestGateway.StartAsync(postgres, site);
        return new WeakReference(gateway.App.Services);
    }
}
