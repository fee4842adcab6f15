namespace Gateway.Adapters.Folder;

/// <summary>How the shared folder is used.</summary>
public sealed record FolderOptions
{
    /// <summary>Bytes of document and attachments.</summary>
    public long LargestMessage { get; init; } = 100_000_000;

    /// <summary>Bytes of one arrival; larger ones are put aside unread.</summary>
    public long LargestArrival { get; init; } = 120_000_000;

    /// <summary>Makes directories that are missing; else a missing one is an outage.</summary>
    public bool CreateMissing { get; init; }
}
