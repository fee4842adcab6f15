using System.Diagnostics;

namespace Gateway.Api.Observability;

/// <summary>
/// Links the traces of one exchange to the submission that began it: a delivery may take days, a span must not.
/// </summary>
internal static class TraceLinks
{
    /// <param name="submission">Trace context of the submission (W3C <c>traceparent</c>); null adds no link.</param>
    public static Activity? LinkTo(this Activity? span, string? submission) =>
        span is not null && ActivityContext.TryParse(submission, null, isRemote: true, out var context)
            ? span.AddLink(new(context))
            : span;

    /// <summary>Says which message and which exchange a span is about; only what was signed.</summary>
    public static Activity? About(this Activity? span, Guid messageId, Guid exchangeId) =>
        span?.SetTag("messaging.message.id", messageId).SetTag("messaging.message.conversation_id", exchangeId);
}
