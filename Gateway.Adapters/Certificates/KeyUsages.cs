namespace Gateway.Adapters.Certificates;

/// <summary>
/// What a key is certified for (RFC 5280, 4.2.1.3), with the bits as .NET's reader returns the named bits.
/// </summary>
[Flags]
public enum KeyUsages
{
    None = 0,
    DigitalSignature = 1,
    NonRepudiation = 2,
    KeyEncipherment = 4,
    DataEncipherment = 8,
    KeyAgreement = 16,
    KeyCertSign = 32,
    CrlSign = 64,
    EncipherOnly = 128,
    DecipherOnly = 256,
}

/// <summary>Purposes a key may be restricted to (RFC 5280, 4.2.1.12).</summary>
public static class KeyPurpose
{
    public const string Any = "2.5.29.37.0";
    public const string TimeStamping = "1.3.6.1.5.5.7.3.8";
    public const string OcspSigning = "1.3.6.1.5.5.7.3.9";
}
