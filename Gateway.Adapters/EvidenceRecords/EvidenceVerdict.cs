using Gateway.Adapters.Timestamps;

namespace Gateway.Adapters.EvidenceRecords;

/// <summary>What a record proves.</summary>
/// <param name="Flaw">Why it proves nothing; null when it proves.</param>
/// <param name="Token">Which timestamp the flaw is of, counted from 0 through all chains.</param>
/// <param name="Proofs">Empty where there is a flaw.</param>
/// <param name="Until">When the last timestamp stops being good, and the record has to be renewed before.</param>
public sealed record EvidenceVerdict(
    EvidenceFlaw? Flaw,
    int? Token,
    IReadOnlyList<ProofOfExistence> Proofs,
    DateTimeOffset? Until,
    TokenFlaw? TokenFlaw = null
)
{
    public bool IsProven => Flaw is null;

    /// <summary>Since when everything the record is about was there.</summary>
    public DateTimeOffset? Since => IsProven ? Proofs.Min(proof => proof.Time) : null;
}

/// <summary>Proof of existence (ETSI EN 319 102-1, 5.6.2.3): something with this digest was there at this time.</summary>
public sealed record ProofOfExistence(ImprintAlgorithm Algorithm, ReadOnlyMemory<byte> Digest, DateTimeOffset Time);

public enum EvidenceFlaw
{
    /// <summary>The first list holds no hash of a document: it was altered, or the record is another's.</summary>
    NotOfThis,

    /// <summary>The way up from the first list does not end at the token's imprint.</summary>
    BrokenTree,

    /// <summary>A renewal does not cover what it renews.</summary>
    BrokenChain,

    /// <summary>A token is not one, or not rightly signed.</summary>
    UnsoundToken,

    /// <summary>A token was not good any more when the next was made, or is not now.</summary>
    UntrustedToken,

    /// <summary>Timestamps that do not follow each other in time, or come from the future.</summary>
    OutOfOrder,

    /// <summary>A digest algorithm was not good any more when it was renewed, or is not now.</summary>
    WeakAlgorithm,
}
