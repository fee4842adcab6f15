using Gateway.Api.Configuration;
using Gateway.Api.Persistence;
using Gateway.Domain;
using Gateway.Domain.Transmissions;
using Npgsql;
using NpgsqlTypes;
using Wolverine;

namespace Gateway.Api.Transmissions;

/// <summary>
/// Carries again, once after a start, the attempts that were under way when the gateway stopped: the same bytes under the
/// same key, which a receiver takes once. With several nodes the durable queues do it, since another node may be carrying
/// them.
/// </summary>
public sealed class Resumption(
    NpgsqlDataSource database,
    IServiceScopeFactory scopes,
    IHostApplicationLifetime lifetime,
    GatewayOptions options,
    TimeProvider clock,
    ILogger<Resumption> log
) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (options.SeveralNodes)
            return;
        var startedAt = clock.GetUtcNow();
        var started = new TaskCompletionSource();
        using var _ = lifetime.ApplicationStarted.Register(started.SetResult);
        await started.Task.WaitAsync(stoppingToken);
        try
        {
            await ResumeAsync(startedAt, stoppingToken);
        }
        catch (Exception exception) when (exception.IsFault(stoppingToken))
        {
            // The reconciler finds them when their answers are overdue.
            log.LogWarning(exception, "Attempts under way could not be resumed: {Reason}", exception.Code());
        }
    }

    private async Task ResumeAsync(DateTimeOffset before, CancellationToken cancellation)
    {
        var underWay = new List<(string Tenant, CarryTransmission Command)>();
        await using (
            var command = database.CreateCommand(
                $"""
                select tenant_id, id, (data ->> 'Attempt')::int, data ->> 'Channel' from {Database.Schema}.mt_doc_transmission
                where status = $1 and (data ->> 'ChangedAt')::timestamptz < $2 order by queued_at
                """
            )
        )
        {
            command.Parameters.Add(new() { Value = Codes.Of(TransmissionState.Attempting) });
            command.Parameters.Add(new() { Value = before, NpgsqlDbType = NpgsqlDbType.TimestampTz });
            await using var reader = await command.ExecuteReaderAsync(cancellation);
            while (await reader.ReadAsync(cancellation))
                underWay.Add((reader.GetString(0), new(reader.GetGuid(1), reader.GetInt32(2), reader.GetString(3))));
        }
        if (underWay.Count == 0)
            return;
        await using var scope = scopes.CreateAsyncScope();
        var bus = scope.ServiceProvider.GetRequiredService<IMessageBus>();
        foreach (var (tenant, carry) in underWay)
            await bus.PublishAsync(carry, new DeliveryOptions { TenantId = tenant });
        log.LogInformation("{Count} attempts that were under way at the last stop are carried again", underWay.Count);
    }
}
