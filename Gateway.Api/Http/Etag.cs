using Gateway.Domain;
using Gateway.Domain.Requests;
using JasperFx.Events;
using Microsoft.Net.Http.Headers;

namespace Gateway.Api.Http;

/// <summary>The version of a caller's view of a request (RFC 9110): the last event it shows.</summary>
internal static class Etag
{
    public static string Of(long sequence) => $"\"{sequence}\"";

    /// <summary>
    /// <c>If-Match</c>: a list in which one tag must be the current version, or <c>*</c>; weak tags never match.
    /// </summary>
    /// <param name="thing">The resource with the version, as the beginning of a sentence.</param>
    public static Problem? Reject(string ifMatch, long known, string thing)
    {
        if (ifMatch.Length == 0)
            return null;
        if (!EntityTagHeaderValue.TryParseStrictList([ifMatch], out var tags))
            return new(Problem.MalformedRequest, "If-Match is a list of entity tags such as \"12\", or *.");
        var current = new EntityTagHeaderValue(Of(known));
        return tags.Any(tag => tag.Equals(EntityTagHeaderValue.Any) || tag.Compare(current, useStrongComparison: true))
            ? null
            : new(Problem.VersionStale, $"{thing} has changed since you read it; read it again.");
    }

    /// <summary><c>If-Match</c> for a request, compared with the version that the transaction fetched.</summary>
    public static Problem? Reject(string ifMatch, IEventStream<Request> request) =>
        Reject(ifMatch, request.CurrentVersion ?? 0, "The request");

    /// <summary><c>If-None-Match</c>: the caller has this version already.</summary>
    public static bool IsKnown(HttpRequest request, string etag) =>
        EntityTagHeaderValue.TryParseList(request.Headers.IfNoneMatch, out var tags)
        && tags.Any(tag => tag.Equals(EntityTagHeaderValue.Any) || tag.Compare(new(etag), useStrongComparison: false));
}
