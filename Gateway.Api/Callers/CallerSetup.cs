using Gateway.Api.Configuration;
using Microsoft.AspNetCore.Authentication;

namespace Gateway.Api.Callers;

/// <summary>
/// Registers the authentication of callers. A presented token alone decides: a call with a bad token is rejected, even if
/// its connection has a registered certificate.
/// </summary>
internal static class CallerSetup
{
    private const string SchemeName = "caller";

    public static void AddCallers(this IServiceCollection services, GatewayOptions options)
    {
        services
            .AddSingleton(provider => ActivatorUtilities.CreateInstance<RegisteredCallers>(provider, options.Directory!))
            .AddHostedService(provider => provider.GetRequiredService<RegisteredCallers>());
        services.AddSingleton<Admission>();
        services
            .AddAuthentication(SchemeName)
            .AddPolicyScheme(SchemeName, null, caller => caller.ForwardDefaultSelector = SchemeOf)
            .AddScheme<AuthenticationSchemeOptions, CertificateAuthentication>(CertificateAuthentication.SchemeName, null)
            .AddTokens(options.Tokens);
        services.AddPolicies();
        services.AddSingleton<RateLimits>();
    }

    private static string SchemeOf(HttpContext context) =>
        context.Request.Headers.Authorization.Count > 0
            ? TokenAuthentication.SchemeName
            : CertificateAuthentication.SchemeName;
}
