using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Text;

namespace Gateway.Adapters.Certificates;

/// <summary>
/// What a file holds that validation can use: certificates, revocation lists, OCSP responses, in DER, PEM (RFC 7468) or a
/// CMS without content or signature, as issuers are published in (RFC 5280, 4.2.2.1).
/// </summary>
public sealed record CertificateFile(IReadOnlyList<Certificate> Certificates, IReadOnlyList<RevocationSource> Revocation)
{
    private const string SignedData = "1.2.840.113549.1.7.2";
    private const int MostInBundle = 100;
    private static readonly Asn1Tag InSignedData = new(TagClass.ContextSpecific, 0, isConstructed: true);
    private static readonly CertificateFile Nothing = new([], []);

    /// <summary>Empty for a file that holds none of them.</summary>
    public static CertificateFile Read(ReadOnlyMemory<byte> file)
    {
        if (file.Span.IndexOf("-----BEGIN "u8) < 0) return OfDer(file);
        var found = Nothing;
        var rest = Encoding.Latin1.GetString(file.Span).AsSpan();
        while (PemEncoding.TryFind(rest, out var fields))
        {
            var octets = new byte[fields.DecodedDataLength];
            if (Convert.TryFromBase64Chars(rest[fields.Base64Data], octets, out var length)) found = found.And(OfDer(octets.AsMemory(0, length)));
            rest = rest[fields.Location.End..];
        }
        return found;
    }

    private CertificateFile And(CertificateFile other) => new([.. Certificates, .. other.Certificates], [.. Revocation, .. other.Revocation]);

    private static CertificateFile OfDer(ReadOnlyMemory<byte> der)
    {
        if (Certificate.TryRead(der, out var certificate, out _)) return new CertificateFile([certificate], []);
        if (RevocationList.TryRead(der, out var list, out _)) return new CertificateFile([], [list]);
        return OcspResponse.TryRead(der, out var response, out _) ? new CertificateFile([], [response]) : OfBundle(der);
    }

    private static CertificateFile OfBundle(ReadOnlyMemory<byte> file)
    {
        try
        {
            var content = new AsnReader(file, AsnEncodingRules.BER).ReadSequence();
            if (content.ReadObjectIdentifier() != SignedData) return Nothing;
            var signed = content.ReadSequence(InSignedData).ReadSequence();
            signed.ReadInteger();
            signed.ReadSetOf();
            signed.ReadSequence();
            if (!signed.HasData || !signed.PeekTag().HasSameClassAndValue(InSignedData)) return Nothing;
            var found = new List<Certificate>();
            var certificates = signed.ReadSetOf(skipSortOrderValidation: true, InSignedData);
            while (certificates.HasData && found.Count < MostInBundle)
                if (Certificate.TryRead(certificates.ReadEncodedValue(), out var certificate, out _)) found.Add(certificate);
            return new CertificateFile(found, []);
        }
        catch (AsnContentException)
        {
            return Nothing;
        }
    }
}
