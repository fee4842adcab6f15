using System.Diagnostics;
using Gateway.Api.Configuration;
using Gateway.Api.Observability;
using Gateway.Api.Persistence;
using Gateway.Api.RejectedSubmissions;
using Gateway.Api.Submissions;
using Gateway.Domain;
using Gateway.Domain.Authorities;
using Gateway.Domain.Channels;
using Gateway.Domain.LegalBases;
using Gateway.Domain.Messages;
using Gateway.Domain.Requests;
using Gateway.Domain.Transmissions;
using Gateway.Domain.Vault;

namespace Gateway.Api.Ingress;

/// <summary>
/// Receives an arrival for a served authority: verifies it like a submission, decides, then commits its content, events and
/// unique keys in one transaction. Safe to run again on the same arrival, whose key is claimed there.
/// </summary>
public sealed class ArrivalProcessor(
    Examination examination,
    IAuthorityDirectory directory,
    ILegalBases bases,
    IVault vault,
    Claims claims,
    LimitedItems limits,
    MessageWriter taking,
    ReceiptProcessor receipts,
    Rejections rejections,
    Sessions sessions,
    GatewayOptions options,
    Telemetry telemetry,
    TimeProvider clock
)
{
    /// <summary>How long a message may wait for the request it belongs to, which another way may have delayed.</summary>
    private static readonly TimeSpan WaitForRequest = TimeSpan.FromHours(24);

    /// <param name="turn">The turn of the arrival among those of its exchange.</param>
    public async Task<Received> ReceiveAsync(
        string authority,
        string channel,
        Arrival arrival,
        ExchangeOrder.Turn turn,
        CancellationToken cancellation
    )
    {
        Activity.Current = null;
        using var span = telemetry.Source.StartActivity($"receive {channel}", ActivityKind.Consumer);
        span?.SetTag("messaging.system", "gateway")
            .SetTag("messaging.operation.name", "receive")
            .SetTag("messaging.operation.type", "receive")
            .SetTag("messaging.destination.name", authority)
            .SetTag("gateway.channel", channel);
        if (arrival.Receipt is { } receipt)
            return await receipts.ReceiveAsync(authority, channel, receipt, span, cancellation) switch
            {
                null => ArrivalFate.Taken,
                { Name: Problem.Overloaded } => ArrivalFate.Left,
                var flawed => await RejectAsync(authority, channel, flawed, null, null, cancellation),
            };
        if (arrival.Document is null)
            return await RejectAsync(
                authority,
                channel,
                new(Problem.MalformedRequest, $"No message document was found: {arrival.Problem}."),
                null,
                null,
                cancellation
            );
        using var submission = await SpoolAsync(arrival, cancellation);
        if (submission is null)
            return await RejectAsync(
                authority,
                channel,
                new(Problem.TooLarge, "The arrival is larger than this gateway takes."),
                null,
                null,
                cancellation
            );
        var fingerprint = await vault.FingerprintAsync(submission.BytesToFingerprint, cancellation);
        Examined? examined = null;
        // A conflict: another node, or the same message over another way, committed first. After the last it waits for the
        // next round.
        return await Conflicts.DecideAsync<Received>(ExamineAsync, () => ArrivalFate.Left, Claims.IsTaken);

        async Task<Received> ExamineAsync()
        {
            if (await claims.FindAsync(authority, Claim.Bytes(fingerprint), cancellation) is { } earlier)
            {
                telemetry.Repeated(channel);
                await RecordAgainAsync(
                    authority,
                    channel,
                    arrival,
                    examination.ReadKnown(submission),
                    earlier.RequestId,
                    cancellation
                );
                return ArrivalFate.Taken;
            }
            examined ??= examination.Examine(submission);
            if (examined.Problem is { } flaw)
                return await RejectAsync(authority, channel, flaw, examined, submission.Document, cancellation);
            if (
                arrival.Key is { } key
                && (key.Authority != examined.Message!.IssuedBy || key.MessageId != examined.Message.MessageId)
            )
                return await RejectAsync(
                    authority,
                    channel,
                    new(Problem.MalformedRequest, "The envelope names another message than the one inside."),
                    examined,
                    submission.Document,
                    cancellation
                );
            await turn.ComesAsync(examined.Message!.ExchangeId, cancellation);
            var (fate, problem) = await RecordAsync(
                authority,
                channel,
                arrival,
                submission,
                examined,
                fingerprint,
                span,
                cancellation
            );
            return problem is null
                ? new Received(fate, fate == ArrivalFate.Left ? examined.Message.ExchangeId : null)
                : await RejectAsync(authority, channel, problem, examined, submission.Document, cancellation);
        }
    }

    /// <summary>Records that an arrival could not be examined, and will not be again.</summary>
    public Task QuarantineAsync(string authority, string channel, int tries, CancellationToken cancellation) =>
        rejections.RecordAsync(
            authority,
            "gateway",
            channel,
            new(Problem.MalformedRequest, $"The arrival could not be examined in {tries} tries."),
            null,
            null,
            cancellation
        );

    private async Task<(ArrivalFate, Problem?)> RecordAsync(
        string authority,
        string channel,
        Arrival arrival,
        Submission submission,
        Examined examined,
        string fingerprint,
        Activity? span,
        CancellationToken cancellation
    )
    {
        var message = examined.Message!;
        span.About(message.MessageId, message.ExchangeId);
        var held = await claims.FindAsync(
            authority,
            [Claim.Message(message.IssuedBy, message.MessageId), Claim.Exchange(message.ExchangeId)],
            cancellation
        );
        var exchange = held.GetValueOrDefault(Claim.Exchange(message.ExchangeId));
        var now = clock.GetUtcNow();
        var isIdUsed = held.ContainsKey(Claim.Message(message.IssuedBy, message.MessageId));
        if (
            ReceiveArrivalDecider.Reject(
                new(message, authority, IsSandbox(authority, channel), isIdUsed, exchange is not null),
                now
            ) is
            { } rejection
        )
            return (default, rejection);
        if (!message.Opens && exchange is null)
            return now - arrival.ArrivedAt < WaitForRequest
                ? (ArrivalFate.Left, null)
                : (default, new(Problem.NotFound, "The message belongs to an exchange that never arrived."));

        await using var session = sessions.Open(authority, $"authority:{message.IssuedBy}");
        var stream = exchange is null
            ? null
            : await session.Events.FetchForWriting<Request>(exchange.RequestId, cancellation);
        if (stream?.Aggregate is { } open && ReceiveMessageDecider.Reject(message, open) is { } stranger)
            return (default, stranger);
        if (span is not null && stream?.Aggregate?.Legs.Find(leg => leg.MessageId == message.Answers) is { } answered)
            span.LinkTo((await session.LoadAsync<Transmission>(answered.TransmissionId, cancellation))?.Submission);
        var id = exchange?.RequestId ?? Guid.CreateVersion7(now);
        var taken = new VerifiedMessage(id, stream, submission, examined, fingerprint, now);
        var kept = await taking.KeepAsync(session, taken, receipt: null, cancellation);
        var request = stream?.Aggregate;
        var terms = request is null
            ? Terms.Of(bases, message.LegalBases, message.Type)
            : Terms.Of(bases, request.LegalBases, request.Type);
        IEnumerable<object> decided = request is not null
            ? ReceiveMessageDecider.Decide(
                new(message, channel, arrival.Leg, arrival.LegKind, kept.Message, kept.Signature, terms),
                request,
                now
            )
            :
            [
                .. ReceiveRequestDecider.Decide(
                    new(id, message, channel, arrival.Leg, arrival.LegKind, kept.Message, kept.Signature, terms),
                    now
                ),
                .. UnknownBases.Facts(message, terms, id, now),
            ];
        await taking.RecordAsync(session, taken, decided, kept, message.IssuedBy, idempotency: null, cancellation);
        if (IsLimited(message, terms, request))
            await limits.RememberAsync(session, id, examined.Attachments!, cancellation);
        await sessions.CommitAsync(session, next: null, cancellation);
        telemetry.MessageReceived(channel, message.Kind);
        if (
            message.Kind == MessageKind.Acknowledgement
            && request is { Standing.IsAcknowledged: false, DispatchedAt: { } dispatched }
        )
            telemetry.Acknowledged(channel, message.IssuedBy, now - dispatched);
        return (ArrivalFate.Taken, null);
    }

    /// <summary>The message is here already; what may be new is the leg it came over.</summary>
    private async Task RecordAgainAsync(
        string authority,
        string channel,
        Arrival arrival,
        Message message,
        Guid requestId,
        CancellationToken cancellation
    )
    {
        await using var session = sessions.Open(authority, $"authority:{message.IssuedBy}");
        var stream = await session.Events.FetchForWriting<Request>(requestId, cancellation);
        if (stream.Aggregate is not { } request)
            return;
        var facts = ReceiveMessageDecider.DecideAgain(
            message.MessageId,
            message.Kind,
            channel,
            arrival.Leg,
            arrival.LegKind,
            request,
            clock.GetUtcNow()
        );
        if (facts.Count == 0)
            return;
        stream.AppendMany(facts);
        await sessions.CommitAsync(session, next: null, cancellation);
    }

    /// <summary>
    /// Whether its attachments have limits on use: a result under conditions of use, or police information.
    /// </summary>
    private static bool IsLimited(Message message, Terms terms, Request? request) =>
        message.Kind == MessageKind.Result && (terms.FurtherUseNeedsConsent || message.Says?.UseLimits is { Count: > 0 })
        || (message.Type ?? request?.Type) is "informationExchange" or "spontaneousInformation";

    private bool IsSandbox(string authority, string channel) =>
        directory.Find(authority)?.Endpoint(channel)?.IsSandbox ?? false;

    private async Task<ArrivalFate> RejectAsync(
        string authority,
        string channel,
        Problem problem,
        Examined? examined,
        SpooledContent? document,
        CancellationToken cancellation
    )
    {
        await rejections.RecordAsync(authority, "gateway", channel, problem, examined, document, cancellation);
        return ArrivalFate.SetAside;
    }

    private async Task<Submission?> SpoolAsync(Arrival arrival, CancellationToken cancellation)
    {
        var folder = Path.Combine(options.Data, "spool");
        var parts = new List<SpooledContent>();
        var left = options.LargestMessage;
        var form = await FormAsync(arrival.Document!, cancellation);
        var isWhole = false;
        try
        {
            foreach (var content in arrival.Attachments.Prepend(arrival.Document!))
            {
                var limit = parts.Count == 0 && form == DocumentForm.Xml ? Math.Min(left, options.LargestDocument) : left;
                await using var source = await content.OpenAsync(cancellation);
                var part = await SpooledContent.ReadAsync(
                    source,
                    parts.Count == 0 ? form.Name : content.Name,
                    parts.Count == 0 ? form.MediaType : content.MediaType,
                    limit,
                    folder,
                    cancellation
                );
                if (part is null)
                    return null;
                parts.Add(part);
                left -= part.Size;
            }
            isWhole = true;
        }
        finally
        {
            if (!isWhole)
                parts.ForEach(earlier => earlier.Dispose());
        }
        return new Submission(parts[0], parts[1..]);
    }

    /// <summary>Detected from the content: a channel or a sender's system may give it any name.</summary>
    private static async Task<DocumentForm> FormAsync(Content document, CancellationToken cancellation)
    {
        await using var content = await document.OpenAsync(cancellation);
        var start = new byte[DocumentForm.TellingBytes];
        var read = await content.ReadAtLeastAsync(start, start.Length, throwOnEndOfStream: false, cancellation);
        return DocumentForm.Of(start.AsSpan(0, read));
    }
}

/// <summary>The result for an arrival.</summary>
/// <param name="Awaits">The exchange it belongs to, where that is not open yet.</param>
public sealed record Received(ArrivalFate Fate, Guid? Awaits = null)
{
    public static implicit operator Received(ArrivalFate fate) => new(fate);
}
