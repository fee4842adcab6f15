using Gateway.Api.Configuration;
using Gateway.Api.Observability;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Gateway.Api.Callers;

/// <summary>
/// A caller is who the configured issuer says bears the access token (RFC 9068, with the cautions of RFC 8725): keys come
/// from the configuration and never from the token, and a token bound to a certificate counts on its connection only.
/// </summary>
internal static class TokenAuthentication
{
    public const string SchemeName = "access-token";

    public static AuthenticationBuilder AddTokens(this AuthenticationBuilder authentication, TokenOptions? tokens)
    {
        tokens?.Check();
        var keys = tokens?.Keys is { } path ? IssuerKeys.Read(path) : [];
        authentication.AddJwtBearer(SchemeName, _ => { });
        authentication
            .Services.AddOptions<JwtBearerOptions>(SchemeName)
            .Configure<TimeProvider, Admission, Telemetry>(
                (bearer, clock, admission, telemetry) =>
                {
                    var bearers = new TokenBearers(tokens, admission, telemetry, clock);
                    bearer.MapInboundClaims = false;
                    bearer.IncludeErrorDetails = false;
                    bearer.BackchannelTimeout = TimeSpan.FromSeconds(5);
                    bearer.TokenValidationParameters = tokens is null ? new() : Demands(tokens, keys, clock);
                    if (tokens?.Metadata is { } address)
                    {
                        bearer.MetadataAddress = address;
                        bearer.BackchannelHttpHandler ??= new SocketsHttpHandler { AllowAutoRedirect = false };
                    }
                    bearer.Events = new JwtBearerEvents
                    {
                        OnMessageReceived = bearers.ReceiveAsync,
                        OnTokenValidated = bearers.LetInAsync,
                        OnAuthenticationFailed = bearers.FailAsync,
                        OnChallenge = challenge =>
                        {
                            challenge.HandleResponse();
                            return Refusal.ChallengeAsync(challenge.HttpContext, hasToken: true);
                        },
                        OnForbidden = forbidden => Refusal.ForbidAsync(forbidden.HttpContext),
                    };
                }
            );
        return authentication;
    }

    /// <summary>Everything that must be true of a token before its claims are looked at.</summary>
    private static TokenValidationParameters Demands(
        TokenOptions tokens,
        IReadOnlyList<SecurityKey> keys,
        TimeProvider clock
    ) =>
        new()
        {
            ValidTypes = ["at+jwt", "application/at+jwt"],
            ValidAlgorithms = tokens.Algorithms ?? TokenOptions.KnownAlgorithms,
            ValidAudience = tokens.Audience,
            IgnoreTrailingSlashWhenValidatingAudience = false,
            // Not ValidIssuer: beside it, whatever issuer the metadata names would count as well.
            IssuerValidator = (issuer, _, _) =>
                issuer == tokens.Issuer ? issuer : throw new SecurityTokenInvalidIssuerException(),
            IssuerSigningKeys = keys,
            TryAllIssuerSigningKeys = false,
            ValidateIssuerSigningKey = true,
            IssuerSigningKeyValidator = (key, _, _) => IssuerKeys.IsStrong(key),
            LifetimeValidator = (notBefore, expires, token, _) =>
                IsAlive(notBefore, expires, ((JsonWebToken)token).IssuedAt, tokens, clock.GetUtcNow().UtcDateTime),
        };

    /// <param name="issued">The least time there is when the token does not say; then its life is too long.</param>
    private static bool IsAlive(
        DateTime? notBefore,
        DateTime? expires,
        DateTime issued,
        TokenOptions tokens,
        DateTime now
    ) =>
        expires is { } end
        && now < end + tokens.ClockSkew
        && (notBefore ?? issued) <= now + tokens.ClockSkew
        && issued <= now + tokens.ClockSkew
        && end - issued <= tokens.LongestLife;
}
