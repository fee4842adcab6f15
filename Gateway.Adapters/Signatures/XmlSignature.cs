using System.Diagnostics.CodeAnalysis;
using Gateway.Adapters.Xml;

namespace Gateway.Adapters.Signatures;

/// <summary>
/// A ds:Signature taken apart by exact position (XMLDSig core 1.1, section 4). What it says is only read here; nothing of it
/// is believed before <see cref="SignatureCheck"/>.
/// </summary>
/// <param name="Form">Of SignedInfo; null when the method is not on the list.</param>
/// <param name="AlgorithmUri">The signature method as it is named.</param>
/// <param name="Algorithm">Null when the method is not on the list.</param>
/// <param name="Value">As it stands in SignatureValue, decoded.</param>
public sealed record XmlSignature(
    SignedDocument Document,
    Element Element,
    Element SignedInfo,
    CanonicalForm? Form,
    string AlgorithmUri,
    SignatureAlgorithm? Algorithm,
    IReadOnlyList<SignedReference> References,
    Element ValueElement,
    ReadOnlyMemory<byte> Value,
    Element? KeyInfo,
    IReadOnlyList<Element> Objects)
{
    /// <summary>Signed files of a container are one reference each.</summary>
    public const int MostReferences = 2_000;

    private readonly Lazy<byte[]?> _signedOctets = new(() => OctetsOf(Document, SignedInfo, Form));

    /// <summary>SignedInfo in its canonical form: what the value is made over. Null when it is longer than may be.</summary>
    internal byte[]? SignedOctets => _signedOctets.Value;

    public string? Id => Element.Attribute("Id");

    /// <summary>The qualifying properties in its own objects, of whatever version of XAdES.</summary>
    public IEnumerable<Element> QualifyingProperties => Objects.SelectMany(o => o.Elements()).Where(e =>
        e.LocalName == "QualifyingProperties" && e.Namespace.StartsWith(Xades.AnyVersion, StringComparison.Ordinal));

    /// <summary>The signed properties of this signature; null when there are none, or several.</summary>
    public Element? SignedProperties
    {
        get
        {
            var found = QualifyingProperties.SelectMany(q => q.Elements().Where(e =>
                e.LocalName == "SignedProperties" && e.Namespace == q.Namespace)).Take(2).ToList();
            return found.Count == 1 ? found[0] : null;
        }
    }

    /// <param name="flaw">Why it is not a signature; one sentence that quotes nothing.</param>
    public static bool TryRead(
        SignedDocument document,
        Element element,
        [NotNullWhen(true)] out XmlSignature? signature,
        [NotNullWhen(false)] out string? flaw)
    {
        (signature, flaw) = (null, null);
        try
        {
            signature = Read(document, element);
            return true;
        }
        catch (SignatureRefused refused)
        {
            flaw = refused.Message;
            return false;
        }
    }

    internal static XmlSignature Read(SignedDocument document, Element element)
    {
        if (!element.Is("Signature", Xades.Ds)) throw SignatureRefused.Format("The element is not a signature.");
        if (document.HasAmbiguousIds) throw SignatureRefused.Format("An id that a signature rests on occurs more than once.");
        var parts = element.Children();
        if (parts.Count < 2 || !parts[0].Is("SignedInfo", Xades.Ds) || !parts[1].Is("SignatureValue", Xades.Ds))
            throw SignatureRefused.Format("The signature does not begin with SignedInfo and SignatureValue.");
        var hasKeyInfo = parts.Count > 2 && parts[2].Is("KeyInfo", Xades.Ds);
        var objects = parts[(hasKeyInfo ? 3 : 2)..];
        if (objects.Exists(o => !o.Is("Object", Xades.Ds))) throw SignatureRefused.Format("The signature holds something else.");

        var said = parts[0].Children();
        if (said.Count < 3 || !said[0].Is("CanonicalizationMethod", Xades.Ds) || !said[1].Is("SignatureMethod", Xades.Ds)
            || said[2..].Exists(r => !r.Is("Reference", Xades.Ds)))
            throw SignatureRefused.Format("SignedInfo does not hold methods and references, and nothing else.");
        if (said.Count - 2 > MostReferences) throw SignatureRefused.Format($"There are more than {MostReferences} references.");
        var method = said[1].Algorithm();
        return new XmlSignature(
            document, element, parts[0], Transform.ReadForm(said[0]), method, ReadAlgorithm(said[1], method),
            said[2..].ConvertAll(SignedReference.Read), parts[1], parts[1].Base64(), hasKeyInfo ? parts[2] : null, objects);
    }

    private static byte[]? OctetsOf(SignedDocument document, Element signedInfo, CanonicalForm? form)
    {
        if (form is null) return null;
        using var sink = new MemorySink(document.Work.Left);
        try
        {
            Canonicalizer.Write(NodeSet.Subtree(signedInfo, withComments: true), form, sink);
            document.Work.Spend(sink.Taken);
            return sink.ToArray();
        }
        catch (OctetsExceeded)
        {
            return null;
        }
    }

    private static SignatureAlgorithm? ReadAlgorithm(Element method, string uri)
    {
        if (uri != SignatureAlgorithm.PssWithParameters)
            return method.Children().Count == 0 ? SignatureAlgorithm.Named(uri) : null;
        return PssParameters.Read(method) is { } pss ? new SignatureAlgorithm(uri, SignatureScheme.RsaPss, pss.Digest, pss) : null;
    }
}
