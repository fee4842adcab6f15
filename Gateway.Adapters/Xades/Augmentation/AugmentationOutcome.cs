using Gateway.Adapters.Timestamps;

namespace Gateway.Adapters.Xades.Augmentation;

public enum AugmentationRefusal
{
    /// <summary>Not XML, or not the signature that was asked for.</summary>
    NoSignature,

    /// <summary>
    /// Not XAdES of the version that has the levels (namespace v1.3.2), or in a shape that nothing can be added to.
    /// </summary>
    NotXades,

    /// <summary>What does not verify now is not kept for later.</summary>
    NotIntact,

    /// <summary>A certificate leads to no anchor that is at hand.</summary>
    NoPath,

    /// <summary>Nothing at hand tells whether a certificate was revoked.</summary>
    NoRevocation,

    /// <summary>A certificate had been revoked before anything proves the signature was there, or had run out.</summary>
    TooLate,

    /// <summary>The authority's token is not one, or of something else.</summary>
    BadToken,

    /// <summary>
    /// Something in the document that was intact would not be any more: another signature is of what would be added to.
    /// </summary>
    Harmful,
}

/// <summary>What became of a signature that was to reach a level.</summary>
public abstract record AugmentationOutcome
{
    private AugmentationOutcome() { }

    /// <param name="Document">The document as it was, with one insertion.</param>
    /// <param name="InsertedAt">Where the insertion begins, in bytes.</param>
    /// <param name="Inserted">How long it is, in bytes; zero when the level was reached before.</param>
    public sealed record Augmented(ReadOnlyMemory<byte> Document, int InsertedAt, int Inserted) : AugmentationOutcome;

    /// <param name="Reason">One sentence that quotes nothing.</param>
    public sealed record Refused(AugmentationRefusal Refusal, string Reason) : AugmentationOutcome;

    /// <summary>The authority gave no token; later it may.</summary>
    public sealed record NotStamped(TimestampFailure Failure, string? Detail) : AugmentationOutcome;
}

/// <summary>Ends an augmentation. Stays inside this folder.</summary>
internal sealed class AugmentationEnded(AugmentationOutcome outcome) : Exception
{
    public AugmentationOutcome Outcome => outcome;

    public static AugmentationEnded Refused(AugmentationRefusal refusal, string reason) =>
        new(new AugmentationOutcome.Refused(refusal, reason));
}
