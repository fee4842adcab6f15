namespace Gateway.Api.Http;

/// <summary>A page of a list.</summary>
/// <param name="Next">To be passed as <c>after</c>; absent on the last page.</param>
public sealed record Listed<T>(IReadOnlyList<T> Items, string? Next);
