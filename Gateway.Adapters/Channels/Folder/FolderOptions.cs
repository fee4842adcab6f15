using System.ComponentModel;

namespace Gateway.Adapters.Channels.Folder;

/// <summary>How the shared folder is used.</summary>
public sealed record FolderOptions
{
    /// <summary>Bytes of document and attachments.</summary>
    public long LargestMessage { get; init; } = 100_000_000;

    /// <summary>Bytes of one arrival; larger ones are put aside unread.</summary>
    public long LargestArrival { get; init; } = 120_000_000;

    /// <summary>Makes directories that are missing; else a missing one is an outage.</summary>
    [Browsable(false)]
    public bool CreateMissing { get; init; }

    /// <summary>
    /// Folders below which every address must lie, by full path. Unset: in a sandbox its own folder; else none, and the
    /// channel has no usable address.
    /// </summary>
    public IReadOnlyList<string>? Roots { get; init; }
}
