using Gateway.Domain.Channels;
using Gateway.Domain.Messages;
using Gateway.Domain.Requests;
using Gateway.Domain.Transmissions;

namespace Gateway.Api.Requests;

/// <summary>How far a request has come, as the contract shows it.</summary>
/// <param name="Marking"><c>draft</c>, or <c>intelligenceOnly</c> for police information, which is no evidence; absent
/// otherwise.</param>
/// <param name="Version">The version of the request: 1, and one more with every replacement.</param>
/// <param name="Channel">The channel last used.</param>
/// <param name="Lock">The channel that what concerns execution must use; absent while the choice is free.</param>
/// <param name="Exception">The exception from that lock declared last.</param>
/// <param name="OpenObligations">What is owed, by either side, and treaty times that run.</param>
/// <param name="UseLimited">What came with it may be used under conditions only.</param>
/// <param name="Undelivered">Messages that did not leave, or of which nobody knows, and what can be done.</param>
/// <param name="At">Time of the last event shown.</param>
public sealed record Progress(
    Guid Id,
    Guid? ExchangeId,
    ExchangeRole Role,
    RequestState State,
    string Counterpart,
    string Type,
    string? Marking,
    int Version,
    Urgency Urgency,
    Confidentiality Confidentiality,
    IReadOnlyList<string> LegalBases,
    string? Channel,
    string? Lock,
    ExceptionItem? Exception,
    IReadOnlyList<OpenObligation> OpenObligations,
    bool UseLimited,
    IReadOnlyList<LinkItem> Links,
    IReadOnlyList<UndeliveredItem> Undelivered,
    long LastSequence,
    DateTimeOffset At
)
{
    public static Progress Of(Request request, long lastSequence, DateTimeOffset at) =>
        new(
            request.Id,
            request.ExchangeId == Guid.Empty ? null : request.ExchangeId,
            request.Role,
            request.State,
            request.Counterpart,
            request.Type,
            request.IsDraft ? "draft"
                : request.IsIntelligenceOnly ? "intelligenceOnly"
                : null,
            request.Standing?.VersionNumber ?? 1,
            request.Urgency,
            request.Confidentiality,
            request.LegalBases,
            request.Channel,
            request.Lock,
            request.Exception is { } exception
                ? new(exception.ExceptionId, exception.To, exception.Ground, exception.State)
                : null,
            [
                .. request
                    .Deadlines.Where(deadline => deadline.IsOpen)
                    .Select(deadline => OpenObligation.Of(deadline, request.Role)),
            ],
            request.Standing is { IsUseLimited: true },
            [.. request.Links.Select(link => new LinkItem(link.RequestId, link.Kind))],
            [
                .. request.Undelivered.Select(one => new UndeliveredItem(
                    one.MessageId,
                    one.TransmissionId,
                    one.Outcome,
                    one.At
                )),
            ],
            lastSequence,
            at
        );
}

/// <summary>An exception from the locked channel.</summary>
public sealed record ExceptionItem(Guid Id, string Channel, ChannelGround Ground, ChannelExceptionState State);

/// <summary>A message that a leg did not deliver.</summary>
/// <param name="Outcome"><c>unknown</c> when nobody can tell whether it left; else it failed.</param>
/// <param name="State">The state of the transmission now; absent in the past.</param>
/// <param name="Remedies">What can be done now: <c>resend</c> and <c>settle</c> the transmission, or open a
/// <c>furtherLeg</c>. None while
/// it is being sent again.</param>
public sealed record UndeliveredItem(
    Guid MessageId,
    Guid TransmissionId,
    DeliveryOutcome Outcome,
    DateTimeOffset At,
    TransmissionState? State = null,
    IReadOnlyList<string>? Remedies = null
)
{
    private static readonly IReadOnlyList<string> All = ["resend", "settle", "furtherLeg"];

    internal UndeliveredItem In(TransmissionState state) =>
        this with
        {
            State = state,
            Remedies = Transmission.Reopens(state) ? All : [],
        };
}

/// <summary>Another request of yours that belongs to this one.</summary>
public sealed record LinkItem(Guid RequestId, LinkKind Kind);

/// <summary>Something owed, or a treaty's time that runs out.</summary>
/// <param name="OwedBy"><c>own</c>, or <c>counterpart</c>.</param>
/// <param name="MessageId">The message that caused it.</param>
/// <param name="Basis">Code of the legal basis that asks for it.</param>
public sealed record OpenObligation(
    int Number,
    DeadlineKind Kind,
    string OwedBy,
    DeadlineState State,
    Guid? MessageId,
    string? Basis,
    DateTimeOffset? DueAt
)
{
    internal static OpenObligation Of(Deadline deadline, ExchangeRole role) =>
        new(
            deadline.Number,
            deadline.Kind,
            OwedByRole(deadline.Kind, role) == role ? "own" : "counterpart",
            deadline.State,
            deadline.MessageId,
            deadline.Basis,
            deadline.DueAt
        );

    private static ExchangeRole OwedByRole(DeadlineKind kind, ExchangeRole own) =>
        kind switch
        {
            DeadlineKind.Acknowledgement or DeadlineKind.ConsentReply or DeadlineKind.ProgressReport =>
                ExchangeRole.Requested,
            DeadlineKind.ChannelNotice => own,
            _ => ExchangeRole.Requesting,
        };
}
