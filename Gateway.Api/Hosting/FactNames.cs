using Gateway.Domain.Authorities;
using Gateway.Domain.Requests;
using Gateway.Domain.Transmissions;
using Marten.Events;

namespace Gateway.Api.Hosting;

/// <summary>
/// The stored name of every fact, pinned: renaming a class never renames what is stored. A new fact is added here, and a
/// golden file with it.
/// </summary>
public static class FactNames
{
    public static readonly IReadOnlyDictionary<string, Type> All = new Dictionary<string, Type>
    {
        ["request_submitted"] = typeof(RequestSubmitted),
        ["request_received"] = typeof(RequestReceived),
        ["message_submitted"] = typeof(MessageSubmitted),
        ["message_received"] = typeof(MessageReceived),
        ["signature_verified"] = typeof(SignatureVerified),
        ["submission_accepted"] = typeof(SubmissionAccepted),
        ["channel_selected"] = typeof(ChannelSelected),
        ["channel_locked"] = typeof(ChannelLocked),
        ["channel_deviation_detected"] = typeof(ChannelDeviationDetected),
        ["message_dispatched"] = typeof(MessageDispatched),
        ["message_undeliverable"] = typeof(MessageUndeliverable),
        ["request_acknowledged"] = typeof(RequestAcknowledged),
        ["clarification_requested"] = typeof(ClarificationRequested),
        ["clarification_provided"] = typeof(ClarificationProvided),
        ["message_taken_over"] = typeof(MessageTakenOver),
        ["submission_rejected"] = typeof(SubmissionRejected),
        ["transmission_queued"] = typeof(TransmissionQueued),
        ["transmission_attempted"] = typeof(TransmissionAttempted),
        ["transmission_attempt_failed"] = typeof(TransmissionAttemptFailed),
        ["transmission_handed_to_channel"] = typeof(TransmissionHandedToChannel),
        ["transmission_failed"] = typeof(TransmissionFailed),
        ["transmission_outcome_unknown"] = typeof(TransmissionOutcomeUnknown),
        ["transmission_resend_ordered"] = typeof(TransmissionResendOrdered),
        ["authority_registered"] = typeof(AuthorityRegistered),
        ["authority_renamed"] = typeof(AuthorityRenamed),
        ["authority_imported"] = typeof(AuthorityImported),
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

    /// <summary>The name callers read in a history: the class name of the fact.</summary>
    public static string Outer(object fact) => fact.GetType().Name;

    internal static void Register(IEventStoreOptions events)
    {
        foreach (var (name, type) in All)
            events.MapEventType(type, name);
    }
}
