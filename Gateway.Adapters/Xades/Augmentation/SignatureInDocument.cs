using Gateway.Adapters.Certificates;
using Gateway.Adapters.Cryptography;
using Gateway.Adapters.Timestamps;
using Gateway.Adapters.Xades.Validation;
using Gateway.Adapters.Xml;
using Gateway.Adapters.XmlSignatures;

namespace Gateway.Adapters.Xades.Augmentation;

/// <summary>A signature with the bytes of the document it is in. Adding to it makes another one.</summary>
internal sealed class SignatureInDocument
{
    private readonly int _index;

    private SignatureInDocument(
        ReadOnlyMemory<byte> octets,
        SignedDocument document,
        int index,
        XmlSignature signature,
        IDetachedContent? detached
    )
    {
        (Octets, Document, _index, Signature, Detached) = (octets, document, index, signature, detached);
        Timestamps = SignatureTimestamps.Of(signature, detached);
        Embedded = ValidationMaterial.Of(signature).With(Timestamps);
    }

    public ReadOnlyMemory<byte> Octets { get; }

    public SignedDocument Document { get; }

    public XmlSignature Signature { get; }

    public IDetachedContent? Detached { get; }

    public IReadOnlyList<XadesTimestamp> Timestamps { get; }

    public ValidationMaterial Embedded { get; }

    /// <summary>The keys of all certificates embedded in it, as SHA-256 in lower-case hexadecimal.</summary>
    public HashSet<string> EmbeddedKeys =>
        [.. Embedded.Certificates.Concat(Embedded.Crls).Concat(Embedded.Ocsp).Select(each => Key(each.Encoded))];

    public IEnumerable<Certificate> EmbeddedCertificates => Certificates(Embedded.Certificates.Select(each => each.Encoded));

    public IEnumerable<RevocationSource> EmbeddedRevocation =>
        Embedded.Crls.Concat(Embedded.Ocsp).SelectMany(each => CertificateFile.Read(each.Encoded).Revocation);

    public Element? LastProperty =>
        Signature.UnsignedSignatureProperties?.Elements().LastOrDefault() is { Tree: not null } last ? last : null;

    /// <param name="id">The id of the signature; null for the only one that is not within another.</param>
    /// <exception cref="AugmentationEnded">There is no such signature.</exception>
    public static SignatureInDocument Read(ReadOnlyMemory<byte> octets, string? id, IDetachedContent? detached)
    {
        if (!SignedDocument.TryRead(octets.Span, TreeLimits.Default, out var document, out var rejection))
            throw NoSignature(rejection.Reason);
        var wanted = document
            .Signatures.Where(each =>
                id is null
                    ? !document.Signatures.Any(other => other != each && each.IsWithin(other))
                    : each.Attribute("Id") == id
            )
            .Take(2)
            .ToList();
        return wanted is [var only]
            ? Read(octets, document, document.Signatures.ToList().IndexOf(only), detached)
            : throw NoSignature("The document does not hold exactly one such signature.");
    }

    /// <summary>The signature with the text added after all unsigned properties.</summary>
    /// <param name="text">Properties as <see cref="UnsignedPropertyText"/> writes them.</param>
    public SignatureInDocument With(string text)
    {
        if (text.Length == 0)
            return this;
        var point = InsertionPoint.Of(Signature, Octets.Span);
        var inserted = point.Place.Encode(point.Before + text + point.After);
        byte[] octets = [.. Octets.Span[..point.At], .. inserted, .. Octets.Span[point.At..]];
        return SignedDocument.TryRead(octets, TreeLimits.Default, out var document, out var rejection)
            ? Read(octets, document, _index, Detached)
            : throw NoSignature(rejection.Reason);
    }

    /// <summary>The certificate that the signer names, among the embedded ones; null when there is none.</summary>
    public Certificate? SigningCertificate()
    {
        var named = Signature
            .SignedProperties?.Elements()
            .Where(e => e.LocalName == "SignedSignatureProperties")
            .SelectMany(e => e.Elements())
            .Where(e => e.LocalName is "SigningCertificate" or "SigningCertificateV2")
            .SelectMany(CertificateReference.In)
            .FirstOrDefault();
        return named is null ? null : EmbeddedCertificates.FirstOrDefault(named.IsTo);
    }

    /// <summary>Certificates of the counter-signers.</summary>
    public IEnumerable<Certificate> CounterSigners() =>
        Document
            .Signatures.Where(each =>
                each != Signature.Element
                && each.IsWithin(Signature.Element)
                && each.Parent is { LocalName: "CounterSignature" }
            )
            .SelectMany(each =>
                XmlSignature.TryRead(Document, each, out var counter, out _) ? KeyCandidate.In(counter).Take(1) : []
            )
            .SelectMany(candidate => candidate.Certificate is { } der ? Certificates([der]) : []);

    private static string Key(ReadOnlyMemory<byte> encoded) =>
        Convert.ToHexStringLower(DigestAlgorithm.Of("SHA256").Of(encoded.Span));

    private static IEnumerable<Certificate> Certificates(IEnumerable<ReadOnlyMemory<byte>> encoded) =>
        encoded
            .Select(each => Certificate.TryRead(each, out var certificate, out _) ? certificate : null)
            .OfType<Certificate>();

    private static SignatureInDocument Read(
        ReadOnlyMemory<byte> octets,
        SignedDocument document,
        int index,
        IDetachedContent? detached
    ) =>
        XmlSignature.TryRead(document, document.Signatures[index], out var signature, out var flaw)
            ? new SignatureInDocument(octets, document, index, signature, detached)
            : throw NoSignature(flaw);

    private static AugmentationEnded NoSignature(string reason) =>
        AugmentationEnded.Rejected(AugmentationRejection.NoSignature, reason);
}
