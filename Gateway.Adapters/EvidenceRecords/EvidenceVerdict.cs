using Gateway.Adapters.Timestamps;

namespace Gateway.Adapters.EvidenceRecords;

/// <summary>What a record proves.</summary>
/// <param name="Flaw">Why it proves nothing; null when it proves.</param>
/// <param name="Token">Which timestamp the flaw is of, counted from 0 through all chains.</param>
/// <param name="Proofs">Empty where there is a flaw.</param>
/// <param name="Until">When the last timestamp stops being valid; the record must be renewed before.</param>
public sealed record EvidenceVerdict(
    EvidenceFlaw? Flaw,
    int? Token,
    IReadOnlyList<ProofOfExistence> Proofs,
    DateTimeOffset? Until,
    TokenFlaw? TokenFlaw = null
)
{
    public bool IsProven => Flaw is null;

    /// <summary>Since when all data of the record is proven to exist.</summary>
    public DateTimeOffset? Since => IsProven ? Proofs.Min(proof => proof.Time) : null;
}

/// <summary>Proof of existence (ETSI EN 319 102-1, 5.6.2.3): something with this digest was there at this time.</summary>
public sealed record ProofOfExistence(ImprintAlgorithm Algorithm, ReadOnlyMemory<byte> Digest, DateTimeOffset Time);

public enum EvidenceFlaw
{
    /// <summary>
    /// The first list holds no hash of a document: the document was altered, or the record belongs to another original.
    /// </summary>
    NotOfThis,

    /// <summary>The path up from the first list does not end at the token's imprint.</summary>
    BrokenTree,

    /// <summary>A renewal does not cover what it renews.</summary>
    BrokenChain,

    /// <summary>A token is malformed or not correctly signed.</summary>
    UnsoundToken,

    /// <summary>A token was no longer valid when the next was made, or is not valid now.</summary>
    UntrustedToken,

    /// <summary>Timestamps that do not follow each other in time, or come from the future.</summary>
    OutOfOrder,

    /// <summary>A digest algorithm was no longer trusted when it was renewed, or is not trusted now.</summary>
    WeakAlgorithm,
}
