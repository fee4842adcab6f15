using System.Xml;

namespace Gateway.Adapters.Xades.Signing;

/// <summary>One item that a new signature refers to.</summary>
/// <param name="Uri">The URI of the reference; <c>""</c> is the document around the signature.</param>
/// <param name="Digest">Digest of the octets after its transforms; null when it is in an object of the signature as
/// XML.</param>
internal sealed record DataToSign(string Uri, string MimeType, byte[]? Digest, params string[] Transforms)
{
    /// <summary>Placed into a ds:Object of the signature, whose id the reference names.</summary>
    public Action<XmlElement>? Fill { get; init; }
}

/// <summary>A file that is signed where it is, by its name.</summary>
/// <param name="Uri">As the reference is to have it: relative, percent-encoded.</param>
public sealed record DetachedFile(string Uri, string MimeType);

/// <summary>Around a detached signature: nothing, or the root that ASiC asks for (EN 319 162-1, 4.4.4).</summary>
public enum SignatureRoot
{
    None,
    AsicContainer,
}
