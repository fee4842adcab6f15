using Gateway.Domain;
using Gateway.Domain.Channels;
using Gateway.Domain.Messages;
using Gateway.Domain.Requests;
using Gateway.Domain.Transmissions;
using Gateway.Domain.Vault;
using Gateway.Tests.Authorities;
using Gateway.Tests.Requests;

namespace Gateway.Tests.Transmissions;

/// <summary>How attempts begin, end and are begun again.</summary>
public sealed class AttemptDeciderTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 14, 12, 0, 0, TimeSpan.Zero);
    private static readonly RetrySchedule Schedule = new([TimeSpan.FromMinutes(1)], TimeSpan.FromMinutes(2));

    private static readonly Transmission Queued = Transmission.Create(
        new TransmissionQueued(
            Guid.CreateVersion7(Now),
            Guid.CreateVersion7(Now),
            Guid.CreateVersion7(Now),
            Guid.CreateVersion7(Now),
            MessageKind.Request,
            1,
            "CO-CA",
            "ES-CA",
            "maildir",
            new StoredMessage(new VaultItem("i", "d", 1), []),
            null,
            Now
        )
    );

    private static readonly Guid Revision = Guid.CreateVersion7(Now);
    private static readonly OneAuthority Directory = new(
        new("ES-CA", "Spain", "ES", IsServed: false, [new("maildir", "/mail", IsSandbox: true, Revision)], [], [])
    );

    private static readonly Transmission Attempting = Queued.Apply(
        new TransmissionAttempted(Queued.Id, 1, Now.AddMinutes(2), Now)
    );

    private static readonly Request Case = Request.Create(
        new RequestSubmitted(
            Queued.RequestId,
            Queued.ExchangeId,
            Queued.MessageId,
            "ES-CA",
            "mla",
            ["UNTOC"],
            Urgency.Normal,
            Confidentiality.None,
            "es",
            Queued.Message,
            Now
        )
    );

    [Fact]
    public void An_attempt_is_recorded_before_it_is_carried()
    {
        var (facts, next) = StartAttemptHandler.Handle(new(Queued.Id, 0), Queued, Directory, Schedule, Now);

        facts.ShouldBe([new TransmissionAttempted(Queued.Id, 1, Now.AddMinutes(2), Now, Revision)]);
        next.ShouldBe([new CarryTransmission(Queued.Id, 1, Queued.Channel)]);
    }

    [Fact]
    public void Asked_twice_for_the_same_attempt_nothing_happens_the_second_time()
    {
        var (facts, next) = StartAttemptHandler.Handle(new(Queued.Id, 0), Attempting, Directory, Schedule, Now);

        facts.ShouldBeEmpty();
        next.ShouldBeEmpty();
    }

    [Fact]
    public void A_retry_does_not_begin_before_it_is_due()
    {
        var failed = Attempting.Apply(new TransmissionAttemptFailed(Queued.Id, 1, "maildir-full", Now.AddMinutes(1), Now));
        var (facts, next) = StartAttemptHandler.Handle(new(Queued.Id, 1), failed, Directory, Schedule, Now);

        facts.ShouldBeEmpty();
        next.Count.ShouldBe(1);
    }

    [Fact]
    public void Without_an_endpoint_an_attempt_begins_and_says_so()
    {
        var (facts, _) = StartAttemptHandler.Handle(
            new(Queued.Id, 0),
            Queued with
            {
                Channel = "pigeon",
            },
            Directory,
            Schedule,
            Now
        );

        facts.ShouldHaveSingleItem().ShouldBeOfType<TransmissionAttempted>().EndpointRevision.ShouldBeNull();
    }

    [Theory]
    [InlineData(DeliveryOutcome.HandedToChannel, typeof(TransmissionHandedToChannel), typeof(MessageDispatched))]
    [InlineData(DeliveryOutcome.Permanent, typeof(TransmissionFailed), typeof(MessageUndeliverable))]
    [InlineData(DeliveryOutcome.Unknown, typeof(TransmissionOutcomeUnknown), typeof(MessageUndeliverable))]
    [InlineData(DeliveryOutcome.Retryable, typeof(TransmissionAttemptFailed), null)]
    public void Every_answer_becomes_its_fact(DeliveryOutcome outcome, Type fact, Type? onRequest)
    {
        var recorded = RecordAnswerHandler.Decide(Answer(1, outcome), Attempting, Case, Schedule, Side.Bases, Now);

        recorded.OnTransmission.ShouldHaveSingleItem().ShouldBeOfType(fact);
        recorded.OnRequest.Select(one => one.GetType()).FirstOrDefault().ShouldBe(onRequest);
        recorded.NextAttemptAt.ShouldBe(outcome == DeliveryOutcome.Retryable ? Now.AddMinutes(1) : null);
    }

    [Fact]
    public void When_the_schedule_is_spent_the_transmission_fails()
    {
        var second = Attempting
            .Apply(new TransmissionAttemptFailed(Queued.Id, 1, "maildir-full", Now, Now))
            .Apply(new TransmissionAttempted(Queued.Id, 2, Now.AddMinutes(2), Now));

        RecordAnswerHandler
            .Decide(Answer(2, DeliveryOutcome.Retryable), second, Case, Schedule, Side.Bases, Now)
            .OnTransmission.ShouldHaveSingleItem()
            .ShouldBeOfType<TransmissionFailed>();
    }

    [Fact]
    public void A_second_answer_to_an_attempt_changes_nothing()
    {
        var handed = Attempting.Apply(new TransmissionHandedToChannel(Queued.Id, 1, "ok", Now));

        RecordAnswerHandler
            .Decide(Answer(1, DeliveryOutcome.Permanent), handed, Case, Schedule, Side.Bases, Now)
            .ShouldBe(Recorded.Nothing);
    }

    [Theory]
    [InlineData(DeliveryOutcome.HandedToChannel)]
    [InlineData(DeliveryOutcome.Permanent)]
    [InlineData(DeliveryOutcome.Unknown)]
    [InlineData(DeliveryOutcome.Retryable)]
    public void A_late_answer_to_an_earlier_attempt_counts_for_nothing(DeliveryOutcome late)
    {
        var second = Attempting
            .Apply(new TransmissionAttemptFailed(Queued.Id, 1, "maildir-full", Now, Now))
            .Apply(new TransmissionAttempted(Queued.Id, 2, Now.AddMinutes(2), Now));

        RecordAnswerHandler.Decide(Answer(1, late), second, Case, Schedule, Side.Bases, Now).ShouldBe(Recorded.Nothing);
        RecordAnswerHandler
            .Decide(Answer(2, late), second, Case, Schedule, Side.Bases, Now)
            .OnTransmission.ShouldNotBeEmpty();
    }

    [Fact]
    public void Only_what_failed_or_is_unknown_is_resent()
    {
        OrderResendDecider.Reject(Attempting)!.Name.ShouldBe(Problem.WrongState);
        OrderResendDecider
            .Reject(Attempting.Apply(new TransmissionHandedToChannel(Queued.Id, 1, "ok", Now)))!
            .Name.ShouldBe(Problem.WrongState);
        OrderResendDecider.Reject(Attempting.Apply(new TransmissionOutcomeUnknown(Queued.Id, 1, "x", Now))).ShouldBeNull();
    }

    private static ChannelAnswered Answer(int attempt, DeliveryOutcome outcome) =>
        new(Queued.Id, Queued.RequestId, attempt, outcome, "detail");
}
