using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json;
using Gateway.Api.Observability;
using Gateway.Domain.Messages;
using Gateway.Tests.Infrastructure;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using OpenTelemetry;
using OpenTelemetry.Logs;

namespace Gateway.Tests.Hosting;

/// <summary>What a log line holds, and what it never holds.</summary>
public sealed class LogLineTests
{
    private const string Canary = "zyxcanary";

    [Fact]
    public void A_line_has_its_time_and_the_trace_it_belongs_to()
    {
        using var activity = new Activity("test").SetIdFormat(ActivityIdFormat.W3C).Start();

        var line = Line(null, "Accepted");

        DateTimeOffset
            .Parse(line.GetProperty("timestamp").GetString()!, System.Globalization.CultureInfo.InvariantCulture)
            .ShouldBe(DateTimeOffset.UtcNow, TimeSpan.FromMinutes(1));
        line.GetProperty("timestamp").GetString()!.ShouldEndWith("Z");
        line.GetProperty("traceId").GetString().ShouldBe(activity.TraceId.ToHexString());
        line.GetProperty("spanId").GetString().ShouldBe(activity.SpanId.ToHexString());
        (
            line.GetProperty("level").GetString(),
            line.GetProperty("category").GetString(),
            line.GetProperty("message").GetString()
        ).ShouldBe(("Warning", "category", "Accepted"));
    }

    [Fact]
    public void A_line_break_in_a_value_begins_no_line() =>
        Line(null, "One\nTwo \u001b[31m").GetProperty("message").GetString().ShouldBe("One\nTwo \u001b[31m");

    public static TheoryData<string> Thrown => ["inner", "many", "sql", "io", "json"];

    [Theory]
    [MemberData(nameof(Thrown))]
    public void An_exception_is_kept_with_its_types_and_stack_and_without_what_it_quotes(string kind)
    {
        var exception = Catch(kind);
        exception.ToString().ShouldContain(Canary, Case.Insensitive, "There is something to hide.");

        var line = Line(exception, "Failed").GetProperty("exception").GetString()!;

        line.ShouldStartWith(exception.GetType().FullName!);
        line.ShouldContain($"{nameof(LogLineTests)}.{nameof(Catch)}");
        line.ShouldNotContain(Canary, Case.Insensitive);
        if (kind is "inner" or "many")
            line.ShouldContain("---- caused by System.FormatException");
        if (kind == "sql")
            line.ShouldStartWith("Npgsql.PostgresException (22P02)");
    }

    [Fact]
    public void What_the_operating_system_says_of_a_connection_is_kept() =>
        Line(new SocketException((int)SocketError.ConnectionRefused), "Failed")
            .GetProperty("exception")
            .GetString()
            .ShouldBe("System.Net.Sockets.SocketException: Connection refused");

    [Fact]
    public void An_exported_record_keeps_no_more_than_a_line()
    {
        var exported = new List<(Exception? Exception, List<KeyValuePair<string, object?>> Attributes)>();
        using (
            var factory = LoggerFactory.Create(logging =>
                logging.AddOpenTelemetry(logs => logs.AddProcessor(new ExportedException()).AddProcessor(new Kept(exported)))
            )
        )
            factory.CreateLogger("category").LogError(Catch("inner"), "Failed");

        var record = exported.ShouldHaveSingleItem();
        record.Exception.ShouldBeNull();
        var attributes = record.Attributes.ToDictionary(one => one.Key, one => one.Value?.ToString());
        attributes["exception.type"].ShouldBe("System.InvalidOperationException");
        attributes["exception.stacktrace"]!.ShouldContain(nameof(Catch));
        attributes.Values.ShouldAllBe(value => !value!.Contains(Canary));
    }

    [Fact]
    public async Task One_line_is_written_for_each_message_accepted_rejected_sent_and_received()
    {
        using var site = new TestSite();
        await using var co = await TestGatewayProcess.StartAsync(site, "co");
        await using var es = await TestGatewayProcess.StartAsync(site, "es");
        var sample = TestSite.Sample(MessageKind.Request);
        using var accepted = await co.PostAsync("co-officer", "/v1/requests", site.Sign(sample));
        accepted.StatusCode.ShouldBe(HttpStatusCode.Accepted);
        var id = (await accepted.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetGuid();
        using var rejected = await co.PostAsync("co-officer", "/v1/requests", [.. "<not-a-message/>"u8]);

        var arrived = (await Eventually.SeeAsync(() => LinesAsync(es, "Received"))).ShouldHaveSingleItem();
        var sent = (await Eventually.SeeAsync(() => LinesAsync(co, "Sent"))).ShouldHaveSingleItem();

        arrived.GetProperty("message").GetString()!.ShouldContain($"Received message {sample.MessageId} of request ");
        arrived.GetProperty("message").GetString()!.ShouldEndWith(" for ES-CA from CO-CA over maildir");
        sent.GetProperty("message").GetString()!.ShouldEndWith(", attempt 1, for CO-CA: maildir-delivered");
        var line = (await LinesAsync(co, "Accepted"))!.ShouldHaveSingleItem();
        line.GetProperty("message").GetString().ShouldBe($"Accepted message {sample.MessageId} of request {id} for CO-CA");
        (await LinesAsync(co, "Rejected"))!
            .ShouldHaveSingleItem()
            .GetProperty("message")
            .GetString()!
            .ShouldMatch("^Rejected submission .* for CO-CA over api: [a-z-]+$");
        foreach (var one in new[] { arrived, sent, line })
            one.GetProperty("traceId").GetString()!.Length.ShouldBe(32);
    }

    /// <returns>Null while there is none.</returns>
    private static async Task<List<JsonElement>?> LinesAsync(TestGatewayProcess gateway, string what)
    {
        await using var stream = new FileStream(gateway.LogFile, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using var reader = new StreamReader(stream);
        var lines = (await reader.ReadToEndAsync())
            .Split('\n')
            .Where(line => line.StartsWith('{') && line.TrimEnd().EndsWith('}'))
            .Select(line => JsonSerializer.Deserialize<JsonElement>(line))
            .ToList();
        lines.ShouldAllBe(line => line.GetProperty("timestamp").GetString()!.EndsWith('Z'));
        var found = lines.Where(line => line.TryGetProperty("event", out var name) && name.GetString() == what).ToList();
        return found.Count == 0 ? null : found;
    }

    private static JsonElement Line(Exception? exception, string message)
    {
        using var writer = new StringWriter();
        new LogLine().Write(
            new LogEntry<string>(LogLevel.Warning, "category", 0, message, exception, (state, _) => state),
            null,
            writer
        );
        var written = writer.ToString();
        written.TrimEnd('\n').ShouldNotContain("\n");
        return JsonSerializer.Deserialize<JsonElement>(written);
    }

    private static Exception Catch(string kind)
    {
        try
        {
            switch (kind)
            {
                case "inner":
                    throw new InvalidOperationException(Canary, new FormatException(Canary));
                case "many":
                    throw new AggregateException(Canary, new FormatException(Canary), new IOException(Canary));
                case "sql":
                    throw new PostgresException($"invalid input: {Canary}", "ERROR", "ERROR", "22P02", detail: Canary);
                case "io":
                    throw new FileNotFoundException($"Could not find /mail/{Canary}");
                default:
                    throw new JsonException($"{Canary} is no number");
            }
        }
        catch (Exception exception)
        {
            return exception;
        }
    }

    /// <summary>Copies, because records are used again.</summary>
    private sealed class Kept(List<(Exception?, List<KeyValuePair<string, object?>>)> records) : BaseProcessor<LogRecord>
    {
        public override void OnEnd(LogRecord data) => records.Add((data.Exception, [.. data.Attributes!]));
    }
}
