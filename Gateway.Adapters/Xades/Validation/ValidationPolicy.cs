using Gateway.Adapters.Certificates;

namespace Gateway.Adapters.Xades.Validation;

/// <summary>The settings of a validation that an administrator decides (docs/formats/validation.md).</summary>
public sealed record ValidationPolicy
{
    public required string Name { get; init; }

    public required AlgorithmLimits Algorithms { get; init; }

    /// <summary>The lowest level that is accepted, e.g. <c>XAdES-BASELINE-T</c>; null accepts every level.</summary>
    public string? RequiredLevel { get; init; }

    /// <summary>
    /// A signature must name its certificate in its signed properties. Else a certificate in KeyInfo will do, with a
    /// warning.
    /// </summary>
    public bool RequiresSigningCertificateReference { get; init; }

    /// <summary>
    /// Issuer and serial number beside the digest of the certificate must be right. Else a difference is a warning.
    /// </summary>
    public bool RequiresIssuerSerial { get; init; }

    /// <summary>A signature must cover all of a file or document, and not parts of it only.</summary>
    public bool RequiresFullScope { get; init; }

    /// <summary>The signing certificate must have one of these usages, if it states any.</summary>
    public required KeyUsages SignerUsages { get; init; }

    /// <summary>One of the signing certificate's policies must be among these; empty for any.</summary>
    public IReadOnlyList<string> CertificatePolicies { get; init; } = [];

    /// <summary>Whether a certificate passes only with revocation data.</summary>
    public bool RequiresRevocation { get; init; } = true;

    /// <summary>How old revocation data may be; null: until its own nextUpdate.</summary>
    public TimeSpan? LongestRevocationAge { get; init; }

    /// <summary>How long after its nextUpdate it still counts.</summary>
    public TimeSpan RevocationGrace { get; init; }

    /// <summary>
    /// For a timestamp authority, revocation data issued after the timestamp's own time is enough, however long ago.
    /// Otherwise it must be fresh now.
    /// </summary>
    public bool AcceptsRevocationAsOfTimestamp { get; init; } = true;

    /// <summary>The longest time between the claimed and the proven signing time; null for any.</summary>
    public TimeSpan? LongestSigningDelay { get; init; }

    /// <summary>What individual anchors may be used for; those not named may be used for everything.</summary>
    public IReadOnlyList<AnchorLimit> Anchors { get; init; } = [];

    public bool Allows(Certificate anchor, CertificateUse use) =>
        Anchors.FirstOrDefault(limit => limit.Sha256 == anchor.Key) is not { } limit || limit.Uses.Contains(use);
}

public enum CertificateUse
{
    Signature,
    Timestamp,
}

/// <param name="Sha256">The SHA-256 of the certificate, lower-case hexadecimal.</param>
public sealed record AnchorLimit(string Sha256, IReadOnlyList<CertificateUse> Uses);
