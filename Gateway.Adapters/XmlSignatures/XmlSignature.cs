using System.Diagnostics.CodeAnalysis;
using Gateway.Adapters.Cryptography;
using Gateway.Adapters.Xades;
using Gateway.Adapters.Xml;

namespace Gateway.Adapters.XmlSignatures;

/// <summary>
/// A ds:Signature, parsed by exact position (XMLDSig core 1.1, section 4). Its content is only read here; nothing of it is
/// trusted before <see cref="SignatureCheck"/>.
/// </summary>
public sealed class XmlSignature
{
    /// <summary>Signed files of a container are one reference each.</summary>
    public const int MostReferences = 2_000;

    private readonly Lazy<byte[]?> _signedOctets;
    private readonly Lazy<Element?> _signedProperties;

    private XmlSignature(SignedDocument document, Element element, List<Element> parts, List<Element> said)
    {
        (Document, Element, SignedInfo, ValueElement) = (document, element, parts[0], parts[1]);
        KeyInfo = parts.Count > 2 && parts[2].Is("KeyInfo", XadesNames.Ds) ? parts[2] : null;
        Objects = parts[(KeyInfo is null ? 2 : 3)..];
        Form = Transform.ReadForm(said[0]);
        AlgorithmUri = said[1].Algorithm();
        Algorithm = ReadAlgorithm(said[1], AlgorithmUri);
        References = said[2..].ConvertAll(SignedReference.Read);
        Value = parts[1].Base64();
        _signedOctets = new Lazy<byte[]?>(ComputeSignedOctets);
        _signedProperties = new Lazy<Element?>(FindSignedProperties);
    }

    public SignedDocument Document { get; }

    public Element Element { get; }

    public string? Id => Element.Attribute("Id");

    public Element SignedInfo { get; }

    /// <summary>Of SignedInfo; null when the method is not on the list.</summary>
    public CanonicalForm? Form { get; }

    /// <summary>The signature method as it is named.</summary>
    public string AlgorithmUri { get; }

    /// <summary>Null when the method is not on the list.</summary>
    public SignatureAlgorithm? Algorithm { get; }

    public IReadOnlyList<SignedReference> References { get; }

    public Element ValueElement { get; }

    /// <summary>As it stands in SignatureValue, decoded.</summary>
    public ReadOnlyMemory<byte> Value { get; }

    public Element? KeyInfo { get; }

    public IReadOnlyList<Element> Objects { get; }

    /// <summary>SignedInfo in canonical form: the octets that the value signs. Null when it exceeds the limit.</summary>
    internal byte[]? SignedOctets => _signedOctets.Value;

    /// <summary>The qualifying properties in its own objects, in any version of XAdES.</summary>
    public IEnumerable<Element> QualifyingProperties =>
        Objects
            .SelectMany(o => o.Elements())
            .Where(e =>
                e.LocalName == "QualifyingProperties"
                && e.Namespace.StartsWith(XadesNames.AnyVersion, StringComparison.Ordinal)
            );

    /// <summary>The signed properties of this signature; null when there are none, or several.</summary>
    public Element? SignedProperties => _signedProperties.Value;

    /// <summary>The unsigned properties of this signature; null when there are none, or several.</summary>
    public Element? UnsignedSignatureProperties
    {
        get
        {
            var found = QualifyingProperties
                .SelectMany(q => q.Elements().Where(e => Is(e, "UnsignedProperties", q)))
                .SelectMany(u => u.Elements().Where(e => Is(e, "UnsignedSignatureProperties", u)))
                .Take(2)
                .ToList();
            return found.Count == 1 ? found[0] : null;
        }
    }

    /// <param name="flaw">Why it is not a signature; one sentence that quotes nothing.</param>
    public static bool TryRead(
        SignedDocument document,
        Element element,
        [NotNullWhen(true)] out XmlSignature? signature,
        [NotNullWhen(false)] out string? flaw
    )
    {
        (signature, flaw) = (null, null);
        try
        {
            signature = Read(document, element);
            return true;
        }
        catch (SignatureRejected rejected)
        {
            flaw = rejected.Message;
            return false;
        }
    }

    internal static XmlSignature Read(SignedDocument document, Element element)
    {
        if (element.Tree != document.Tree)
            throw new ArgumentException("The element is of another document.", nameof(element));
        if (!element.Is("Signature", XadesNames.Ds))
            throw SignatureRejected.Format("The element is not a signature.");
        var parts = element.Children();
        if (parts.Count < 2 || !parts[0].Is("SignedInfo", XadesNames.Ds) || !parts[1].Is("SignatureValue", XadesNames.Ds))
            throw SignatureRejected.Format("The signature does not begin with SignedInfo and SignatureValue.");
        if (
            parts[2..]
                .Where((part, i) => !(part.Is("Object", XadesNames.Ds) || (i == 0 && part.Is("KeyInfo", XadesNames.Ds))))
                .Any()
        )
            throw SignatureRejected.Format("The signature holds something else.");

        var said = parts[0].Children();
        if (
            said.Count < 3
            || !said[0].Is("CanonicalizationMethod", XadesNames.Ds)
            || !said[1].Is("SignatureMethod", XadesNames.Ds)
            || said[2..].Exists(r => !r.Is("Reference", XadesNames.Ds))
        )
            throw SignatureRejected.Format("SignedInfo does not hold methods and references, and nothing else.");
        if (said.Count - 2 > MostReferences)
            throw SignatureRejected.Format($"There are more than {MostReferences} references.");
        var signature = new XmlSignature(document, element, parts, said);
        return SignatureIds.AreTargetsUnique(signature)
            ? signature
            : throw SignatureRejected.Format("An id that the signature refers to occurs more than once.");
    }

    /// <summary>Whether a reference is to this signature's own properties. Its target decides, not its type.</summary>
    internal bool IsToProperties(SignedReference reference) =>
        Named(reference) is { } named
            ? named == SignedProperties
            : reference is { IsToSignedProperties: true, Selects: true };

    /// <summary>Whether a reference is to a manifest.</summary>
    internal bool IsToManifest(SignedReference reference) =>
        reference.IsToManifest && (Named(reference) is { } named ? named.Is("Manifest", XadesNames.Ds) : reference.Selects);

    /// <summary>The element whose id a reference names; null when it names none.</summary>
    internal Element? Named(SignedReference reference) =>
        reference.Uri is { } uri && ReferenceTarget.IdIn(uri) is { } id ? Document.ById(id) : null;

    private Element? FindSignedProperties()
    {
        var found = QualifyingProperties
            .SelectMany(q => q.Elements().Where(e => Is(e, "SignedProperties", q)))
            .Take(2)
            .ToList();
        return found.Count == 1 ? found[0] : null;
    }

    private static bool Is(Element part, string name, Element around) =>
        part.LocalName == name && part.Namespace == around.Namespace;

    private byte[]? ComputeSignedOctets()
    {
        if (Form is null)
            return null;
        using var sink = new MemorySink(Document.Work.Left);
        try
        {
            Canonicalizer.Write(NodeSet.Subtree(SignedInfo, withComments: true), Form, sink);
            Document.Work.Spend(sink.Taken);
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
        return PssParameters.Read(method) is { } pss
            ? new SignatureAlgorithm(uri, SignatureScheme.RsaPss, pss.Digest, pss)
            : null;
    }
}
