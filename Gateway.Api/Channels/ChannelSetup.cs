using Gateway.Adapters.Email;
using Gateway.Api.Hosting;
using Gateway.Domain.Authorities;
using Gateway.Domain.Channels;

namespace Gateway.Api.Channels;

/// <summary>Which channels this gateway has: one block per channel, and nothing else in the gateway names them.</summary>
internal static class ChannelSetup
{
    public static void AddChannels(this IServiceCollection services, IConfiguration configuration, GatewayOptions options)
    {
        services.AddMaildir(configuration, options);
        services.AddSingleton<IReadOnlyDictionary<string, IChannel>>(provider =>
            provider.GetServices<IChannel>().ToDictionary(channel => channel.Name));
        services.AddSingleton<IReadOnlyList<IIntake>>(provider =>
            [.. provider.GetServices<IntakeSource>().SelectMany(source => source.Open(provider.GetRequiredService<IAuthorityDirectory>()))]);
    }

    private static void AddMaildir(this IServiceCollection services, IConfiguration configuration, GatewayOptions options)
    {
        var maildir = configuration.GetSection("Gateway:Maildir").Get<MaildirOptions>() ?? new MaildirOptions { CreateMissing = true };
        services.AddSingleton<IChannel>(new MaildirChannel(maildir));
        services.AddSingleton(new IntakeSource(directory =>
            from authority in directory.All
            where authority.IsServed && authority.Endpoint("maildir") is not null
            select (IIntake)new MaildirIntake(authority.Code, authority.Endpoint("maildir")!.Address, maildir)));
    }
}

/// <summary>Opens the mailboxes or folders of one channel for every served authority that has one.</summary>
internal sealed record IntakeSource(Func<IAuthorityDirectory, IEnumerable<IIntake>> Open);
