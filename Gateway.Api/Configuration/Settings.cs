using Gateway.Adapters.Channels.Email;
using Gateway.Adapters.Channels.Folder;
using Gateway.Adapters.Channels.Maildir;

namespace Gateway.Api.Configuration;

/// <summary>
/// Reads options from the configuration at start: keys are compared with the known settings, values are read into the type,
/// and each type reports the errors of its own values (<c>Flaws</c>).
/// </summary>
internal static class Settings
{
    /// <exception cref="ConfigurationException">A key is unknown or a value is not of its type.</exception>
    public static T Read<T>(IConfiguration configuration, string section)
        where T : new()
    {
        var faults = SettingsCheck.Faults(configuration).ToList();
        return faults.Count == 0
            ? configuration.GetSection(section).Get<T>() ?? new T()
            : throw new ConfigurationException(faults);
    }

    /// <summary>The errors that the options types report, each with the full name of its setting.</summary>
    public static IEnumerable<string> Faults(IConfiguration configuration, GatewayOptions options) =>
        [
            .. Of(SettingsSections.Gateway, options.Flaws()),
            .. Of("Gateway:Evidence", options.Evidence.Flaws()),
            .. Of("Gateway:Tokens", options.Tokens?.Flaws() ?? []),
            .. Of(SettingsSections.Maildir, RootFlaws(Read<MaildirOptions>(configuration, SettingsSections.Maildir).Roots)),
            .. Of(SettingsSections.Folder, RootFlaws(Read<FolderOptions>(configuration, SettingsSections.Folder).Roots)),
            .. configuration.GetSection(SettingsSections.Email).Exists()
                ? Of(SettingsSections.Email, Read<SmtpOptions>(configuration, SettingsSections.Email).Flaws())
                : [],
            .. Mailboxes.Read(configuration, out _),
            .. Of(SettingsSections.Validation, Read<ValidationOptions>(configuration, SettingsSections.Validation).Flaws()),
        ];

    /// <param name="flaws">Each begins with the name of a member; a colon separates the names of nested ones.</param>
    public static IEnumerable<string> Of(string section, IEnumerable<string> flaws) =>
        flaws.Select(flaw => $"{SettingsCheck.Written(section)}__{flaw}");

    private static IEnumerable<string> RootFlaws(IReadOnlyList<string>? roots) =>
        (roots ?? [])
            .Index()
            .Where(root => !Path.IsPathFullyQualified(root.Item) || Path.GetFullPath(root.Item).Trim('/').Length == 0)
            .Select(root => $"Roots__{root.Index} is not the full path of a folder below /.");
}
