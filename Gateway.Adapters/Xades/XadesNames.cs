namespace Gateway.Adapters.Xades;

/// <summary>Names of XML signatures (W3C XMLDSig core 1.1) and of XAdES (ETSI EN 319 132-1).</summary>
internal static class XadesNames
{
    public const string Ds = "http://www.w3.org/2000/09/xmldsig#";
    public const string Ds11 = "http://www.w3.org/2009/xmldsig11#";
    public const string Namespace = "http://uri.etsi.org/01903/v1.3.2#";

    public const string Namespace141 = "http://uri.etsi.org/01903/v1.4.1#";

    /// <summary>How every version's namespace and reference type begins.</summary>
    public const string AnyVersion = "http://uri.etsi.org/01903";

    public const string SignedPropertiesType = "http://uri.etsi.org/01903#SignedProperties";
    public const string ObjectType = Ds + "Object";
    public const string ManifestType = Ds + "Manifest";

    public const string Enveloped = Ds + "enveloped-signature";
    public const string Base64 = Ds + "base64";
    public const string XPath = "http://www.w3.org/TR/1999/REC-xpath-19991116";
    public const string Filter2 = "http://www.w3.org/2002/06/xmldsig-filter2";
    public const string C14N = "http://www.w3.org/TR/2001/REC-xml-c14n-20010315";
    public const string ExclusiveC14N = "http://www.w3.org/2001/10/xml-exc-c14n#";

    public const string Asic = "http://uri.etsi.org/02918/v1.2.1#";

    public const string Sha256 = "http://www.w3.org/2001/04/xmlenc#sha256";

    public const string BaselineB = "XAdES-BASELINE-B";

    /// <summary>Signed and identified, but without the data object format that BASELINE-B asks for.</summary>
    public const string Bes = "XAdES-BES";
}
