using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Gateway.Adapters.Asic;
using Gateway.Adapters.XmlSignatures;
using Gateway.Tests.Signatures;

namespace Gateway.Tests.Containers;

/// <summary>A container with one XAdES signature over its files, every choice open.</summary>
public sealed record AsicTemplate
{
    public X509Certificate2 Certificate { get; init; } = TestKeys.Certificate("p256");
    public ContainerKind Kind { get; init; } = ContainerKind.Extended;
    public (string Name, byte[] Content)[] Files { get; init; } = [("message.xml", "<m/>"u8.ToArray())];

    /// <summary>What is signed, by URI; null for all files as they should be named.</summary>
    public DsigReference[]? References { get; init; }

    /// <summary>What is in the container when it is no longer what was signed.</summary>
    public (string Name, byte[] Content)[]? Packed { get; init; }

    /// <summary>Last word on the file of signatures.</summary>
    public Func<string, string> Change { get; init; } = signatures => signatures;

    public byte[] Write()
    {
        using var bytes = new MemoryStream();
        AsicWriter.Write(bytes, Kind, [.. (Packed ?? Files).Select(Pack)], Signatures());
        return bytes.ToArray();
    }

    public static PackedFile Pack((string Name, byte[] Content) file) =>
        new(file.Name, "application/octet-stream", () => new MemoryStream(file.Content, writable: false));

    public byte[] Signatures()
    {
        var data = References ?? [.. Files.Select(file => new DsigReference(AsicWriter.UriOf(file.Name)))];
        data = [.. data.Select((reference, i) => reference with { Id = $"r-{i}" })];
        var isRsa = Certificate.GetRSAPublicKey() is not null;
        var template = new DsigTemplate
        {
            Id = "sig-1",
            SignatureMethod = XadesTemplate.More + (isRsa ? "rsa-sha256" : "ecdsa-sha256"),
            References =
            [
                .. data,
                new("#props-1", XadesTemplate.ExclusiveC14N) { Type = "http://uri.etsi.org/01903#SignedProperties" },
            ],
            KeyInfo =
                $"<KeyInfo><X509Data><X509Certificate>{Convert.ToBase64String(Certificate.RawData)}</X509Certificate></X509Data></KeyInfo>",
            Objects = Properties(data),
        };
        const string root =
            """<asic:XAdESSignatures xmlns:asic="http://uri.etsi.org/02918/v1.2.1#">[signature]</asic:XAdESSignatures>""";
        return Encoding.UTF8.GetBytes(Change(template.Sign(root, Sign, new AtHand(Files))));
    }

    private byte[] Sign(byte[] octets)
    {
        using var ecdsa = Certificate.GetECDsaPrivateKey();
        using var rsa = Certificate.GetRSAPrivateKey();
        return ecdsa?.SignData(octets, HashAlgorithmName.SHA256)
            ?? rsa!.SignData(octets, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
    }

    private string Properties(DsigReference[] data) =>
        $"""
            <Object><xades:QualifyingProperties xmlns:xades="http://uri.etsi.org/01903/v1.3.2#" Target="#sig-1">
            <xades:SignedProperties Id="props-1"><xades:SignedSignatureProperties><xades:SigningTime>2026-06-15T12:00:00Z</xades:SigningTime>
            <xades:SigningCertificateV2><xades:Cert><xades:CertDigest><DigestMethod Algorithm="{XadesTemplate.Sha256}"/>
            <DigestValue>{Convert.ToBase64String(
                SHA256.HashData(Certificate.RawData)
            )}</DigestValue></xades:CertDigest></xades:Cert></xades:SigningCertificateV2>
            </xades:SignedSignatureProperties><xades:SignedDataObjectProperties>{string.Concat(
                data.Select(Format)
            )}</xades:SignedDataObjectProperties>
            </xades:SignedProperties></xades:QualifyingProperties></Object>
            """;

    private static string Format(DsigReference reference) =>
        "<xades:DataObjectFormat "
        + $"ObjectReference=\"#{reference.Id}\"><xades:MimeType>application/octet-stream</xades:MimeType></xades:DataObjectFormat>";

    private sealed class AtHand((string Name, byte[] Content)[] files) : IDetachedContent
    {
        public Stream? Open(string uri) =>
            files
                .Where(file => AsicWriter.UriOf(file.Name) == uri || file.Name == uri)
                .Select(file => new MemoryStream(file.Content, writable: false))
                .FirstOrDefault();
    }
}
