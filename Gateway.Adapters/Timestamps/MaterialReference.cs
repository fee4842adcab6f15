using System.Security.Cryptography;
using Gateway.Adapters.Cryptography;
using Gateway.Adapters.Xades;
using Gateway.Adapters.Xml;
using Gateway.Adapters.XmlSignatures;

namespace Gateway.Adapters.Timestamps;

/// <summary>
/// A certificate, a list or a response that a signature names by its digest and does not carry (EN 319 132-1, A.1.1 to
/// A.1.4).
/// </summary>
/// <param name="Digest">Null when the algorithm is not on the list.</param>
public sealed record MaterialReference(
    MaterialKind Kind,
    DigestAlgorithm? Digest,
    ReadOnlyMemory<byte> Value,
    Element Element
)
{
    public bool Identifies(ReadOnlyMemory<byte> encoded) =>
        Digest is not null && CryptographicOperations.FixedTimeEquals(Digest.Of(encoded.Span), Value.Span);

    /// <summary>Null when it is named by no digest, or not in a readable way.</summary>
    internal static MaterialReference? Read(Element reference)
    {
        MaterialKind? kind = reference.LocalName switch
        {
            "Cert" => MaterialKind.Certificate,
            "CRLRef" => MaterialKind.Crl,
            "OCSPRef" => MaterialKind.Ocsp,
            _ => null,
        };
        if (kind is null)
            return null;
        var digest = reference
            .Elements()
            .Where(e => e.LocalName is "CertDigest" or "DigestAlgAndValue")
            .Take(1)
            .SelectMany(e => e.Elements())
            .ToList();
        if (
            digest is not [var method, var value]
            || !method.Is("DigestMethod", XadesNames.Ds)
            || !value.Is("DigestValue", XadesNames.Ds)
            || method.Attribute("Algorithm") is not { } uri
        )
            return null;
        return ElementShape.TryDecode(value.TextBytes(), out var octets)
            ? new MaterialReference(kind.Value, DigestAlgorithm.Named(uri), octets, reference)
            : null;
    }
}
