using Gateway.Api.Configuration;
using Gateway.Domain.Authorities;

namespace Gateway.Api.Authorities;

/// <summary>Registers the services of the directory. They start before every service that reads the directory.</summary>
internal static class AuthoritySetup
{
    public static void AddAuthorities(this IServiceCollection services, GatewayOptions options)
    {
        services.AddSingleton(_ => new ConfiguredDirectory(DirectoryFile.Read(options.Directory!)));
        services.AddSingleton<DirectoryVault>();
        services.AddSingleton<DirectoryReader>();
        services.AddSingleton<RecordedDirectory>();
        services.AddSingleton<IAuthorityDirectory>(provider => provider.GetRequiredService<RecordedDirectory>());
        services.AddSingleton<AuthoritySealing>();
        services.AddSingleton<DirectoryActs>();
        services.AddSingleton<DirectoryImport>();
        services.AddHostedService<DirectoryStart>();
        services.AddSingleton<DirectoryWatch>().AddHostedService(provider => provider.GetRequiredService<DirectoryWatch>());
        services
            .AddSingleton<DirectoryUpkeep>()
            .AddHostedService(provider => provider.GetRequiredService<DirectoryUpkeep>());
    }
}
