using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;
using Gateway.Api.Configuration;
using Gateway.Domain.Messages;
using Gateway.Tests.Infrastructure;
using Npgsql;

namespace Gateway.Tests.Durability;

/// <summary>
/// More callers than a gateway can serve, who do not wait when they are told to: it slows them down rather than what it has
/// accepted already, and what waits is seen.
/// </summary>
[Collection(Alone.Name)]
public sealed partial class OverloadTests(ITestOutputHelper output)
{
    private const int Callers = 64;
    private static readonly TimeSpan Pushing = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(10);

    private readonly ConcurrentBag<Guid> accepted = [];
    private readonly ConcurrentDictionary<string, int> others = new();
    private int unannounced;

    [Fact]
    public async Task Sixty_four_callers_are_slowed_down_while_forwarding_keeps_its_pace()
    {
        using var site = new TestSite();
        await using var co = await TestGatewayProcess.StartAsync(site, "co");
        await using var es = await TestGatewayProcess.StartAsync(site, "es");
        await using var ours = await co.OpenDatabaseAsync();

        var moderate = await PushAsync(site, co, ours, callers: 4, WarmUp + TimeSpan.FromSeconds(10));
        others.ShouldBeEmpty("Four callers are no overload.");
        var overload = await PushAsync(site, co, ours, Callers, Pushing);
        var drained = Stopwatch.StartNew();
        await Eventually.SeeAsync(async () => (await LookAsync(ours)).Open == 0 ? "drained" : null);
        output.WriteLine(
            $"4 callers: {moderate.ForwardedPerSecond:0} forwarded/s; {Callers} callers: {overload.ForwardedPerSecond:0} "
                + "forwarded/s, "
                + $"at most {overload.MostOpen} waiting, the oldest {overload.Oldest.TotalSeconds:0.0} s (gauge: "
                + $"{overload.OldestSeen:0.0} s); "
                + $"{accepted.Count} accepted, turned away: {string.Join(", ", others.Select(pair => $"{pair.Value} x {pair.Key}"))}; "
                + $"drained {drained.Elapsed.TotalSeconds:0.0} s after the last"
        );

        others.Keys.ShouldBeSubsetOf(["429", "503"]);
        others.Values.Sum().ShouldBeGreaterThan(0);
        unannounced.ShouldBe(0, "Every 429 and 503 says when to come back.");
        overload.ForwardedPerSecond.ShouldBeGreaterThan(moderate.ForwardedPerSecond * 0.5);
        var options = new GatewayOptions { Data = "" };
        overload.MostOpen.ShouldBeLessThanOrEqualTo(
            options.LargestBacklog
                + 2 * (options.ConcurrentSubmissions + options.WaitingSubmissions)
                + (long)moderate.ForwardedPerSecond
        );
        overload.Oldest.ShouldBeLessThan(TimeSpan.FromSeconds(20));
        overload.OldestSeen.ShouldBeGreaterThan(overload.Oldest.TotalSeconds / 2 - 1, "The gauge sees what waits.");
        var forwarded = await ForwardedAsync(ours);
        accepted.Where(id => !forwarded.Contains(id)).ShouldBeEmpty();
        (await MetricAsync(co, "gateway_reconciler_redriven")).ShouldBe(0);
    }

    private async Task<Seen> PushAsync(
        TestSite site,
        TestGatewayProcess co,
        NpgsqlConnection ours,
        int callers,
        TimeSpan length
    )
    {
        using var end = new CancellationTokenSource(length);
        var pushing = Enumerable.Range(0, callers).Select(_ => Task.Run(() => CallAsync(site, co, end.Token))).ToList();
        var (seen, begun, since) = (new Seen(0, 0, TimeSpan.Zero, 0), default(Look?), Stopwatch.StartNew());
        while (!end.IsCancellationRequested)
        {
            await Task.Delay(1000);
            var look = await LookAsync(ours);
            seen = seen with
            {
                MostOpen = Math.Max(seen.MostOpen, look.Open),
                Oldest = look.Oldest > seen.Oldest ? look.Oldest : seen.Oldest,
                OldestSeen = Math.Max(seen.OldestSeen, await MetricAsync(co, "gateway_transmission_undelivered_age")),
            };
            if (begun is null && since.Elapsed >= WarmUp)
            {
                begun = look;
                since.Restart();
            }
            else if (begun is not null)
                seen = seen with { ForwardedPerSecond = (look.Forwarded - begun.Forwarded) / since.Elapsed.TotalSeconds };
        }
        await Task.WhenAll(pushing);
        return seen;
    }

    private async Task CallAsync(TestSite site, TestGatewayProcess co, CancellationToken end)
    {
        while (!end.IsCancellationRequested)
        {
            var message = TestSite.Sample(MessageKind.Request);
            var signed = site.Sign(message);
            while (!end.IsCancellationRequested)
            {
                HttpResponseMessage response;
                try
                {
                    response = await co.PostAsync("co-officer", "/v1/requests", signed);
                }
                catch (HttpRequestException exception)
                {
                    others.AddOrUpdate(
                        $"cut off: {exception.InnerException?.Message ?? exception.Message}",
                        1,
                        (_, count) => count + 1
                    );
                    continue;
                }
                using var answer = response;
                if (response.StatusCode == HttpStatusCode.Accepted)
                {
                    accepted.Add(message.MessageId);
                    break;
                }
                others.AddOrUpdate($"{(int)response.StatusCode}", 1, (_, count) => count + 1);
                if (response.Headers.RetryAfter?.Delta is not { TotalSeconds: >= 1 and <= 60 })
                    Interlocked.Increment(ref unannounced);
                await Task.Delay(20, CancellationToken.None);
            }
        }
    }

    private static async Task<Look> LookAsync(NpgsqlConnection database)
    {
        await using var command = new NpgsqlCommand(
            """
            with open as (
                select s.created from gateway.mt_streams s
                join gateway.mt_events first on first.stream_id = s.id and first.version = 1 and first.type = 'transmission_queued'
                where not exists (select 1 from gateway.mt_events e where e.stream_id = s.id and e.type = 'transmission_handed_to_channel'))
            select (select count(*) from open), (select extract(epoch from now() - min(created))::float8 from open),
                   (select count(*) from gateway.mt_events where type = 'transmission_handed_to_channel')
            """,
            database
        );
        await using var reader = await command.ExecuteReaderAsync();
        await reader.ReadAsync();
        return new Look(
            reader.GetInt64(0),
            TimeSpan.FromSeconds(reader.IsDBNull(1) ? 0 : reader.GetDouble(1)),
            reader.GetInt64(2)
        );
    }

    private static async Task<HashSet<Guid>> ForwardedAsync(NpgsqlConnection database)
    {
        await using var command = new NpgsqlCommand(
            """
            select (first.data ->> 'MessageId')::uuid from gateway.mt_events first
            join gateway.mt_events handed on handed.stream_id = first.stream_id and handed.type = 'transmission_handed_to_channel'
            where first.type = 'transmission_queued'
            """,
            database
        );
        await using var reader = await command.ExecuteReaderAsync();
        var found = new HashSet<Guid>();
        while (await reader.ReadAsync())
            found.Add(reader.GetGuid(0));
        return found;
    }

    /// <returns>The largest value of the metric; 0 when it was never recorded.</returns>
    private static async Task<double> MetricAsync(TestGatewayProcess gateway, string name)
    {
        var page = await gateway.As("operator").GetStringAsync("/metrics");
        return Sample()
            .Matches(page)
            .Where(match => match.Groups[1].Value.StartsWith(name, StringComparison.Ordinal))
            .Select(match => double.Parse(match.Groups[2].Value, CultureInfo.InvariantCulture))
            .DefaultIfEmpty()
            .Max();
    }

    [GeneratedRegex(@"^(\w+)(?:\{[^}]*\})? (\S+)", RegexOptions.Multiline)]
    private static partial Regex Sample();

    private sealed record Look(long Open, TimeSpan Oldest, long Forwarded);

    private sealed record Seen(double ForwardedPerSecond, long MostOpen, TimeSpan Oldest, double OldestSeen);
}
