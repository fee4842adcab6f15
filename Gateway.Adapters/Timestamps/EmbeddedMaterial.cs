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

/// <summary>Where in a signature something lies.</summary>
public enum MaterialSource
{
    KeyInfo,
    CertificateValues,
    RevocationValues,

    /// <summary>Of whoever certified the signer's role.</summary>
    AttrAuthoritiesCertValues,
    AttributeRevocationValues,
    TimeStampValidationData,
    AnyValidationData,

    /// <summary>In a timestamp token.</summary>
    Token,
}

/// <summary>
/// A certificate, a list or a response that a signature carries with it. That it is there says nothing for it.
/// </summary>
/// <param name="Encoded">As it was put in.</param>
/// <param name="Element">The one that holds it: what proves that existed, proves this did.</param>
public sealed record EmbeddedMaterial(
    MaterialKind Kind,
    ReadOnlyMemory<byte> Encoded,
    MaterialSource Source,
    Element Element
);
