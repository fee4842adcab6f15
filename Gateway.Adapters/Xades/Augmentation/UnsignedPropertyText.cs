using Gateway.Adapters.Certificates;
using Gateway.Adapters.Cryptography;

namespace Gateway.Adapters.Xades.Augmentation;

/// <summary>
/// The text of unsigned properties: ASCII, and with every namespace they use, so that the meaning is the same anywhere.
/// </summary>
internal static class UnsignedPropertyText
{
    public const string V132 = $"xmlns:xades=\"{XadesNames.Namespace}\"";
    private const string V141 = $"xmlns:xades141=\"{XadesNames.Namespace141}\" {V132}";

    public static string SignatureTimeStamp(ReadOnlyMemory<byte> token) =>
        $"<xades:SignatureTimeStamp {V132}{Held(token)}</xades:SignatureTimeStamp>";

    public static string ArchiveTimeStamp(ReadOnlyMemory<byte> token) =>
        $"<xades141:ArchiveTimeStamp {V141}{Held(token)}</xades141:ArchiveTimeStamp>";

    /// <summary>The validation data of the timestamp before it.</summary>
    public static string TimeStampValidationData(Material material) => Within("TimeStampValidationData", material);

    /// <summary>EN 319 132-1 v1.3.1, 5.4.6: where the property for it is there already.</summary>
    public static string AnyValidationData(Material material) => Within("AnyValidationData", material);

    public static string CertificateValues(Material material) =>
        material.Certificates.Count == 0
            ? ""
            : $"<xades:CertificateValues {V132}>{Each("EncapsulatedX509Certificate", material.Certificates.Select(each => each.Encoded))}</xades:CertificateValues>";

    public static string RevocationValues(Material material)
    {
        var lists = material.Revocation.OfType<RevocationList>().Select(each => each.Encoded).ToList();
        var responses = material.Revocation.OfType<OcspResponse>().Select(each => each.Encoded).ToList();
        return lists.Count + responses.Count == 0
            ? ""
            : $"<xades:RevocationValues {V132}>"
                + (lists.Count == 0 ? "" : $"<xades:CRLValues>{Each("EncapsulatedCRLValue", lists)}</xades:CRLValues>")
                + (
                    responses.Count == 0
                        ? ""
                        : $"<xades:OCSPValues>{Each("EncapsulatedOCSPValue", responses)}</xades:OCSPValues>"
                )
                + "</xades:RevocationValues>";
    }

    private static string Within(string property, Material material) =>
        material.IsEmpty
            ? ""
            : $"<xades141:{property} {V141}>{CertificateValues(material)}{RevocationValues(material)}</xades141:{property}>";

    /// <summary>From the id on.</summary>
    private static string Held(ReadOnlyMemory<byte> token)
    {
        var id = Convert.ToHexStringLower(DigestAlgorithm.Of("SHA256").Of(token.Span))[..32];
        return $" Id=\"T-{id}\"><ds:CanonicalizationMethod xmlns:ds=\"{XadesNames.Ds}\" "
            + $"Algorithm=\"{XadesNames.ExclusiveC14N}\"/>"
            + $"<xades:EncapsulatedTimeStamp>{Convert.ToBase64String(token.Span)}</xades:EncapsulatedTimeStamp>";
    }

    private static string Each(string element, IEnumerable<ReadOnlyMemory<byte>> values) =>
        string.Concat(values.Select(value => $"<xades:{element}>{Convert.ToBase64String(value.Span)}</xades:{element}>"));
}
