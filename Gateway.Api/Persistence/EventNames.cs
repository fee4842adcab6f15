using Gateway.Domain.Audit;
using Gateway.Domain.Authorities;
using Gateway.Domain.Channels;
using Gateway.Domain.Evidence;
using Gateway.Domain.LegalBases;
using Gateway.Domain.Messages;
using Gateway.Domain.Publishers;
using Gateway.Domain.Requests;
using Gateway.Domain.Transmissions;
using Marten.Events;

namespace Gateway.Api.Persistence;

/// <summary>
/// The stored name of every event, pinned: renaming a class never renames what is stored. A new event is added here, and a
/// golden file with it.
/// </summary>
public static class EventNames
{
    public static readonly IReadOnlyDictionary<string, Type> All = new Dictionary<string, Type>
    {
        ["request_submitted"] = typeof(RequestSubmitted),
        ["request_received"] = typeof(RequestReceived),
        ["request_registered"] = typeof(RequestRegistered),
        ["message_submitted"] = typeof(MessageSubmitted),
        ["message_received"] = typeof(MessageReceived),
        ["further_leg_received"] = typeof(FurtherLegReceived),
        ["signature_verified"] = typeof(SignatureVerified),
        ["legal_bases_applied"] = typeof(LegalBasesApplied),
        ["unknown_legal_bases_noticed"] = typeof(UnknownLegalBasesNoticed),
        ["attachments_relabelled"] = typeof(AttachmentsRelabelled),
        ["content_completeness_assessed"] = typeof(ContentCompletenessAssessed),
        ["submission_accepted"] = typeof(SubmissionAccepted),
        ["channel_selected"] = typeof(ChannelSelected),
        ["message_dispatched"] = typeof(MessageDispatched),
        ["message_undeliverable"] = typeof(MessageUndeliverable),
        ["request_received_by_counterpart"] = typeof(RequestReceivedByCounterpart),
        ["message_taken_over"] = typeof(MessageTakenOver),
        ["message_without_effect"] = typeof(MessageWithoutEffect),
        ["request_acknowledged"] = typeof(RequestAcknowledged),
        ["clarification_requested"] = typeof(ClarificationRequested),
        ["clarification_provided"] = typeof(ClarificationProvided),
        ["status_requested"] = typeof(StatusRequested),
        ["status_reported"] = typeof(StatusReported),
        ["execution_started"] = typeof(ExecutionStarted),
        ["arrest_reported"] = typeof(ArrestReported),
        ["preservation_confirmed"] = typeof(PreservationConfirmed),
        ["partially_executed"] = typeof(PartiallyExecuted),
        ["executed"] = typeof(Executed),
        ["execution_impossible"] = typeof(ExecutionImpossible),
        ["request_refused"] = typeof(RequestRefused),
        ["execution_postponed"] = typeof(ExecutionPostponed),
        ["request_withdrawn"] = typeof(RequestWithdrawn),
        ["conditions_proposed"] = typeof(ConditionsProposed),
        ["conditions_accepted"] = typeof(ConditionsAccepted),
        ["conditions_declined"] = typeof(ConditionsDeclined),
        ["request_returned"] = typeof(RequestReturned),
        ["request_forwarded"] = typeof(RequestForwarded),
        ["supplement_filed"] = typeof(SupplementFiled),
        ["request_replaced"] = typeof(RequestReplaced),
        ["use_limitation_set"] = typeof(UseLimitationSet),
        ["consent_requested"] = typeof(ConsentRequested),
        ["consent_given"] = typeof(ConsentGiven),
        ["consent_refused"] = typeof(ConsentRefused),
        ["confidentiality_cannot_be_kept"] = typeof(ConfidentialityCannotBeKept),
        ["consultation_opened"] = typeof(ConsultationOpened),
        ["request_closed"] = typeof(RequestClosed),
        ["request_reopened"] = typeof(RequestReopened),
        ["request_lapsed"] = typeof(RequestLapsed),
        ["request_linked"] = typeof(RequestLinked),
        ["outside_transmission_recorded"] = typeof(OutsideTransmissionRecorded),
        ["correction_recorded"] = typeof(CorrectionRecorded),
        ["channel_locked"] = typeof(ChannelLocked),
        ["channel_deviation_detected"] = typeof(ChannelDeviationDetected),
        ["channel_exception_declared"] = typeof(ChannelExceptionDeclared),
        ["sender_informed_of_channel_change"] = typeof(SenderInformedOfChannelChange),
        ["channel_switched"] = typeof(ChannelSwitched),
        ["channel_restored"] = typeof(ChannelRestored),
        ["channel_change_noticed"] = typeof(ChannelChangeNoticed),
        ["obligation_opened"] = typeof(ObligationOpened),
        ["obligation_met"] = typeof(ObligationMet),
        ["obligation_cancelled"] = typeof(ObligationCancelled),
        ["obligation_overdue"] = typeof(ObligationOverdue),
        ["deadline_warned"] = typeof(DeadlineWarned),
        ["clock_started"] = typeof(ClockStarted),
        ["clock_extended"] = typeof(ClockExtended),
        ["clock_stopped"] = typeof(ClockStopped),
        ["clock_expired"] = typeof(ClockExpired),
        ["submission_rejected"] = typeof(SubmissionRejected),
        ["evidence_taken"] = typeof(EvidenceTaken),
        ["evidence_renewed"] = typeof(EvidenceRenewed),
        ["content_accessed"] = typeof(ContentAccessed),
        ["transmission_queued"] = typeof(TransmissionQueued),
        ["transmission_attempted"] = typeof(TransmissionAttempted),
        ["transmission_attempt_failed"] = typeof(TransmissionAttemptFailed),
        ["transmission_handed_to_channel"] = typeof(TransmissionHandedToChannel),
        ["transmission_failed"] = typeof(TransmissionFailed),
        ["transmission_outcome_unknown"] = typeof(TransmissionOutcomeUnknown),
        ["transmission_resend_ordered"] = typeof(TransmissionResendOrdered),
        ["receipt_received"] = typeof(ReceiptReceived),
        ["transmission_delivered"] = typeof(TransmissionDelivered),
        ["transmission_delivery_failed"] = typeof(TransmissionDeliveryFailed),
        ["transmission_opened"] = typeof(TransmissionOpened),
        ["receipt_superseded"] = typeof(ReceiptSuperseded),
        ["outcome_settled_by_hand"] = typeof(OutcomeSettledByHand),
        ["manual_transmission_prepared"] = typeof(ManualTransmissionPrepared),
        ["manual_transmission_sent"] = typeof(ManualTransmissionSent),
        ["manual_receipt_recorded"] = typeof(ManualReceiptRecorded),
        ["outage_detected"] = typeof(OutageDetected),
        ["outage_ended"] = typeof(OutageEnded),
        ["authority_registered"] = typeof(AuthorityRegistered),
        ["authority_renamed"] = typeof(AuthorityRenamed),
        ["authority_imported"] = typeof(AuthorityImported),
        ["list_taken_in"] = typeof(ListTakenIn),
        ["roles_declared"] = typeof(RolesDeclared),
        ["language_declared"] = typeof(LanguageDeclared),
        ["electronic_acceptance_declared"] = typeof(ElectronicAcceptanceDeclared),
        ["contact_verified"] = typeof(ContactVerified),
        ["authority_marked_stale"] = typeof(AuthorityMarkedStale),
        ["channel_endpoint_configured"] = typeof(ChannelEndpointConfigured),
        ["channel_endpoint_proposed"] = typeof(ChannelEndpointProposed),
        ["channel_endpoint_confirmed"] = typeof(ChannelEndpointConfirmed),
        ["channel_endpoint_retirement_proposed"] = typeof(ChannelEndpointRetirementProposed),
        ["channel_endpoint_retired"] = typeof(ChannelEndpointRetired),
        ["key_configured"] = typeof(KeyConfigured),
        ["key_proposed"] = typeof(KeyProposed),
        ["key_pinned"] = typeof(KeyPinned),
        ["key_retirement_proposed"] = typeof(KeyRetirementProposed),
        ["key_retired"] = typeof(KeyRetired),
        ["change_withdrawn"] = typeof(ChangeWithdrawn),
        ["change_lapsed"] = typeof(ChangeLapsed),
    };

    private static readonly IReadOnlyDictionary<Type, string> OuterNames = All.ToDictionary(
        pair => pair.Value,
        pair => Outward(pair.Key)
    );

    /// <summary>
    /// The name callers read in a history: the stored name in their spelling (<c>request_received</c> is
    /// <c>RequestReceived</c>), so it is pinned with it, independent of the class name.
    /// </summary>
    public static string Outer(object fact) => OuterNames[fact.GetType()];

    private static string Outward(string stored) =>
        string.Concat(stored.Split('_').Select(word => char.ToUpperInvariant(word[0]) + word[1..]));

    internal static void Register(IEventStoreOptions events)
    {
        foreach (var (name, type) in All)
            events.MapEventType(type, name);
    }
}
