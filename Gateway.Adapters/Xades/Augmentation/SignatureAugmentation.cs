using System.Security.Cryptography;
using Gateway.Adapters.Certificates;
using Gateway.Adapters.Cryptography;
using Gateway.Adapters.Timestamps;
using Gateway.Adapters.XmlSignatures;
using TimestampToken = Gateway.Adapters.Timestamps.TimestampToken;

namespace Gateway.Adapters.Xades.Augmentation;

/// <summary>
/// Brings a XAdES-BASELINE signature to a higher level (EN 319 132-1, 6) by adding unsigned properties to the original
/// bytes. The rest of the document is not rewritten.
/// </summary>
public sealed class SignatureAugmentation(ITimestampAuthority authority, IMaterialSource material)
{
    /// <summary>The digest of the data to timestamp. The authority must accept it.</summary>
    public DigestAlgorithm Imprint { get; init; } = DigestAlgorithm.Of("SHA256");

    /// <param name="document">In its original encoding.</param>
    /// <param name="detached">What the signature names outside the document; null for nothing.</param>
    /// <param name="signatureId">Null for the only signature that is not within another.</param>
    public async Task<AugmentationOutcome> AugmentAsync(
        ReadOnlyMemory<byte> document,
        AugmentationLevel level,
        IDetachedContent? detached = null,
        string? signatureId = null,
        CancellationToken cancellation = default
    )
    {
        try
        {
            var before = SignatureInDocument.Read(document, signatureId, detached);
            var signer = SignerOfIntact(before);
            var (after, stamps) = (before, 0);
            if (!before.Timestamps.Any(each => each is { Kind: TimestampKind.Signature, IsIntact: true }))
            {
                after = await StampAsync(before, signer, cancellation);
                HarmCheck.Require(before, after, ++stamps); // What is embedded next is of this timestamp.
            }
            if (level >= AugmentationLevel.LT)
                after = await EmbedAsync(after, signer, cancellation);
            if (level >= AugmentationLevel.LTA)
            {
                after = await ArchiveAsync(after, cancellation);
                stamps++;
            }
            HarmCheck.Require(before, after, stamps);
            return new AugmentationOutcome.Augmented(
                after.Octets,
                document.Span.CommonPrefixLength(after.Octets.Span),
                after.Octets.Length - document.Length
            );
        }
        catch (AugmentationEnded ended)
        {
            return ended.Outcome;
        }
    }

    private static Certificate SignerOfIntact(SignatureInDocument signature)
    {
        if (signature.SigningCertificate() is not { PublicKey: { } key } signer)
            throw AugmentationEnded.Rejected(
                AugmentationRejection.NotXades,
                "The signature does not name and hold its signer's certificate."
            );
        var check = SignatureCheck.Of(signature.Signature, key, signature.Detached);
        return check.IsIntact && check.CoversSignedProperties
            ? signer
            : throw AugmentationEnded.Rejected(AugmentationRejection.NotIntact, "The signature does not verify.");
    }

    private async Task<SignatureInDocument> StampAsync(
        SignatureInDocument signature,
        Certificate signer,
        CancellationToken cancellation
    )
    {
        var token = await TokenAsync(signature, [ImprintPart.Of(signature.Signature.ValueElement)], cancellation);
        return token.Time <= signer.NotAfter
            ? signature.With(UnsignedPropertyText.SignatureTimeStamp(token.Encoded))
            : throw AugmentationEnded.Rejected(AugmentationRejection.TooLate, "The signer's certificate has run out.");
    }

    private async Task<SignatureInDocument> EmbedAsync(
        SignatureInDocument signature,
        Certificate signer,
        CancellationToken cancellation
    )
    {
        // Everything before an archive timestamp was complete when that was made.
        var archived = signature
            .Timestamps.Select((each, i) => each.Kind == TimestampKind.Archive ? i : 0)
            .DefaultIfEmpty()
            .Max();
        var open = signature.Timestamps.Skip(archived).ToList();
        var provenAt = signature
            .Timestamps.SelectMany(each => each.Tokens)
            .Where(each => each.IsIntact)
            .Min(each => each.Token!.Time);
        List<Certificate> signers = signature.Timestamps.Any(each => each.Kind == TimestampKind.Archive)
            ? []
            : [signer, .. signature.CounterSigners()];
        var stampers = open.SelectMany(each => each.Tokens)
            .Where(each => each.IsIntact)
            .Select(each => (Token: each, Certificate: Read(each.Check!.Certificate!.Value)))
            .ToList();

        var atHand = await material.AtHandAsync(
            [.. signers.Concat(stampers.Select(each => each.Certificate)).Distinct()],
            [.. signature.EmbeddedCertificates],
            cancellation
        );
        var embedding = new Embedding(signature, atHand);
        foreach (var (token, certificate) in stampers)
            embedding.AddOfStamper(token, certificate);
        foreach (var each in signers)
            embedding.AddOfSigner(each, provenAt);
        return embedding.Done();
    }

    private async Task<SignatureInDocument> ArchiveAsync(SignatureInDocument signature, CancellationToken cancellation)
    {
        var token = await TokenAsync(signature, ImprintParts.OfNextArchive(signature.Signature), cancellation);
        return signature.With(UnsignedPropertyText.ArchiveTimeStamp(token.Encoded));
    }

    private async Task<TimestampToken> TokenAsync(
        SignatureInDocument signature,
        List<ImprintPart> parts,
        CancellationToken cancellation
    )
    {
        var imprint = Digest(signature, parts);
        var answer = await authority.StampAsync(Imprint.HashName, imprint, cancellation);
        if (answer is TimestampAnswer.Failed failed)
            throw new AugmentationEnded(new AugmentationOutcome.NotStamped(failed.Failure, failed.Detail));
        return
            answer is TimestampAnswer.Stamped stamped
            && TimestampToken.TryRead(stamped.Token, out var token, out _)
            && token.Digest == Imprint
            && CryptographicOperations.FixedTimeEquals(token.Imprint.Span, imprint)
            && token.Check().IsValid
            ? token
            : throw AugmentationEnded.Rejected(
                AugmentationRejection.BadToken,
                "The authority's token is not one, or of something else."
            );
    }

    private byte[] Digest(SignatureInDocument signature, List<ImprintPart> parts)
    {
        using var digests = new ImprintDigests(signature.Signature, signature.Detached);
        try
        {
            return digests.Of(parts, Adapters.Xml.CanonicalForm.Exclusive, Imprint);
        }
        catch (Exception cannot) when (cannot is ReferenceFailed or Adapters.Xml.OctetsExceeded)
        {
            throw AugmentationEnded.Rejected(
                AugmentationRejection.NotIntact,
                "What would be stamped cannot be read, or is too much."
            );
        }
    }

    private static Certificate Read(ReadOnlyMemory<byte> der) =>
        Certificate.TryRead(der, out var certificate, out _)
            ? certificate
            : throw AugmentationEnded.Rejected(
                AugmentationRejection.BadToken,
                "A token is signed with a certificate that is not one."
            );
}
