using Gateway.Api.Configuration;
using Npgsql;

namespace Gateway.Api.Hosting;

/// <summary>
/// How a gateway starts, decided from its configuration before anything is written: as a real gateway, as a sandbox, or
/// not at all. A sandbox is made only when it is asked for, or when nothing at all is configured.
/// </summary>
/// <param name="Options">The options of a sandbox without its own keys and directory, which <c>SandboxSite</c> adds.</param>
/// <param name="ConnectionString">Null means an embedded PostgreSQL.</param>
internal sealed record StartPlan(GatewayOptions Options, string? ConnectionString)
{
    public const string SandboxWord = "--sandbox";

    /// <exception cref="ConfigurationException">With every fault that is found.</exception>
    public static StartPlan Read(IConfiguration configuration, bool isSandboxAsked)
    {
        Require(SettingsCheck.Faults(configuration));
        var options = Settings.Read<GatewayOptions>(configuration, SettingsSections.Gateway);
        var connection = Settings.Read<ConnectionStringsOptions>(configuration, SettingsSections.ConnectionStrings).Gateway;
        Require(Contradictions(options, connection, isSandboxAsked, IsConfigured(configuration)));
        options = options with { Data = Path.GetFullPath(options.Data), IsSandbox = options.Directory is null };
        Require(Settings.Faults(configuration, options));
        if (options.KeyPasswordFile is { } file)
            options = options with { KeyPassword = File.ReadAllText(file).TrimEnd('\r', '\n') };
        Require(options.IsSandbox ? [] : KeyFiles.Faults(options));
        return new(options, connection);
    }

    private static bool IsConfigured(IConfiguration configuration) =>
        SettingsSections.Root.Members.Keys.Any(section => configuration.GetSection(section).Exists());

    private static IEnumerable<string> Contradictions(
        GatewayOptions options,
        string? connection,
        bool isSandboxAsked,
        bool isConfigured
    )
    {
        if (options.Directory is null && isConfigured && !isSandboxAsked)
            yield return "Gateway__Directory is not set. Name the directory file of a real deployment (docs/deployment.md), "
                + $"or ask for a sandbox with {StartPlan.SandboxWord}.";
        if (isSandboxAsked)
            foreach (var (name, _) in OfRealDeployment(options).Where(one => one.Value is not null))
                yield return $"Gateway__{name} is for a real deployment, and {SandboxWord} asks for a sandbox, which makes "
                    + "its own. Leave out one of the two.";
        if (options.Directory is not null)
            foreach (var (name, _) in OfRealDeployment(options).Take(4).Where(one => one.Value is null))
                yield return $"Gateway__{name} is not set; a real deployment needs it (docs/deployment.md).";
        if (options is { KeyPassword: not null, KeyPasswordFile: not null })
            yield return "Gateway__KeyPassword and Gateway__KeyPasswordFile are both set. Leave out one of them.";
        if (options.SeveralNodes && connection is null)
            yield return "Gateway__SeveralNodes needs one database for all nodes: set ConnectionStrings__gateway.";
        if (connection is not null && !IsConnectionString(connection))
            yield return "ConnectionStrings__gateway is no connection string of Npgsql, such as "
                + "Host=db.example;Database=gateway;Username=gateway.";
    }

    /// <summary>The first four are needed.</summary>
    private static IEnumerable<(string Name, string? Value)> OfRealDeployment(GatewayOptions options) =>
        [
            (nameof(options.Directory), options.Directory),
            (nameof(options.KeyEncryptionKey), options.KeyEncryptionKey),
            (nameof(options.ReceiptKey), options.ReceiptKey),
            (nameof(options.ServerCertificate), options.ServerCertificate),
            (nameof(options.KeyPassword), options.KeyPassword),
            (nameof(options.KeyPasswordFile), options.KeyPasswordFile),
        ];

    /// <summary>The parser's error is not repeated: it may contain a password.</summary>
    private static bool IsConnectionString(string text)
    {
        try
        {
            return new NpgsqlConnectionStringBuilder(text) is { Host.Length: > 0 };
        }
        catch (Exception exception) when (exception is ArgumentException or FormatException or OverflowException)
        {
            return false;
        }
    }

    private static void Require(IEnumerable<string> faults)
    {
        if (faults.ToList() is { Count: > 0 } found)
            throw new ConfigurationException(found);
    }
}
