using System.Globalization;
using Gateway.Adapters.Channels.Email;

namespace Gateway.Api.Configuration;

/// <summary>
/// The mailboxes of the served authorities: numbered, with their authority inside, which a shell can write, or under
/// the authority's code as the key, which a file can.
/// </summary>
internal static class Mailboxes
{
    /// <param name="mailboxes">By authority.</param>
    /// <returns>What is wrong.</returns>
    public static IReadOnlyList<string> Read(
        IConfiguration configuration,
        out IReadOnlyDictionary<string, ImapOptions> mailboxes
    )
    {
        var found = new Dictionary<string, ImapOptions>();
        var faults = new List<string>();
        foreach (var section in configuration.GetSection(SettingsSections.Mailboxes).GetChildren())
        {
            var mailbox = section.Get<ImapOptions>() ?? new();
            var isNumbered = int.TryParse(section.Key, NumberStyles.None, CultureInfo.InvariantCulture, out _);
            var authority = mailbox.Authority ?? (isNumbered ? null : section.Key);
            var written = SettingsCheck.Written($"{SettingsSections.Mailboxes}:{section.Key}");
            if (authority is null)
                faults.Add($"{written}__Authority is not set; it is the code of the authority whose mailbox this is.");
            else if (!isNumbered && !authority.Equals(section.Key, StringComparison.OrdinalIgnoreCase))
                faults.Add(
                    $"{written}__Authority is another authority than the key says; number the mailboxes instead: "
                        + "Gateway__Email__Mailboxes__0__Authority."
                );
            else if (!found.TryAdd(authority.ToUpperInvariant(), mailbox))
                faults.Add($"{written} is a second mailbox of {authority.ToUpperInvariant()}.");
            faults.AddRange(Settings.Of($"{SettingsSections.Mailboxes}:{section.Key}", mailbox.Flaws()));
        }
        if (found.Count > 0 && !configuration.GetSection($"{SettingsSections.Email}:Smtp").Exists())
            faults.Add("Gateway__Email__Smtp__Host is not set; the channel needs a server that takes mail.");
        mailboxes = found;
        return faults;
    }
}
