using System.Security.Claims;
using System.Text.Encodings.Web;
using Gateway.Api.Requests;
using Gateway.Domain.Requests;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;

namespace Gateway.Api.Authorities;

/// <summary>
/// A caller is who the directory says holds the TLS client certificate of the connection: the certificate itself is
/// registered, so no chain is trusted and nothing in the certificate is believed but its validity.
/// </summary>
public sealed class CertificateAuthentication(
    IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder,
    ConfiguredDirectory directory, TimeProvider clock)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    public const string SchemeName = "client-certificate";

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        var certificate = await Context.Connection.GetClientCertificateAsync(Context.RequestAborted);
        if (certificate is null)
            return AuthenticateResult.NoResult();
        if (!directory.Callers.TryGetValue(Caller.DigestOf(certificate), out var caller))
            return AuthenticateResult.Fail("The client certificate is not registered.");
        var now = clock.GetUtcNow();
        if (now < certificate.NotBefore || now > certificate.NotAfter)
            return AuthenticateResult.Fail("The client certificate is not valid now.");
        Context.Features.Set(caller);
        var identity = new ClaimsIdentity(
            [new(ClaimTypes.NameIdentifier, caller.Actor), .. caller.Roles.Select(role => new System.Security.Claims.Claim(ClaimTypes.Role, role))],
            SchemeName);
        return AuthenticateResult.Success(new AuthenticationTicket(new ClaimsPrincipal(identity), SchemeName));
    }

    protected override Task HandleChallengeAsync(AuthenticationProperties properties) =>
        ProblemResults.WriteAsync(Context, new Problem(
            Problem.Unauthenticated, "Present the TLS client certificate that is registered for your authority."));

    protected override Task HandleForbiddenAsync(AuthenticationProperties properties) =>
        ProblemResults.WriteAsync(Context, new Problem(Problem.Forbidden, "Your role does not include this."));
}

public static class CallerOfContext
{
    /// <summary>The authenticated caller; endpoints that use it require authentication.</summary>
    public static Caller Caller(this HttpContext context) =>
        context.Features.Get<Caller>() ?? throw new InvalidOperationException("The endpoint does not require authentication.");
}
