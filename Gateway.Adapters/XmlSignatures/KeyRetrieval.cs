using Gateway.Adapters.Xades;
using Gateway.Adapters.Xml;

namespace Gateway.Adapters.XmlSignatures;

/// <summary>
/// Keys and certificates that a KeyInfo points to within its document: RetrievalMethod (XMLDSig core 1.1, 4.5.3) and
/// KeyInfoReference (4.5.10). It is one step: what is found points no further. Nothing outside the document is looked at.
/// </summary>
internal static class KeyRetrieval
{
    private const string RawCertificate = XadesNames.Ds + "rawX509Certificate";
    private const int MostTransforms = 10;

    public static IEnumerable<KeyCandidate> From(Element part, XmlSignature signature)
    {
        if (part.Is("KeyInfoReference", XadesNames.Ds11))
            return Named(part, signature) is { } other ? Of(other) : [];
        if (!part.Is("RetrievalMethod", XadesNames.Ds))
            return [];
        try
        {
            return Retrieve(part, signature);
        }
        catch (Exception unread) when (unread is SignatureRejected or ReferenceFailed or OctetsExceeded)
        {
            return [];
        }
    }

    private static IEnumerable<KeyCandidate> Retrieve(Element method, XmlSignature signature)
    {
        if (method.Attribute("URI") is not { } uri || ReferenceTarget.Read(uri)?.In(signature.Document) is not { } nodes)
            return [];
        byte[]? octets = null;
        foreach (
            var element in method
                .Elements()
                .Where(each => each.Is("Transforms", XadesNames.Ds))
                .SelectMany(each => each.Elements())
                .Take(MostTransforms)
        )
            switch (Transform.Read(element))
            {
                case Transform.Selection selection when octets is null:
                    nodes = selection.Of(nodes, signature.Document.Work);
                    break;
                case Transform.Base64 when octets is null:
                    ElementShape.TryDecode(nodes.TextBytes(), out octets);
                    break;
                case Transform.Canonical:
                    break;
                default:
                    return [];
            }
        if (octets is not null)
            return method.Attribute("Type") == RawCertificate && KeyCandidate.OfCertificate(octets) is { } certificate
                ? [certificate]
                : [];
        return nodes.Apexes is [var only] ? Of(only) : [];
    }

    /// <summary>The keys in the element found, regardless of the declared type.</summary>
    private static IEnumerable<KeyCandidate> Of(Element found)
    {
        if (found.Is("KeyInfo", XadesNames.Ds))
            return found.Elements().SelectMany(KeyCandidate.Of);
        if (found.Is("X509Certificate", XadesNames.Ds))
            return
                ElementShape.TryDecode(found.TextBytes(), out var der) && KeyCandidate.OfCertificate(der) is { } certificate
                ? [certificate]
                : [];
        return KeyCandidate.KeyOf(found) is { } key ? [new KeyCandidate(key, null)] : KeyCandidate.Of(found);
    }

    private static Element? Named(Element part, XmlSignature signature) =>
        part.Attribute("URI") is { } uri && ReferenceTarget.IdIn(uri) is { } id ? signature.Document.ById(id) : null;
}
