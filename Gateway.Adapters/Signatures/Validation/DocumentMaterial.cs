using Gateway.Adapters.Certificates;
using Gateway.Adapters.Xml;

namespace Gateway.Adapters.Signatures.Validation;

/// <summary>
/// Certificates, revocation lists and OCSP responses that lie in a document's signatures, in whatever property (ETSI EN 319 132-1,
/// 5.4 and 5.5). They are material; being there makes none of them trusted.
/// </summary>
internal sealed record DocumentMaterial(IReadOnlyList<Certificate> Certificates, IReadOnlyList<RevocationSource> Revocation)
{
    private const int Most = 2_000;

    public static DocumentMaterial In(Element part)
    {
        var certificates = new List<Certificate>();
        var revocation = new List<RevocationSource>();
        foreach (var element in part.Descendants())
        {
            if (certificates.Count + revocation.Count >= Most) break;
            switch (element.LocalName)
            {
                case "X509Certificate" or "EncapsulatedX509Certificate" when Octets(element) is { } der && Certificate.TryRead(der, out var certificate, out _):
                    certificates.Add(certificate);
                    break;
                case "X509CRL" or "EncapsulatedCRLValue" when Octets(element) is { } der && RevocationList.TryRead(der, out var list, out _):
                    revocation.Add(list);
                    break;
                case "EncapsulatedOCSPValue" when Octets(element) is { } der && OcspResponse.TryRead(der, out var response, out _):
                    revocation.Add(response);
                    certificates.AddRange(response.Certificates);
                    break;
            }
        }
        return new DocumentMaterial(certificates, revocation);
    }

    private static byte[]? Octets(Element element) => ElementShape.TryDecode(element.TextBytes(), out var octets) && octets.Length > 0 ? octets : null;
}
