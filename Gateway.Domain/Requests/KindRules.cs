using Gateway.Domain.Messages;

namespace Gateway.Domain.Requests;

/// <summary>
/// The rules for message kinds in an exchange: which side sends a kind, at which stage, and which kinds the same-channel
/// rule does not bind.
/// </summary>
public static class KindRules
{
    /// <summary>Null where either side may send it.</summary>
    public static ExchangeRole? SentBy(MessageKind kind) =>
        kind switch
        {
            MessageKind.Request
            or MessageKind.Draft
            or MessageKind.Clarification
            or MessageKind.StatusEnquiry
            or MessageKind.Withdrawal
            or MessageKind.ConditionsAccepted
            or MessageKind.ConditionsDeclined
            or MessageKind.Supplement
            or MessageKind.Replacement
            or MessageKind.ConsentRequest => ExchangeRole.Requesting,
            MessageKind.Acknowledgement
            or MessageKind.ClarificationRequest
            or MessageKind.ProgressReport
            or MessageKind.Result
            or MessageKind.Refusal
            or MessageKind.Postponement
            or MessageKind.Conditions
            or MessageKind.Return
            or MessageKind.Forwarding
            or MessageKind.ConsentGiven
            or MessageKind.ConsentDeclined
            or MessageKind.ConfidentialityNotice => ExchangeRole.Requested,
            MessageKind.ChannelNotice or MessageKind.Consultation or MessageKind.Other => null,
            _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, null),
        };

    /// <summary>
    /// Communications relating to the execution of the request stay on its channel; consultations and drafts do not.
    /// </summary>
    public static bool IsBoundToChannel(MessageKind kind) => kind is not (MessageKind.Consultation or MessageKind.Draft);

    /// <summary>Null when the served authority may send this message now; else why not, in one sentence.</summary>
    /// <param name="after">The standing including the message.</param>
    public static string? WhyNot(KnownMessage message, Request request, Standing after)
    {
        var now = request.Standing!;
        if (request.IsDraft)
            return message.Kind is MessageKind.Consultation or MessageKind.Other
                ? null
                : "A draft is no request: it can be consulted on, and a request that follows it opens an exchange of "
                    + "its own.";
        return message.Kind switch
            {
                MessageKind.Consultation
                or MessageKind.Other
                or MessageKind.ConsentRequest
                or MessageKind.ConsentGiven
                or MessageKind.ConsentDeclined
                or MessageKind.StatusEnquiry
                or MessageKind.ConfidentialityNotice => null,
                MessageKind.ChannelNotice => NoticeFits(message, request),
                MessageKind.ProgressReport or MessageKind.Result or MessageKind.Acknowledgement => now.IsWithdrawn
                    ? "The request was withdrawn."
                    : null,
                MessageKind.Replacement => now.Outcome == Outcome.Executed
                    ? "What was executed is not replaced; a new request opens a new exchange."
                : now.IsWithdrawn ? "The request was withdrawn."
                : null,
                MessageKind.ClarificationRequest when now.OpenQuestion is not null =>
                    "A request for clarification is open already.",
                MessageKind.Clarification when message.Answers != now.OpenQuestion =>
                    "It does not answer the open request for clarification.",
                MessageKind.ConditionsAccepted
                or MessageKind.ConditionsDeclined
                    when now.ConditionsReply != ConditionsReply.Awaited || message.Answers != now.Conditions =>
                    "It does not answer the conditions proposed last.",
                _ => request.IsOver ? "The request has come to its end." : null,
            }
            ?? (
                after.WithoutEffect.Contains(message.MessageId)
                    ? "It would change nothing: the same was said already, or it concerns an earlier version."
                    : null
            );
    }

    private static string? NoticeFits(KnownMessage notice, Request request) =>
        request.Exception is not { State: ChannelExceptionState.Declared } exception
            ? "No exception was declared that the sender has to be informed of."
        : notice.Says?.NewChannel != exception.To || notice.Says.ChannelGround != exception.Ground
            ? "The notice names another channel or ground than the exception that was declared."
        : null;
}
