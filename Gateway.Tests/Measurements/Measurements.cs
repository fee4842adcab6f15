using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text;
using Gateway.Adapters.Channels.Maildir;
using Gateway.Domain.Messages;
using Gateway.Tests.Infrastructure;
using Npgsql;
using static Gateway.Tests.Infrastructure.Statistics;

namespace Gateway.Tests.Measurements;

/// <summary>
/// The figures of docs/figures.md, taken by <c>deploy/measure</c>. Medians of rounds that alternate with the limit compared
/// with.
/// </summary>
[Trait("size", "long")]
[Collection(Alone.Name)]
public sealed class Measurements
{
    private const int Rounds = 3;
    private static readonly TimeSpan Length = TimeSpan.FromSeconds(6);
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(3);

    [Fact]
    public async Task Requests_accepted_and_forwarded_per_second()
    {
        using var site = new TestSite();
        await using var co = await TestGatewayProcess.StartAsync(site, "co", checksContract: false);
        await using var bare = await BareServer.StartAsync(site, await co.ConnectionStringAsync());
        await using var database = await co.OpenDatabaseAsync();
        var signed = Sign(site, 9000);
        Say(
            $"signed request: {signed.First().Length / 1000.0:0.0} kB; {Environment.ProcessorCount} cores shared by "
                + "callers, gateway and database"
        );
        await PushAsync(bare, "/bare", signed.ToArray(), 8, WarmUp);
        await PushAsync(co, "/v1/requests", Take(signed, 400), 8, WarmUp);

        Say($"callers  bare insert/s  accepted/s  ratio   p50 ms  p99 ms  (medians of rounds)");
        foreach (var callers in new[] { 1, 8, 32 })
        {
            var (limits, ours, halves, tails) = (
                new List<double>(),
                new List<double>(),
                new List<double>(),
                new List<double>()
            );
            for (var round = 0; round < Rounds; round++)
            {
                limits.Add((await PushAsync(bare, "/bare", signed.ToArray(), callers, Length)).PerSecond);
                var pushed = await PushAsync(co, "/v1/requests", Take(signed, 600), callers, Length);
                ours.Add(pushed.PerSecond);
                halves.Add(pushed.Percentile(50));
                tails.Add(pushed.Percentile(99));
                await DrainedAsync(database);
            }
            Say(
                $"{callers, 7}  {Median(limits), 13:0}  {Median(ours), 10:0}  {Median(ours) / Median(limits), 5:0.00}  "
                    + $"{Median(halves), 6:0.0}  {Median(tails), 6:0.0}"
            );
        }

        var limit = (await PushAsync(bare, "/bare", signed.ToArray(), 8, Length)).PerSecond;
        var before = await HandedOverAsync(database);
        var since = Stopwatch.StartNew();
        var sustained = await PushAsync(co, "/v1/requests", [.. signed], 8, TimeSpan.FromSeconds(20));
        await DrainedAsync(database);
        var forwarded = (await HandedOverAsync(database) - before) / since.Elapsed.TotalSeconds;
        Say(
            $"accepted and forwarded, sustained over {since.Elapsed.TotalSeconds:0} s at 8 callers: {forwarded:0}/s "
                + $"({forwarded / limit:0.00} of the bare insert; accepted {sustained.PerSecond:0}/s)"
        );
    }

    /// <summary>
    /// Rounds alternate between this build, another one (<c>deploy/measure --against COMMIT</c>) and the bare insert.
    /// </summary>
    [Fact]
    public async Task Against_another_build()
    {
        if (Environment.GetEnvironmentVariable("GATEWAY_AGAINST") is not { Length: > 0 } program)
        {
            Assert.Skip("GATEWAY_AGAINST names no other build: run deploy/measure --against COMMIT.");
            return;
        }
        await using var before = await Side.StartAsync(program);
        await using var now = await Side.StartAsync(null);
        await using var bare = await BareServer.StartAsync(now.Site, await now.Gateway.ConnectionStringAsync());
        foreach (var side in new[] { before, now })
            await PushAsync(side.Gateway, "/v1/requests", Take(side.Signed, 300), 8, WarmUp);
        Say("callers   before/s   now/s  ratio   p50 before  now ms  ratio   bare insert/s  now to bare");
        foreach (var callers in new[] { 1, 8, 32 })
        {
            var (rates, halves) = (
                Enumerable.Range(0, 3).Select(_ => new List<double>()).ToArray(),
                new List<double>[] { [], [] }
            );
            for (var round = 0; round < Rounds; round++)
            {
                foreach (var (i, side) in new[] { before, now }.Index())
                {
                    var pushed = await PushAsync(side.Gateway, "/v1/requests", Take(side.Signed, 700), callers, Length);
                    rates[i].Add(pushed.PerSecond);
                    halves[i].Add(pushed.Percentile(50));
                    await DrainedAsync(side.Database);
                }
                var body = await PushAsync(bare, "/bare", [.. now.Signed.Take(300)], callers, Length);
                rates[2].Add(body.PerSecond);
            }
            var (b, n, limit) = (Median(rates[0]), Median(rates[1]), Median(rates[2]));
            var (pb, pn) = (Median(halves[0]), Median(halves[1]));
            Say(
                $"{callers, 7}   {b, 8:0}  {n, 6:0}  {n / b, 5:0.00}   {pb, 10:0.0}  {pn, 6:0.0}  {pn / pb, 5:0.00}   "
                    + $"{limit, 13:0}  {n / limit, 11:0.00}"
            );
        }
        var (sustained, gateway, server) = (
            new List<double>[] { [], [] },
            new List<double>[] { [], [] },
            new List<double>[] { [], [] }
        );
        for (var round = 0; round < Rounds; round++)
            foreach (var (i, side) in new[] { before, now }.Index())
            {
                var done = await HandedOverAsync(side.Database);
                var used = await side.Gateway.ProcessorTimeAsync();
                var since = Stopwatch.StartNew();
                await PushAsync(side.Gateway, "/v1/requests", Take(side.Signed, 1500), 32, TimeSpan.FromSeconds(10));
                await DrainedAsync(side.Database);
                var forwarded = await HandedOverAsync(side.Database) - done;
                sustained[i].Add(forwarded / since.Elapsed.TotalSeconds);
                var later = await side.Gateway.ProcessorTimeAsync();
                gateway[i].Add((later.Gateway - used.Gateway).TotalMilliseconds / forwarded);
                server[i].Add((later.Database - used.Database).TotalMilliseconds / forwarded);
            }
        Say(
            $"accepted and forwarded, sustained at 32 callers: before {Median(sustained[0]):0}/s, now "
                + $"{Median(sustained[1]):0}/s, ratio {Median(sustained[1]) / Median(sustained[0]):0.00}"
        );
        Say(
            $"processor time of each: gateway {Median(gateway[0]):0.0} ms before, {Median(gateway[1]):0.0} now; PostgreSQL "
                + $"{Median(server[0]):0.0} ms before, {Median(server[1]):0.0} now"
        );
    }

    [Fact]
    public async Task Start_and_memory()
    {
        var (fresh, existing, memory) = (new List<double>(), new List<double>(), new List<double>());
        for (var round = 0; round < Rounds; round++)
        {
            using var site = new TestSite(isOneGateway: true);
            var since = Stopwatch.StartNew();
            await using var gateway = await TestGatewayProcess.StartAsync(site, "both");
            await ReadyAsync(gateway);
            fresh.Add(since.Elapsed.TotalSeconds);
            await gateway.StopAsync();
            since.Restart();
            await gateway.StartAgainAsync();
            await ReadyAsync(gateway);
            existing.Add(since.Elapsed.TotalSeconds);
            await Task.Delay(TimeSpan.FromSeconds(10));
            memory.Add(ResidentMegabytes(gateway.ProcessId));
        }
        Say(
            $"start to ready: {Median(fresh):0.0} s with a fresh data directory, {Median(existing):0.0} s with an "
                + "existing one"
        );
        Say($"memory of the gateway at rest: {Median(memory):0} MB resident (PostgreSQL not counted)");
    }

    /// <summary>Requests of about 20 kB as they are posted.</summary>
    private static ConcurrentQueue<byte[]> Sign(TestSite site, int count)
    {
        var paragraph =
            "<paragraph>"
            + string.Concat(Enumerable.Repeat("Entre marzo y septiembre la organización envió cinco cargamentos. ", 14))
            + "</paragraph>";
        var signed = new ConcurrentQueue<byte[]>();
        Parallel.For(
            0,
            count,
            _ =>
            {
                var text = Encoding.UTF8.GetString(TestSite.Sample(MessageKind.Request).Write());
                var at = text.IndexOf("<facts>", StringComparison.Ordinal) + "<facts>".Length;
                signed.Enqueue(
                    site.Sign(
                        Encoding.UTF8.GetBytes(text.Insert(at, string.Concat(Enumerable.Repeat(paragraph, 14)))),
                        "co-officer"
                    )
                );
            }
        );
        return signed;
    }

    private static byte[][] Take(ConcurrentQueue<byte[]> signed, int most)
    {
        var taken = new List<byte[]>();
        while (taken.Count < most && signed.TryDequeue(out var one))
            taken.Add(one);
        return [.. taken];
    }

    private static async Task<Pushed> PushAsync(
        GatewayUnderTest server,
        string path,
        byte[][] bodies,
        int callers,
        TimeSpan length
    )
    {
        var (next, times, since) = (-1, new ConcurrentBag<double>(), Stopwatch.StartNew());
        await Task.WhenAll(
            Enumerable
                .Range(0, callers)
                .Select(_ =>
                    Task.Run(async () =>
                    {
                        while (since.Elapsed < length && Interlocked.Increment(ref next) is var mine && mine < bodies.Length)
                        while (true)
                        {
                            var begun = Stopwatch.GetTimestamp();
                            using var response = await server.PostAsync("co-officer", path, bodies[mine]);
                            if (response.StatusCode == HttpStatusCode.Accepted)
                            {
                                times.Add(Stopwatch.GetElapsedTime(begun).TotalMilliseconds);
                                break;
                            }
                            ((int)response.StatusCode).ShouldBeOneOf(429, 503);
                            await Task.Delay(response.Headers.RetryAfter?.Delta ?? TimeSpan.FromSeconds(1));
                        }
                    })
                )
        );
        return new Pushed(times.Count / since.Elapsed.TotalSeconds, [.. times.Order()]);
    }

    private static async Task DrainedAsync(NpgsqlConnection database)
    {
        var since = Stopwatch.StartNew();
        while (
            await CountAsync(database, "select count(*) from gateway.mt_doc_transmission where not is_settled")
                is > 0
                    and var left
        )
        {
            if (since.Elapsed > TimeSpan.FromMinutes(4))
                throw new TimeoutException($"{left} transmissions of {database.DataSource} did not leave in time.");
            await Task.Delay(50);
        }
    }

    private static Task<long> HandedOverAsync(NpgsqlConnection database) =>
        CountAsync(database, "select count(*) from gateway.mt_doc_transmission where is_settled");

    private static async Task<long> CountAsync(NpgsqlConnection database, string sql)
    {
        await using var command = new NpgsqlCommand(sql, database);
        return (long)(await command.ExecuteScalarAsync())!;
    }

    private static Task<string> ReadyAsync(TestGatewayProcess gateway) =>
        Eventually.SeeAsync(async () =>
        {
            using var answer = await gateway.As(null).GetAsync("/health/ready");
            return answer.IsSuccessStatusCode ? "ready" : null;
        });

    private static double ResidentMegabytes(int process) =>
        File.ReadLines($"/proc/{process}/status")
            .Where(line => line.StartsWith("VmRSS:", StringComparison.Ordinal))
            .Select(line =>
                double.Parse(
                    line["VmRSS:".Length..].Replace("kB", "", StringComparison.Ordinal),
                    CultureInfo.InvariantCulture
                ) / 1000
            )
            .Single();

    private static void Say(string line) => TestContext.Current.TestOutputHelper!.WriteLine(line);

    private sealed record Side(
        TestSite Site,
        TestGatewayProcess Gateway,
        NpgsqlConnection Database,
        ConcurrentQueue<byte[]> Signed
    ) : IAsyncDisposable
    {
        public static async Task<Side> StartAsync(string? program)
        {
            var site = new TestSite();
            foreach (var authority in new[] { "CO-CA", "ES-CA" })
                new MaildirFolder(site.MailboxOf(authority)).Create(); // Not every build makes them.
            var gateway = await TestGatewayProcess.StartAsync(site, "co", program: program, checksContract: false);
            return new(site, gateway, await gateway.OpenDatabaseAsync(), Sign(site, 12_000));
        }

        public async ValueTask DisposeAsync()
        {
            await Database.DisposeAsync();
            await Gateway.DisposeAsync();
            Site.Dispose();
        }
    }

    private sealed record Pushed(double PerSecond, double[] Milliseconds)
    {
        public double Percentile(int percent) =>
            Milliseconds.Length == 0
                ? 0
                : Milliseconds[Math.Min(Milliseconds.Length - 1, Milliseconds.Length * percent / 100)];
    }
}
