using Gateway.Api.Configuration;
using Gateway.Api.Nodes;
using Gateway.Api.Observability;
using Gateway.Api.Persistence;
using Gateway.Domain.Requests;
using Npgsql;
using Wolverine;

namespace Gateway.Api.Requests;

/// <summary>
/// Finds what has become due in any request by the index over the rows of requests, and asks the request to record it. Each
/// sweep also compares one page of the rows with their streams and rewrites rows that are lost or outdated, so that no row
/// hides a deadline permanently. The cost of a sweep does not depend on the size of the store.
/// </summary>
public sealed class DeadlineSweep(
    RequestLines lines,
    Database connection,
    IServiceScopeFactory scopes,
    GatewayOptions options,
    Telemetry telemetry,
    TimeProvider clock,
    ILogger<DeadlineSweep> log
) : SingleNodeWork(connection, Right, options.SweepEvery, "A sweep for deadlines failed", clock, log)
{
    private const long Right = 0x67617465_00000004;

    /// <summary>Open deadlines are counted once in so many sweeps: a gauge is read no more often.</summary>
    private const int SweepsPerCount = 12;

    private readonly Dictionary<(Guid RequestId, DateTimeOffset DueAt), long> asked = [];
    private volatile IReadOnlyList<DeadlineRow> open = [];
    private (string Tenant, Guid Id)? compared;
    private int sweeps;

    public override Task StartAsync(CancellationToken cancellationToken)
    {
        telemetry.ObserveDeadlines(() => open);
        return base.StartAsync(cancellationToken);
    }

    protected override Task WorkAsync(CancellationToken cancellation) => SweepAsync(cancellation);

    protected override void StandBy() => (open, sweeps) = ([], 0);

    /// <returns>How many requests were asked.</returns>
    public async Task<int> SweepAsync(CancellationToken cancellation)
    {
        await CompareAsync(cancellation);
        var now = Clock.GetUtcNow();
        foreach (var (one, _) in asked.Where(pair => Clock.GetElapsedTime(pair.Value) > options.OverdueAfter).ToList())
            asked.Remove(one);
        var count = 0;
        foreach (var (tenant, requestId, dueAt) in await lines.DueAsync(now, cancellation))
        {
            if (!asked.TryAdd((requestId, dueAt), Clock.GetTimestamp()))
                continue;
            await using var scope = scopes.CreateAsyncScope();
            await scope
                .ServiceProvider.GetRequiredService<IMessageBus>()
                .PublishAsync(new CheckDeadlines(requestId), new DeliveryOptions { TenantId = tenant });
            count++;
        }
        if (sweeps++ % SweepsPerCount == 0)
            open = await lines.CountOpenAsync(now, cancellation);
        return count;
    }

    private async Task CompareAsync(CancellationToken cancellation)
    {
        var (stale, last) = await lines.ComparePageAsync(compared, cancellation);
        foreach (var (tenant, requestId) in stale)
            try
            {
                await lines.RenewAsync(tenant, requestId, cancellation);
            }
            catch (Exception exception) when (exception is not (OperationCanceledException or NpgsqlException))
            {
                log.LogError(
                    "The row of request {RequestId} could not be written anew: {Reason}",
                    requestId,
                    exception.GetType().Name
                );
            }
        compared = last;
    }
}
