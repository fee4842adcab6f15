using Gateway.Api.Callers;
using Gateway.Api.Http;

namespace Gateway.Api.Requests;

/// <summary>The actor, the version and the key: the data of a call that an act needs.</summary>
/// <param name="IfMatch">The version of the request that the caller saw (RFC 9110); empty when it names none.</param>
/// <param name="IdempotencyKey">As the caller wrote it; null without one.</param>
/// <param name="Call">Method, path and digest of the body: a key stands for one call.</param>
public sealed record ActContext(
    Caller Caller,
    string IfMatch,
    string? IdempotencyKey,
    string Call,
    CancellationToken Cancellation
);

internal static class ActContexts
{
    /// <summary>The context of an act from a call whose body was read.</summary>
    public static ActContext ActContext(this HttpContext context) =>
        new(
            context.Caller(),
            context.Request.Headers.IfMatch.ToString(),
            IdempotencyKey.Written(context.Request),
            IdempotencyKey.CallOf(context),
            context.RequestAborted
        );
}
