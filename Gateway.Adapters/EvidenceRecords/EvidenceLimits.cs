namespace Gateway.Adapters.EvidenceRecords;

/// <summary>Limits on the work that a record may cause. A century of yearly renewals is far below them.</summary>
internal static class EvidenceLimits
{
    public const int Bytes = 16 * 1024 * 1024;
    public const int Chains = 64;
    public const int TimestampsOfAChain = 256;
    public const int ListsOfATree = 64;
    public const int HashesOfAList = 4096;
    public const int Attributes = 256;
}
