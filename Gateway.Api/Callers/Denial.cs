using Gateway.Api.Problems;
using Gateway.Domain;

namespace Gateway.Api.Callers;

/// <summary>
/// Rejects a call without a valid credential, or without the right to what it asks for (challenges of RFC 6750). The text is
/// the same for every reason, because an attacker learns from differences. The reason is in the metrics and in the call's
/// trace.
/// </summary>
internal static class Denial
{
    private const string Realm = "Bearer realm=\"gateway\"";

    public static Task ChallengeAsync(HttpContext context, bool hasToken)
    {
        context.Response.Headers.WWWAuthenticate = hasToken ? $"{Realm}, error=\"invalid_token\"" : Realm;
        return ProblemResults.WriteAsync(
            context,
            new Problem(
                Problem.Unauthenticated,
                "Present the TLS client certificate that is registered for your authority, or a valid access token."
            )
        );
    }

    public static Task ForbidAsync(HttpContext context)
    {
        context.Response.Headers.WWWAuthenticate = $"{Realm}, error=\"insufficient_scope\"";
        return ProblemResults.WriteAsync(context, new Problem(Problem.Forbidden, "Your role does not include this."));
    }
}
