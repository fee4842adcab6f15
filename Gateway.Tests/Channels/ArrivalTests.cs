using System.Net;
using System.Text.Json;
using Gateway.Api.Configuration;
using Gateway.Api.Ingress;
using Gateway.Api.Observability;
using Gateway.Domain.Channels;
using Gateway.Domain.Messages;
using Gateway.Tests.Infrastructure;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Gateway.Tests.Channels;

/// <summary>
/// What comes in is examined side by side, no arrival holds up the others, and none is examined for ever: an
/// examination that fails counts as a try, whatever the reason.
/// </summary>
public sealed class ArrivalTests(TestPostgres postgres) : IDisposable
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(3);

    private readonly TestSite site = FakeSource.Site();
    private readonly FakeSource source = new("ES-CA");
    private Func<GatewayOptions, GatewayOptions> change = options =>
        options with
        {
            RetryArrivalAfter = TimeSpan.FromMilliseconds(50),
        };

    public void Dispose() => site.Dispose();

    [Fact]
    public async Task After_three_failed_tries_an_arrival_is_quarantined_and_an_honest_one_behind_it_comes_in()
    {
        source.Add("1 poison", _ => throw new InvalidCastException());
        source.Add("2 honest", site.Sign(TestSite.Sample(MessageKind.Request)));
        await using var gateway = await StartAsync();

        await SettledAsync("2 honest", Soon);
        await SettledAsync("1 poison");

        source.Settled["2 honest"].ShouldBe(ArrivalFate.Taken);
        source.Settled["1 poison"].ShouldBe(ArrivalFate.SetAside);
        source.Opened["1 poison"].ShouldBe(3);
        (await RejectionsAsync(gateway)).ShouldBe(1);
        await HealthSaysAsync(gateway, "1 quarantined");
    }

    [Fact]
    public async Task A_quarantined_arrival_is_not_examined_again_though_it_cannot_be_moved_and_after_a_restart()
    {
        source.Settle = _ => throw new IOException("cannot be moved");
        source.Add("poison", _ => throw new InvalidCastException());
        string database;
        await using (var gateway = await StartAsync())
        {
            database = gateway.ConnectionString;
            await SettledAsync("poison");
            await HealthSaysAsync(gateway, "1 quarantined");
        }

        source.Add("honest", site.Sign(TestSite.Sample(MessageKind.Request)));
        await using var again = await StartAsync(database);
        await SettledAsync("honest");
        await Task.Delay(TimeSpan.FromSeconds(4)); // A fourth try would be due after 2 s.

        source.Opened["poison"].ShouldBe(3);
        (await RejectionsAsync(again)).ShouldBe(1);
        await HealthSaysAsync(again, "1 quarantined");
    }

    [Fact]
    public async Task Tries_are_counted_over_restarts()
    {
        change = options => options with { RetryArrivalAfter = TimeSpan.FromSeconds(1) };
        source.Add("poison", _ => throw new InvalidCastException());
        string database;
        await using (var gateway = await StartAsync())
        {
            database = gateway.ConnectionString;
            await Eventually.SeeAsync(() =>
                Task.FromResult(source.Opened.GetValueOrDefault("poison") == 2 ? "twice" : null)
            );
        }

        await using var again = await StartAsync(database);
        await SettledAsync("poison");

        source.Opened["poison"].ShouldBe(3);
    }

    [Fact]
    public async Task A_failed_arrival_is_tried_again_after_a_pause_and_comes_in_when_it_can_be_examined()
    {
        change = options => options with { RetryArrivalAfter = TimeSpan.FromSeconds(10) };
        var honest = site.Sign(TestSite.Sample(MessageKind.Request));
        source.Add(
            "later",
            _ =>
                source.Opened["later"] == 1
                    ? throw new InvalidCastException()
                    : Task.FromResult(
                        new Arrival(DateTimeOffset.UtcNow, Letters.Bytes("message.xml", "application/xml", honest), [])
                    )
        );
        await using var gateway = await StartAsync();
        await Eventually.SeeAsync(() => Task.FromResult(source.Opened.GetValueOrDefault("later") == 1 ? "once" : null));
        await Task.Delay(TimeSpan.FromSeconds(1));

        source.Opened["later"].ShouldBe(1, "A pause lies between tries.");
        await SettledAsync("later", TimeSpan.FromMinutes(1));

        source.Settled["later"].ShouldBe(ArrivalFate.Taken);
        (await RejectionsAsync(gateway)).ShouldBe(0);
        (
            await gateway.App.Services.GetRequiredService<ArrivalTries>().LoadAsync("ES-CA", "fake", CancellationToken.None)
        ).ShouldBeEmpty();
    }

    [Fact]
    public async Task An_examination_that_does_not_end_is_left_behind_and_counts_as_a_try()
    {
        change = options =>
            options with
            {
                ArrivalWithin = TimeSpan.FromSeconds(3),
                RetryArrivalAfter = TimeSpan.FromMilliseconds(50),
            };
        using var free = new ManualResetEventSlim();
        source.Add(
            "1 hangs",
            _ =>
            {
                free.Wait(CancellationToken.None);
                throw new InvalidCastException();
            }
        );
        source.Add("2 honest", site.Sign(TestSite.Sample(MessageKind.Request)));
        await using var gateway = await StartAsync();

        await SettledAsync("2 honest", TimeSpan.FromSeconds(20));
        source.Opened["1 hangs"].ShouldBeLessThan(3);
        await SettledAsync("1 hangs", TimeSpan.FromMinutes(2));

        source.Settled["1 hangs"].ShouldBe(ArrivalFate.SetAside);
        source.Opened["1 hangs"].ShouldBe(3);
        free.Set();
    }

    [Fact]
    public async Task A_database_that_is_away_is_no_fault_of_the_arrival()
    {
        var honest = site.Sign(TestSite.Sample(MessageKind.Request));
        source.Add(
            "honest",
            _ =>
                source.Opened["honest"] <= 4
                    ? throw new NpgsqlException("away", new IOException())
                    : Task.FromResult(
                        new Arrival(DateTimeOffset.UtcNow, Letters.Bytes("message.xml", "application/xml", honest), [])
                    )
        );
        await using var gateway = await StartAsync();

        await SettledAsync("honest", TimeSpan.FromMinutes(1));

        source.Settled["honest"].ShouldBe(ArrivalFate.Taken);
        (await RejectionsAsync(gateway)).ShouldBe(0);
    }

    [Fact]
    public async Task A_message_whose_exchange_is_not_here_yet_is_opened_once_and_again_when_it_is()
    {
        var request = TestSite.Sample(MessageKind.Request);
        source.Add(
            "2 message",
            site.Sign(TestSite.Sample(MessageKind.StatusEnquiry, exchange: request.ExchangeId, answers: request.MessageId))
        );
        await using var gateway = await StartAsync();
        await Eventually.SeeAsync(() => Task.FromResult(source.Opened.ContainsKey("2 message") ? "opened" : null));
        await Task.Delay(TimeSpan.FromSeconds(2));

        source.Opened["2 message"].ShouldBe(1, "It was verified once in twenty rounds.");
        Rows(gateway).ShouldContain(row => row.State == "parked" && row.Count == 1);
        source.Add("1 request", site.Sign(request));
        await SettledAsync("2 message", Soon);

        source.Settled["2 message"].ShouldBe(ArrivalFate.Taken);
        source.Opened["2 message"].ShouldBe(2);
        Rows(gateway).Sum(row => row.Count).ShouldBe(0);
    }

    [Fact]
    public async Task A_message_whose_exchange_does_not_come_is_looked_at_again_now_and_then()
    {
        change = options => options with { LookAgainAfter = TimeSpan.FromSeconds(1) };
        var request = TestSite.Sample(MessageKind.Request);
        source.Add(
            "message",
            site.Sign(TestSite.Sample(MessageKind.StatusEnquiry, exchange: request.ExchangeId, answers: request.MessageId))
        );
        await using var gateway = await StartAsync();

        await Eventually.SeeAsync(() =>
            Task.FromResult(source.Opened.GetValueOrDefault("message") == 3 ? "three times" : null)
        );
    }

    [Fact]
    public async Task Several_arrivals_are_examined_at_once_and_not_more_than_there_are_places()
    {
        change = options => options with { ArrivalsAtOnce = 3 };
        for (var number = 0; number < 9; number++)
        {
            var document = site.Sign(TestSite.Sample(MessageKind.Request));
            source.Add(
                $"{number}",
                async stop =>
                {
                    await Task.Delay(300, stop);
                    return new(DateTimeOffset.UtcNow, Letters.Bytes("message.xml", "application/xml", document), []);
                }
            );
        }
        await using var gateway = await StartAsync();

        for (var number = 0; number < 9; number++)
            await SettledAsync($"{number}");

        source.MostUnderWay.ShouldBe(3);
        source.Settled.Values.ShouldAllBe(fate => fate == ArrivalFate.Taken);
    }

    [Fact]
    public async Task A_source_that_does_not_end_a_round_shows_in_health()
    {
        change = options => options with { RoundWithin = TimeSpan.FromSeconds(1) };
        using var free = new ManualResetEventSlim();
        source.Look = _ =>
        {
            free.Wait(CancellationToken.None);
            return Task.CompletedTask;
        };
        await using var gateway = await StartAsync();

        await HealthSaysAsync(gateway, "fake/ES-CA: no round ended for");
        free.Set();
        await Eventually.SeeAsync(async () => await HealthAsync(gateway) is ("ready", _) ? "ready" : null);
    }

    [Fact]
    public async Task What_waits_too_long_shows_in_health_and_in_the_gauges()
    {
        change = options => options with { ArrivalsWaitAtMost = TimeSpan.FromSeconds(1), ArrivalsAtOnce = 1 };
        var free = new TaskCompletionSource();
        foreach (var name in new[] { "1", "2", "3" })
        {
            var document = site.Sign(TestSite.Sample(MessageKind.Request));
            source.Add(
                name,
                async _ =>
                {
                    await free.Task;
                    return new(DateTimeOffset.UtcNow, Letters.Bytes("message.xml", "application/xml", document), []);
                }
            );
        }
        await using var gateway = await StartAsync();

        await HealthSaysAsync(gateway, "fake/ES-CA: 3 waiting, the oldest for");
        Rows(gateway).ShouldHaveSingleItem().State.ShouldBe("waiting");
        free.SetResult();
        await Eventually.SeeAsync(async () => await HealthAsync(gateway) is ("ready", _) ? "ready" : null);
    }

    [Fact]
    public async Task Arrivals_of_one_exchange_are_recorded_in_order_and_others_do_not_wait_for_them()
    {
        var (one, other) = (Guid.NewGuid(), Guid.NewGuid());
        var order = new ExchangeOrder(TimeSpan.FromMinutes(1), TimeProvider.System);
        var (first, second, third) = (order.Enter(), order.Enter(), order.Enter());
        var secondComes = second.ComesAsync(one, CancellationToken.None);
        var thirdComes = third.ComesAsync(other, CancellationToken.None);
        secondComes.IsCompleted.ShouldBeFalse("It is not known yet what the first one belongs to.");

        await first.ComesAsync(one, CancellationToken.None);

        await thirdComes.WaitAsync(Soon);
        secondComes.IsCompleted.ShouldBeFalse("The first one of its exchange is not recorded.");
        first.Dispose();
        await secondComes.WaitAsync(Soon);
    }

    [Fact]
    public async Task Nobody_waits_for_ever_for_an_arrival_that_takes_long()
    {
        var order = new ExchangeOrder(TimeSpan.FromMilliseconds(100), TimeProvider.System);
        using var slow = order.Enter();

        await order.Enter().ComesAsync(Guid.NewGuid(), CancellationToken.None).WaitAsync(Soon);
    }

    private Task<TestGateway> StartAsync(string? database = null) =>
        TestGateway.StartAsync(postgres, site, "es", change, source.Register, database);

    private Task SettledAsync(string name, TimeSpan? within = null) =>
        Eventually.SeeAsync(() => Task.FromResult(source.Settled.ContainsKey(name) ? name : null), within);

    private static IReadOnlyList<ArrivalRow> Rows(TestGateway gateway) =>
        [.. gateway.App.Services.GetRequiredService<ArrivalPolling>().Sources.SelectMany(state => state.Rows)];

    private static async Task<long> RejectionsAsync(TestGateway gateway)
    {
        await using var command = gateway
            .App.Services.GetRequiredService<NpgsqlDataSource>()
            .CreateCommand("select count(*) from gateway.mt_events where type = 'submission_rejected'");
        return (long)(await command.ExecuteScalarAsync())!;
    }

    private static Task HealthSaysAsync(TestGateway gateway, string detail) =>
        Eventually.SeeAsync(async () =>
            await HealthAsync(gateway) is ("degraded", { } said) && said.Contains(detail, StringComparison.Ordinal)
                ? said
                : null
        );

    private static async Task<(string Status, string? Detail)> HealthAsync(TestGateway gateway)
    {
        using var answer = await gateway.As(null).GetAsync("/health/ready");
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        using var body = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
        var check = body.RootElement.GetProperty("checks").GetProperty("arrivals");
        return (
            check.GetProperty("status").GetString()!,
            check.TryGetProperty("detail", out var detail) ? detail.GetString() : null
        );
    }
}
