using Gateway.Adapters.Xml;
using Gateway.Adapters.XmlSignatures;

namespace Gateway.Adapters.Xades.Validation;

/// <summary>
/// The qualifying properties of a signature (ETSI EN 319 132-1, 5), in any version of XAdES. They are not trusted when read:
/// signed properties count when the signature is found to cover them, unsigned ones never by themselves.
/// </summary>
internal sealed class QualifyingProperties
{
    private const int MostSigned = 1_000;

    private QualifyingProperties(Element signed, Element qualifying)
    {
        Namespace = signed.Namespace;
        Signed = signed;
        OfSignature = [.. Of(signed, "SignedSignatureProperties").Take(MostSigned)];
        OfData = [.. Of(signed, "SignedDataObjectProperties").Take(MostSigned)];
        UnsignedOfSignature =
        [
            .. qualifying
                .Elements()
                .Where(each => each.Is("UnsignedProperties", Namespace))
                .SelectMany(each => Of(each, "UnsignedSignatureProperties")),
        ];
    }

    /// <summary>The namespace of its version of XAdES.</summary>
    public string Namespace { get; }

    public Element Signed { get; }

    public IReadOnlyList<Element> OfSignature { get; }

    public IReadOnlyList<Element> OfData { get; }

    public IReadOnlyList<Element> UnsignedOfSignature { get; }

    /// <summary>Null when the signature has no signed properties of its own, or several.</summary>
    public static QualifyingProperties? Of(XmlSignature signature) =>
        signature.SignedProperties is { } signed ? new QualifyingProperties(signed, signed.Parent!.Value) : null;

    public IEnumerable<Element> InSigned(string name) => OfSignature.Concat(OfData).Where(each => each.LocalName == name);

    public IEnumerable<Element> Unsigned(string name) => UnsignedOfSignature.Where(each => each.LocalName == name);

    /// <summary>
    /// As the signer claims; null when it is not there once, or is no time. Without an offset it is taken as UTC.
    /// </summary>
    public DateTimeOffset? SigningTime =>
        InSigned("SigningTime").Take(2).ToList() is [var only] ? XsdDateTime.Read(only.Text, out _) : null;

    /// <summary>The certificates named as the signer's and, in old versions, its issuers'; empty when none is.</summary>
    public IReadOnlyList<CertificateReference> SigningCertificates =>
        [
            .. InSigned("SigningCertificate")
                .Concat(InSigned("SigningCertificateV2"))
                .Take(2)
                .SelectMany(CertificateReference.In),
        ];

    /// <summary>Whether they name the certificate at all, readably or not.</summary>
    public bool NamesSigningCertificate => InSigned("SigningCertificate").Concat(InSigned("SigningCertificateV2")).Any();

    public SignaturePolicyReference? Policy =>
        InSigned("SignaturePolicyIdentifier").Take(2).ToList() is [var only] ? SignaturePolicyReference.Read(only) : null;

    /// <summary>Roles as claimed.</summary>
    public IReadOnlyList<string> ClaimedRoles =>
        [
            .. InSigned("SignerRole")
                .Concat(InSigned("SignerRoleV2"))
                .SelectMany(role => role.Descendants())
                .Where(each => each.LocalName == "ClaimedRole")
                .Select(each => each.Text.Trim()),
        ];

    /// <summary>Identifiers of the commitments made by signing.</summary>
    public IReadOnlyList<string> Commitments =>
        [
            .. InSigned("CommitmentTypeIndication")
                .SelectMany(each => each.Elements())
                .Where(each => each.LocalName == "CommitmentTypeId")
                .SelectMany(each => each.Elements())
                .Where(each => each.LocalName == "Identifier")
                .Select(each => each.Text.Trim()),
        ];

    private static IEnumerable<Element> Of(Element parent, string name) =>
        parent.Elements().Where(each => each.Is(name, parent.Namespace)).SelectMany(each => each.Elements());
}
