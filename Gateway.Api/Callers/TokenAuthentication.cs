using Gateway.Api.Configuration;
using Gateway.Api.Observability;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Gateway.Api.Callers;

/// <summary>
/// Identifies a caller by an access token of the configured issuer (RFC 9068, with the cautions of RFC 8725). Keys come from
/// the configuration and never from the token. A token bound to a certificate is accepted only on its connection.
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
                            return Denial.ChallengeAsync(challenge.HttpContext, hasToken: true);
                        },
                        OnForbidden = forbidden => Denial.ForbidAsync(forbidden.HttpContext),
                    };
                }
            );
        return authentication;
    }

    /// <summary>The conditions that a token must meet before its claims are read.</summary>
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
            // Not ValidIssuer: with it, any issuer named in the metadata would be accepted as well.
            IssuerValidator = (issuer, _, _) =>
                issuer == tokens.Issuer ? issuer : throw new SecurityTokenInvalidIssuerException(),
            IssuerSigningKeys = keys,
            TryAllIssuerSigningKeys = false,
            ValidateIssuerSigningKey = true,
            IssuerSigningKeyValidator = (key, _, _) => IssuerKeys.IsStrong(key),
            LifetimeValidator = (notBefore, expires, token, _) =>
                IsAlive(notBefore, expires, ((JsonWebToken)token).IssuedAt, tokens, clock.GetUtcNow().UtcDateTime),
        };

    /// <param name="issued">The minimum time value when the token does not state it; then its life is too long.</param>
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
