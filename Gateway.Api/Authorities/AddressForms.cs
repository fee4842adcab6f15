using Gateway.Adapters.Channels.Email;

namespace Gateway.Api.Authorities;

/// <summary>
/// The form of an address by channel, including channels that are not set up here: their addresses are checked too.
/// </summary>
internal static class AddressForms
{
    private static readonly Dictionary<string, Func<string, bool>> Forms = new()
    {
        ["email"] = EmailChannel.IsMailAddress,
        ["maildir"] = IsFullPath,
        ["folder"] = IsFullPath,
    };

    /// <summary>True for channels that this gateway knows nothing of.</summary>
    public static bool Fits(string channel, string address) => !Forms.TryGetValue(channel, out var form) || form(address);

    /// <summary>An absolute path in its normal form.</summary>
    public static bool IsFullPath(string address) =>
        Path.IsPathFullyQualified(address)
        && !address.Contains('\0', StringComparison.Ordinal)
        && Path.TrimEndingDirectorySeparator(address) == Path.TrimEndingDirectorySeparator(Path.GetFullPath(address));
}
