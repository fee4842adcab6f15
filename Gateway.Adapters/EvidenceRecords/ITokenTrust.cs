using Gateway.Adapters.Timestamps;

namespace Gateway.Adapters.EvidenceRecords;

/// <summary>Decides which timestamps are trusted.</summary>
public interface ITokenTrust
{
    /// <param name="token">Rightly signed by the certificate in it.</param>
    /// <param name="at">When it must still have been valid: at the time of the timestamp over it, or now.</param>
    TokenTrust Judge(SoundToken token, DateTimeOffset at);
}

/// <param name="Flaw">Why not; null when it is trusted.</param>
/// <param name="Until">When the first of its certificates ends.</param>
public sealed record TokenTrust(TokenFlaw? Flaw, DateTimeOffset Until);

public enum TokenFlaw
{
    /// <summary>No path to an anchor with certificates in force at the time.</summary>
    NoPath,

    /// <summary>A certificate was revoked, in a way that puts the token in doubt.</summary>
    Revoked,

    /// <summary>No revocation data covers a certificate, although it is required.</summary>
    RevocationUnknown,
}
