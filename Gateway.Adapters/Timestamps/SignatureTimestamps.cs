using System.Security.Cryptography;
using Gateway.Adapters.Certificates;
using Gateway.Adapters.Cryptography;
using Gateway.Adapters.Xades;
using Gateway.Adapters.Xml;
using Gateway.Adapters.XmlSignatures;

namespace Gateway.Adapters.Timestamps;

/// <summary>
/// All timestamps of one signature. The covered data and the signature of each are verified; a policy decides whether its
/// authority is trusted, at what time and for what.
/// </summary>
public static class SignatureTimestamps
{
    private const int MostTokens = 200;

    /// <summary>
    /// Timestamps over signed data first, then the others, in document order: the order in which they count as proof.
    /// </summary>
    /// <param name="detached">What the references may name outside the document; null for nothing.</param>
    /// <param name="elsewhere">Further sources of certificates of authorities besides the signature; null for none.</param>
    public static IReadOnlyList<XadesTimestamp> Of(
        XmlSignature signature,
        IDetachedContent? detached = null,
        CertificateIndex? elsewhere = null
    )
    {
        var own = new CertificateIndex(ValidationMaterial.Of(signature).Certificates.Select(each => each.Encoded));
        CertificateIndex[] known = elsewhere is null ? [own] : [own, elsewhere];
        using var digests = new ImprintDigests(signature, detached);
        var left = MostTokens;
        var found = new List<XadesTimestamp>();
        foreach (var property in Properties(signature))
        {
            if (TimestampKinds.Of(property) is not { } kind)
                continue;
            if (found.Count == MostTokens)
            {
                found.Add(new XadesTimestamp(kind, property, [Exceeded(property)], TimestampCoverage.Nothing));
                break;
            }
            found.Add(Check(kind, property, signature, digests, known, ref left));
        }
        return found;
    }

    private static IEnumerable<Element> Properties(XmlSignature signature)
    {
        var ofData = signature.SignedProperties is { } signed
            ? signed.Elements().Where(e => e.LocalName == "SignedDataObjectProperties")
            : [];
        return ofData.SelectMany(e => e.Elements()).Concat(signature.UnsignedSignatureProperties?.Elements() ?? []);
    }

    private static XadesTimestamp Check(
        TimestampKind kind,
        Element property,
        XmlSignature signature,
        ImprintDigests digests,
        CertificateIndex[] known,
        ref int left
    )
    {
        List<ImprintPart> parts = [];
        CanonicalForm? form = null;
        ReferenceFailed? failed = null;
        try
        {
            parts = ImprintParts.Of(kind, property, signature);
            form =
                FormOf(property)
                ?? throw new ReferenceFailed(
                    ReferenceOutcome.Unsupported,
                    "The timestamp's canonical form is not on the closed list."
                );
        }
        catch (ReferenceFailed cannot)
        {
            failed = cannot;
        }
        catch (SignatureRejected rejected)
        {
            failed = new ReferenceFailed(ReferenceOutcome.Unreadable, rejected.Message);
        }

        var tokens = new List<EmbeddedToken>();
        foreach (var element in property.Elements().Where(e => e.LocalName is "EncapsulatedTimeStamp" or "XMLTimeStamp"))
        {
            if (--left < 0)
            {
                tokens.Add(Exceeded(element));
                break;
            }
            tokens.Add(
                Check(
                    element,
                    token => failed is null ? digests.Of(parts, form!, token) : throw failed,
                    signature.Document.Work,
                    known
                )
            );
        }
        return new XadesTimestamp(
            kind,
            property,
            tokens,
            failed is null ? TimestampCoverage.Of(parts) : TimestampCoverage.Nothing
        );
    }

    private static EmbeddedToken Check(
        Element element,
        Func<DigestAlgorithm, byte[]> imprint,
        DigestBudget work,
        CertificateIndex[] known
    )
    {
        if (Read(element, out var flaw) is not { } token)
            return new EmbeddedToken(element, null, ReferenceOutcome.Unreadable, null, flaw);
        var check = TokenCheck.Of(token, work, known);
        if (check.Outcome == TokenOutcome.Exceeded)
            return new EmbeddedToken(
                element,
                token,
                ReferenceOutcome.Exceeded,
                check,
                "There is more to verify than a document may make its reader verify."
            );
        var (outcome, reason) = (
            ReferenceOutcome.Intact,
            check.Outcome switch
            {
                TokenOutcome.Valid => (string?)null,
                TokenOutcome.NoCertificate => "The token does not name its signer's certificate, or that is not at hand.",
                TokenOutcome.Unsupported => "The token is signed by an algorithm or a key that is not on the closed list.",
                _ => "The token was not signed by the certificate it names.",
            }
        );
        try
        {
            if (token.Digest is null)
                (outcome, reason) = (
                    ReferenceOutcome.Unsupported,
                    "The token's digest algorithm is not on the closed list."
                );
            else if (!CryptographicOperations.FixedTimeEquals(imprint(token.Digest), token.Imprint.Span))
                (outcome, reason) = (ReferenceOutcome.Altered, "The timestamp is of something else.");
        }
        catch (ReferenceFailed failed)
        {
            (outcome, reason) = (failed.Outcome, failed.Message);
        }
        catch (OctetsExceeded)
        {
            (outcome, reason) = (ReferenceOutcome.Exceeded, "More is stamped than one document may make its reader digest.");
        }
        return new EmbeddedToken(element, token, outcome, check, reason);
    }

    private static EmbeddedToken Exceeded(Element element) =>
        new(element, null, ReferenceOutcome.Exceeded, null, $"There are more than {MostTokens} timestamps.");

    private static TimestampToken? Read(Element element, out string? flaw)
    {
        flaw = "The timestamp is not a token of RFC 3161 in DER.";
        if (element.LocalName != "EncapsulatedTimeStamp" || !EncapsulatedValue.TryRead(element, out var encoded))
            return null;
        return TimestampToken.TryRead(encoded, out var token, out flaw) ? token : null;
    }

    /// <summary>
    /// Canonical XML 1.0 when the timestamp names no form (EN 319 132-1, 4.5); null when it is not on the list.
    /// </summary>
    private static CanonicalForm? FormOf(Element timestamp)
    {
        var said = timestamp.Elements().Where(e => e.Is("CanonicalizationMethod", XadesNames.Ds)).Take(2).ToList();
        return said.Count switch
        {
            0 => CanonicalForm.Inclusive,
            1 => Transform.ReadForm(said[0]),
            _ => null,
        };
    }
}
