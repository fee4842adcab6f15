using System.Diagnostics;
using System.Text.Json;
using Gateway.Api.Callers;
using Gateway.Api.Http;
using Gateway.Api.Observability;
using Gateway.Api.Persistence;
using Gateway.Api.Problems;
using Gateway.Api.Routing;
using Gateway.Api.Submissions;
using Gateway.Domain;
using Gateway.Domain.Authorities;
using Gateway.Domain.Channels;
using Gateway.Domain.LegalBases;
using Gateway.Domain.Messages;
using Gateway.Domain.Requests;
using Gateway.Domain.Routing;
using Gateway.Domain.Transmissions;
using Gateway.Domain.Vault;

namespace Gateway.Api.Ingress;

/// <summary>
/// Accepts a submission: verifies it, decides, then commits its content, events, unique keys and first attempt in one
/// transaction. The same bytes get the same answer, however often and however concurrently they are sent.
/// </summary>
public sealed class SubmissionProcessor(
    Examination examination,
    IAuthorityDirectory directory,
    CircumstancesSource surroundings,
    ILegalBases bases,
    IOutages outages,
    IVault vault,
    Claims claims,
    LimitedItems limits,
    MessageWriter taking,
    SubmissionReceipts receipts,
    RetrySchedule schedule,
    Sessions sessions,
    Telemetry telemetry,
    TimeProvider clock
)
{
    /// <param name="requestId">The request a further message belongs to; null for a message that opens an exchange.</param>
    /// <param name="channel">Asked for by the caller, or null.</param>
    /// <param name="ifMatch">The version of the request that the caller saw (RFC 9110); empty when it names none.</param>
    public async Task<Accepted> AcceptAsync(
        Caller caller,
        Submission submission,
        Guid? requestId,
        string? channel,
        string? idempotencyKey,
        string ifMatch,
        CancellationToken cancellation
    )
    {
        var fingerprint = await vault.FingerprintAsync(submission.BytesToFingerprint, cancellation);
        var idempotency = idempotencyKey is null
            ? null
            : Claim.Idempotency(caller.Actor, await vault.FingerprintAsync("idempotency:" + idempotencyKey, cancellation));
        Examined? examined = null;
        return await Conflicts.DecideAsync(
            async () =>
            {
                if (await AnsweredBeforeAsync(caller, fingerprint, idempotency, requestId, cancellation) is { } earlier)
                    return earlier;
                // Not the first try: another session committed first, perhaps with other bytes under the same id.
                if (examined is not null && await ReusedAsync(caller, examined, fingerprint, cancellation) is { } reused)
                    return new(reused, examined);
                examined ??= examination.Examine(submission);
                return await DecideAsync(
                    caller,
                    submission,
                    examined,
                    fingerprint,
                    idempotency,
                    requestId,
                    channel,
                    ifMatch,
                    cancellation
                );
            },
            () => new(Conflicts.Persistent, examined),
            Claims.IsTaken
        );
    }

    private async Task<Accepted?> AnsweredBeforeAsync(
        Caller caller,
        string fingerprint,
        string? idempotency,
        Guid? requestId,
        CancellationToken cancellation
    )
    {
        string[] keys = idempotency is null ? [Claim.Bytes(fingerprint)] : [Claim.Bytes(fingerprint), idempotency];
        var held = await claims.FindAsync(caller.Authority, keys, cancellation);
        if (idempotency is not null && held.TryGetValue(idempotency, out var keyed) && keyed.Fingerprint != fingerprint)
            return new(new(Problem.IdempotencyKeyReused, "This Idempotency-Key stands for other bytes; it never expires."));
        if (!held.TryGetValue(Claim.Bytes(fingerprint), out var claim) || claim.AnswerItem is null)
            return null;
        if (requestId is not null && requestId != claim.RequestId)
            return new(new(Problem.WrongState, "These bytes were accepted for another request."));
        telemetry.Repeated("api");
        if (idempotency is not null && !held.ContainsKey(idempotency))
            await claims.AddAsync(caller.Authority, claim with { Key = idempotency }, cancellation);
        await using var answer = await vault.OpenAsync(
            new(caller.Authority, claim.RequestId),
            claim.AnswerItem,
            cancellation
        );
        using var copy = new MemoryStream();
        await answer.CopyToAsync(copy, cancellation);
        return new(null, null, claim.RequestId, copy.ToArray());
    }

    private async Task<Problem?> ReusedAsync(
        Caller caller,
        Examined examined,
        string fingerprint,
        CancellationToken cancellation
    )
    {
        if (examined.Message is not { } message)
            return null;
        var byId = Claim.Message(message.IssuedBy, message.MessageId);
        var byExchange = Claim.Exchange(message.ExchangeId);
        var held = await claims.FindAsync(caller.Authority, [byId, byExchange], cancellation);
        if (held.TryGetValue(byId, out var used))
            return used.Fingerprint == fingerprint
                ? null
                : new(
                    Problem.MessageIdReused,
                    "This message id was accepted with other bytes; give the message an id of its own."
                );
        return message.Opens && held.ContainsKey(byExchange)
            ? new(Problem.WrongState, "The exchange has its request already.")
            : null;
    }

    private async Task<Accepted> DecideAsync(
        Caller caller,
        Submission submission,
        Examined examined,
        string fingerprint,
        string? idempotency,
        Guid? requestId,
        string? asked,
        string ifMatch,
        CancellationToken cancellation
    )
    {
        if (examined.Problem is { } flaw)
            return new(flaw, examined);
        var message = examined.Message!;
        if (message.IssuedBy != caller.Authority)
            return new(new(Problem.Forbidden, "The message is issued by another authority than the caller's."), examined);
        if (
            directory.Find(caller.Authority) is not { } sender
            || directory.Find(message.AddressedTo) is not { } counterpart
            || message.AddressedTo == caller.Authority
        )
            return new(new(Problem.CounterpartUnknown, Preflight.Unknown.Why), examined);

        await using var session = sessions.Open(caller.Authority, caller.Actor);
        var stream = requestId is { } known ? await session.Events.FetchForWriting<Request>(known, cancellation) : null;
        if (requestId is not null && stream?.Aggregate is null)
            return new(UnknownRequest.Problem, examined);
        if (stream is not null && Etag.Reject(ifMatch, stream) is { } stale)
            return new(stale, examined);
        var down = outages.Now;
        var open = stream?.Aggregate;
        var terms = open is null
            ? Terms.Of(bases, message.LegalBases, message.Type)
            : Terms.Of(bases, open.LegalBases, open.Type);
        var now = clock.GetUtcNow();
        var rejection =
            MessageTimes.Reject(message, now)
            ?? UnknownBases.Reject(bases, message.LegalBases)
            ?? (
                open is null
                    ? AcceptRequestDecider.Reject(message, terms)
                    : AcceptMessageDecider.Reject(message, open, asked, down, now)
            )
            ?? await limits.RejectAsync(
                session,
                message.AddressedTo,
                open?.Type ?? message.Type!,
                examined.Attachments!,
                cancellation
            );
        if (rejection is not null)
            return new(rejection, examined);
        var binding = open is null
            ? null
            : ChannelBinding.Of(message.Kind, AcceptMessageDecider.Recovered(open, down), down);
        var consignment = Consignment.Of(message, submission.Document.Size + submission.Attachments.Sum(part => part.Size));
        var circumstances = surroundings.For(consignment);
        var advice =
            asked == Transmission.Manual
                ? ChannelAdvice.Manual(message.IsSandbox)
                : ChannelAdvice.For(sender, counterpart, consignment, asked, binding, circumstances);
        if (advice.Problem is { } unreachable)
            return new(unreachable, examined);

        var id = requestId ?? Guid.CreateVersion7(now);
        var state =
            open is not null ? AcceptMessageDecider.StateAfter(message, open)
            : message.Kind == MessageKind.Draft ? RequestState.Draft
            : RequestState.Accepted;
        var answer = JsonSerializer.SerializeToUtf8Bytes(
            receipts.Sign(id, message.MessageId, submission.Document.Sha256, now, Codes.Of(state)),
            ApiJson.Options
        );
        var taken = new VerifiedMessage(id, stream, submission, examined, fingerprint, now);
        var kept = await taking.KeepAsync(session, taken, answer, cancellation);
        var transmissionId = Guid.CreateVersion7(now);
        var channel = advice.Endpoint!.Channel;
        var decided = open is not null
            ? AcceptMessageDecider.Decide(
                new(message, kept.Message, kept.Signature, kept.Receipt!, transmissionId, channel, advice.By, terms, down),
                open,
                now
            )
            : AcceptRequestDecider.Decide(
                new(
                    id,
                    message,
                    kept.Message,
                    kept.Signature,
                    kept.Receipt!,
                    transmissionId,
                    channel,
                    advice.By,
                    terms,
                    [.. ImpliedObligations.Of(counterpart, consignment, circumstances)]
                ),
                now
            );
        await taking.RecordAsync(session, taken, decided, kept, message.AddressedTo, idempotency, cancellation);
        var (events, next) = StartTransmissionDecider.Decide(
            new(
                transmissionId,
                id,
                message.ExchangeId,
                message.MessageId,
                message.Kind,
                Leg: 1,
                LegKind.Formal,
                caller.Authority,
                message.AddressedTo,
                channel,
                kept.Message,
                Activity.Current?.Id
            ),
            counterpart.Endpoint(channel)?.Revision,
            schedule,
            now
        );
        session.Events.StartStream<Transmission>(transmissionId, events);
        await sessions.CommitAsync(session, next, cancellation);
        telemetry.SubmissionAccepted(message.Kind);
        return new(null, examined, id, answer, message.MessageId);
    }
}

/// <summary>The result of a submission: a problem, or the answer to give byte for byte.</summary>
/// <param name="MessageId">Null when the answer is a repetition.</param>
public sealed record Accepted(
    Problem? Problem,
    Examined? Examined = null,
    Guid RequestId = default,
    byte[]? Answer = null,
    Guid? MessageId = null
);
