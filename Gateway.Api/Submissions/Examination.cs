using Gateway.Api.Observability;
using Gateway.Domain;
using Gateway.Domain.Authorities;
using Gateway.Domain.Messages;

namespace Gateway.Api.Submissions;

/// <summary>
/// Checks that a submission is what it claims to be: well-formed, valid against the schema, signed by a key of the issuing
/// authority, with the attachments that were signed. The same checks apply to submissions by callers and to arrivals over a
/// channel.
/// </summary>
public sealed class Examination(
    IMessageReader reader,
    ISignatureVerifier verifier,
    IContainerVerifier containers,
    IAuthorityDirectory directory,
    Telemetry telemetry,
    TimeProvider clock
)
{
    public Examined Examine(Submission submission) =>
        submission.IsContainer ? ExamineContainer(submission) : ExamineXml(submission);

    /// <summary>Reads bytes that were examined before, so their signature is already verified.</summary>
    public Message ReadKnown(Submission submission) =>
        reader.Read(
            submission.IsContainer ? containers.DocumentIn(submission.Document.Open) : submission.Document.ToMemory()
        );

    /// <summary>
    /// The signature is verified first, so that a valid document is read once, from the signed bytes. If a document is both
    /// invalid and badly signed, the former is reported.
    /// </summary>
    private Examined ExamineXml(Submission submission)
    {
        var document = submission.Document.ToMemory();
        var verdict = verifier.Verify(document, directory.SigningKeys, clock.GetUtcNow());
        if (!verdict.IsPassed)
        {
            if (reader.Check(document) is { } flaw)
                return new(flaw);
            telemetry.SignatureVerified(verdict);
            return new(ProblemOf(verdict), verdict);
        }
        if (MayHoldComments(document.Span) && reader.Check(document) is { } commented)
            return new(commented);
        if (reader.TryRead(verdict.SignedContent, out var problem) is not { } message)
            // Positions are those of the document as it was sent.
            return new(reader.Check(document) ?? problem!);
        telemetry.SignatureVerified(verdict);
        return Judge(verdict, message, submission.Attachments);
    }

    /// <summary>
    /// Whether the document may contain comments, which are not allowed. Canonical form omits comments, so they are not
    /// signed. Without comments, only the signature itself is unsigned.
    /// </summary>
    private static bool MayHoldComments(ReadOnlySpan<byte> document) =>
        document is [0xFE or 0xFF, ..] || document.IndexOf("<!--"u8) >= 0;

    /// <summary>
    /// The document is read only after the container was verified, since the document has no signature of its own.
    /// </summary>
    private Examined ExamineContainer(Submission submission)
    {
        var opened = containers.Verify(submission.Document.Open, directory.SigningKeys, clock.GetUtcNow());
        if (opened.Verdict is not { } verdict)
            return new(opened.Problem);
        telemetry.SignatureVerified(verdict);
        if (opened.Problem is { } flaw)
            return new(flaw, verdict);
        if (!verdict.IsPassed)
            return new(ProblemOf(verdict), verdict);
        if (reader.TryRead(verdict.SignedContent, out var unreadable) is not { } message)
            return new(unreadable, verdict);
        return Judge(
            verdict,
            message,
            [.. opened.Files.Select(file => Contained(file, message)), .. submission.Attachments]
        );
    }

    /// <summary>
    /// The sender's software chooses the folder of a file, so only the file name is compared with the signed one.
    /// </summary>
    private static SpooledContent Contained(ContainedFile file, Message message) =>
        new(
            file with
            {
                Name = file.Name.Split('/')[^1],
            },
            message.Attachments.FirstOrDefault(declared => declared.Sha256 == file.Sha256)?.MediaType
                ?? "application/octet-stream"
        );

    private static Examined Judge(SignatureVerdict verdict, Message message, IReadOnlyList<SpooledContent> sent)
    {
        if (verdict.Signer!.Authority != message.IssuedBy)
            return new(
                new(
                    Problem.SignerNotAuthorised,
                    "The signing key is registered for another authority than the issuing one."
                ),
                verdict
            );
        return Match(message.Attachments, sent, out var ordered) is { } mismatch
            ? new(mismatch, verdict)
            : new(null, verdict, message, ordered);
    }

    private static Problem ProblemOf(SignatureVerdict verdict) =>
        verdict.SubIndication == SignatureVerdict.NoKnownSigner
            ? new(Problem.SignerUnknown, "The signature is sound, but its certificate is not in the directory.")
            : new(
                Problem.SignatureInvalid,
                $"{verdict.Indication}/{verdict.SubIndication}: {string.Join(' ', verdict.Reasons)}"
            );

    /// <summary>Attachments are found by digest and size; names and order of the parts do not matter.</summary>
    private static Problem? Match(
        IReadOnlyList<DeclaredAttachment> declared,
        IReadOnlyList<SpooledContent> sent,
        out IReadOnlyList<SpooledContent> ordered
    )
    {
        var left = sent.ToList();
        var matched = new SpooledContent?[declared.Count];
        for (var i = 0; i < declared.Count; i++)
        {
            matched[i] = left.Find(part => part.Sha256 == declared[i].Sha256 && part.Size == declared[i].Size);
            if (matched[i] is { } part)
                left.Remove(part);
        }
        ordered = [.. matched.OfType<SpooledContent>()];
        var missing = Array.FindIndex(matched, part => part is null);
        if (missing < 0)
            return left.Count == 0
                ? null
                : new(Problem.AttachmentAltered, "A part was sent that the signed document does not bind.");
        var pointer = new ProblemPointer(
            $"/Message/attachments/attachment[{declared[missing].Number}]",
            "Bound by SHA-256 and size."
        );
        return left.Count == 0
            ? new(Problem.AttachmentMissing, $"Attachment {declared[missing].Number} was not sent.", [pointer])
            : new(
                Problem.AttachmentAltered,
                $"No part has the digest and size signed for attachment {declared[missing].Number}.",
                [pointer]
            );
    }
}
