using Gateway.Adapters.XmlSignatures;

namespace Gateway.Adapters.Xades.Validation;

/// <summary>
/// The formats stated of signed data (ETSI EN 319 132-1, 5.2.4 and table 2, k): one, with its media type, for each data
/// object.
/// </summary>
internal static class DataFormats
{
    private const string CounterSignatureType = "http://uri.etsi.org/01903#CountersignedSignature";
    private const string PropertiesType = XadesNames.Ds + "SignatureProperties";
    private static readonly string[] AtMostOnce = ["Description", "ObjectIdentifier", "Encoding"];

    /// <summary>Null when all is stated as it must be.</summary>
    public static string? FlawOf(XmlSignature signature, QualifyingProperties properties)
    {
        var formats = properties.InSigned("DataObjectFormat").ToList();
        foreach (var format in formats)
        {
            if (
                format.Attribute("ObjectReference") is not ['#', .. var id]
                || !signature.References.Any(reference => reference.Id == id)
            )
                return "A data object format is of no signed data.";
            if (format.Elements().Count(e => e.LocalName == "MimeType") != 1)
                return "A data object format states no media type.";
            if (AtMostOnce.Any(name => format.Elements().Count(e => e.LocalName == name) > 1))
                return "A data object format states something twice.";
        }
        return signature
            .References.Where(reference => IsData(reference, signature))
            .All(reference => formats.Exists(format => format.Attribute("ObjectReference") == "#" + reference.Id))
            ? null
            : "A signed data object has no format stated.";
    }

    private static bool IsData(SignedReference reference, XmlSignature signature) =>
        !signature.IsToProperties(reference)
        && !signature.IsToManifest(reference)
        && reference.Type is not (CounterSignatureType or PropertiesType)
        && !(signature.Named(reference) is { } named && named == signature.KeyInfo);
}
