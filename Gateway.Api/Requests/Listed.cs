using Gateway.Api.Hosting.Contracts;
using System.Globalization;
using Gateway.Api.Audit;
using Gateway.Api.Authorities;
using Gateway.Api.Transmissions;
using Gateway.Domain.Audit;
using Gateway.Domain.Requests;
using Marten;

namespace Gateway.Api.Requests;

/// <summary>A page of a list.</summary>
/// <param name="Next">To be passed as <c>after</c>; absent on the last page.</param>
public sealed record Listed<T>(IReadOnlyList<T> Items, string? Next);
