using System.Diagnostics;
using System.Text.Json;
using Gateway.Api.Callers;
using Gateway.Api.Observability;
using Gateway.Api.Persistence;
using Gateway.Api.Problems;
using Gateway.Api.Routing;
using Gateway.Api.Submissions;
using Gateway.Api.Transmissions;
using Gateway.Domain;
using Gateway.Domain.Authorities;
using Gateway.Domain.Channels;
using Gateway.Domain.LegalBases;
using Gateway.Domain.Messages;
using Gateway.Domain.Requests;
using Gateway.Domain.Routing;
using Gateway.Domain.Transmissions;
using Gateway.Domain.Vault;
using Marten;
using Wolverine.Marten;

namespace Gateway.Api.Ingress;

/// <summary>
/// Takes a caller's submission over: examined, stored in the vault, then facts, keys and outgoing work in one transaction.
/// The same bytes get the same answer, however often and however concurrently they are sent.
/// </summary>
public sealed class Acceptance(
    Examination examination,
    IAuthorityDirectory directory,
    Surroundings surroundings,
    ILegalBases bases,
    IOutages outages,
    IVault vault,
    Claims claims,
    LimitedItems limits,
    RelatedRequests related,
    Receipts receipts,
    IDocumentStore store,
    IServiceScopeFactory scopes,
    Telemetry telemetry,
    TimeProvider clock
)
{
    /// <param name="requestId">The request a further message belongs to; null for a message that opens an exchange.</param>
    /// <param name="channel">Asked for by the caller, or null.</param>
    /// <param name="precondition">Looked at with every decision, after the request was read; null when the caller has
    /// none.</param>
    public async Task<Accepted> AcceptAsync(
        Caller caller,
        Submission submission,
        Guid? requestId,
        string? channel,
        string? idempotencyKey,
        Func<Task<Problem?>>? precondition,
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
                // Not the first try: somebody else committed first, perhaps other bytes under the same id.
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
                    precondition,
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
        Func<Task<Problem?>>? precondition,
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

        await using var session = store.LightweightSession(caller.Authority);
        session.LastModifiedBy = caller.Actor;
        session.CorrelationId = Activity.Current?.TraceId.ToString();
        var stream = requestId is { } known ? await session.Events.FetchForWriting<Request>(known, cancellation) : null;
        if (requestId is not null && stream?.Aggregate is null)
            return new(new(Problem.NotFound, "There is no such request, or it is not yours."), examined);
        if (precondition is not null && await precondition() is { } stale)
            return new(stale, examined);
        var down = outages.Now;
        var open = stream?.Aggregate;
        var terms = open is null
            ? Terms.Of(bases, message.LegalBases, message.Type)
            : Terms.Of(bases, open.LegalBases, open.Type);
        var now = clock.GetUtcNow();
        var refusal =
            MessageTimes.Refuse(message, now)
            ?? UnknownBases.Refuse(bases, message.LegalBases)
            ?? (
                open is null
                    ? AcceptRequestDecider.Refuse(message, terms)
                    : AcceptMessageDecider.Refuse(message, open, asked, down, now)
            )
            ?? await limits.RefuseAsync(
                session,
                message.AddressedTo,
                open?.Type ?? message.Type!,
                examined.Attachments!,
                cancellation
            );
        if (refusal is not null)
            return new(refusal, examined);
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
        var items = await vault.StoreAsync(
            new(caller.Authority, id),
            [
                VaultItems.Of("report.json", "application/json", examined.Report(now)),
                VaultItems.Of("receipt.json", "application/json", answer),
                submission.Document.ToItem() with
                {
                    Place = PartPlace.Document(message.MessageId),
                },
                .. examined.SignedItems,
            ],
            cancellation
        );
        var stored = new StoredMessage(items[2], [.. items.Skip(3)]);
        var signature = new VerifiedSignature(examined.Verdict!.Signer!.KeyId, examined.Verdict.Level!, items[0]);
        var transmissionId = Guid.CreateVersion7(now);
        var channel = advice.Endpoint!.Channel;

        var relabelled = AttachmentLabels.Facts(examined.Relabelled, id, message.MessageId, now);
        if (open is not null)
            stream!.AppendMany([
                .. AcceptMessageDecider.Decide(
                    new(message, stored, signature, items[1], transmissionId, channel, advice.By, terms, down),
                    open,
                    now
                ),
                .. relabelled,
            ]);
        else
            session.Events.StartStream<Request>(
                id,
                [
                    .. AcceptRequestDecider.Decide(
                        new(
                            id,
                            message,
                            stored,
                            signature,
                            items[1],
                            transmissionId,
                            channel,
                            advice.By,
                            terms,
                            [.. ImpliedObligations.Of(counterpart, consignment, circumstances)]
                        ),
                        now
                    ),
                    .. relabelled,
                    .. await related.LinkAsync(session, message, id, message.AddressedTo, now, cancellation),
                ]
            );
        var next = Starting.Of(
            session,
            transmissionId,
            channel,
            id,
            message.ExchangeId,
            message.MessageId,
            message.Kind,
            leg: 1,
            LegKind.Formal,
            caller.Authority,
            message.AddressedTo,
            stored,
            now
        );
        Claims.Take(session, [.. Keys(message, id, fingerprint, items[1].ItemId, idempotency)]);
        await using var scope = scopes.CreateAsyncScope();
        var outbox = scope.ServiceProvider.GetRequiredService<IMartenOutbox>();
        outbox.Enroll(session);
        outbox.TenantId = caller.Authority;
        if (next is not null)
            await outbox.PublishAsync(next);
        await session.SaveChangesAsync(cancellation);
        telemetry.SubmissionAccepted(message.Kind);
        return new(null, examined, id, answer, message.MessageId);
    }

    private static IEnumerable<Claim> Keys(
        Message message,
        Guid requestId,
        string fingerprint,
        string answer,
        string? idempotency
    )
    {
        yield return new(Claim.Bytes(fingerprint), requestId, fingerprint, answer);
        yield return new(Claim.Message(message.IssuedBy, message.MessageId), requestId, fingerprint, answer);
        if (message.Opens)
            yield return new(Claim.Exchange(message.ExchangeId), requestId, fingerprint, null);
        if (idempotency is not null)
            yield return new(idempotency, requestId, fingerprint, answer);
    }
}

/// <summary>What became of a submission: a problem, or the answer to give byte for byte.</summary>
/// <param name="MessageId">Null when the answer is a repetition.</param>
public sealed record Accepted(
    Problem? Problem,
    Examined? Examined = null,
    Guid RequestId = default,
    byte[]? Answer = null,
    Guid? MessageId = null
);
