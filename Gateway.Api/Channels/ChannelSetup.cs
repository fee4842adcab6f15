using Gateway.Adapters.Channels.Email;
using Gateway.Adapters.Channels.Folder;
using Gateway.Adapters.Channels.Maildir;
using Gateway.Api.Authorities;
using Gateway.Api.Configuration;
using Gateway.Domain.Authorities;
using Gateway.Domain.Channels;

namespace Gateway.Api.Channels;

/// <summary>Which channels this gateway has: one block per channel, and nothing else in the gateway names them.</summary>
internal static class ChannelSetup
{
    public static void AddChannels(this IServiceCollection services, IConfiguration configuration, GatewayOptions gateway)
    {
        services.AddMaildir(configuration, gateway);
        services.AddFolder(configuration, gateway);
        services.AddEmail(configuration);
        services.AddSingleton<IReadOnlyDictionary<string, IChannel>>(provider =>
            provider
                .GetServices<IChannel>()
                .ToDictionary(channel => channel.Name, IChannel (channel) => new OnceAtATimeChannel(channel))
        );
        services.AddSingleton<Intakes>();
    }

    private static void AddMaildir(this IServiceCollection services, IConfiguration configuration, GatewayOptions gateway)
    {
        var maildir = Settings.Read<MaildirOptions>(configuration, SettingsSections.Maildir) with
        {
            CreateMissing = gateway.IsSandbox,
        };
        var roots = RootsOf(maildir.Roots, gateway);
        services.AddSingleton<IChannel>(provider => new RootedChannel(
            new MaildirChannel(
                maildir,
                () => Addresses(provider.GetRequiredService<IAuthorityDirectory>(), "maildir", roots)
            ),
            roots,
            AddressForms.IsFullPath
        ));
        services.AddSingleton(
            new IntakeSource(directory =>
                from authority in directory.All
                where authority.IsServed && authority.Endpoint("maildir") is { } endpoint && roots.Holds(endpoint.Address)
                select (IIntake)new MaildirIntake(authority.Code, authority.Endpoint("maildir")!.Address, maildir)
            )
        );
    }

    private static void AddFolder(this IServiceCollection services, IConfiguration configuration, GatewayOptions gateway)
    {
        var folder = Settings.Read<FolderOptions>(configuration, SettingsSections.Folder) with
        {
            CreateMissing = gateway.IsSandbox,
        };
        var roots = RootsOf(folder.Roots, gateway);
        services.AddSingleton<IChannel>(provider => new RootedChannel(
            new FolderChannel(folder, () => Addresses(provider.GetRequiredService<IAuthorityDirectory>(), "folder", roots)),
            roots,
            AddressForms.IsFullPath
        ));
        services.AddSingleton(provider => new IntakeSource(directory =>
            from authority in directory.All
            where authority.IsServed && authority.Endpoint("folder") is { } endpoint && roots.Holds(endpoint.Address)
            select (IIntake)
                new FolderIntake(
                    authority.Code,
                    authority.Endpoint("folder")!.Address,
                    () =>
                        [
                            .. Addresses(directory, "folder", roots)
                                .Where(address => address != authority.Endpoint("folder")!.Address),
                        ],
                    folder,
                    provider.GetRequiredService<TimeProvider>()
                )
        ));
    }

    /// <summary>Outside a sandbox only configured folders are allowed.</summary>
    private static AllowedRoots RootsOf(IReadOnlyList<string>? configured, GatewayOptions gateway) =>
        new(configured ?? (gateway.IsSandbox ? [gateway.SandboxFolder] : []));

    private static IReadOnlyList<string> Addresses(IAuthorityDirectory directory, string channel, AllowedRoots roots) =>
        [.. directory.All.Select(authority => authority.Endpoint(channel)?.Address).OfType<string>().Where(roots.Holds)];

    private static void AddEmail(this IServiceCollection services, IConfiguration configuration)
    {
        if (!configuration.GetSection(SettingsSections.Email).Exists())
            return;
        var email = Settings.Read<SmtpOptions>(configuration, SettingsSections.Email);
        List<string> faults =
        [
            .. Settings.Of(SettingsSections.Email, email.Flaws()),
            .. Mailboxes.Read(configuration, out var mailboxes),
        ];
        if (faults.Count > 0)
            throw new ConfigurationException(faults);
        services.AddSingleton<IChannel>(provider => new EmailChannel(email, provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton(provider => new IntakeSource(directory =>
            from mailbox in mailboxes
            where directory.Find(mailbox.Key) is { IsServed: true }
            select (IIntake)new ImapIntake(mailbox.Key, mailbox.Value, provider.GetRequiredService<TimeProvider>())
        ));
    }
}
