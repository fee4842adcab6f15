using Gateway.Api.Authorities;
using Gateway.Api.Channels;
using Gateway.Api.Configuration;
using Gateway.Api.Evidence;
using Gateway.Api.Ingress;
using Gateway.Api.Problems;
using Gateway.Api.Transmissions;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Npgsql;

namespace Gateway.Api.Hosting;

/// <summary>
/// The checks of readiness: the database answers, the receipt key can sign now, every channel can carry and every mailbox
/// can be read, the directory is complete, evidence is kept, every served authority can send and receive. A failing channel,
/// or an authority that cannot be read, means degraded; the gateway still accepts and retries.
/// </summary>
internal static class Health
{
    public static void AddGatewayHealth(this IServiceCollection services) =>
        services
            .AddHealthChecks()
            .AddCheck<DatabaseAnswers>("database")
            .AddCheck<ReceiptKeySigns>("signing-key")
            .AddCheck<ChannelsCarry>("channels")
            .AddCheck<ArrivalsComeIn>("arrivals")
            .AddCheck<DirectoryIsRead>("directory")
            .AddCheck<EvidenceIsKept>("evidence")
            .AddCheck<TransmissionsMove>("transmissions")
            .AddCheck<AuthoritiesReached>("authorities");

    public static void MapGatewayHealth(this IEndpointRouteBuilder routes)
    {
        routes
            .MapGet("/health/live", () => Results.Ok(new Liveness("live")))
            .Produces<Liveness>()
            .WithSummary("The process runs");
        routes
            .MapGet(
                "/health/ready",
                async (HealthCheckService checks, CancellationToken cancellation) =>
                {
                    var report = await checks.CheckHealthAsync(cancellation);
                    return Results.Json(
                        new Readiness(
                            Name(report.Status),
                            report.Entries.ToDictionary(
                                entry => entry.Key,
                                entry => new CheckedPart(Name(entry.Value.Status), entry.Value.Description)
                            )
                        ),
                        ApiJson.Options,
                        statusCode: report.Status == HealthStatus.Unhealthy ? 503 : 200
                    );
                }
            )
            .Produces<Readiness>()
            .Produces<Readiness>(503)
            .WithSummary("The gateway can do its work, and what is wrong if not");
    }

    private static string Name(HealthStatus status) =>
        status switch
        {
            HealthStatus.Healthy => "ready",
            HealthStatus.Degraded => "degraded",
            _ => "notReady",
        };

    private sealed class DatabaseAnswers(NpgsqlDataSource database) : IHealthCheck
    {
        public async Task<HealthCheckResult> CheckHealthAsync(
            HealthCheckContext context,
            CancellationToken cancellationToken = default
        )
        {
            try
            {
                await using var command = database.CreateCommand("select 1");
                command.CommandTimeout = 3;
                await command.ExecuteScalarAsync(cancellationToken);
                return HealthCheckResult.Healthy();
            }
            catch (Exception exception) when (exception is NpgsqlException or TimeoutException)
            {
                return HealthCheckResult.Unhealthy("The database does not answer.");
            }
        }
    }

    private sealed class ReceiptKeySigns(SubmissionReceipts receipts, TimeProvider clock) : IHealthCheck
    {
        public Task<HealthCheckResult> CheckHealthAsync(
            HealthCheckContext context,
            CancellationToken cancellationToken = default
        ) =>
            Task.FromResult(
                receipts.CanSign(clock.GetUtcNow())
                    ? HealthCheckResult.Healthy()
                    : HealthCheckResult.Unhealthy("The receipt key cannot sign: it is missing, expired or not valid yet.")
            );
    }

    private sealed class ChannelsCarry(OutageWatch outages, ArrivalPolling intake) : IHealthCheck
    {
        /// <summary>
        /// Health is public, so this reads the results of the periodic checks and does not query the channels.
        /// </summary>
        public Task<HealthCheckResult> CheckHealthAsync(
            HealthCheckContext context,
            CancellationToken cancellationToken = default
        )
        {
            var troubles = intake
                .Troubles.Concat(outages.Troubles)
                .Select(trouble => $"{trouble.Key}: {trouble.Value}")
                .ToList();
            return Task.FromResult(
                troubles.Count == 0 ? HealthCheckResult.Healthy() : HealthCheckResult.Degraded(string.Join("; ", troubles))
            );
        }
    }

    /// <summary>
    /// A quarantined arrival is reported for a day. No arrival from outside takes the gateway out of service.
    /// </summary>
    private sealed class ArrivalsComeIn(ArrivalPolling intake, GatewayOptions options) : IHealthCheck
    {
        public Task<HealthCheckResult> CheckHealthAsync(
            HealthCheckContext context,
            CancellationToken cancellationToken = default
        )
        {
            var troubles = new List<string>();
            foreach (var source in intake.Sources)
            {
                if (source.RoundTakes > options.RoundWithin)
                    troubles.Add($"{source.Name}: no round ended for {(long)source.RoundTakes.TotalSeconds} s");
                foreach (
                    var row in source.Rows.Where(row => row.State == "waiting" && row.OldestAge > options.ArrivalsWaitAtMost)
                )
                    troubles.Add($"{source.Name}: {row.Count} waiting, the oldest for {(long)row.OldestAge.TotalSeconds} s");
            }
            if (intake.Quarantined > 0)
                troubles.Add($"{intake.Quarantined} quarantined");
            return Task.FromResult(
                troubles.Count == 0 ? HealthCheckResult.Healthy() : HealthCheckResult.Degraded(string.Join("; ", troubles))
            );
        }
    }

    private sealed class DirectoryIsRead(RecordedDirectory directory, DirectoryWatch watch) : IHealthCheck
    {
        public Task<HealthCheckResult> CheckHealthAsync(
            HealthCheckContext context,
            CancellationToken cancellationToken = default
        )
        {
            var troubles = directory
                .All.Where(authority => authority.Flaws.Count > 0)
                .Select(authority => $"{authority.Code}: {string.Join(", ", authority.Flaws)}")
                .Concat(directory.Snapshot.Unreadable.Select(stream => $"{stream.Key}: {stream.Value}"))
                .ToList();
            if (watch.TroubledSince is { } since)
                troubles.Add($"not looked at since {since.UtcDateTime:yyyy-MM-dd'T'HH:mm:ss'Z'}");
            return Task.FromResult(
                troubles.Count == 0 ? HealthCheckResult.Healthy() : HealthCheckResult.Degraded(string.Join("; ", troubles))
            );
        }
    }

    private sealed class TransmissionsMove(Backlog backlog) : IHealthCheck
    {
        public Task<HealthCheckResult> CheckHealthAsync(
            HealthCheckContext context,
            CancellationToken cancellationToken = default
        ) =>
            Task.FromResult(
                backlog.Stalled == 0
                    ? HealthCheckResult.Healthy()
                    : HealthCheckResult.Degraded(
                        $"{backlog.Stalled} transmissions have waited for longer than the schedule allows"
                    )
            );
    }

    private sealed class EvidenceIsKept(EvidenceState state, EvidenceOptions options, TimeProvider clock) : IHealthCheck
    {
        public Task<HealthCheckResult> CheckHealthAsync(
            HealthCheckContext context,
            CancellationToken cancellationToken = default
        )
        {
            var troubles = new List<string>();
            if (state.Trouble is { } trouble)
                troubles.Add(trouble);
            if (state.WaitingSince is { } since && since + options.AlarmAfter < clock.GetUtcNow())
                troubles.Add($"waiting since {since.UtcDateTime:yyyy-MM-dd'T'HH:mm:ss'Z'}");
            if (state.Lapsed > 0)
                troubles.Add($"{state.Lapsed} lapsed");
            return Task.FromResult(
                troubles.Count == 0 ? HealthCheckResult.Healthy() : HealthCheckResult.Degraded(string.Join("; ", troubles))
            );
        }
    }
}

public sealed record Liveness(string Status);

/// <param name="Status"><c>ready</c>, <c>degraded</c> or <c>notReady</c>.</param>
/// <param name="Checks">By name.</param>
public sealed record Readiness(string Status, IReadOnlyDictionary<string, CheckedPart> Checks);

/// <param name="Detail">What is wrong; absent when nothing is.</param>
public sealed record CheckedPart(string Status, string? Detail);
