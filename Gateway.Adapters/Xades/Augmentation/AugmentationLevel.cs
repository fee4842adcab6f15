namespace Gateway.Adapters.Xades.Augmentation;

/// <summary>How long a signature can be relied on (EN 319 132-1, 6): each level includes those before.</summary>
public enum AugmentationLevel
{
    /// <summary>A timestamp proves when the signature was there at the latest.</summary>
    T,

    /// <summary>And it carries what validates it: certificates and revocation.</summary>
    LT,

    /// <summary>And an archive timestamp keeps all of that. Asked for again, a further one keeps the one before.</summary>
    LTA,
}
