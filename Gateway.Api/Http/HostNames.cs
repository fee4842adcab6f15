using System.Net;
using System.Security.Cryptography.X509Certificates;
using Gateway.Api.Configuration;
using Gateway.Api.Problems;
using Gateway.Domain;

namespace Gateway.Api.Http;

/// <summary>
/// The gateway answers only calls to its own names, so that a foreign name cannot be pointed to it. Health is open under any
/// name, because a process monitor calls it by its address.
/// </summary>
internal static class HostNames
{
    private static readonly string[] OfThisMachine = ["localhost", "127.0.0.1", "::1"];

    public static void UseHostNames(this WebApplication app, GatewayOptions options)
    {
        var names = options.Http.AllowedHosts ?? [.. OfThisMachine, .. OfCertificate(options)];
        app.Use(
            (context, next) =>
                IsOurs(context.Request, names)
                    ? next(context)
                    : ProblemResults.WriteAsync(
                        context,
                        new(Problem.Misdirected, "The gateway does not answer for this host.")
                    )
        );
    }

    private static bool IsOurs(HttpRequest request, IReadOnlyList<string> names)
    {
        var host = request.Host.Host.Trim('[', ']');
        return request.Path.StartsWithSegments("/health") || names.Any(name => IsNamed(host, name));
    }

    private static bool IsNamed(string host, string name) =>
        name.StartsWith("*.", StringComparison.Ordinal)
            ? host.Length >= name.Length && host.EndsWith(name[1..], StringComparison.OrdinalIgnoreCase)
            : host.Equals(name, StringComparison.OrdinalIgnoreCase)
                || IPAddress.TryParse(host, out var address) && IPAddress.TryParse(name, out var own) && address.Equals(own);

    private static IEnumerable<string> OfCertificate(GatewayOptions options)
    {
        if (options.ServerCertificate is not { } path || !File.Exists(path))
            return [];
        using var certificate = X509CertificateLoader.LoadPkcs12FromFile(path, options.KeyPassword);
        return
        [
            .. certificate
                .Extensions.OfType<X509SubjectAlternativeNameExtension>()
                .SelectMany(names =>
                    names.EnumerateDnsNames().Concat(names.EnumerateIPAddresses().Select(address => address.ToString()))
                ),
        ];
    }
}
