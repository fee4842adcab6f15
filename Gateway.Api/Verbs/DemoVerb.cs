using Gateway.Api.Configuration;
using Gateway.Api.Sandbox;
using Gateway.Api.Verbs.Demo;

namespace Gateway.Api.Verbs;

/// <summary>
/// <c>demo</c>: two gateways on this machine play one whole exchange, and every step is looked up afterwards.
/// </summary>
internal static class DemoVerb
{
    private static readonly string[] NotBuilt = ["ibera", "interpol", "as4"];

    public static async Task<int> RunAsync(string[] args)
    {
        try
        {
            var words = new Arguments(args, "--channel", "--smtp", "--imap", "--co", "--es", "--security", "--ca", "--keep");
            var channel = words.One("--channel") ?? "maildir";
            if (NotBuilt.Contains(channel))
                return await Usage.FailAsync($"The channel {channel} is not built yet.");
            var mail = channel switch
            {
                "maildir" or "folder" => null,
                "email" => DemoMail.Read(words),
                _ => throw new UsageException("--channel is maildir, folder or email."),
            };
            return await PlayAsync(channel, mail, words.One("--keep"));
        }
        catch (UsageException exception)
        {
            return await Usage.FailAsync($"{exception.Message}\nusage: {Usage.Of("demo")}");
        }
        catch (Exception exception) when (exception is DemoFailedException or GatewayProcessException)
        {
            await Console.Error.WriteLineAsync($"The demonstration failed: {exception.Message}");
            return 1;
        }
    }

    /// <summary>The channel to play over first: it is what the advisor proposes.</summary>
    private static IReadOnlyList<EndpointEntry> Endpoints(string root, string authority, string channel, DemoMail? mail) =>
        [
            .. mail is null ? [] : new[] { new EndpointEntry("email", mail.AddressOf(authority), Sandbox: true) },
            .. SandboxSite.Endpoints(root, authority).OrderBy(endpoint => endpoint.Channel != channel),
        ];

    /// <summary>Both gateways use the folders of this demonstration, beside their own.</summary>
    private static Dictionary<string, string> SettingsFor(string authority, string root, DemoMail? mail) =>
        new(mail?.SettingsFor(authority) ?? [])
        {
            ["Gateway__Maildir__Roots__0"] = root,
            ["Gateway__Folder__Roots__0"] = root,
        };

    private static async Task<int> PlayAsync(string channel, DemoMail? mail, string? keep)
    {
        var root = Path.GetFullPath(keep ?? Path.Combine(Path.GetTempPath(), $"gateway-demo-{Guid.NewGuid():N}"));
        var data = new Dictionary<string, string>
        {
            ["CO-CA"] = Path.Combine(root, "co"),
            ["ES-CA"] = Path.Combine(root, "es"),
        };
        try
        {
            SandboxSite.Create(
                [.. data.Select(site => new Site(SandboxSite.FolderOf(site.Value), [site.Key]))],
                authority => Endpoints(root, authority, channel, mail),
                new GatewayClock()
            );
            var starting = data.Select(site =>
                    DemoGateway.StartAsync(site.Key, site.Value, SettingsFor(site.Key, root, mail))
                )
                .ToList();
            try
            {
                await Task.WhenAll(starting);
                return await new DemoStory(await starting[0], await starting[1], channel, root).PlayAsync() ? 0 : 1;
            }
            finally
            {
                await Task.WhenAll(
                    starting
                        .Where(start => start.IsCompletedSuccessfully)
                        .Select(async start => await (await start).DisposeAsync())
                );
            }
        }
        finally
        {
            if (keep is null && Directory.Exists(root))
                Directory.Delete(root, recursive: true);
        }
    }
}

/// <summary>A real mail server for the demonstration.</summary>
internal sealed record DemoMail(
    string Smtp,
    string Imap,
    IReadOnlyDictionary<string, (string User, string Password)> Accounts,
    string Security,
    string? CaFile
)
{
    public static DemoMail Read(Arguments words) =>
        new(
            words.Required("--smtp"),
            words.Required("--imap"),
            new Dictionary<string, (string, string)>
            {
                ["CO-CA"] = Account(words, "--co"),
                ["ES-CA"] = Account(words, "--es"),
            },
            (words.One("--security") ?? "implicit") switch
            {
                "implicit" => "ImplicitTls",
                "starttls" => "StartTls",
                "none" => "None",
                _ => throw new UsageException("--security is implicit, starttls or none."),
            },
            words.One("--ca")
        );

    public string AddressOf(string authority) => Accounts[authority].User;

    public Dictionary<string, string> SettingsFor(string authority)
    {
        var settings = new Dictionary<string, string>();
        Add("Gateway__Email__Smtp", Smtp);
        Add($"Gateway__Email__Mailboxes__{authority}__Imap", Imap);
        return settings;

        void Add(string section, string server)
        {
            var (host, port) = server.LastIndexOf(':') is var colon and > 0
                ? (server[..colon], server[(colon + 1)..])
                : throw new UsageException("--smtp and --imap take HOST:PORT.");
            settings[$"{section}__Host"] = host;
            settings[$"{section}__Port"] = port;
            settings[$"{section}__Security"] = Security;
            settings[$"{section}__User"] = Accounts[authority].User;
            settings[$"{section}__Password"] = Accounts[authority].Password;
            if (CaFile is not null)
                settings[$"{section}__CaFile"] = Path.GetFullPath(CaFile);
        }
    }

    private static (string, string) Account(Arguments words, string option) =>
        words.Required(option).Split(':', 2) is [var user, var password]
            ? (user, password)
            : throw new UsageException($"{option} takes USER:PASSWORD; the user is the mail address.");
}
