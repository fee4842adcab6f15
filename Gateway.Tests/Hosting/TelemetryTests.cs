using System.Diagnostics.Metrics;
using System.Net;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Gateway.Api.Observability;
using Gateway.Domain.Messages;
using Gateway.Tests.Infrastructure;

namespace Gateway.Tests.Hosting;

/// <summary>
/// docs/telemetry.md is the contract with those who watch: it says neither more nor less than what is emitted.
/// </summary>
public sealed partial class TelemetryTests
{
    [Fact]
    public void Every_metric_is_documented_with_its_kind_and_unit_and_no_other()
    {
        var instruments = new SortedSet<string>(StringComparer.Ordinal);
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, _) =>
            {
                if (instrument.Meter.Name == Telemetry.Name)
                    instruments.Add($"{instrument.Name} {KindOf(instrument)} {instrument.Unit}");
            },
        };
        listener.Start();
        using var telemetry = new Telemetry();
        telemetry.Observe(() => []);
        telemetry.ObserveDeadlines(() => []);
        telemetry.ObserveArrivals(() => []);
        telemetry.ObserveEvidence(() => TimeSpan.Zero);

        var documented = MetricRow()
            .Matches(File.ReadAllText(Page()))
            .Select(row => $"{row.Groups[1].Value} {row.Groups[2].Value} {row.Groups[3].Value}");

        instruments.ShouldBe(documented.Order(StringComparer.Ordinal));
        instruments.ShouldAllBe(name =>
            !name.Contains("_total", StringComparison.Ordinal) && !name.Contains("seconds", StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task An_attempt_is_a_trace_of_its_own_linked_to_the_submission_and_everything_is_exported()
    {
        await using var sink = await OtlpSink.StartAsync();
        using var site = new TestSite();
        await using var co = await TestGatewayProcess.StartAsync(site, "co", sink.Settings);
        await using var es = await TestGatewayProcess.StartAsync(site, "es", sink.Settings);
        using var accepted = await co.PostAsync(
            "co-officer",
            "/v1/requests",
            site.Sign(TestSite.Sample(MessageKind.Request))
        );
        accepted.StatusCode.ShouldBe(HttpStatusCode.Accepted);

        var sent = await SpanAsync(sink, "send maildir");
        var received = await SpanAsync(sink, "receive maildir");
        var posted = await SpanAsync(sink, "POST /v1/requests");

        (sent.Kind, received.Kind, posted.Kind).ShouldBe((4, 5, 2), "producer, consumer, server");
        sent.Parent.ShouldBe("");
        sent.Trace.ShouldNotBe(posted.Trace);
        sent.Links.ShouldBe([posted.Trace]);
        sent.Attributes.ShouldContain("messaging.message.id");
        sent.Attributes.ShouldContain("gateway.outcome");
        string[] expected =
        [
            "gateway.request.accepted",
            "gateway.request.received",
            "gateway.transmission.attempts",
            "gateway.transmission.delivery.duration",
            "gateway.signature.verifications",
        ];
        await Eventually.SeeAsync(() => Task.FromResult(expected.All(MetricsOf(sink).Contains) ? "all" : null));
        await site.BlockMailboxAsync("CO-CA");
        await Eventually.SeeAsync(() => Task.FromResult(sink.Of("logs").Count > 0 ? "some" : null));
    }

    [Fact]
    public async Task Prometheus_reads_the_same_metrics()
    {
        using var site = new TestSite(isOneGateway: true);
        await using var gateway = await TestGatewayProcess.StartAsync(site, "both");
        using var accepted = await gateway.PostAsync(
            "co-officer",
            "/v1/requests",
            site.Sign(TestSite.Sample(MessageKind.Request))
        );
        using var rejected = await gateway.PostAsync("co-officer", "/v1/requests", "<a/>"u8.ToArray());
        await Eventually.SeeAsync(async () =>
            (await gateway.GetAsync("es-officer", "/v1/inbox")).GetProperty("items").GetArrayLength() == 1 ? "arrived" : null
        );

        var page = await gateway.As(null).GetStringAsync("/metrics");

        page.ShouldContain("gateway_request_accepted_total{otel_scope_name=\"gateway\",kind=\"request\"} 1");
        page.ShouldContain(
            "gateway_request_refused_total{otel_scope_name=\"gateway\",origin=\"api\",problem_type=\"schema-invalid\"} 1"
        );
        page.ShouldContain(
            "gateway_transmission_attempts_total{otel_scope_name=\"gateway\",channel=\"maildir\",destination=\"ES-CA\",outcome=\"handedToChannel\"} 1"
        );
    }

    private static Task<Span> SpanAsync(OtlpSink sink, string name) =>
        Eventually.SeeAsync(() =>
            Task.FromResult(
                sink.Of("traces")
                    .SelectMany(body => new Protobuf(body).All(1))
                    .SelectMany(resource => resource.All(2))
                    .SelectMany(scope => scope.All(2))
                    .Where(span => span.Text(5) == name)
                    .Select(span => new Span(
                        span.Hex(1),
                        span.Hex(4),
                        (int)span.Number(6),
                        [.. span.All(9).Select(attribute => attribute.Text(1))],
                        [.. span.All(13).Select(link => link.Hex(1))]
                    ))
                    .FirstOrDefault()
            )
        );

    private static HashSet<string> MetricsOf(OtlpSink sink) =>
        [
            .. sink.Of("metrics")
                .SelectMany(body => new Protobuf(body).All(1))
                .SelectMany(resource => resource.All(2))
                .SelectMany(scope => scope.All(2))
                .Select(metric => metric.Text(1)),
        ];

    private static string KindOf(Instrument instrument) =>
        instrument.GetType().Name.Split('`')[0] switch
        {
            "Counter" => "counter",
            "Histogram" => "histogram",
            "ObservableGauge" => "gauge",
            "ObservableUpDownCounter" => "updowncounter",
            var other => other,
        };

    private static string Page([CallerFilePath] string here = "") =>
        Path.Combine(Path.GetDirectoryName(here)!, "..", "..", "docs", "telemetry.md");

    [GeneratedRegex(@"^\| `(gateway\.[^`]+)` \| (\w+) \| (\S+) \|", RegexOptions.Multiline)]
    private static partial Regex MetricRow();

    private sealed record Span(
        string Trace,
        string Parent,
        int Kind,
        IReadOnlyList<string> Attributes,
        IReadOnlyList<string> Links
    );
}
