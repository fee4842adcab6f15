using System.ComponentModel;

namespace Gateway.Adapters.Channels.Folder;

/// <summary>How the shared folder is used.</summary>
public sealed record FolderOptions
{
    /// <summary>Bytes of document and attachments.</summary>
    public long LargestMessage { get; init; } = 100_000_000;

    /// <summary>Bytes of one arrival; larger ones are put aside unread.</summary>
    public long LargestArrival { get; init; } = 120_000_000;

    /// <summary>Creates missing directories; otherwise a missing one is an outage.</summary>
    [Browsable(false)]
    public bool CreateMissing { get; init; }

    /// <summary>
    /// Full paths of the folders that must contain every address. Unset: in a sandbox its own folder; otherwise none, and
    /// the channel has no usable address.
    /// </summary>
    public IReadOnlyList<string>? Roots { get; init; }
}
