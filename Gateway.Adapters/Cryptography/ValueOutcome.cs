namespace Gateway.Adapters.Cryptography;

public enum ValueOutcome
{
    /// <summary>SignedInfo was signed with this key.</summary>
    Valid,

    /// <summary>The same by RSA PKCS #1, in an encoding that leaves out the NULL of DigestInfo, as some cards do.</summary>
    ValidWithoutNull,
    Invalid,

    /// <summary>The signature method or the canonicalization of SignedInfo is not on the closed lists.</summary>
    Unsupported,

    /// <summary>The kind of key does not fit the method.</summary>
    UnfitKey,

    /// <summary>SignedInfo in canonical form exceeds its limit, or there is too much to verify.</summary>
    Exceeded,
}
