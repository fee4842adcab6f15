using System.Xml;

namespace Gateway.Adapters.Xades.Signing;

/// <summary>One item that a new signature refers to.</summary>
/// <param name="Uri">The URI of the reference; <c>""</c> is the document around the signature.</param>
/// <param name="Digest">The digest of the octets after the transforms; null for data that is in an object of the signature
/// as XML.</param>
internal sealed record DataToSign(string Uri, string MimeType, byte[]? Digest, params string[] Transforms)
{
    /// <summary>
    /// Fills the ds:Object of the signature that the reference names; null for data outside the signature.
    /// </summary>
    public Action<XmlElement>? Fill { get; init; }
}

/// <summary>A file outside the signature document, which a detached signature references by its name.</summary>
/// <param name="Uri">The URI of the reference, relative and percent-encoded.</param>
public sealed record DetachedFile(string Uri, string MimeType);

/// <summary>
/// The root element around a detached signature: no element, or the one that ASiC requires (EN 319 162-1, 4.4.4).
/// </summary>
public enum SignatureRoot
{
    None,
    AsicContainer,
}
