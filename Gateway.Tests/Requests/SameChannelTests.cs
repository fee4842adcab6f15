using Gateway.Domain;
using Gateway.Domain.Channels;
using Gateway.Domain.Messages;
using Gateway.Domain.Requests;

namespace Gateway.Tests.Requests;

/// <summary>Same channel back: what is locked, what is exempt, and the one way out.</summary>
public sealed class SameChannelTests
{
    private readonly Pair pair = new();

    private Side Spain => pair.Requested;

    [Fact]
    public void Receipt_locks_the_requested_side_and_the_first_answer_the_requesting_one()
    {
        Spain.Request!.Lock.ShouldBe("maildir");
        pair.Requesting.Request!.Lock.ShouldBeNull("The first transmission is free.");

        pair.FromRequested(MessageKind.Acknowledgement);

        pair.Requesting.Request!.Lock.ShouldBe("maildir");
    }

    [Theory]
    [InlineData(MessageKind.Acknowledgement)]
    [InlineData(MessageKind.ClarificationRequest)]
    [InlineData(MessageKind.ProgressReport)]
    [InlineData(MessageKind.Result)]
    [InlineData(MessageKind.Refusal)]
    public void What_concerns_execution_is_rejected_elsewhere(MessageKind kind) =>
        Spain.WhyNot(Spain.Write(kind, pair.Opening.MessageId), "folder")!.Name.ShouldBe(Problem.ChannelLocked);

    [Fact]
    public void A_consultation_is_free() => Spain.WhyNot(Spain.Write(MessageKind.Consultation), "folder").ShouldBeNull();

    [Fact]
    public void Without_such_a_rule_nothing_is_locked()
    {
        var unbound = new Pair(bases: ["UNTOC"]);

        unbound.Requested.Request!.Lock.ShouldBeNull();
        unbound
            .Requested.WhyNot(unbound.Requested.Write(MessageKind.Acknowledgement, unbound.Opening.MessageId), "folder")
            .ShouldBeNull();
    }

    [Fact]
    public void A_legal_basis_that_nobody_described_binds() =>
        new Pair(bases: ["TREATY-OF-NOWHERE"]).Requested.Request!.Lock.ShouldBe("maildir");

    [Theory]
    [InlineData("folder", ChannelGround.SuperveningSituation, false, "reasons", Problem.ExceptionIncomplete)]
    [InlineData("folder", ChannelGround.SuperveningSituation, true, " ", Problem.ExceptionIncomplete)]
    [InlineData(null, ChannelGround.SuperveningSituation, true, "reasons", Problem.ExceptionIncomplete)]
    [InlineData("maildir", ChannelGround.SuperveningSituation, true, "reasons", Problem.WrongState)]
    public void An_exception_needs_channel_ground_reasons_and_a_deciding_officer(
        string? channel,
        ChannelGround ground,
        bool isDeciding,
        string reasons,
        string problem
    )
    {
        Spain.Except(channel!, ground, isDeciding, reasons)!.Name.ShouldBe(problem);
        Spain.Of<ChannelExceptionDeclared>().ShouldBeEmpty();
    }

    [Fact]
    public void An_exception_needs_a_ground_that_the_legal_basis_knows()
    {
        Spain
            .Except("folder", ChannelGround.SuperveningSituation, known: [ChannelGround.NatureOfRequest])!
            .Name.ShouldBe(Problem.ExceptionIncomplete);
        Spain.Except("folder", ChannelGround.NatureOfRequest, known: [])!.Name.ShouldBe(Problem.ExceptionIncomplete);
        Spain.Of<ChannelExceptionDeclared>().ShouldBeEmpty();

        Spain.Except("folder", ChannelGround.NatureOfRequest, known: [ChannelGround.NatureOfRequest]).ShouldBeNull();
    }

    [Fact]
    public void An_exception_needs_a_counterpart_that_is_reached_over_the_new_channel()
    {
        Spain.Except("as4", isReached: false)!.Name.ShouldBe(Problem.CounterpartUnknown);
        Spain.Of<ChannelExceptionDeclared>().ShouldBeEmpty();

        Spain.Except("as4").ShouldBeNull();
    }

    [Fact]
    public void Before_the_sender_is_informed_only_the_notice_may_use_the_new_channel()
    {
        Spain.Except("folder").ShouldBeNull();

        Spain
            .WhyNot(Spain.Write(MessageKind.Acknowledgement, pair.Opening.MessageId), "folder")!
            .Name.ShouldBe(Problem.ChannelLocked);
        Spain.WhyNot(Notice(), "folder").ShouldBeNull();
        Spain.WhyNot(Notice(), "maildir").ShouldBeNull();
        Spain.WhyNot(Notice(), "email")!.Name.ShouldBe(Problem.ChannelLocked);
        Spain.WhyNot(Notice(channel: "email"))!.Name.ShouldBe(Problem.WrongState, "The notice must say what was decided.");
        Spain.Request!.Deadlines.ShouldContain(deadline => deadline.Kind == DeadlineKind.ChannelNotice && deadline.IsOpen);
    }

    [Fact]
    public void The_notice_goes_over_the_locked_channel_where_that_works_and_else_over_the_new_one()
    {
        Spain.Except("folder");
        Spain.Send(Notice()).Channel.ShouldBe("maildir");
        var other = new Pair().Requested;
        other.Except("folder");
        other.Outages = Side.Down("maildir");

        other
            .Send(
                other.Write(
                    MessageKind.ChannelNotice,
                    says: new(NewChannel: "folder", ChannelGround: ChannelGround.SuperveningSituation)
                )
            )
            .Channel.ShouldBe("folder");
    }

    [Theory]
    [InlineData(DeliveryOutcome.Permanent)]
    [InlineData(DeliveryOutcome.Unknown)]
    public void A_notice_that_failed_or_may_have_failed_blocks_the_switch(DeliveryOutcome outcome)
    {
        Spain.Except("folder");
        var notice = Notice();
        Spain.Answered(notice, Spain.Send(notice), outcome);

        Spain.Of<ChannelSwitched>().ShouldBeEmpty();
        Spain
            .WhyNot(Spain.Write(MessageKind.Acknowledgement, pair.Opening.MessageId), "folder")!
            .Name.ShouldBe(Problem.ChannelLocked);
    }

    [Fact]
    public void Once_the_sender_is_informed_the_new_channel_is_the_default_and_the_old_one_stays_open()
    {
        Switch();

        Spain.Of<SenderInformedOfChannelChange>().ShouldHaveSingleItem();
        Spain.Send(Spain.Write(MessageKind.Acknowledgement, pair.Opening.MessageId)).Channel.ShouldBe("folder");
        Spain.WhyNot(Spain.Write(MessageKind.ProgressReport, pair.Opening.MessageId), "maildir").ShouldBeNull();
        Spain
            .WhyNot(Spain.Write(MessageKind.ProgressReport, pair.Opening.MessageId), "email")!
            .Name.ShouldBe(Problem.ChannelLocked);
        Spain.Request!.Deadlines.ShouldContain(deadline =>
            deadline.Kind == DeadlineKind.ChannelNotice && deadline.State == DeadlineState.Met
        );
    }

    [Fact]
    public void When_the_known_outage_is_over_the_next_message_goes_back_by_default()
    {
        Spain.Outages = Side.Down("maildir");
        Switch();
        Spain.Send(Spain.Write(MessageKind.Acknowledgement, pair.Opening.MessageId)).Channel.ShouldBe("folder");

        Spain.Outages = Outages.None;

        Spain.Send(Spain.Write(MessageKind.ProgressReport, pair.Opening.MessageId)).Channel.ShouldBe("maildir");
        Spain.Of<ChannelRestored>().ShouldHaveSingleItem().To.ShouldBe("maildir");
        Spain
            .WhyNot(Spain.Write(MessageKind.ProgressReport, pair.Opening.MessageId), "folder")!
            .Name.ShouldBe(Problem.ChannelLocked);
    }

    [Fact]
    public void An_exception_that_rests_on_no_known_outage_ends_by_a_person_only()
    {
        Switch(ChannelGround.NatureOfRequest);
        Spain.Send(Spain.Write(MessageKind.Acknowledgement, pair.Opening.MessageId)).Channel.ShouldBe("folder");

        Spain.Record(RestoreChannelDecider.Decide(Spain.Request!, Spain.Now));

        Spain.Send(Spain.Write(MessageKind.ProgressReport, pair.Opening.MessageId)).Channel.ShouldBe("maildir");
    }

    [Fact]
    public void The_other_side_keeps_and_flags_what_comes_unannounced_and_expects_what_was_announced()
    {
        pair.FromRequested(MessageKind.Acknowledgement);
        pair.Requesting.Receive(Spain.Write(MessageKind.ProgressReport, pair.Opening.MessageId), "folder");
        pair.Requesting.Of<ChannelDeviationDetected>().ShouldHaveSingleItem().Actual.ShouldBe("folder");
        pair.Requesting.Request!.Lock.ShouldBe("maildir");

        pair.Requesting.Receive(Notice(), "folder");
        pair.Requesting.Receive(Spain.Write(MessageKind.ProgressReport, pair.Opening.MessageId), "folder");

        pair.Requesting.Of<ChannelDeviationDetected>().Count().ShouldBe(1);
        pair.Requesting.Of<ChannelChangeNoticed>().ShouldHaveSingleItem();
        pair.Requesting.Standing.ShouldNotBeNull();
    }

    [Fact]
    public void A_notice_that_is_the_first_to_come_back_locks_to_the_channel_it_informs_of_leaving()
    {
        pair.Requesting.Receive(Notice(), "folder");
        pair.Requesting.Receive(Spain.Write(MessageKind.Acknowledgement, pair.Opening.MessageId), "folder");
        pair.Requesting.Receive(Spain.Write(MessageKind.ProgressReport, pair.Opening.MessageId), "maildir");

        pair.Requesting.Request!.Lock.ShouldBe("maildir");
        pair.Requesting.Of<ChannelDeviationDetected>().ShouldBeEmpty();
    }

    [Fact]
    public void An_advance_copy_neither_locks_nor_deviates_and_the_formal_leg_locks_when_it_comes()
    {
        var (colombia, spain) = (new Side("CO-CA", "ES-CA"), new Side("ES-CA", "CO-CA"));
        var request = colombia.Write(MessageKind.Request);
        colombia.Send(request);

        spain.Receive(request, "folder", LegKind.AdvanceCopy);
        spain.Request!.Lock.ShouldBeNull();
        spain.Receive(request, "maildir");
        spain.Receive(request, "maildir");

        spain.Request.Lock.ShouldBe("maildir");
        spain.Of<FurtherLegReceived>().ShouldHaveSingleItem();
        spain.Of<ChannelDeviationDetected>().ShouldBeEmpty();
    }

    private Message Notice(string channel = "folder", ChannelGround ground = ChannelGround.SuperveningSituation) =>
        Spain.Write(MessageKind.ChannelNotice, says: new(NewChannel: channel, ChannelGround: ground));

    private void Switch(ChannelGround ground = ChannelGround.SuperveningSituation)
    {
        Spain.Except("folder", ground).ShouldBeNull();
        var notice = Notice(ground: ground);
        Spain.Answered(notice, Spain.Send(notice));
    }
}
