using Gateway.Adapters.Email;
using Gateway.Adapters.Folder;
using Gateway.Domain.Authorities;
using Gateway.Domain.Channels;

namespace Gateway.Api.Channels;

/// <summary>Which channels this gateway has: one block per channel, and nothing else in the gateway names them.</summary>
internal static class ChannelSetup
{
    public static void AddChannels(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddMaildir(configuration);
        services.AddFolder(configuration);
        services.AddEmail(configuration);
        services.AddSingleton<IReadOnlyDictionary<string, IChannel>>(provider =>
            provider.GetServices<IChannel>().ToDictionary(
                channel => channel.Name,
                IChannel (channel) => new LimitedChannel(channel, provider.GetRequiredService<Hosting.GatewayOptions>().ConcurrentAttempts)));
        services.AddSingleton<Intakes>();
    }

    private static void AddMaildir(this IServiceCollection services, IConfiguration configuration)
    {
        var maildir = configuration.GetSection("Gateway:Maildir").Get<MaildirOptions>() ?? new MaildirOptions { CreateMissing = true };
        services.AddSingleton<IChannel>(provider => new MaildirChannel(
            maildir, () => Addresses(provider.GetRequiredService<IAuthorityDirectory>(), "maildir")));
        services.AddSingleton(new IntakeSource(directory =>
            from authority in directory.All
            where authority.IsServed && authority.Endpoint("maildir") is not null
            select (IIntake)new MaildirIntake(authority.Code, authority.Endpoint("maildir")!.Address, maildir)));
    }

    private static void AddFolder(this IServiceCollection services, IConfiguration configuration)
    {
        var folder = configuration.GetSection("Gateway:Folder").Get<FolderOptions>() ?? new FolderOptions { CreateMissing = true };
        services.AddSingleton<IChannel>(provider => new FolderChannel(
            folder, () => Addresses(provider.GetRequiredService<IAuthorityDirectory>(), "folder")));
        services.AddSingleton(provider => new IntakeSource(directory =>
            from authority in directory.All
            where authority.IsServed && authority.Endpoint("folder") is not null
            select (IIntake)new FolderIntake(
                authority.Code, authority.Endpoint("folder")!.Address,
                () => [.. Addresses(directory, "folder").Where(address => address != authority.Endpoint("folder")!.Address)],
                folder, provider.GetRequiredService<TimeProvider>())));
    }

    private static IReadOnlyList<string> Addresses(IAuthorityDirectory directory, string channel) =>
        [.. directory.All.Select(authority => authority.Endpoint(channel)?.Address).OfType<string>()];

    private static void AddEmail(this IServiceCollection services, IConfiguration configuration)
    {
        var section = configuration.GetSection("Gateway:Email");
        if (!section.Exists())
            return;
        var email = section.Get<EmailOptions>()!;
        var mailboxes = section.GetSection("Mailboxes").Get<Dictionary<string, MailboxOptions>>() ?? [];
        Require("Gateway:Email", email.Flaws());
        foreach (var (authority, mailbox) in mailboxes)
            Require($"Gateway:Email:Mailboxes:{authority}", mailbox.Flaws());
        services.AddSingleton<IChannel>(provider => new EmailChannel(email, provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton(provider => new IntakeSource(directory =>
            from mailbox in mailboxes
            where directory.Find(mailbox.Key) is { IsServed: true }
            select (IIntake)new ImapIntake(mailbox.Key, mailbox.Value, provider.GetRequiredService<TimeProvider>())));
    }

    private static void Require(string section, IEnumerable<string> flaws)
    {
        if (string.Join("; ", flaws) is { Length: > 0 } all)
            throw new InvalidOperationException($"{section}: {all}");
    }
}

/// <summary>Opens the mailboxes or folders of one channel for every served authority that has one.</summary>
public sealed record IntakeSource(Func<IAuthorityDirectory, IEnumerable<IIntake>> Open);
