using Gateway.Adapters.Channels.Email;
using Gateway.Adapters.Channels.Folder;
using Gateway.Adapters.Channels.Maildir;

namespace Gateway.Api.Configuration;

/// <summary>
/// Every section of the configuration that the gateway reads, with the type it is read into (docs/configuration.md).
/// </summary>
internal static class SettingsSections
{
    public const string Gateway = GatewayOptions.Section;
    public const string Email = "Gateway:Email";
    public const string Mailboxes = "Gateway:Email:Mailboxes";
    public const string Maildir = "Gateway:Maildir";
    public const string Folder = "Gateway:Folder";
    public const string Validation = ValidationOptions.Section;
    public const string ConnectionStrings = "ConnectionStrings";

    public static readonly IReadOnlyList<(string Path, Type Type)> All =
    [
        (Gateway, typeof(GatewayOptions)),
        (Email, typeof(SmtpOptions)),
        (Mailboxes, typeof(IReadOnlyDictionary<string, ImapOptions>)),
        (Maildir, typeof(MaildirOptions)),
        (Folder, typeof(FolderOptions)),
        (Validation, typeof(ValidationOptions)),
        (ConnectionStrings, typeof(ConnectionStringsOptions)),
    ];

    /// <summary>The tree of all of them, under a root without a name.</summary>
    public static readonly SettingsShape Root = Grow();

    private static SettingsShape Grow()
    {
        var root = new SettingsShape(typeof(object));
        foreach (var (path, type) in All)
        {
            var names = path.Split(':');
            names[..^1].Aggregate(root, (shape, name) => shape.Members[name]).Members[names[^1]] = SettingsShape.Of(type);
        }
        return root;
    }
}

/// <summary>Databases by name.</summary>
public sealed record ConnectionStringsOptions
{
    /// <summary>
    /// Connection string (Npgsql) of a PostgreSQL of yours. Unset means an embedded one, which the gateway starts and stops
    /// itself.
    /// </summary>
    public string? Gateway { get; init; }
}
