using CsCheck;
using Gateway.Domain.Channels;
using Gateway.Domain.Messages;
using Gateway.Domain.Requests;
using Gateway.Domain.Transmissions;
using Gateway.Domain.Vault;
using Gateway.Tests.Authorities;
using Gateway.Tests.Requests;

namespace Gateway.Tests.Transmissions;

/// <summary>
/// Answers and receipts in any order, repeated, late, contradicting each other: exactly one outcome is current, the
/// strongest that was proved, and nothing is read out of a receipt that it does not say.
/// </summary>
public sealed class ReceiptPropertyTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 14, 12, 0, 0, TimeSpan.Zero);
    private static readonly RetrySchedule Schedule = new([TimeSpan.FromMinutes(1)], TimeSpan.FromMinutes(2));
    private static readonly VaultItem Item = new("i", "d", 1);

    private enum Step
    {
        Start,
        Taken,
        Retryable,
        Permanent,
        Unknown,
        DeliveredReceipt,
        OpenedReceipt,
        FailedReceipt,
        Resend,
    }

    [Fact]
    public void Exactly_one_outcome_is_current_and_nothing_is_inferred() =>
        Gen.Enum<Step>().Array[1, 25].Sample(Play, iter: 20_000, threads: 1);

    [Fact]
    public void A_positive_receipt_after_a_recorded_failure_supersedes_it_and_both_stay_visible()
    {
        var (facts, onRequest) = Run([Step.Start, Step.Permanent, Step.DeliveredReceipt]);

        TransmissionFold.Replay(facts).State.ShouldBe(TransmissionState.Delivered);
        facts.OfType<TransmissionFailed>().ShouldHaveSingleItem();
        onRequest.OfType<MessageDispatched>().ShouldHaveSingleItem();
        onRequest.OfType<RequestReceivedByCounterpart>().ShouldHaveSingleItem();
    }

    [Fact]
    public void A_failure_reported_after_delivery_changes_nothing_and_is_kept()
    {
        var (facts, _) = Run([Step.Start, Step.Taken, Step.DeliveredReceipt, Step.FailedReceipt]);

        TransmissionFold.Replay(facts).State.ShouldBe(TransmissionState.Delivered);
        facts.OfType<ReceiptSuperseded>().ShouldHaveSingleItem().Kind.ShouldBe(ReceiptKind.DeliveryFailed);
    }

    private static void Play(Step[] steps)
    {
        var (facts, onRequest) = Run(steps);
        var transmission = TransmissionFold.Replay(facts);
        var receipts = facts.OfType<ReceiptReceived>().Select(receipt => receipt.Kind).ToHashSet();

        if (receipts.Contains(ReceiptKind.Opened))
            transmission.State.ShouldBe(TransmissionState.Opened);
        else if (receipts.Contains(ReceiptKind.Delivered))
            transmission.State.ShouldBe(TransmissionState.Delivered);
        else
            transmission.State.ShouldNotBeOneOf(TransmissionState.Delivered, TransmissionState.Opened);
        facts
            .OfType<TransmissionOpened>()
            .Any()
            .ShouldBe(receipts.Contains(ReceiptKind.Opened), "Opened is never read from delivered.");
        facts
            .OfType<ReceiptReceived>()
            .Count()
            .ShouldBe(
                facts.Count(fact => fact is ReceiptSuperseded or TransmissionOpened or TransmissionDeliveryFailed)
                    + facts
                        .OfType<TransmissionDelivered>()
                        .Count(delivered =>
                            !facts
                                .OfType<TransmissionOpened>()
                                .Any(opened => facts.IndexOf(opened) == facts.IndexOf(delivered) + 1)
                        ),
                "Every receipt is kept, and either became the outcome or is marked as superseded."
            );
        onRequest.OfType<RequestAcknowledged>().ShouldBeEmpty("An acknowledgement is never read from a receipt.");
        onRequest.OfType<RequestReceivedByCounterpart>().Count().ShouldBeLessThanOrEqualTo(1);
    }

    private static readonly OneAuthority Directory = new(
        new(
            "ES-CA",
            "Spain",
            "ES",
            IsServed: false,
            [new("folder", "/folder", IsSandbox: true, Guid.CreateVersion7(Now))],
            [],
            []
        )
    );

    private static (List<object> Facts, List<object> OnRequest) Run(IEnumerable<Step> steps)
    {
        var queued = new TransmissionQueued(
            Guid.CreateVersion7(Now),
            Guid.CreateVersion7(Now),
            Guid.CreateVersion7(Now),
            Guid.CreateVersion7(Now),
            MessageKind.Request,
            1,
            "CO-CA",
            "ES-CA",
            "folder",
            new StoredMessage(Item, []),
            null,
            Now
        );
        var request = Request
            .Create(
                new RequestSubmitted(
                    queued.RequestId,
                    queued.ExchangeId,
                    queued.MessageId,
                    "ES-CA",
                    "mla",
                    ["UNTOC"],
                    Urgency.Normal,
                    Confidentiality.None,
                    "es",
                    queued.Message,
                    Now
                )
            )
            .After([new SubmissionAccepted(queued.RequestId, queued.MessageId, Item, Now)]);
        var (facts, onRequest) = (new List<object> { queued }, new List<object>());
        foreach (var step in steps)
        {
            var transmission = TransmissionFold.Replay(facts);
            var recorded = step switch
            {
                Step.Start => new(
                    [
                        .. StartAttemptHandler
                            .Handle(
                                new(transmission.Id, transmission.Attempt),
                                transmission,
                                Directory,
                                Schedule,
                                Now.AddDays(1)
                            )
                            .Item1,
                    ],
                    []
                ),
                Step.Taken => Answer(DeliveryOutcome.HandedToChannel),
                Step.Retryable => Answer(DeliveryOutcome.Retryable),
                Step.Permanent => Answer(DeliveryOutcome.Permanent),
                Step.Unknown => Answer(DeliveryOutcome.Unknown),
                Step.DeliveredReceipt => Receipt(ReceiptKind.Delivered),
                Step.OpenedReceipt => Receipt(ReceiptKind.Opened),
                Step.FailedReceipt => Receipt(ReceiptKind.DeliveryFailed),
                _ => OrderResendDecider.Reject(transmission) is null
                    ? new([OrderResendDecider.Decide(new(transmission.Id, Item), transmission, Now).Fact], [])
                    : Recorded.Nothing,
            };
            facts.AddRange(recorded.OnTransmission);
            onRequest.AddRange(recorded.OnRequest);
            request = request.After(recorded.OnRequest);

            Recorded Answer(DeliveryOutcome outcome) =>
                RecordAnswerHandler.Decide(
                    new(transmission.Id, request.Id, transmission.Attempt, outcome, "x"),
                    transmission,
                    request,
                    Schedule,
                    Side.Bases,
                    Now
                );

            Recorded Receipt(ReceiptKind kind) =>
                RecordReceiptDecider.Decide(new(kind, 2, Item, Now), transmission, request, Now);
        }
        return (facts, onRequest);
    }
}
