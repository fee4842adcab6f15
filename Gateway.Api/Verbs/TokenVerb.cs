using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Gateway.Api.Configuration;
using Gateway.Api.Sandbox;

namespace Gateway.Api.Verbs;

/// <summary><c>token</c>: prints a short-lived access token for a test person of a sandbox.</summary>
internal static class TokenVerb
{
    public static async Task<int> RunAsync(string[] args)
    {
        try
        {
            var words = new Arguments([.. args.Where(word => word != "--bound")], "--as", "--data");
            var settings = new ConfigurationBuilder().AddEnvironmentVariables().Build().GetSection(GatewayOptions.Section);
            if (settings[nameof(GatewayOptions.Directory)] is not null)
                throw new UsageException("This is no sandbox: its callers get their tokens from the issuer it trusts.");
            var data = words.One("--data") ?? settings[nameof(GatewayOptions.Data)] ?? new GatewayOptions().Data;
            var folder = SandboxSite.FolderOf(data);
            var actor = SandboxSite.ActorOf(words.Required("--as"));
            var persons = DirectoryFile.Read(Path.Combine(folder, "directory.json")).Callers;
            if (persons.FirstOrDefault(person => person.Actor == actor) is not { } found)
                throw new UsageException($"The sandbox knows {string.Join(", ", persons.Select(SandboxSite.NameOf))}.");
            using var certificate = X509Certificate2.CreateFromPem(found.Certificate);
            var bound = args.Contains("--bound") ? certificate : null;
            await Console.Out.WriteLineAsync(new SandboxIssuer(folder).Issue(found, bound, new GatewayClock().GetUtcNow()));
            return 0;
        }
        catch (UsageException exception)
        {
            return await Usage.FailAsync($"{exception.Message}\nusage: {Usage.Of("token")}");
        }
        catch (Exception exception)
            when (exception
                    is IOException
                        or UnauthorizedAccessException
                        or InvalidOperationException
                        or CryptographicException
            )
        {
            return await Usage.FailAsync($"{exception.Message}\nThe sandbox is made when the gateway first starts.");
        }
    }
}
