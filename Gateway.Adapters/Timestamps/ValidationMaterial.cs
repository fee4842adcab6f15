using Gateway.Adapters.Xades;
using Gateway.Adapters.Xml;
using Gateway.Adapters.XmlSignatures;

namespace Gateway.Adapters.Timestamps;

/// <summary>
/// The material in a signature for later validation, and what it only names (EN 319 132-1, 5.4 and A.1; v1.3.1 also
/// AnyValidationData). Unreadable items are left out; none of it is trusted yet.
/// </summary>
public sealed record ValidationMaterial(
    IReadOnlyList<EmbeddedMaterial> Certificates,
    IReadOnlyList<EmbeddedMaterial> Crls,
    IReadOnlyList<EmbeddedMaterial> Ocsp,
    IReadOnlyList<MaterialReference> References
)
{
    private const int Most = 2_000;

    private static readonly string[] Refs =
    [
        "CompleteCertificateRefs",
        "CompleteCertificateRefsV2",
        "CompleteRevocationRefs",
        "AttributeCertificateRefs",
        "AttributeCertificateRefsV2",
        "AttributeRevocationRefs",
    ];

    /// <summary>There is more than is read: some was left out.</summary>
    public bool IsCutShort { get; private init; }

    /// <summary>In KeyInfo and in the unsigned properties, in document order. Tokens are not opened.</summary>
    public static ValidationMaterial Of(XmlSignature signature)
    {
        var (found, isCutShort) = AtMost(
            (signature.KeyInfo is { } keyInfo ? InKeyInfo(keyInfo) : []).Concat(
                signature.UnsignedSignatureProperties is { } properties ? properties.Elements().SelectMany(InProperty) : []
            )
        );
        var references = signature
            .UnsignedSignatureProperties?.Elements()
            .Where(e => Refs.Contains(e.LocalName))
            .SelectMany(e => e.Elements())
            .SelectMany(list => list.Elements())
            .Take(Most)
            .Select(MaterialReference.Read)
            .OfType<MaterialReference>();
        return Sorted(found, [.. references ?? []]) with { IsCutShort = isCutShort };
    }

    /// <summary>Together with the material in the tokens of these timestamps.</summary>
    public ValidationMaterial With(IEnumerable<XadesTimestamp> timestamps)
    {
        var (inTokens, isCutShort) = AtMost(
            timestamps
                .SelectMany(timestamp => timestamp.Tokens)
                .Where(each => each.Token is not null)
                .SelectMany(each =>
                    Of(each, MaterialKind.Certificate, each.Token!.Material.Certificates)
                        .Concat(Of(each, MaterialKind.Crl, each.Token.Material.Crls))
                        .Concat(Of(each, MaterialKind.Ocsp, each.Token.Material.Ocsp))
                )
        );
        return Sorted([.. Certificates, .. Crls, .. Ocsp, .. inTokens], References) with
        {
            IsCutShort = IsCutShort || isCutShort,
        };
    }

    private static (List<EmbeddedMaterial> Found, bool IsCutShort) AtMost(IEnumerable<EmbeddedMaterial> all)
    {
        var found = all.Take(Most + 1).ToList();
        return found.Count > Most ? (found[..Most], true) : (found, false);
    }

    private static ValidationMaterial Sorted(List<EmbeddedMaterial> found, IReadOnlyList<MaterialReference> references) =>
        new(
            found.FindAll(each => each.Kind == MaterialKind.Certificate),
            found.FindAll(each => each.Kind == MaterialKind.Crl),
            found.FindAll(each => each.Kind == MaterialKind.Ocsp),
            references
        );

    private static IEnumerable<EmbeddedMaterial> Of(
        EmbeddedToken token,
        MaterialKind kind,
        IEnumerable<ReadOnlyMemory<byte>> encoded
    ) => encoded.Select(each => new EmbeddedMaterial(kind, each, MaterialSource.Token, token.Element));

    private static IEnumerable<EmbeddedMaterial> InKeyInfo(Element keyInfo) =>
        keyInfo
            .Elements()
            .Where(e => e.Is("X509Data", XadesNames.Ds))
            .SelectMany(e => e.Elements())
            .Where(e => e.Namespace == XadesNames.Ds)
            .Select(e =>
                e.LocalName switch
                {
                    "X509Certificate" => Read(e, MaterialKind.Certificate, MaterialSource.KeyInfo),
                    "X509CRL" => Read(e, MaterialKind.Crl, MaterialSource.KeyInfo),
                    _ => null,
                }
            )
            .OfType<EmbeddedMaterial>();

    private static IEnumerable<EmbeddedMaterial> InProperty(Element property) =>
        property.LocalName switch
        {
            "CertificateValues" => Certs(property, MaterialSource.CertificateValues),
            "AttrAuthoritiesCertValues" => Certs(property, MaterialSource.AttrAuthoritiesCertValues),
            "RevocationValues" => Revocation(property, MaterialSource.RevocationValues),
            "AttributeRevocationValues" => Revocation(property, MaterialSource.AttributeRevocationValues),
            "TimeStampValidationData" => Both(property, MaterialSource.TimeStampValidationData),
            "AnyValidationData" => Both(property, MaterialSource.AnyValidationData),
            _ => [],
        };

    private static IEnumerable<EmbeddedMaterial> Both(Element data, MaterialSource source) =>
        data.Elements()
            .SelectMany(values =>
                values.LocalName switch
                {
                    "CertificateValues" => Certs(values, source),
                    "RevocationValues" => Revocation(values, source),
                    _ => [],
                }
            );

    private static IEnumerable<EmbeddedMaterial> Certs(Element values, MaterialSource source) =>
        values
            .Elements()
            .Where(e => e.LocalName == "EncapsulatedX509Certificate")
            .Select(e => Read(e, MaterialKind.Certificate, source))
            .OfType<EmbeddedMaterial>();

    private static IEnumerable<EmbeddedMaterial> Revocation(Element values, MaterialSource source) =>
        values
            .Elements()
            .SelectMany(list => list.Elements())
            .Select(e =>
                e.LocalName switch
                {
                    "EncapsulatedCRLValue" => Read(e, MaterialKind.Crl, source),
                    "EncapsulatedOCSPValue" => Read(e, MaterialKind.Ocsp, source),
                    _ => null,
                }
            )
            .OfType<EmbeddedMaterial>();

    private static EmbeddedMaterial? Read(Element element, MaterialKind kind, MaterialSource source) =>
        EncapsulatedValue.TryRead(element, out var encoded) ? new EmbeddedMaterial(kind, encoded, source, element) : null;
}
