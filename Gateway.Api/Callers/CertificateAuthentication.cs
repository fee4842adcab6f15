using System.Security.Cryptography.X509Certificates;
using System.Text.Encodings.Web;
using Gateway.Api.Observability;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;

namespace Gateway.Api.Callers;

/// <summary>
/// Identifies a caller by the TLS client certificate of the connection, as the directory registers it. The certificate
/// itself is registered, so no chain is trusted, and only its validity is read from it.
/// </summary>
public sealed class CertificateAuthentication(
    IOptionsMonitor<AuthenticationSchemeOptions> options,
    ILoggerFactory logger,
    UrlEncoder encoder,
    RegisteredCallers callers,
    Admission admission,
    Telemetry telemetry,
    TimeProvider clock
) : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    public const string SchemeName = "client-certificate";

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        var certificate = await Context.Connection.GetClientCertificateAsync(Context.RequestAborted);
        if (certificate is null)
            return AuthenticateResult.NoResult();
        if (callers.Find(certificate) is not { } entry)
            return Fail("unregistered");
        if (!IsValid(certificate, clock.GetUtcNow()))
            return Fail("lifetime");
        return admission.Admit(entry.Actor, entry.Authority, entry.Roles) is { } caller
            ? AuthenticateResult.Success(Admission.Ticket(Context, caller, SchemeName))
            : Fail("authority");
    }

    protected override Task HandleChallengeAsync(AuthenticationProperties properties) =>
        Denial.ChallengeAsync(Context, hasToken: false);

    protected override Task HandleForbiddenAsync(AuthenticationProperties properties) => Denial.ForbidAsync(Context);

    internal static bool IsValid(X509Certificate2 certificate, DateTimeOffset now) =>
        now >= certificate.NotBefore && now <= certificate.NotAfter;

    private AuthenticateResult Fail(string reason)
    {
        telemetry.CallerRejected("certificate", reason);
        return AuthenticateResult.Fail(reason);
    }
}
