using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Gateway.Tests.Signatures;

/// <summary>
/// A XAdES signature as others write it, with every choice open and the computed values empty: for foreign tools to fill
/// in, and for shapes our own signer never makes.
/// </summary>
public sealed record XadesTemplate
{
    public const string More = "http://www.w3.org/2001/04/xmldsig-more#";
    public const string Sha1 = "http://www.w3.org/2000/09/xmldsig#sha1";
    public const string Sha256 = "http://www.w3.org/2001/04/xmlenc#sha256";
    public const string Base64 = "http://www.w3.org/2000/09/xmldsig#base64";
    public const string Enveloped = "http://www.w3.org/2000/09/xmldsig#enveloped-signature";
    public const string C14N = "http://www.w3.org/TR/2001/REC-xml-c14n-20010315";
    public const string ExclusiveC14N = "http://www.w3.org/2001/10/xml-exc-c14n#";

    public required X509Certificate2 Certificate { get; init; }

    public string Uri { get; init; } = "";
    public string[] Transforms { get; init; } = [Enveloped, ExclusiveC14N];
    public string[] PropertiesTransforms { get; init; } = [ExclusiveC14N];
    public string CanonicalizationMethod { get; init; } = ExclusiveC14N;
    public string? SignatureMethod { get; init; }
    public string DigestMethod { get; init; } = Sha256;
    public string CertificateDigestMethod { get; init; } = Sha256;
    public bool SecondVersion { get; init; } = true;
    public bool WithFormat { get; init; } = true;
    public string SigningTime { get; init; } = "2026-06-15T12:00:00Z";

    /// <summary>Further references before the two, as XML.</summary>
    public string MoreReferences { get; init; } = "";

    /// <summary>Further signed properties of data, as XML.</summary>
    public string MoreDataProperties { get; init; } = "";

    /// <summary>Last word on the signature before anything of it is computed.</summary>
    public Func<string, string> Change { get; init; } = signature => signature;

    /// <summary>The document with the template as last element.</summary>
    public string In(string document)
    {
        var end = document.LastIndexOf("</", StringComparison.Ordinal);
        return document[..end] + Change(Signature()) + document[end..];
    }

    private string Signature()
    {
        var rsa = Certificate.GetRSAPublicKey() is not null;
        var method = SignatureMethod ?? More + (rsa ? "rsa-sha256" : "ecdsa-sha256");
#pragma warning disable CA5350 // Old signers name their certificate by SHA-1; that they are rejected is what is tested.
        var digest =
            CertificateDigestMethod == Sha1 ? SHA1.HashData(Certificate.RawData) : SHA256.HashData(Certificate.RawData);
#pragma warning restore CA5350
        var digestXml = $"""
            <xades:CertDigest>
            <DigestMethod Algorithm="{CertificateDigestMethod}"/><DigestValue>{Convert.ToBase64String(digest)}</DigestValue>
            </xades:CertDigest>
            """;
        var certificate = SecondVersion
            ? $"<xades:SigningCertificateV2><xades:Cert>{digestXml}</xades:Cert></xades:SigningCertificateV2>"
            : $"""
                <xades:SigningCertificate><xades:Cert>{digestXml}<xades:IssuerSerial>
                <X509IssuerName>CN=Officer</X509IssuerName><X509SerialNumber>1</X509SerialNumber>
                </xades:IssuerSerial></xades:Cert></xades:SigningCertificate>
                """;
        var format = WithFormat
            ? $"""
                <xades:SignedDataObjectProperties><xades:DataObjectFormat ObjectReference="#ref-1">
                <xades:MimeType>application/xml</xades:MimeType>
                </xades:DataObjectFormat>{MoreDataProperties}</xades:SignedDataObjectProperties>
                """
            : "";
        return $"""
            <Signature xmlns="http://www.w3.org/2000/09/xmldsig#" Id="sig-1">
            <SignedInfo>
            <CanonicalizationMethod Algorithm="{CanonicalizationMethod}"/>
            <SignatureMethod Algorithm="{method}"/>
            {MoreReferences}{Reference($"Id=\"ref-1\" URI=\"{Uri}\"", Transforms)}
            {Reference("Type=\"http://uri.etsi.org/01903#SignedProperties\" URI=\"#props-1\"", PropertiesTransforms)}
            </SignedInfo>
            <SignatureValue/>
            <KeyInfo><X509Data><X509Certificate>{Convert.ToBase64String(
                Certificate.RawData
            )}</X509Certificate></X509Data></KeyInfo>
            <Object><xades:QualifyingProperties xmlns:xades="http://uri.etsi.org/01903/v1.3.2#" Target="#sig-1">
            <xades:SignedProperties Id="props-1"><xades:SignedSignatureProperties>
            <xades:SigningTime>{SigningTime}</xades:SigningTime>
            {certificate}
            </xades:SignedSignatureProperties>{format}</xades:SignedProperties>
            </xades:QualifyingProperties></Object>
            </Signature>
            """;
    }

    private string Reference(string attributes, string[] transforms)
    {
        var list =
            transforms.Length == 0
                ? ""
                : $"<Transforms>{string.Concat(transforms.Select(t => $"<Transform Algorithm=\"{t}\"/>"))}</Transforms>";
        return $"<Reference {attributes}>{list}<DigestMethod Algorithm=\"{DigestMethod}\"/><DigestValue/></Reference>";
    }
}
