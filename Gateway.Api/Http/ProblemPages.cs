using Gateway.Api.Problems;
using Gateway.Domain;
using Microsoft.AspNetCore.Diagnostics;

namespace Gateway.Api.Http;

/// <summary>Every failure, even an unforeseen one, is a documented problem, and every problem type has a page.</summary>
internal static class ProblemPages
{
    public static void UseProblems(this WebApplication app)
    {
        app.UseExceptionHandler(failed =>
            failed.Run(context => Failures.AnswerAsync(context, context.Features.Get<IExceptionHandlerFeature>()?.Error))
        );
        app.UseStatusCodePages(async status =>
        {
            var context = status.HttpContext;
            if (context.Response.StatusCode == StatusCodes.Status405MethodNotAllowed)
                context.Response.Headers.Allow = OfferedMethods.All(context.Response.Headers.Allow);
            var problem = context.Response.StatusCode switch
            {
                StatusCodes.Status404NotFound => new Problem(Problem.NotFound, "There is no such resource."),
                StatusCodes.Status405MethodNotAllowed => new Problem(
                    Problem.MethodNotAllowed,
                    "The method is not offered here."
                ),
                StatusCodes.Status400BadRequest => new Problem(Problem.MalformedRequest, "The call is not well-formed."),
                StatusCodes.Status415UnsupportedMediaType => new Problem(
                    Problem.MediaTypeUnsupported,
                    "The media type is not read here."
                ),
                _ => null,
            };
            if (problem is not null)
                await ProblemResults.WriteAsync(context, problem);
        });
    }

    public static void MapProblemPages(this IEndpointRouteBuilder routes) =>
        routes
            .MapGet(
                "/problems/{name}",
                (string name) =>
                    ProblemCatalogue.All.TryGetValue(name, out var entry)
                        ? Results.Ok(
                            new ProblemPage(
                                $"/problems/{entry.Name}",
                                entry.Title,
                                entry.Status,
                                entry.IsRetryable,
                                entry.Explanation
                            )
                        )
                        : ProblemResults.Result(new(Problem.NotFound, "There is no such problem type."))
            )
            .Produces<ProblemPage>()
            .WithSummary("What a problem type means and what to do");
}

/// <summary>A problem type, as its page explains it.</summary>
public sealed record ProblemPage(string Type, string Title, int Status, bool Retryable, string Explanation);
