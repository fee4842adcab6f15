using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Gateway.Adapters.Messages;
using Gateway.Domain.Messages;
using Gateway.Tests.Infrastructure;
using Npgsql;

namespace Gateway.Tests.Hosting;

/// <summary>
/// Something recognisable is written into every free text a caller or a counterpart can write. It comes back where it was
/// asked for, and is seen nowhere else: no log, metric, trace, event, queue, mail header or file name holds it.
/// </summary>
public sealed partial class CanaryTests
{
    private const string Canary = "zyxcanary";

    [Fact]
    public async Task What_is_personal_is_seen_nowhere_but_in_the_content()
    {
        await using var sink = await OtlpSink.StartAsync();
        using var site = new TestSite();
        await using var co = await TestGatewayProcess.StartAsync(
            site,
            "co",
            new Dictionary<string, string>(sink.Settings) { ["Gateway__RetryDelays__0"] = "00:00:00.100" }
        );
        await using var es = await TestGatewayProcess.StartAsync(site, "es", sink.Settings);
        var annex = new SampleAttachment(
            $"{Canary}-annex.pdf",
            "application/pdf",
            Encoding.UTF8.GetBytes($"{Canary} in an annex")
        );
        var request = TestSite.Sample(MessageKind.Request, attachments: annex);

        var signed = site.Sign(WithCanaries(request.Write(), out var places), "co-officer");
        places.ShouldBeGreaterThan(15);
        var id = await AcceptedAsync(
            await co.PostAsync(
                "co-officer",
                "/v1/requests",
                signed,
                [annex],
                call => call.Headers.Add("Idempotency-Key", $"{Canary}-key")
            )
        );
        var arrived = await ArrivedAsync(es, "es-officer", request.MessageId);
        (
            await es.As("es-officer").GetByteArrayAsync($"/v1/requests/{arrived}/messages/{request.MessageId}/original")
        ).ShouldBe(signed);
        using var taken = await es.As("es-officer").PostAsync($"/v1/inbox/{request.MessageId}/taken", null);
        using var excepted = await es.As("es-deciding")
            .PostAsJsonAsync(
                $"/v1/requests/{arrived}/channel-exceptions",
                new
                {
                    channel = "folder",
                    ground = "natureOfRequest",
                    reasons = $"{Canary} asks for it",
                }
            );
        excepted.StatusCode.ShouldBe(HttpStatusCode.Created);
        foreach (
            var kind in new[]
            {
                MessageKind.Acknowledgement,
                MessageKind.ClarificationRequest,
                MessageKind.ProgressReport,
                MessageKind.Conditions,
                MessageKind.Refusal,
                MessageKind.Consultation,
            }
        )
        {
            var message = TestSite.Sample(kind, "ES-CA", "CO-CA", request.ExchangeId, request.MessageId);
            await AcceptedAsync(
                await es.PostAsync(
                    "es-officer",
                    $"/v1/requests/{arrived}/messages",
                    site.Sign(WithCanaries(message.Write(), out _), "es-officer")
                )
            );
            await ArrivedAsync(co, "co-officer", message.MessageId);
        }

        // What goes wrong must not tell either.
        var problems = new List<string>
        {
            await RejectedAsync(
                await co.PostAsync("co-officer", "/v1/requests", Encoding.UTF8.GetBytes($"<{Canary}>{Canary}</{Canary}x>"))
            ),
            await RejectedAsync(
                await co.PostAsync("co-officer", "/v1/requests", Encoding.UTF8.GetBytes($"<!DOCTYPE {Canary}><{Canary}/>"))
            ),
            await RejectedAsync(
                await co.PostAsync(
                    "co-officer",
                    "/v1/requests",
                    Encoding.UTF8.GetBytes(
                        Encoding
                            .UTF8.GetString(request.Write())
                            .Replace("<urgency>normal", $"<urgency>{Canary}", StringComparison.Ordinal)
                    )
                )
            ),
            await RejectedAsync(
                await co.PostAsync(
                    "co-officer",
                    "/v1/requests",
                    Encoding.UTF8.GetBytes(
                        Encoding.UTF8.GetString(signed).Replace(Canary, "Zyxcanary", StringComparison.Ordinal)
                    ),
                    [annex]
                )
            ),
            await RejectedAsync(
                await co.PostAsync(
                    "co-officer",
                    $"/v1/requests?channel={Canary}",
                    site.Sign(TestSite.Sample(MessageKind.Request))
                )
            ),
            await RejectedAsync(
                await co.PostAsync(
                    "co-officer",
                    "/v1/requests",
                    site.Sign(TestSite.Sample(MessageKind.Request, attachments: annex))
                )
            ),
            await RejectedAsync(await co.As("co-officer").GetAsync($"/v1/requests?state={Canary}")),
            await RejectedAsync(await co.As("co-officer").GetAsync($"/v1/requests?after={Canary}")),
            await RejectedAsync(await co.As("co-officer").GetAsync($"/v1/authorities/{Canary}")),
            await RejectedAsync(await co.As("co-officer").GetAsync($"/{Canary}?{Canary}={Canary}")),
        };
        await File.WriteAllTextAsync(
            Path.Combine(site.MailboxOf("ES-CA"), "new", "1.spam"),
            $"From: {Canary}@{Canary}.example\r\nSubject: {Canary}\r\n\r\n{Canary}\r\n"
        );
        await site.BlockMailboxAsync("CO-CA");
        var stuck = await AcceptedAsync(
            await es.PostAsync(
                "es-officer",
                $"/v1/requests/{arrived}/messages",
                site.Sign(TestSite.Sample(MessageKind.Other, "ES-CA", "CO-CA", request.ExchangeId, request.MessageId))
            )
        );
        await site.BlockMailboxAsync("ES-CA");
        var failing = await AcceptedAsync(
            await co.PostAsync(
                "co-officer",
                $"/v1/requests/{id}/messages?channel=maildir",
                site.Sign(TestSite.Sample(MessageKind.Other, exchange: request.ExchangeId))
            )
        );
        var failed = await Eventually.SeeAsync(async () =>
            (await co.GetAsync("co-officer", $"/v1/requests/{failing}/transmissions"))
                .EnumerateArray()
                .Where(one => one.GetProperty("state").GetString() == "failed")
                .Select(one => one.GetProperty("id").GetGuid().ToString())
                .FirstOrDefault()
        );
        using var resent = await co.As("co-officer")
            .PostAsJsonAsync($"/v1/transmissions/{failed}/resend", new { reasons = $"{Canary} says so" });
        resent.StatusCode.ShouldBe(HttpStatusCode.Accepted);
        using var recorded = await co.As("co-officer")
            .PostAsJsonAsync(
                $"/v1/requests/{id}/outside-transmissions",
                new
                {
                    purpose = "items",
                    means = "courier",
                    outbound = true,
                    tookPlaceAt = DateTimeOffset.UtcNow.AddHours(-1),
                    record = $"{Canary} took the bag",
                    files = new[] { new { name = $"{Canary}.tar", size = 1 } },
                }
            );
        recorded.StatusCode.ShouldBe(HttpStatusCode.NoContent);
        using var registered = await co.As("co-officer")
            .PostAsJsonAsync(
                "/v1/requests/registrations",
                new
                {
                    role = "requesting",
                    counterpart = "ES-CA",
                    type = "mla",
                    legalBases = new[] { "UNTOC" },
                    means = "oral",
                    tookPlaceAt = DateTimeOffset.UtcNow.AddHours(-1),
                    record = $"{Canary} called",
                }
            );
        registered.StatusCode.ShouldBe(HttpStatusCode.Created);
        stuck.ShouldBe(arrived);

        var metrics = await co.As(null).GetStringAsync("/metrics") + await es.As(null).GetStringAsync("/metrics");
        var history =
            (await co.As("co-officer").GetStringAsync($"/v1/requests/{id}/history"))
            + await es.As("es-officer").GetStringAsync($"/v1/requests/{arrived}/history");
        await Task.Delay(TimeSpan.FromSeconds(1.5));
        var seen = new Dictionary<string, byte[]>
        {
            ["traces"] = [.. sink.Of("traces").SelectMany(body => body)],
            ["metrics by OTLP"] = [.. sink.Of("metrics").SelectMany(body => body)],
            ["logs by OTLP"] = [.. sink.Of("logs").SelectMany(body => body)],
            ["log of co"] = await ReadSharedAsync(co.LogFile),
            ["log of es"] = await ReadSharedAsync(es.LogFile),
            ["metrics page"] = Encoding.UTF8.GetBytes(metrics),
            ["history"] = Encoding.UTF8.GetBytes(history),
            ["problems"] = Encoding.UTF8.GetBytes(string.Join('\n', problems)),
            ["database of co"] = await DumpAsync(co),
            ["database of es"] = await DumpAsync(es),
            ["mail headers and file names"] = Encoding.UTF8.GetBytes(Mail(site)),
        };
        foreach (var (where, bytes) in seen)
        {
            bytes.Length.ShouldBeGreaterThan(200, $"There is nothing in {where}, so nothing is proved.");
            Encoding
                .Latin1.GetString(bytes)
                .Contains(Canary, StringComparison.OrdinalIgnoreCase)
                .ShouldBeFalse($"{where}: {Around(bytes)}");
        }
        Encoding.Latin1.GetString(seen["database of co"]).ShouldContain("request_submitted");
        Encoding.Latin1.GetString(seen["traces"]).ShouldContain("send maildir");
    }

    /// <summary>Every leaf that still is valid with the canary in it.</summary>
    private static byte[] WithCanaries(byte[] document, out int places)
    {
        var (reader, message) = (
            new MessageReader(),
            XDocument.Parse(Encoding.UTF8.GetString(document), LoadOptions.PreserveWhitespace)
        );
        places = 0;
        foreach (
            var leaf in message
                .Descendants()
                .Where(element =>
                    !element.HasElements && element.Ancestors().All(around => around.Name.LocalName != "attachment")
                )
                .ToList()
        )
        {
            var kept = leaf.Value;
            leaf.Value = $"{Canary} {places} «ñ»";
            if (reader.Check(Bytes(message)) is null)
                places++;
            else
                leaf.Value = kept;
        }
        return Bytes(message);

        static byte[] Bytes(XDocument document) => Encoding.UTF8.GetBytes(document.ToString(SaveOptions.DisableFormatting));
    }

    /// <summary>Names of files and every header, without the bodies.</summary>
    private static string Mail(TestSite site)
    {
        var text = new StringBuilder();
        foreach (
            var file in Directory
                .EnumerateFiles(Path.Combine(site.Root, "maildir"), "*", SearchOption.AllDirectories)
                .Where(file =>
                    !file.EndsWith(".spam", StringComparison.Ordinal) && !file.Contains("spam", StringComparison.Ordinal)
                )
        )
        {
            var lines = File.ReadLines(file).TakeWhile(line => line.Length > 0);
            text.AppendLine(Path.GetFileName(file)).AppendJoin('\n', lines).AppendLine();
        }
        return text.ToString();
    }

    private static async Task<byte[]> DumpAsync(TestGatewayProcess gateway)
    {
        using var dump = new MemoryStream();
        await using var connection = await gateway.OpenDatabaseAsync();
        var tables = new List<string>();
        await using (
            var list = new NpgsqlCommand(
                "select format('%I.%I', schemaname, tablename) from pg_tables where schemaname in ('gateway', 'wolverine', "
                    + "'vault')",
                connection
            )
        )
        await using (var reader = await list.ExecuteReaderAsync())
            while (await reader.ReadAsync())
                tables.Add(reader.GetString(0));
        tables.Count.ShouldBeGreaterThan(10);
        foreach (var table in tables)
        {
            await using var copy = await connection.BeginRawBinaryCopyAsync($"copy {table} to stdout (format binary)");
            await copy.CopyToAsync(dump);
        }
        return dump.ToArray();
    }

    private static async Task<byte[]> ReadSharedAsync(string file)
    {
        await using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using var copy = new MemoryStream();
        await stream.CopyToAsync(copy);
        return copy.ToArray();
    }

    private static async Task<Guid> AcceptedAsync(HttpResponseMessage response)
    {
        using (response)
        {
            response.StatusCode.ShouldBe(HttpStatusCode.Accepted, await response.Content.ReadAsStringAsync());
            return (await response.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetGuid();
        }
    }

    private static async Task<string> RejectedAsync(HttpResponseMessage response)
    {
        using (response)
        {
            ((int)response.StatusCode).ShouldBeInRange(400, 499);
            return await response.Content.ReadAsStringAsync();
        }
    }

    private static Task<Guid> ArrivedAsync(TestGatewayProcess gateway, string person, Guid messageId) =>
        Eventually
            .SeeAsync(async () =>
                (await gateway.GetAsync(person, "/v1/inbox"))
                    .GetProperty("items")
                    .EnumerateArray()
                    .Where(item => item.GetProperty("messageId").GetGuid() == messageId)
                    .Select(item => (Guid?)item.GetProperty("requestId").GetGuid())
                    .FirstOrDefault()
            )
            .ContinueWith(seen => seen.Result!.Value, TaskScheduler.Default);

    private static string Around(byte[] bytes) => Place().Match(Encoding.Latin1.GetString(bytes)).Value;

    [GeneratedRegex(".{0,200}zyxcanary.{0,60}", RegexOptions.IgnoreCase | RegexOptions.Singleline)]
    private static partial Regex Place();
}
