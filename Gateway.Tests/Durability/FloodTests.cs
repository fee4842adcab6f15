using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Gateway.Domain.Messages;
using Gateway.Tests.Infrastructure;
using Npgsql;

namespace Gateway.Tests.Durability;

/// <summary>
/// Strangers and one authority do their worst at the same time, over HTTP, by mail and in the file system; another
/// authority works on. GATEWAY_FLOOD_SECONDS lengthens it: two minutes for the figures of docs/figures.md.
/// </summary>
[Collection(Alone.Name)]
public sealed class FloodTests(ITestOutputHelper output)
{
    private const int HeldUploads = 200;
    private const int HeavyDocuments = 24;
    private const int HeavyMails = 100;
    private const int AnonymousCalls = 1_000;
    private static readonly byte[] Junk = [.. Enumerable.Range(0, 10_000_000).Select(number => (byte)(number * 7919 >> 3))];
    private static readonly TimeSpan Length = TimeSpan.FromSeconds(
        double.Parse(Environment.GetEnvironmentVariable("GATEWAY_FLOOD_SECONDS") ?? "20", CultureInfo.InvariantCulture)
    );

    private readonly ConcurrentBag<TimeSpan> submissions = [];
    private readonly ConcurrentBag<TimeSpan> arrivals = [];

    [Fact]
    [Trait("size", "long")]
    public async Task While_one_authority_and_strangers_flood_the_gateway_another_authority_works_on()
    {
        using var site = new TestSite(isOneGateway: true);
        await using var gateway = await TestGatewayProcess.StartAsync(site, "both");
        await using var database = await gateway.OpenDatabaseAsync();
        await WorkAsync(site, gateway); // Everything is compiled and connected.
        submissions.Clear();
        arrivals.Clear();
        var before = await SizeAsync(database);
        using var end = new CancellationTokenSource(Length);

        List<Task> attacks =
        [
            .. Enumerable.Range(0, HeldUploads).Select(_ => HoldAsync(gateway, end.Token)),
            .. Enumerable
                .Range(0, HeavyDocuments)
                .Select(_ => PostAsync(gateway, "application/xml", Attributes(700_000), end.Token)),
            .. Enumerable.Range(0, 8).Select(_ => PostAsync(gateway, "application/xml", Junk, end.Token)),
            .. Enumerable.Range(0, 4).Select(_ => AnonymousAsync(gateway, AnonymousCalls / 4, end.Token)),
        ];
        PutMails(site.MailboxOf("CO-CA"));
        await PutFifoAsync(site.MailboxOf("CO-CA"));
        var (worst, since) = (0L, Stopwatch.StartNew());
        while (!end.IsCancellationRequested)
        {
            await WorkAsync(site, gateway);
            worst = Math.Max(worst, MemoryOf(gateway.ProcessId));
        }
        await Task.WhenAll(attacks);
        var grown = await SizeAsync(database) - before;
        output.WriteLine(
            $"{since.Elapsed.TotalSeconds:0} s: {submissions.Count} submissions, p99 {Percentile(submissions):0.00} s; "
                + $"{arrivals.Count} honest mails, "
                + $"the slowest {arrivals.Max().TotalSeconds:0.00} s; memory at most {worst / 1_000_000} MB; the store grew "
                + $"by {grown / 1_000_000} MB"
        );

        submissions.Count.ShouldBeGreaterThan((int)Length.TotalSeconds / 5);
        Percentile(submissions).ShouldBeLessThan(2);
        arrivals.Max().ShouldBeLessThan(TimeSpan.FromSeconds(5));
        worst.ShouldBeLessThan(1_000_000_000);
        grown.ShouldBeLessThan(100_000_000);
    }

    /// <summary>ES-CA submits a request to CO-CA; it arrives in the mailbox that strangers fill, and in the inbox.</summary>
    private async Task WorkAsync(TestSite site, TestGatewayProcess gateway)
    {
        var message = TestSite.Sample(MessageKind.Request, "ES-CA", "CO-CA");
        var watch = Stopwatch.StartNew();
        using var accepted = await gateway.PostAsync("es-officer", "/v1/requests", site.Sign(message));
        submissions.Add(watch.Elapsed);
        accepted.StatusCode.ShouldBe(HttpStatusCode.Accepted, await accepted.Content.ReadAsStringAsync());
        watch.Restart();
        var seen = await Eventually.SeeAsync(async () =>
        {
            // Page by page: what arrived first comes first, and nobody takes anything over here.
            for (string? next = "", page; next is not null; next = NextOf(page))
            {
                page = await gateway.As("auditor").GetStringAsync($"/v1/inbox{next}");
                if (page.Contains(message.MessageId.ToString(), StringComparison.Ordinal))
                    return page;
            }
            return null;
        });
        arrivals.Add(watch.Elapsed);
        seen.ShouldNotBeEmpty();
    }

    private static string? NextOf(string page) =>
        JsonDocument.Parse(page).RootElement.TryGetProperty("next", out var next) && next.GetString() is { } after
            ? $"?after={Uri.EscapeDataString(after)}"
            : null;

    private static async Task HoldAsync(TestGatewayProcess gateway, CancellationToken end)
    {
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/requests") { Content = new Held(end) };
            using var answer = await gateway.As("co-officer").SendAsync(request, end);
        }
        catch (Exception exception) when (exception is HttpRequestException or OperationCanceledException or IOException)
        {
            // The gateway hung up, or the flood is over.
        }
    }

    private static async Task PostAsync(TestGatewayProcess gateway, string mediaType, byte[] body, CancellationToken end)
    {
        try
        {
            using var content = new ByteArrayContent(body)
            {
                Headers = { ContentType = new MediaTypeHeaderValue(mediaType) },
            };
            using var answer = await gateway.As("co-officer").PostAsync("/v1/requests", content, end);
            ((int)answer.StatusCode).ShouldBeInRange(400, 599);
        }
        catch (Exception exception) when (exception is HttpRequestException or OperationCanceledException or IOException) { }
    }

    private static async Task AnonymousAsync(TestGatewayProcess gateway, int calls, CancellationToken end)
    {
        var paths = (string[])["/health/ready", "/openapi/v1.json", "/health/live", "/v1/requests"];
        await Parallel.ForAsync(
            0,
            calls,
            new ParallelOptions { MaxDegreeOfParallelism = calls },
            async (number, _) =>
            {
                try
                {
                    using var answer = await gateway.As(null).GetAsync(paths[number % paths.Length], end);
                    await answer.Content.ReadAsByteArrayAsync(end);
                }
                catch (Exception exception)
                    when (exception is HttpRequestException or OperationCanceledException or IOException) { }
            }
        );
    }

    private static byte[] Attributes(int count) =>
        Encoding.ASCII.GetBytes($"<a {string.Join(' ', Enumerable.Range(0, count).Select(number => $"a{number}=\"\""))}/>");

    private static void PutMails(string mailbox)
    {
        var folded =
            "From: a@example.org\r\nX-Long: a" + string.Concat(Enumerable.Repeat("\r\n a", 320_000)) + "\r\n\r\nbody\r\n";
        for (var number = 0; number < HeavyMails; number++)
            File.WriteAllText(Path.Combine(mailbox, "new", $"1.{number}.flood"), folded);
    }

    private static async Task PutFifoAsync(string mailbox)
    {
        var (code, _, complained) = await Shell.RunAsync("mkfifo", [Path.Combine(mailbox, "new", "0.fifo.flood")]);
        code.ShouldBe(0, complained);
    }

    private static long MemoryOf(int process) =>
        1024
        * long.Parse(
            File.ReadLines($"/proc/{process}/status")
                .First(line => line.StartsWith("VmRSS", StringComparison.Ordinal))
                .Split(' ')[^2],
            CultureInfo.InvariantCulture
        );

    private static double Percentile(IEnumerable<TimeSpan> times) =>
        times.Select(time => time.TotalSeconds).Order().ToList() is var sorted ? sorted[(int)(sorted.Count * 0.99)] : 0;

    private static async Task<long> SizeAsync(NpgsqlConnection database)
    {
        await using var command = new NpgsqlCommand("select pg_database_size(current_database())", database);
        return (long)(await command.ExecuteScalarAsync())!;
    }

    /// <summary>A body that begins and never ends.</summary>
    private sealed class Held : HttpContent
    {
        private readonly CancellationToken end;

        public Held(CancellationToken end)
        {
            this.end = end;
            Headers.ContentType = new MediaTypeHeaderValue("application/xml");
        }

        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            await stream.WriteAsync("<request>"u8.ToArray(), end);
            await stream.FlushAsync(end);
            await Task.Delay(Timeout.Infinite, end);
        }

        protected override bool TryComputeLength(out long length)
        {
            length = 1_000_000;
            return true;
        }
    }
}
