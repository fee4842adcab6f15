using Gateway.Adapters.Timestamps;

namespace Gateway.Adapters.Xades.Augmentation;

public enum AugmentationRejection
{
    /// <summary>The document is not XML, or does not hold the requested signature.</summary>
    NoSignature,

    /// <summary>
    /// The signature is not XAdES of the version with the levels (namespace v1.3.2), or its form allows no additions.
    /// </summary>
    NotXades,

    /// <summary>The signature does not verify now, so it is not extended.</summary>
    NotIntact,

    /// <summary>A certificate leads to no anchor that is at hand.</summary>
    NoPath,

    /// <summary>No available revocation data covers a certificate.</summary>
    NoRevocation,

    /// <summary>A certificate was revoked or had expired before the signature is proven to exist.</summary>
    TooLate,

    /// <summary>The authority's token is malformed, or covers other data.</summary>
    BadToken,

    /// <summary>
    /// The addition would break something intact in the document: another signature covers the place of the addition.
    /// </summary>
    Harmful,
}

/// <summary>The result of raising a signature to a level.</summary>
public abstract record AugmentationOutcome
{
    private AugmentationOutcome() { }

    /// <param name="Document">The document as it was, with one insertion.</param>
    /// <param name="InsertedAt">Where the insertion begins, in bytes.</param>
    /// <param name="Inserted">How long it is, in bytes; zero when the level was reached before.</param>
    public sealed record Augmented(ReadOnlyMemory<byte> Document, int InsertedAt, int Inserted) : AugmentationOutcome;

    /// <param name="Reason">One sentence that quotes nothing.</param>
    public sealed record Rejected(AugmentationRejection Rejection, string Reason) : AugmentationOutcome;

    /// <summary>The authority returned no token; a retry may succeed.</summary>
    public sealed record NotStamped(TimestampFailure Failure, string? Detail) : AugmentationOutcome;
}

/// <summary>Ends an augmentation. Stays inside this folder.</summary>
internal sealed class AugmentationEnded(AugmentationOutcome outcome) : Exception
{
    public AugmentationOutcome Outcome => outcome;

    public static AugmentationEnded Rejected(AugmentationRejection rejection, string reason) =>
        new(new AugmentationOutcome.Rejected(rejection, reason));
}
