using Gateway.Domain;
using Gateway.Domain.Messages;
using Gateway.Domain.Requests;

namespace Gateway.Tests.Requests;

/// <summary>The life of a request: what each act does on both sides, and which act does not fit when.</summary>
public sealed class LifecycleTests
{
    private readonly Pair pair = new();

    [Fact]
    public void A_request_is_dispatched_here_and_received_there_and_acknowledged_only_by_the_authority()
    {
        pair.Requesting.State.ShouldBe(RequestState.Dispatched);
        pair.Requested.State.ShouldBe(RequestState.Received);

        pair.FromRequested(MessageKind.Acknowledgement);

        pair.BothAre(RequestState.Acknowledged);
        pair.Requesting.Of<RequestAcknowledged>().ShouldHaveSingleItem();
    }

    [Fact]
    public void Clarification_goes_in_numbered_rounds()
    {
        var first = pair.FromRequested(MessageKind.ClarificationRequest);
        pair.BothAre(RequestState.ClarificationPending);
        pair.Requested.WhyNot(pair.Requested.Write(MessageKind.ClarificationRequest, pair.Opening.MessageId))!
            .Name.ShouldBe(Problem.WrongState);
        pair.Requesting.WhyNot(pair.Requesting.Write(MessageKind.Clarification, pair.Opening.MessageId))!
            .Name.ShouldBe(Problem.WrongState);

        pair.FromRequesting(MessageKind.Clarification, first.MessageId);
        pair.BothAre(RequestState.UnderAssessment);
        pair.FromRequested(MessageKind.ClarificationRequest);

        pair.Requesting.Of<ClarificationRequested>().Select(fact => fact.Round).ShouldBe([1, 2]);
        pair.BothAre(RequestState.ClarificationPending);
    }

    [Fact]
    public void Execution_begins_yields_part_and_then_the_whole()
    {
        pair.FromRequested(MessageKind.ProgressReport, says: new(Stage: Stage.InExecution));
        pair.BothAre(RequestState.InExecution);
        pair.FromRequested(MessageKind.Result, says: new(Extent: Extent.Part));
        pair.BothAre(RequestState.PartiallyExecuted);
        pair.FromRequested(MessageKind.Result, says: new(Extent: Extent.Whole, ExternalItems: 2));

        pair.BothAre(RequestState.Executed);
        pair.Requesting.Of<ExecutionStarted>().ShouldHaveSingleItem();
        pair.Requesting.Of<Executed>().ShouldHaveSingleItem().ExternalItems.ShouldBe(2);
        pair.Requested.WhyNot(pair.Requested.Write(MessageKind.Refusal, pair.Opening.MessageId))
            .ShouldNotBeNull("What was executed is not rejected.");
        pair.Requesting.WhyNot(pair.Requesting.Write(MessageKind.Withdrawal)).ShouldNotBeNull();
    }

    [Fact]
    public void Conditions_are_answered_before_they_bind()
    {
        var conditions = pair.FromRequested(MessageKind.Conditions);
        pair.BothAre(RequestState.ConditionsProposed);
        pair.FromRequesting(MessageKind.ConditionsDeclined, conditions.MessageId);
        pair.BothAre(RequestState.ConditionsDeclined);
        var milder = pair.FromRequested(MessageKind.Conditions);
        pair.FromRequesting(MessageKind.ConditionsAccepted, milder.MessageId);

        pair.BothAre(RequestState.ConditionsAccepted);
        pair.Requesting.WhyNot(pair.Requesting.Write(MessageKind.ConditionsAccepted, conditions.MessageId))
            .ShouldNotBeNull();
    }

    [Fact]
    public void A_postponement_is_lifted_by_a_report_of_work()
    {
        pair.FromRequested(
            MessageKind.Postponement,
            says: new(Grounds: ["ongoingInvestigation"], Consultation: PriorConsultation.Held)
        );
        pair.BothAre(RequestState.Postponed);
        pair.FromRequested(MessageKind.ProgressReport, says: new(Stage: Stage.InExecution));
        pair.BothAre(RequestState.InExecution);
    }

    [Fact]
    public void A_refusal_is_recorded_with_ground_and_consultation_and_may_be_reconsidered()
    {
        pair.FromRequested(
            MessageKind.Refusal,
            says: new(Extent: Extent.Whole, Grounds: ["essentialInterests"], Consultation: PriorConsultation.Held)
        );
        pair.BothAre(RequestState.Refused);
        pair.Requesting.Of<RequestRefused>()
            .ShouldHaveSingleItem()
            .ShouldSatisfyAllConditions(
                rejected => rejected.Grounds.ShouldBe(["essentialInterests"]),
                rejected => rejected.Consultation.ShouldBe(PriorConsultation.Held)
            );

        pair.FromRequested(MessageKind.ProgressReport, says: new(Stage: Stage.InExecution));

        pair.BothAre(RequestState.InExecution);
    }

    [Fact]
    public void A_part_rejected_leaves_the_rest_going()
    {
        pair.FromRequested(MessageKind.ProgressReport, says: new(Stage: Stage.InExecution));
        pair.FromRequested(
            MessageKind.Refusal,
            says: new(Extent: Extent.Part, Grounds: ["dualCriminality"], Consultation: PriorConsultation.Held)
        );

        pair.BothAre(RequestState.InExecution);
        pair.Requesting.Standing.IsPartlyRefused.ShouldBeTrue();
    }

    [Theory]
    [InlineData(MessageKind.Return, RequestState.ReturnedWrongAddressee)]
    [InlineData(MessageKind.Forwarding, RequestState.ForwardedToCompetent)]
    public void It_is_returned_or_forwarded(MessageKind kind, RequestState state)
    {
        pair.FromRequested(kind, says: new(Grounds: ["wronglyAddressed"]));
        pair.BothAre(state);
    }

    [Fact]
    public void What_cannot_be_executed_ends_so()
    {
        pair.FromRequested(MessageKind.Result, says: new(IsImpossible: true));
        pair.BothAre(RequestState.ImpossibleToExecute);
        pair.Requesting.Of<ExecutionImpossible>().ShouldHaveSingleItem();
    }

    [Fact]
    public void A_withdrawal_ends_it_and_nothing_is_decided_afterwards()
    {
        pair.FromRequesting(MessageKind.Withdrawal, says: new(Extent: Extent.Whole));

        pair.BothAre(RequestState.Withdrawn);
        foreach (
            var kind in new[]
            {
                MessageKind.Result,
                MessageKind.Refusal,
                MessageKind.ClarificationRequest,
                MessageKind.Postponement,
                MessageKind.Acknowledgement,
            }
        )
            pair.Requested.WhyNot(pair.Requested.Write(kind, pair.Opening.MessageId)).ShouldNotBeNull(kind.ToString());
        pair.Requested.WhyNot(pair.Requested.Write(MessageKind.Consultation)).ShouldBeNull();
    }

    [Fact]
    public void A_withdrawal_that_crosses_a_result_is_overtaken_by_it_on_both_sides()
    {
        var withdrawal = pair.Requesting.Write(MessageKind.Withdrawal, pair.Opening.MessageId, new(Extent: Extent.Whole));
        pair.Requesting.Send(withdrawal);
        var result = pair.FromRequested(MessageKind.Result, says: new(Extent: Extent.Whole));
        pair.Requested.Receive(withdrawal);

        pair.BothAre(RequestState.Executed);
        pair.Requesting.Of<MessageWithoutEffect>().ShouldHaveSingleItem().MessageId.ShouldBe(withdrawal.MessageId);
        pair.Requested.Of<MessageWithoutEffect>().ShouldHaveSingleItem().MessageId.ShouldBe(withdrawal.MessageId);
        result.MessageId.ShouldNotBe(withdrawal.MessageId);
    }

    [Fact]
    public void A_replacement_is_a_new_version_and_decisions_on_the_old_one_do_not_touch_it()
    {
        var second = pair.Requesting.Write(MessageKind.Replacement, pair.Opening.MessageId);
        pair.Requesting.Send(second);
        pair.FromRequested(
            MessageKind.Refusal,
            says: new(Extent: Extent.Whole, Grounds: ["notInConformity"], Consultation: PriorConsultation.Held)
        );
        pair.Requested.State.ShouldBe(RequestState.Refused);
        pair.Requested.Receive(second);

        pair.Requesting.Standing.VersionNumber.ShouldBe(2);
        pair.Requesting.Standing.ShouldBe(pair.Requested.Standing);
        pair.Requested.State.ShouldBe(RequestState.Received);
        pair.FromRequested(MessageKind.Result, second.MessageId, new(Extent: Extent.Whole));
        pair.BothAre(RequestState.Executed);
    }

    [Fact]
    public void Use_is_limited_until_consent_is_given()
    {
        pair.FromRequested(MessageKind.Result, says: new(Extent: Extent.Whole, UseLimits: [UseLimit.RequestOnly]));
        var asked = pair.FromRequesting(MessageKind.ConsentRequest);
        (pair.Requesting.Standing.IsUseLimited, pair.Requesting.Standing.HasConsent).ShouldBe((true, false));

        pair.FromRequested(MessageKind.ConsentGiven, asked.MessageId);

        pair.Requesting.Standing.HasConsent.ShouldBeTrue();
        pair.Requesting.Standing.OpenConsentRequest.ShouldBeNull();
    }

    [Fact]
    public void A_closed_case_is_reopened_by_a_message_that_comes_and_only_an_ended_one_is_closed()
    {
        CloseRequestDecider.Reject(pair.Requesting.Request!).ShouldNotBeNull();
        pair.FromRequested(MessageKind.Result, says: new(Extent: Extent.Whole));
        pair.Requesting.Record(CloseRequestDecider.Decide(pair.Requesting.Request!, null, pair.Requesting.Now));
        pair.Requesting.State.ShouldBe(RequestState.Closed);
        pair.Requesting.WhyNot(pair.Requesting.Write(MessageKind.Other)).ShouldNotBeNull();

        pair.FromRequested(MessageKind.Result, says: new(Extent: Extent.Whole));

        pair.Requesting.State.ShouldBe(RequestState.Executed);
        pair.Requesting.Of<RequestReopened>().ShouldHaveSingleItem().MessageId.ShouldNotBeNull();
    }

    [Fact]
    public void Each_side_sends_its_own_kinds_only()
    {
        foreach (var kind in Enum.GetValues<MessageKind>().Where(kind => KindRules.SentBy(kind) == ExchangeRole.Requested))
            pair.Requesting.WhyNot(pair.Requesting.Write(kind, pair.Opening.MessageId))!
                .Name.ShouldBe(Problem.WrongState, kind.ToString());
        foreach (var kind in Enum.GetValues<MessageKind>().Where(kind => KindRules.SentBy(kind) == ExchangeRole.Requesting))
            pair.Requested.WhyNot(pair.Requested.Write(kind, pair.Opening.MessageId))
                ?.Name.ShouldBe(Problem.WrongState, kind.ToString());
    }

    [Fact]
    public void A_message_older_than_the_sides_own_last_one_is_rejected()
    {
        var early = pair.Requested.Write(MessageKind.Acknowledgement, pair.Opening.MessageId);
        pair.FromRequested(MessageKind.ProgressReport);

        pair.Requested.WhyNot(early)!.Detail.ShouldContain("issuedAt");
    }

    [Fact]
    public void A_draft_is_no_request()
    {
        var (colombia, spain) = (new Side("CO-CA", "ES-CA"), new Side("ES-CA", "CO-CA"));
        var draft = colombia.Write(MessageKind.Draft);
        colombia.Send(draft);
        spain.Receive(draft);

        (colombia.State, spain.State).ShouldBe((RequestState.Draft, RequestState.Draft));
        spain.Request!.Lock.ShouldBeNull();
        spain.Request.Deadlines.ShouldBeEmpty();
        spain.WhyNot(spain.Write(MessageKind.Acknowledgement, draft.MessageId)).ShouldNotBeNull();
        spain.WhyNot(spain.Write(MessageKind.Consultation, draft.MessageId)).ShouldBeNull();
    }

    [Fact]
    public void What_the_legal_bases_ask_for_must_be_there_and_what_they_recommend_is_noted()
    {
        var bare = pair.Requesting.Write(MessageKind.Request, type: "assetConfiscation") with
        {
            Holds = ["requestingAuthority", "matter", "facts", "assistance", "purpose"],
        };

        var problem = new Side("CO-CA", "ES-CA").WhyNot(bare)!;

        problem.Name.ShouldBe(Problem.ContentIncomplete);
        problem.Pointers!.ShouldHaveSingleItem().Pointer.ShouldBe("/Message/request/property");
        pair.Requesting.Of<ContentCompletenessAssessed>().ShouldHaveSingleItem().Gaps.ShouldBe(["deadline"]);
    }
}
