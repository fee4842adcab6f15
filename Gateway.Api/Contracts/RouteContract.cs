namespace Gateway.Api.Contracts;

/// <summary>
/// Metadata of a route that its types do not express. The contract is generated from the metadata and the types.
/// </summary>
internal static class RouteContract
{
    /// <summary>Problems the route answers beyond those every route of its form answers (docs/problems.md).</summary>
    public static T Problems<T>(this T route, params string[] names)
        where T : IEndpointConventionBuilder =>
        route.WithMetadata(names.Select(object (name) => new ProblemAnswer(name)).ToArray());

    /// <inheritdoc cref="Problems{T}(T, string[])"/>
    /// <param name="status">The status, where it differs from the status in the catalogue.</param>
    public static T Problem<T>(this T route, string name, int status)
        where T : IEndpointConventionBuilder => route.WithMetadata(new ProblemAnswer(name, status));

    /// <summary>
    /// The answer carries an <c>ETag</c>, which a read may name in <c>If-None-Match</c> if <paramref name="isConditional"/>.
    /// </summary>
    public static T Versioned<T>(this T route, bool isConditional = false)
        where T : IEndpointConventionBuilder => route.WithMetadata(new VersionedAnswer(isConditional));

    /// <summary>The answer is content as it was received, of any media type.</summary>
    public static T Content<T>(this T route, params string[] mediaTypes)
        where T : IEndpointConventionBuilder => route.WithMetadata(new ContentAnswer(mediaTypes));

    /// <summary>The route reads octets of a media type and answers another one itself.</summary>
    public static T Takes<T>(this T route, string mediaType)
        where T : IEndpointConventionBuilder => route.WithMetadata(new TakenOctets(mediaType));
}

/// <param name="Status">Null for the status in the catalogue.</param>
internal sealed record ProblemAnswer(string Name, int? Status = null);

internal sealed record VersionedAnswer(bool IsConditional);

internal sealed record ContentAnswer(IReadOnlyList<string> MediaTypes);

internal sealed record TakenOctets(string MediaType);
