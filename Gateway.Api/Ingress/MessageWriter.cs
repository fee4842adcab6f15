using Gateway.Api.Persistence;
using Gateway.Api.Submissions;
using Gateway.Api.Vault;
using Gateway.Domain.Messages;
using Gateway.Domain.Requests;
using Gateway.Domain.Vault;
using JasperFx.Events;
using Marten;

namespace Gateway.Api.Ingress;

/// <summary>
/// Takes a verified message into its exchange, from a submission or an arrival: its content, the decided events and its
/// unique keys become durable in one transaction, which the caller commits.
/// </summary>
public sealed class MessageWriter(SessionVault content, RelatedRequests related)
{
    /// <summary>Stores report, receipt, document and attachments under the names that were signed.</summary>
    /// <param name="receipt">The answer to the submission; null for an arrival.</param>
    public async Task<WrittenContent> KeepAsync(
        IDocumentSession session,
        VerifiedMessage taken,
        byte[]? receipt,
        CancellationToken cancellation
    )
    {
        var (report, documentPlace) = (
            VaultItems.Of("report.json", "application/json", taken.Examined.Report(taken.Now)),
            PartPlace.Document(taken.Message.MessageId)
        );
        NewItem[] before = receipt is null ? [report] : [report, VaultItems.Of("receipt.json", "application/json", receipt)];
        var items = await content.KeepAsync(
            session,
            new(session.TenantId, taken.RequestId),
            taken.Stream is null,
            [.. before, taken.Submission.Document.ToItem() with { Place = documentPlace }, .. taken.Examined.SignedItems],
            cancellation
        );
        return new(
            new StoredMessage(items[before.Length], [.. items.Skip(before.Length + 1)]),
            new VerifiedSignature(taken.Examined.Verdict!.Signer!.KeyId, taken.Examined.Verdict.Level!, items[0]),
            receipt is null ? null : items[1]
        );
    }

    /// <summary>Appends the decided events, links the request to those its document follows, and takes the keys.</summary>
    /// <param name="idempotency">Key of the claim that the caller's <c>Idempotency-Key</c> makes; null without one.</param>
    public async Task RecordAsync(
        IDocumentSession session,
        VerifiedMessage taken,
        IEnumerable<object> decided,
        WrittenContent kept,
        string counterpart,
        string? idempotency,
        CancellationToken cancellation
    )
    {
        var relabelled = AttachmentLabels.Facts(
            taken.Examined.Relabelled,
            taken.RequestId,
            taken.Message.MessageId,
            taken.Now
        );
        if (taken.Stream is { } stream)
            stream.AppendMany([.. decided, .. relabelled]);
        else
            session.Events.StartStream<Request>(
                taken.RequestId,
                [
                    .. decided,
                    .. relabelled,
                    .. await related.LinkAsync(
                        session,
                        taken.Message,
                        taken.RequestId,
                        counterpart,
                        taken.Now,
                        cancellation
                    ),
                ]
            );
        Claims.Take(session, [.. Keys(taken, kept.Receipt?.ItemId, idempotency)]);
    }

    private static IEnumerable<Claim> Keys(VerifiedMessage taken, string? answer, string? idempotency)
    {
        var (message, id, fingerprint) = (taken.Message, taken.RequestId, taken.Fingerprint);
        yield return new(Claim.Bytes(fingerprint), id, fingerprint, answer);
        yield return new(Claim.Message(message.IssuedBy, message.MessageId), id, fingerprint, answer);
        if (message.Opens)
            yield return new(Claim.Exchange(message.ExchangeId), id, fingerprint, null);
        if (idempotency is not null)
            yield return new(idempotency, id, fingerprint, answer);
    }
}

/// <summary>A verified message that is taken into an exchange.</summary>
/// <param name="Stream">The stream of its request; null when the message opens one.</param>
/// <param name="Fingerprint">Keyed digest of the bytes as they came.</param>
public sealed record VerifiedMessage(
    Guid RequestId,
    IEventStream<Request>? Stream,
    Submission Submission,
    Examined Examined,
    string Fingerprint,
    DateTimeOffset Now
)
{
    public Message Message => Examined.Message!;
}

/// <summary>The vault items that hold the content of a taken message.</summary>
/// <param name="Receipt">Null for an arrival.</param>
public sealed record WrittenContent(StoredMessage Message, VerifiedSignature Signature, VaultItem? Receipt);
