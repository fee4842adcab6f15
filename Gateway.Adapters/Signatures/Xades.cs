namespace Gateway.Adapters.Signatures;

/// <summary>Names of XML signatures (W3C XMLDSig core) and of XAdES 1.3.2 (ETSI EN 319 132-1).</summary>
internal static class Xades
{
    public const string Ds = "http://www.w3.org/2000/09/xmldsig#";
    public const string Namespace = "http://uri.etsi.org/01903/v1.3.2#";
    public const string SignedPropertiesType = "http://uri.etsi.org/01903#SignedProperties";

    public const string Enveloped = "http://www.w3.org/2000/09/xmldsig#enveloped-signature";
    public const string C14N = "http://www.w3.org/TR/2001/REC-xml-c14n-20010315";
    public const string ExclusiveC14N = "http://www.w3.org/2001/10/xml-exc-c14n#";

    public const string Sha256 = "http://www.w3.org/2001/04/xmlenc#sha256";

    public const string BaselineB = "XAdES-BASELINE-B";
    /// <summary>Signed and identified, but without the data object format that BASELINE-B asks for.</summary>
    public const string Bes = "XAdES-BES";
}
