using System.Diagnostics;
using Npgsql;
using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Gateway.Api.Observability;

/// <summary>
/// Traces, metrics and logs by OTLP when <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> is set, and metrics for Prometheus on
/// <c>/metrics</c>. Console logs are JSON lines on stderr.
/// </summary>
internal static class TelemetryExport
{
    public static void AddGatewayTelemetry(this IServiceCollection services, WebApplicationBuilder builder)
    {
        builder.Logging.ClearProviders();
        builder.Logging.AddLogLines();
        var exports = !string.IsNullOrEmpty(builder.Configuration["OTEL_EXPORTER_OTLP_ENDPOINT"]);
        var telemetry = services
            .AddOpenTelemetry()
            .ConfigureResource(resource =>
                resource.AddService(
                    "gateway",
                    serviceVersion: typeof(TelemetryExport).Assembly.GetName().Version?.ToString()
                )
            );
        telemetry.WithTracing(tracing =>
        {
            tracing
                .AddSource(Telemetry.Name)
                .AddSource("Wolverine")
                .AddSource("Marten")
                .AddNpgsql()
                .AddAspNetCoreInstrumentation(http =>
                {
                    http.Filter = context => context.Request.Path.StartsWithSegments("/v1");
                    http.EnrichWithHttpRequest = (span, _) => Forget(span);
                    http.EnrichWithHttpResponse = (span, _) => Forget(span);
                });
            if (exports)
                tracing.AddOtlpExporter();
        });
        telemetry.WithMetrics(metrics =>
        {
            metrics
                .AddMeter(Telemetry.Name, "Wolverine*", "Marten", "Npgsql")
                .AddAspNetCoreInstrumentation()
                .AddRuntimeInstrumentation()
                .AddPrometheusExporter();
            if (exports)
                metrics.AddOtlpExporter();
        });
        if (exports)
            telemetry.WithLogging(
                logs => logs.AddProcessor(new ExportedException()).AddOtlpExporter(),
                logger => logger.IncludeScopes = false
            );
    }

    /// <summary>A caller may write any text into these; the route identifies what was called.</summary>
    private static void Forget(Activity span)
    {
        foreach (var tag in (ReadOnlySpan<string>)["url.path", "url.query", "user_agent.original"])
            span.SetTag(tag, null);
    }
}
