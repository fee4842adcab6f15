using Gateway.Domain.Messages;
using Gateway.Domain.Requests;
using Gateway.Tests.Infrastructure;
using Microsoft.Extensions.DependencyInjection;

namespace Gateway.Tests.Journeys;

/// <summary>
/// A clock that jumps, forwards and back, over weeks and over the end of summer time: nothing is lost, nothing twice.
/// </summary>
public sealed class ClockJourneyTests(TestPostgres postgres)
{
    /// <summary>01:00 UTC on the last Sunday of March 2027, when clocks in Madrid go from 02:00 to 03:00.</summary>
    private static readonly DateTimeOffset SummerTime = new(2027, 3, 28, 1, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task Deadlines_warn_and_run_out_once_whatever_the_clock_does()
    {
        var clock = new ShiftedClock();
        await using var exchange = await Exchange.StartAsync(
            postgres,
            prepare: builder => builder.Services.AddSingleton<TimeProvider>(clock)
        );
        var (colombia, spain) = (exchange.Colombia, exchange.Spain);
        await exchange.OpenAsync(request => request with { Type = "preservation", LegalBases = ["ETS-185"], Says = new() });
        await colombia.RecordsAsync(nameof(MessageDispatched));
        await spain.SayAsync(
            MessageKind.ProgressReport,
            says: new(Stage: Stage.InExecution, PreservedUntil: DateOnly.FromDateTime(SummerTime.UtcDateTime))
        );
        await colombia.RecordsAsync(nameof(ClockStarted));

        // Fifteen days on, then a day back: the acknowledgement is overdue, on both sides, once.
        clock.Shift = TimeSpan.FromDays(15);
        foreach (var party in new[] { colombia, spain })
            await party.RecordsAsync(nameof(ObligationOverdue));
        clock.Shift = TimeSpan.FromDays(14);
        await SettleAsync();
        foreach (var party in new[] { colombia, spain })
            Count(await party.FactsAsync(), nameof(ObligationOverdue)).ShouldBe(1);
        (await colombia.ProgressAsync())
            .GetProperty("openObligations")
            .EnumerateArray()
            .ShouldContain(owed =>
                owed.GetProperty("kind").GetString() == "acknowledgement"
                && owed.GetProperty("state").GetString() == "overdue"
            );

        // What is late can still be done.
        await spain.SayAsync(MessageKind.Acknowledgement);
        await colombia.RecordsAsync(nameof(RequestAcknowledged), nameof(ObligationMet));

        // Up to the night summer time begins, and across it minute by minute: the preservation warns once and ends once.
        foreach (var minutes in new[] { -3, -1, 0, 1, 61 })
        {
            clock.Shift = SummerTime.AddMinutes(minutes) - DateTimeOffset.UtcNow;
            await SettleAsync();
        }
        Count(await colombia.FactsAsync(), nameof(DeadlineWarned)).ShouldBe(1);
        (await colombia.FactsAsync()).ShouldNotContain(nameof(ClockExpired), "It runs to the end of the day.");
        clock.Shift = SummerTime.AddDays(1) - DateTimeOffset.UtcNow;
        await colombia.IsAsync(RequestState.Lapsed);
        clock.Shift = SummerTime - DateTimeOffset.UtcNow;
        await SettleAsync();
        clock.Shift = SummerTime.AddDays(3) - DateTimeOffset.UtcNow;
        await SettleAsync();
        foreach (var party in new[] { colombia, spain })
        {
            Count(await party.FactsAsync(), nameof(ClockExpired)).ShouldBe(1);
            Count(await party.FactsAsync(), nameof(RequestLapsed)).ShouldBe(1);
        }
        (await colombia.HistoryAsync()).Select(item => item.GetProperty("sequence").GetInt64()).ShouldBeInOrder();
        var metrics = await colombia.Gateway.As("operator").GetStringAsync("/metrics");
        metrics
            .Split('\n')
            .Where(line => line.StartsWith("gateway_", StringComparison.Ordinal))
            .Where(line => line.Split('}').Last().Contains('-'))
            .ShouldBeEmpty("No age is negative.");
    }

    [Fact]
    public async Task What_became_due_while_the_gateway_was_down_is_recorded_when_it_is_back()
    {
        var clock = new ShiftedClock();
        using var site = new TestSite();
        var database = await postgres.NewDatabaseAsync();
        var party = new Party(site, await StartAsync(), "CO-CA", "ES-CA", "co");
        await party.OpenAsync();
        await party.RecordsAsync(nameof(ObligationOpened));
        await party.Gateway.DisposeAsync();

        clock.Shift = TimeSpan.FromDays(30);
        await using var again = await StartAsync();

        await Eventually.SeeAsync(async () =>
            (await again.GetAsync("co-officer", $"/v1/requests/{party.Request}/history"))
                .GetRawText()
                .Contains(nameof(ObligationOverdue), StringComparison.Ordinal)
                ? "recorded"
                : null
        );

        Task<TestGateway> StartAsync() =>
            TestGateway.StartAsync(
                postgres,
                site,
                "co",
                options => options with { SweepEvery = TimeSpan.FromMilliseconds(300) },
                builder => builder.Services.AddSingleton<TimeProvider>(clock),
                database
            );
    }

    private static int Count(IReadOnlyList<string> facts, string type) => facts.Count(fact => fact == type);

    /// <summary>Several sweeps.</summary>
    private static Task SettleAsync() => Task.Delay(TimeSpan.FromSeconds(1.5));
}
