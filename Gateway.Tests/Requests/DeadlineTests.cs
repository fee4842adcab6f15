using Gateway.Domain.LegalBases;
using Gateway.Domain.Messages;
using Gateway.Domain.Requests;

namespace Gateway.Tests.Requests;

/// <summary>What is owed and what runs out: opened, warned of, late, met, cancelled, extended, expired.</summary>
public sealed class DeadlineTests
{
    [Fact]
    public void An_acknowledgement_is_owed_within_seven_days_on_both_sides()
    {
        var pair = new Pair();

        foreach (var side in new[] { pair.Requesting, pair.Requested })
        {
            var owed = side.Request!.Deadlines.ShouldHaveSingleItem();
            (owed.Kind, owed.DueAt).ShouldBe((DeadlineKind.Acknowledgement, Side.Start.AddDays(7)));
        }
        pair.FromRequested(MessageKind.Acknowledgement);
        pair.Requesting.Request!.Deadlines.ShouldHaveSingleItem().State.ShouldBe(DeadlineState.Met);
        pair.Requested.Request!.Deadlines.ShouldHaveSingleItem().State.ShouldBe(DeadlineState.Met);
    }

    [Fact]
    public void It_is_warned_of_once_then_late_once_and_still_owed()
    {
        var pair = new Pair();
        pair.Pass(TimeSpan.FromDays(5));
        pair.Requesting.Sweep();
        pair.Requesting.Sweep();
        pair.Pass(TimeSpan.FromDays(3));
        pair.Requesting.Sweep();
        pair.Pass(TimeSpan.FromDays(-2));
        pair.Requesting.Sweep();

        pair.Requesting.Of<DeadlineWarned>().ShouldHaveSingleItem();
        pair.Requesting.Of<ObligationOverdue>().ShouldHaveSingleItem();
        pair.Requesting.Request!.Deadlines[0].IsOpen.ShouldBeTrue();
        pair.FromRequested(MessageKind.Acknowledgement);
        pair.Requesting.Request!.Deadlines[0].State.ShouldBe(DeadlineState.Met);
    }

    [Fact]
    public void A_clock_that_jumps_past_everything_records_each_thing_once()
    {
        var pair = new Pair();
        pair.Pass(TimeSpan.FromDays(400));
        pair.Requesting.Sweep();
        pair.Requesting.Sweep();

        pair.Requesting.Of<ObligationOverdue>().ShouldHaveSingleItem();
    }

    [Fact]
    public void Questions_conditions_enquiries_and_consents_are_owed_until_answered()
    {
        var pair = new Pair();
        pair.FromRequested(MessageKind.Acknowledgement);
        var question = pair.FromRequested(MessageKind.ClarificationRequest, says: new(Due: new DateOnly(2026, 4, 1)));
        Open(pair.Requesting)
            .ShouldBe([(DeadlineKind.Clarification, new DateTimeOffset(2026, 4, 2, 0, 0, 0, TimeSpan.Zero))]);
        pair.FromRequesting(MessageKind.Clarification, question.MessageId);
        var conditions = pair.FromRequested(MessageKind.Conditions);
        var enquiry = pair.FromRequesting(MessageKind.StatusEnquiry);
        Open(pair.Requested).Select(one => one.Kind).ShouldBe([DeadlineKind.ConditionsReply, DeadlineKind.ProgressReport]);
        pair.FromRequesting(MessageKind.ConditionsAccepted, conditions.MessageId);
        pair.FromRequested(MessageKind.ProgressReport, enquiry.MessageId);

        Open(pair.Requested).ShouldBeEmpty();
        pair.Requested.Of<ObligationMet>().Count().ShouldBe(4);
    }

    [Fact]
    public void What_need_not_be_done_any_more_is_cancelled_and_not_met()
    {
        var pair = new Pair();
        pair.FromRequested(MessageKind.ClarificationRequest);
        pair.FromRequesting(MessageKind.Withdrawal);

        Open(pair.Requested).ShouldBeEmpty();
        pair.Requested.Of<ObligationCancelled>().Count().ShouldBe(2);
        pair.Requested.Of<ObligationMet>().ShouldBeEmpty();
    }

    [Theory]
    [InlineData("ETS-024", 18, 40)]
    [InlineData("BILATERAL-EXAMPLE", 50, 60)]
    public void A_provisional_arrest_starts_the_treatys_clock_and_lapses_without_the_full_request(
        string basis,
        int warnDays,
        int days
    )
    {
        var pair = new Pair("provisionalArrest", basis);
        var arrestedAt = Side.Start.AddDays(-1);
        pair.FromRequested(MessageKind.ProgressReport, says: new(Stage: Stage.InExecution, ArrestedAt: arrestedAt));
        var clock = pair.Requesting.Of<ClockStarted>().ShouldHaveSingleItem();
        (clock.Basis, clock.WarnAt, clock.DueAt).ShouldBe((basis, arrestedAt.AddDays(warnDays), arrestedAt.AddDays(days)));

        pair.Pass(TimeSpan.FromDays(warnDays));
        pair.Requesting.Sweep();
        pair.Requesting.Of<DeadlineWarned>().Any(fact => fact.Deadline == clock.Deadline).ShouldBeTrue();
        pair.Requesting.State.ShouldBe(RequestState.InExecution);
        pair.Pass(TimeSpan.FromDays(days - warnDays));
        pair.Requesting.Sweep();

        pair.Requesting.State.ShouldBe(RequestState.Lapsed);
        pair.Requesting.Of<ClockExpired>().ShouldHaveSingleItem();
    }

    [Fact]
    public void The_full_request_stops_the_clock()
    {
        var pair = new Pair("provisionalArrest", "ETS-024");
        pair.FromRequested(MessageKind.ProgressReport, says: new(Stage: Stage.InExecution, ArrestedAt: Side.Start));
        pair.Requesting.Record(
            LinkRequestsDecider.Decide(
                pair.Requesting.Request!,
                Guid.CreateVersion7(Side.Start),
                LinkKind.FollowedBy,
                Side.Start
            )
        );
        pair.Pass(TimeSpan.FromDays(100));
        pair.Requesting.Sweep();

        pair.Requesting.State.ShouldBe(RequestState.InExecution);
        pair.Requesting.Of<ClockExpired>().ShouldBeEmpty();
    }

    [Fact]
    public void Preservation_runs_to_the_reported_day_is_extended_by_a_later_one_and_warns_when_nothing_follows()
    {
        var pair = new Pair("preservation", "ETS-185");
        pair.FromRequested(
            MessageKind.ProgressReport,
            says: new(Stage: Stage.InExecution, PreservedUntil: new DateOnly(2026, 5, 13))
        );
        var clock = pair.Requested.Of<ClockStarted>().ShouldHaveSingleItem();
        clock.DueAt.ShouldBe(new DateTimeOffset(2026, 5, 14, 0, 0, 0, TimeSpan.Zero));
        clock.WarnAt.ShouldBe(clock.DueAt.AddDays(-14));
        pair.Pass(TimeSpan.FromDays(50));
        pair.Requested.Sweep();
        pair.Requested.Of<DeadlineWarned>().Any(fact => fact.Deadline == clock.Deadline).ShouldBeTrue();

        pair.FromRequested(
            MessageKind.ProgressReport,
            says: new(Stage: Stage.InExecution, PreservedUntil: new DateOnly(2026, 7, 12))
        );
        pair.Pass(TimeSpan.FromDays(20));
        pair.Requested.Sweep();

        pair.Requested.Of<ClockExtended>()
            .ShouldHaveSingleItem()
            .DueAt.ShouldBe(new DateTimeOffset(2026, 7, 13, 0, 0, 0, TimeSpan.Zero));
        pair.Requested.State.ShouldBe(RequestState.InExecution);
        pair.Requesting.Standing.ShouldBe(pair.Requested.Standing);
    }

    [Theory]
    [InlineData("ETS-185", Urgency.Urgent, true)]
    [InlineData("ETS-185", Urgency.Normal, false)]
    [InlineData("UNTOC", Urgency.Urgent, false)]
    public void An_urgent_request_is_to_be_confirmed_where_the_treaty_asks(string basis, Urgency urgency, bool isOwed)
    {
        var side = new Side("CO-CA", "ES-CA");
        side.Send(side.Write(MessageKind.Request, bases: basis) with { Urgency = urgency });

        Open(side).Any(one => one.Kind == DeadlineKind.FormalConfirmation).ShouldBe(isOwed);
        if (!isOwed)
            return;
        side.Record(
            RecordOutsideTransmissionDecider.Decide(
                OutsidePurpose.Items,
                OutsideMeans.Courier,
                true,
                new("i", "d", 1),
                Side.Start,
                side.Request!,
                Side.Start
            )
        );
        Open(side).ShouldHaveSingleItem("Something else that was sent confirms nothing.");
        side.Record(
            RecordOutsideTransmissionDecider.Decide(
                OutsidePurpose.FormalConfirmation,
                OutsideMeans.DiplomaticBag,
                true,
                new("i", "d", 1),
                Side.Start,
                side.Request!,
                Side.Start
            )
        );
        Open(side).ShouldBeEmpty();
    }

    [Fact]
    public void An_oral_request_is_to_be_confirmed_and_the_written_one_meets_it()
    {
        var side = new Side("CO-CA", "ES-CA");
        side.Record(
            RegisterRequestDecider.Decide(
                new(
                    Guid.CreateVersion7(Side.Start),
                    ExchangeRole.Requesting,
                    "ES-CA",
                    "mla",
                    ["UNTOC"],
                    Urgency.Emergency,
                    OutsideMeans.Oral,
                    new("item", "digest", 1),
                    Side.Start.AddHours(-2),
                    Terms.Of(Side.Bases, ["UNTOC"], "mla")
                ),
                Side.Start
            )
        );
        (side.State, Open(side).ShouldHaveSingleItem().Kind).ShouldBe(
            (RequestState.Registered, DeadlineKind.FormalConfirmation)
        );

        side.Record(
            LinkRequestsDecider.Decide(side.Request!, Guid.CreateVersion7(Side.Start), LinkKind.ConfirmedBy, Side.Start)
        );

        Open(side).ShouldBeEmpty();
    }

    private static IReadOnlyList<(DeadlineKind Kind, DateTimeOffset DueAt)> Open(Side side) =>
        [
            .. side.Request!.Deadlines.Where(deadline => deadline.IsOpen)
                .Select(deadline => (deadline.Kind, deadline.DueAt!.Value)),
        ];
}
