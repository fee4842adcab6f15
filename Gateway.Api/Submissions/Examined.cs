using System.Text.Json;
using Gateway.Api.Problems;
using Gateway.Domain;
using Gateway.Domain.Messages;
using Gateway.Domain.Vault;

namespace Gateway.Api.Submissions;

/// <summary>The result of an examination: a verified message, or the problem it has.</summary>
/// <param name="Verdict">Null when the document was not fit to be verified.</param>
/// <param name="Attachments">In the order of the signed document, labelled as the transport did; use
/// <see cref="SignedItems"/> to keep them.</param>
public sealed record Examined(
    Problem? Problem,
    SignatureVerdict? Verdict = null,
    Message? Message = null,
    IReadOnlyList<SpooledContent>? Attachments = null
)
{
    /// <summary>The attachments to be kept, under the names and media types that were signed.</summary>
    public IEnumerable<NewItem> SignedItems =>
        Attachments!.Zip(
            Message!.Attachments,
            (content, signed) =>
                content.ToItem() with
                {
                    Name = signed.Name,
                    MediaType = signed.MediaType,
                    Place = PartPlace.Attachment(Message.MessageId, signed.Number),
                }
        );

    /// <summary>The attachments that the transport labelled otherwise.</summary>
    public IReadOnlyList<RelabelledAttachment> Relabelled =>
        Message is null || Attachments is null
            ? []
            :
            [
                .. Attachments
                    .Zip(
                        Message.Attachments,
                        (content, signed) =>
                            new RelabelledAttachment(
                                signed.Number,
                                AttachmentLabels.Differences(signed, content.Name, content.MediaType)
                            )
                    )
                    .Where(one => one.Differs.Count > 0),
            ];

    /// <summary>The validation report that is kept.</summary>
    /// <param name="document">What was rejected; its size and digest are kept where it is not.</param>
    public byte[] Report(DateTimeOffset at, SpooledContent? document = null) =>
        JsonSerializer.SerializeToUtf8Bytes(
            new
            {
                at,
                size = document?.Size,
                sha256 = document?.Sha256,
                problem = Problem,
                indication = Verdict?.Indication,
                subIndication = Verdict?.SubIndication,
                level = Verdict?.Level,
                key = Verdict?.Signer?.KeyId,
                signingTime = Verdict?.SigningTime,
                reasons = Verdict?.Reasons,
                relabelled = Relabelled,
            },
            ApiJson.Options
        );
}
