using Gateway.Adapters.Channels.Email;

namespace Gateway.Api.Authorities;

/// <summary>
/// The form of an address by channel, also for channels that are not set up here: a wrong one is wrong before that.
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

    /// <summary>A full path that says where it leads.</summary>
    public static bool IsFullPath(string address) =>
        Path.IsPathFullyQualified(address)
        && !address.Contains('\0', StringComparison.Ordinal)
        && Path.TrimEndingDirectorySeparator(address) == Path.TrimEndingDirectorySeparator(Path.GetFullPath(address));
}
