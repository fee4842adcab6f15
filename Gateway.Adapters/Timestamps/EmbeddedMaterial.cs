using Gateway.Adapters.Xml;

namespace Gateway.Adapters.Timestamps;

public enum MaterialKind
{
    /// <summary>X.509 (RFC 5280, 4).</summary>
    Certificate,

    /// <summary>CertificateList (RFC 5280, 5).</summary>
    Crl,

    /// <summary>OCSPResponse; from within tokens also BasicOCSPResponse (RFC 6960, 4.2.1).</summary>
    Ocsp,
}

/// <summary>Where in a signature an item is stored.</summary>
public enum MaterialSource
{
    KeyInfo,
    CertificateValues,
    RevocationValues,

    /// <summary>Certificates of the authorities that certified the signer's role.</summary>
    AttrAuthoritiesCertValues,
    AttributeRevocationValues,
    TimeStampValidationData,
    AnyValidationData,

    /// <summary>In a timestamp token.</summary>
    Token,
}

/// <summary>A certificate, a list or a response in a signature. Its presence does not make it trusted.</summary>
/// <param name="Encoded">As it was put in.</param>
/// <param name="Element">The element that holds it: a proof that the element existed also proves that this item
/// existed.</param>
public sealed record EmbeddedMaterial(
    MaterialKind Kind,
    ReadOnlyMemory<byte> Encoded,
    MaterialSource Source,
    Element Element
);
