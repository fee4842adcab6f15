using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Serialization;
using Gateway.Domain;

namespace Gateway.Api.Problems;

/// <summary>Problems as RFC 9457 answers: <c>application/problem+json</c>, type <c>/problems/NAME</c>.</summary>
public static class ProblemResults
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    /// <param name="rejectionId">Stream in which a rejected submission is recorded.</param>
    /// <param name="retryAfter">Sent as <c>Retry-After</c> in seconds.</param>
    /// <param name="status">Where the catalogue allows more than one: 429 or 503 for <c>overloaded</c>.</param>
    public static async Task WriteAsync(
        HttpContext context,
        Problem problem,
        Guid? rejectionId = null,
        TimeSpan? retryAfter = null,
        int? status = null
    )
    {
        var entry = ProblemCatalogue.Of(problem.Name);
        context.Response.StatusCode = status ?? entry.Status;
        context.Response.ContentType = "application/problem+json";
        if ((retryAfter ?? (problem.Name == Problem.Overloaded ? TimeSpan.FromSeconds(1) : null)) is { } pause)
            context.Response.Headers.RetryAfter = Math.Max(1, (int)Math.Ceiling(pause.TotalSeconds))
                .ToString(System.Globalization.CultureInfo.InvariantCulture);
        await JsonSerializer.SerializeAsync(
            context.Response.Body,
            new Body(
                $"/problems/{problem.Name}",
                entry.Title,
                context.Response.StatusCode,
                problem.Detail,
                Activity.Current?.TraceId.ToString() ?? context.TraceIdentifier,
                entry.IsRetryable,
                problem.Pointers,
                rejectionId
            ),
            Json,
            context.RequestAborted
        );
        await context.Response.WriteAsync("\n", context.RequestAborted);
    }

    /// <inheritdoc cref="WriteAsync"/>
    public static IResult Result(
        Problem problem,
        TimeSpan? retryAfter = null,
        int? status = null,
        Guid? rejectionId = null
    ) => new ProblemResult(problem, retryAfter, status, rejectionId);

    /// <summary>204 for an act that was done, or why it was not.</summary>
    public static IResult NoContentOr(Problem? problem) => problem is null ? Results.NoContent() : Result(problem);

    internal sealed record Body(
        string Type,
        string Title,
        int Status,
        string Detail,
        string TraceId,
        bool Retryable,
        IReadOnlyList<ProblemPointer>? Pointers,
        Guid? RejectionId
    );

    private sealed class ProblemResult(Problem problem, TimeSpan? retryAfter, int? status, Guid? rejectionId) : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext) =>
            WriteAsync(httpContext, problem, rejectionId, retryAfter, status);
    }
}
