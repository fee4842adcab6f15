using Gateway.Api.Audit;
using Gateway.Api.Callers;
using Gateway.Api.Http;
using Gateway.Domain;

namespace Gateway.Api.Requests;

/// <summary>
/// <c>If-Match</c> (RFC 9110): who acts on what they saw names its version, and is told when it has changed.
/// </summary>
internal static class Precondition
{
    public static async Task<Problem?> RefuseAsync(HttpContext context, History history, Guid requestId)
    {
        if (await history.VersionAsync(context.Caller().Authority, requestId, context.RequestAborted) is not { } known)
            return new(Problem.NotFound, "There is no such request, or it is not yours.");
        return Etag.Refuse(context.Request.Headers.IfMatch.ToString(), known, "The request");
    }
}
