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

    /// <summary>The key is not of the kind the method is for.</summary>
    UnfitKey,

    /// <summary>
    /// SignedInfo in canonical form is longer than a document may make it, or there is too much to verify.
    /// </summary>
    Exceeded,
}
