using System.Buffers;
using System.Buffers.Text;
using System.Formats.Asn1;

namespace Gateway.Adapters.Certificates;

/// <summary>
/// The contents of a file that validation can use: certificates, revocation lists, OCSP responses, in DER, PEM (RFC 7468) or
/// a CMS without content or signature, in which issuers are published (RFC 5280, 4.2.2.1).
/// </summary>
public sealed record CertificateFile(IReadOnlyList<Certificate> Certificates, IReadOnlyList<RevocationSource> Revocation)
{
    private const string SignedData = "1.2.840.113549.1.7.2";
    private const int LongestLabel = 64;
    private const int MostParts = 10_000;
    private const int MostInBundle = 100;
    private static readonly Asn1Tag InSignedData = new(TagClass.ContextSpecific, 0, isConstructed: true);
    private static ReadOnlySpan<byte> Begin => "-----BEGIN "u8;
    private static ReadOnlySpan<byte> Dashes => "-----"u8;
    private static readonly CertificateFile Nothing = new([], []);

    /// <summary>Empty for a file that holds none of them. PEM ends at the first part that is not one.</summary>
    public static CertificateFile Read(ReadOnlyMemory<byte> file)
    {
        var at = file.Span.IndexOf(Begin);
        if (at < 0)
            return OfDer(file);
        List<Certificate> certificates = [];
        List<RevocationSource> revocation = [];
        for (var parts = 0; parts < MostParts && NextPart(file.Span, ref at) is { } der; parts++)
        {
            var part = OfDer(der);
            certificates.AddRange(part.Certificates);
            revocation.AddRange(part.Revocation);
        }
        return new CertificateFile(certificates, revocation);
    }

    /// <summary>The part between two labels (RFC 7468, 2). Reads every byte once, for any input.</summary>
    private static byte[]? NextPart(ReadOnlySpan<byte> file, ref int at)
    {
        if (file[at..].IndexOf(Begin) is not (>= 0 and var from))
            return null;
        var rest = file[(at + from + Begin.Length)..];
        if (rest[..Math.Min(rest.Length, LongestLabel)].IndexOf(Dashes) is not (>= 0 and var length))
            return null;
        var content = rest[(length + Dashes.Length)..];
        if (content.IndexOf([.. "-----END "u8, .. rest[..length], .. Dashes]) is not (>= 0 and var end))
            return null;
        at = file.Length - content.Length + end;
        var octets = new byte[Base64.GetMaxDecodedFromUtf8Length(end)];
        return Base64.DecodeFromUtf8(content[..end], octets, out _, out var written) == OperationStatus.Done
            ? octets[..written]
            : null;
    }

    private static CertificateFile OfDer(ReadOnlyMemory<byte> der)
    {
        if (Certificate.TryRead(der, out var certificate, out _))
            return new CertificateFile([certificate], []);
        if (RevocationList.TryRead(der, out var list, out _))
            return new CertificateFile([], [list]);
        return OcspResponse.TryRead(der, out var response, out _) ? new CertificateFile([], [response]) : OfBundle(der);
    }

    private static CertificateFile OfBundle(ReadOnlyMemory<byte> file)
    {
        try
        {
            var content = new AsnReader(file, AsnEncodingRules.BER).ReadSequence();
            if (content.ReadObjectIdentifier() != SignedData)
                return Nothing;
            var signed = content.ReadSequence(InSignedData).ReadSequence();
            signed.ReadInteger();
            signed.ReadSetOf();
            signed.ReadSequence();
            if (!signed.HasData || !signed.PeekTag().HasSameClassAndValue(InSignedData))
                return Nothing;
            var found = new List<Certificate>();
            var certificates = signed.ReadSetOf(skipSortOrderValidation: true, InSignedData);
            while (certificates.HasData && found.Count < MostInBundle)
                if (Certificate.TryRead(certificates.ReadEncodedValue(), out var certificate, out _))
                    found.Add(certificate);
            return new CertificateFile(found, []);
        }
        catch (AsnContentException)
        {
            return Nothing;
        }
    }
}
