using System.Buffers.Text;
using System.Security.Cryptography;
using Gateway.Api.Configuration;
using Gateway.Api.Observability;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Gateway.Api.Callers;

/// <summary>The steps of a token that the framework leaves to its user.</summary>
internal sealed class TokenBearers(TokenOptions? tokens, Admission admission, Telemetry telemetry, TimeProvider clock)
{
    public Task ReceiveAsync(MessageReceivedContext context)
    {
        if (tokens is null)
            Reject(context, "unconfigured");
        return Task.CompletedTask;
    }

    public async Task LetInAsync(TokenValidatedContext context)
    {
        var token = (JsonWebToken)context.SecurityToken;
        if (TokenClaims.Read(token.EncodedHeader, token.EncodedPayload) is not { } claims)
            Reject(context, "claims");
        else if (!await IsBoundWellAsync(context.HttpContext, claims.Thumbprint))
            Reject(context, "binding");
        else if (admission.Admit(claims.Subject, claims.Authority, claims.Roles) is not { } caller)
            Reject(context, "authority");
        else
            context.Principal = Admission.Ticket(context.HttpContext, caller, TokenAuthentication.SchemeName).Principal;
    }

    /// <summary>Also called for what the framework did not foresee, which must not become an error of the gateway.</summary>
    public Task FailAsync(AuthenticationFailedContext context)
    {
        Reject(context, ReasonOf(context.Exception));
        return Task.CompletedTask;
    }

    private async Task<bool> IsBoundWellAsync(HttpContext context, string? thumbprint)
    {
        if (thumbprint is null)
            return !tokens!.MustBeBound;
        return await context.Connection.GetClientCertificateAsync(context.RequestAborted) is { } certificate
            && CertificateAuthentication.IsValid(certificate, clock.GetUtcNow())
            && Base64Url.EncodeToString(SHA256.HashData(certificate.RawData)) == thumbprint;
    }

    private void Reject(ResultContext<JwtBearerOptions> context, string reason)
    {
        telemetry.CallerRejected("token", reason);
        context.Fail(reason);
    }

    private static string ReasonOf(Exception exception) =>
        exception switch
        {
            SecurityTokenInvalidLifetimeException
            or SecurityTokenExpiredException
            or SecurityTokenNotYetValidException
            or SecurityTokenNoExpirationException => "lifetime",
            SecurityTokenInvalidIssuerException => "issuer",
            SecurityTokenInvalidAudienceException => "audience",
            SecurityTokenInvalidTypeException => "type",
            SecurityTokenInvalidAlgorithmException => "algorithm",
            SecurityTokenSignatureKeyNotFoundException or SecurityTokenInvalidSigningKeyException => "key",
            SecurityTokenInvalidSignatureException => "signature",
            _ => "malformed",
        };
}
