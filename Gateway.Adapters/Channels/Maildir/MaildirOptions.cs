using System.ComponentModel;

namespace Gateway.Adapters.Channels.Maildir;

/// <summary>How mailboxes of files are used.</summary>
public sealed record MaildirOptions
{
    /// <summary>Whether a missing directory is created; for the sandbox, where no operator prepares it.</summary>
    [Browsable(false)]
    public bool CreateMissing { get; init; }

    /// <summary>Bytes of document and attachments together, before encoding.</summary>
    public long LargestMessage { get; init; } = 100L << 20;

    /// <summary>Bytes of an arriving message as transferred; base64 adds a little over a third.</summary>
    public long LargestArrival { get; init; } = 150L << 20;

    /// <summary>Directories whose state counts for the channel's health: those of the configured counterparts.</summary>
    [Browsable(false)]
    public IReadOnlyList<string> Probed { get; init; } = [];

    /// <summary>
    /// Full paths of the folders that must contain every address. Unset: in a sandbox its own folder; otherwise none, and
    /// the channel has no usable address.
    /// </summary>
    public IReadOnlyList<string>? Roots { get; init; }
}
