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
    public async Task One_request_is_followed_from_submission_to_acknowledgement_by_trace_links()
    {
        await using var sink = await OtlpSink.StartAsync();
        using var site = new TestSite();
        await using var co = await TestGatewayProcess.StartAsync(site, "co", sink.Settings);
        await using var es = await TestGatewayProcess.StartAsync(site, "es", sink.Settings);
        var request = TestSite.Sample(MessageKind.Request);
        using var accepted = await co.PostAsync("co-officer", "/v1/requests", site.Sign(request));
        accepted.StatusCode.ShouldBe(HttpStatusCode.Accepted);
        var received = await SpanAsync(sink, span => span.Name == "receive maildir");
        var arrived = await Eventually.SeeAsync(async () =>
            (await es.GetAsync("es-officer", "/v1/inbox"))
                .GetProperty("items")
                .EnumerateArray()
                .Select(item => item.GetProperty("requestId").GetString())
                .FirstOrDefault()
        );
        var answer = TestSite.Sample(MessageKind.Acknowledgement, "ES-CA", "CO-CA", request.ExchangeId, request.MessageId);
        using var answered = await es.PostAsync("es-officer", $"/v1/requests/{arrived}/messages", site.Sign(answer));
        answered.StatusCode.ShouldBe(HttpStatusCode.Accepted);

        var posted = await SpanAsync(sink, span => span.Name == "POST /v1/requests");
        var sent = await SpanAsync(sink, span => span.Name == "send maildir" && span.Links.Contains(posted.Trace));
        var acknowledged = await SpanAsync(
            sink,
            span => span.Name == "receive maildir" && span.Links.Contains(posted.Trace)
        );

        (sent.Kind, received.Kind, posted.Kind).ShouldBe((4, 5, 2), "producer, consumer, server");
        new[] { sent, received, acknowledged }.ShouldAllBe(span => span.Parent == "" && span.Trace != posted.Trace);
        received.Links.ShouldBeEmpty("the other gateway knows nothing of the trace: it has the ids of message and exchange");
        (sent.Message, received.Message, acknowledged.Message).ShouldBe(
            ($"{request.MessageId}", $"{request.MessageId}", $"{answer.MessageId}")
        );
        new[] { sent, received, acknowledged }.ShouldAllBe(span => span.Exchange == $"{request.ExchangeId}");
        sent.Attributes.Keys.ShouldContain("gateway.outcome");
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

    private static Task<Span> SpanAsync(OtlpSink sink, Func<Span, bool> isIt) =>
        Eventually.SeeAsync(() =>
            Task.FromResult(
                sink.Of("traces")
                    .SelectMany(body => new Protobuf(body).All(1))
                    .SelectMany(resource => resource.All(2))
                    .SelectMany(scope => scope.All(2))
                    .Select(span => new Span(
                        span.Text(5),
                        span.Hex(1),
                        span.Hex(4),
                        (int)span.Number(6),
                        span.All(9)
                            .DistinctBy(attribute => attribute.Text(1))
                            .ToDictionary(attribute => attribute.Text(1), attribute => attribute.All(2).First().Text(1)),
                        [.. span.All(13).Select(link => link.Hex(1))]
                    ))
                    .FirstOrDefault(isIt)
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
        string Name,
        string Trace,
        string Parent,
        int Kind,
        IReadOnlyDictionary<string, string> Attributes,
        IReadOnlyList<string> Links
    )
    {
        public string Message => Attributes["messaging.message.id"];

        public string Exchange => Attributes["messaging.message.conversation_id"];
    }
}
