using Gateway.Api.Transmissions;
using Gateway.Domain.Messages;
using Gateway.Domain.Requests;
using Gateway.Domain.Transmissions;
using Gateway.Domain.Vault;
using Gateway.Tests.Authorities;
using Gateway.Tests.Growth;
using Gateway.Tests.Infrastructure;
using Marten;
using Microsoft.Extensions.DependencyInjection;

namespace Gateway.Tests.Transmissions;

/// <summary>Due times that a clock gave before it was set back are not waited for.</summary>
public sealed class ClockStepTests(TestPostgres postgres)
{
    private static readonly DateTimeOffset Now = new(2026, 3, 14, 12, 0, 0, TimeSpan.Zero);
    private static readonly RetrySchedule Schedule = new(
        [TimeSpan.FromMinutes(1), TimeSpan.FromHours(24)],
        TimeSpan.FromMinutes(2)
    );
    private static readonly OneAuthority Directory = new(new("ES-CA", "Spain", "ES", IsServed: false, [], [], []));

    /// <summary>The clock was this far ahead, and is right again.</summary>
    [Theory]
    [InlineData(0, false)]
    [InlineData(1, true)]
    [InlineData(100, true)]
    public void An_attempt_begins_at_once_when_its_due_time_is_false(double hoursAhead, bool begins)
    {
        var then = Now.AddHours(hoursAhead);
        var failed = Queued(then)
            .Apply(new TransmissionAttempted(Guid.Empty, 1, then, then))
            .Apply(new TransmissionAttemptFailed(Guid.Empty, 1, "maildir-full", then.AddMinutes(1), then));

        var (facts, next) = StartAttemptHandler.Handle(new(Guid.Empty, 1), failed, Directory, Schedule, Now);

        (facts.Any(), next.OfType<CarryTransmission>().Any()).ShouldBe((begins, begins));
        Overdue
            .IsDue(
                new TransmissionAttemptFailed(Guid.Empty, 1, "x", then.AddMinutes(1), then),
                Schedule,
                TimeSpan.FromMinutes(5),
                Now
            )
            .ShouldBe(begins);
    }

    [Fact]
    public void A_due_time_further_away_than_the_schedule_allows_is_not_waited_for()
    {
        var failed = new TransmissionAttemptFailed(Guid.Empty, 1, "x", Now.AddDays(3), Now.AddMinutes(-1));
        Overdue.IsDue(failed, Schedule, TimeSpan.FromMinutes(5), Now).ShouldBeTrue();
        Overdue
            .IsDue(failed with { NextAttemptAt = Now.AddHours(23) }, Schedule, TimeSpan.FromMinutes(5), Now)
            .ShouldBeFalse();
    }

    [Fact]
    public async Task What_was_queued_while_the_clock_was_ahead_leaves_once_it_is_right_again_and_health_reports_what_waits()
    {
        using var site = new TestSite();
        var clock = new ShiftedClock();
        await using var gateway = await TestGateway.StartAsync(
            postgres,
            site,
            "co",
            options => options with { SweepEvery = TimeSpan.FromDays(1), RetryDelays = [TimeSpan.FromMinutes(1)] },
            builder => builder.Services.AddSingleton<TimeProvider>(clock)
        );
        var backlog = gateway.App.Services.GetRequiredService<Backlog>();
        await Crowd.AddAsync(gateway, 6, TransmissionState.AttemptFailed); // Due twelve hours from now.
        await Eventually.SeeAsync(() => Task.FromResult(backlog.Stalled == 6 ? "seen" : null));
        (await gateway.As(null).GetStringAsync("/health/ready")).ShouldContain("6 transmissions have waited");

        (await gateway.App.Services.GetRequiredService<Reconciler>().SweepAsync(CancellationToken.None)).ShouldBe(6);

        await Eventually.SeeAsync(() => Task.FromResult(backlog.Stalled == 0 ? "moved" : null));
        await using var session = gateway.App.Services.GetRequiredService<IDocumentStore>().QuerySession("CO-CA");
        (await session.Query<Transmission>().ToListAsync()).ShouldAllBe(one => one.Attempt >= 2);
    }

    private static Transmission Queued(DateTimeOffset at) =>
        Transmission.Create(
            new TransmissionQueued(
                Guid.Empty,
                Guid.Empty,
                Guid.Empty,
                Guid.Empty,
                MessageKind.Request,
                1,
                "CO-CA",
                "ES-CA",
                "maildir",
                new StoredMessage(new VaultItem("i", "d", 1), []),
                null,
                at
            )
        );
}
