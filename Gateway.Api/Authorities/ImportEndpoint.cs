using System.Text;
using Gateway.Api.Callers;
using Gateway.Api.Contracts;
using Gateway.Api.Http;
using Gateway.Api.Problems;
using Gateway.Api.RejectedSubmissions;
using Gateway.Domain;
using Gateway.Domain.Vault;
using Microsoft.Net.Http.Headers;

namespace Gateway.Api.Authorities;

/// <summary><c>POST /v1/authorities/imports</c>: an administrator brings in a signed list of authorities.</summary>
internal static class ImportEndpoint
{
    private const string MediaType = "application/jose";
    private const int Largest = 10_000_000;

    public static void MapImport(this IEndpointRouteBuilder authorities) =>
        authorities
            .MapPost("/imports", ImportAsync)
            .RequireAuthorization(Caller.Administrator)
            .Accepts<string>(MediaType)
            .Produces<ImportReport>(200, "application/json", ImportReport.Csv)
            .Problems(Problem.SignatureInvalid, Problem.SignerUnknown)
            .WithSummary("Take in a signed list of authorities; endpoints and keys wait for a second person");

    private static async Task<IResult> ImportAsync(
        HttpContext context,
        DirectoryImport import,
        ConfiguredDirectory configured,
        Rejections rejections,
        DirectoryActs acts,
        IVault content,
        TimeProvider clock
    )
    {
        if (!MediaTypeHeaderValue.TryParse(context.Request.ContentType, out var sent) || sent.MediaType != MediaType)
            return ProblemResults.Result(
                new(Problem.MediaTypeUnsupported, $"Send {MediaType}: a compact JWS of a known publisher.")
            );
        if (await Body.ReadBytesAsync(context.Request, Largest) is not { } file)
            return ProblemResults.Result(new(Problem.TooLarge, $"A list may have {Largest} bytes at most."));
        var (list, problem) = SignedList.Read(file, configured.Publishers, clock.GetUtcNow());
        if (list is null)
        {
            var caller = context.Caller();
            var rejection = await rejections.RecordAsync(
                caller.Authority,
                caller.Actor,
                "directory",
                problem!,
                null,
                null,
                context.RequestAborted
            );
            return ProblemResults.Result(problem!, rejectionId: rejection);
        }
        var (key, malformed) = await IdempotencyKey.OfAsync(context, content);
        var (before, reused) = key is null ? (null, malformed) : await acts.LookAsync(key, context.RequestAborted);
        if (reused is not null)
            return ProblemResults.Result(reused);
        var report = await import.TakeInAsync(
            context.Caller().Actor,
            list,
            file,
            before is null ? key : null,
            context.RequestAborted
        );
        return context.Request.GetTypedHeaders().Accept.Any(accepted => accepted.MediaType == ImportReport.Csv)
            ? Results.Text(report.ToCsv(), ImportReport.Csv, Encoding.UTF8)
            : Results.Ok(report);
    }
}
