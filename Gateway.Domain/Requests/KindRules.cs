namespace Gateway.Domain.Requests;

/// <summary>Who sends which kind of message within an exchange, and which kinds the same-channel rule does not bind.</summary>
public static class KindRules
{
    /// <summary>Null where either side may send it.</summary>
    public static ExchangeRole? SentBy(MessageKind kind) => kind switch
    {
        MessageKind.Request or MessageKind.Clarification or MessageKind.StatusEnquiry or MessageKind.Withdrawal
            or MessageKind.ConditionsAccepted or MessageKind.ConditionsDeclined or MessageKind.Supplement
            or MessageKind.Replacement or MessageKind.ConsentRequest => ExchangeRole.Requesting,
        MessageKind.Acknowledgement or MessageKind.ClarificationRequest or MessageKind.ProgressReport
            or MessageKind.Result or MessageKind.Refusal or MessageKind.Postponement or MessageKind.Conditions
            or MessageKind.Return or MessageKind.Forwarding or MessageKind.ConsentGiven
            or MessageKind.ConsentDeclined => ExchangeRole.Requested,
        MessageKind.ChannelNotice or MessageKind.Consultation or MessageKind.Other => null,
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, null),
    };

    /// <summary>Communications relating to the execution of the request stay on its channel; consultations do not.</summary>
    public static bool IsBoundToChannel(MessageKind kind) => kind != MessageKind.Consultation;
}
