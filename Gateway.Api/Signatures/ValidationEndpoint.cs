using Gateway.Adapters.Files;
using Gateway.Adapters.Responders;
using Gateway.Api.Callers;
using Gateway.Api.Configuration;
using Gateway.Api.Contracts;
using Gateway.Api.Nodes;
using Gateway.Api.Observability;
using Gateway.Api.Problems;
using Gateway.Domain;
using Microsoft.Net.Http.Headers;

namespace Gateway.Api.Signatures;

/// <summary>
/// <c>POST /v1/signatures/validate</c>: validates the signatures of a file of any origin. Nothing of it is kept.
/// </summary>
internal static class ValidationEndpoint
{
    private static readonly string[] MediaTypes =
    [
        "application/xml",
        "text/xml",
        "application/octet-stream",
        "application/zip",
        "application/vnd.etsi.asic-e+zip",
        "application/vnd.etsi.asic-s+zip",
    ];

    private static readonly TimeSpan LongestUpload = TimeSpan.FromMinutes(1);

    public static void AddValidation(this IServiceCollection services, IConfiguration configuration)
    {
        var options = Settings.Read<ValidationOptions>(configuration, SettingsSections.Validation);
        services.AddSingleton(provider => options.Load(provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton(new ValidationPlaces(options.AtOnce, options.LargestAtOnce));
    }

    public static void MapValidation(this IEndpointRouteBuilder routes)
    {
        routes.ServiceProvider.GetRequiredService<InquiringValidator>(); // A wrong configuration ends the start.
        routes
            .MapPost("/v1/signatures/validate", ValidateAsync)
            .RequireAuthorization(Caller.Content)
            .Accepts<byte[]>(MediaTypes[0], MediaTypes[1..])
            .Produces<ValidatedFile>()
            .WithName("validateSignatures")
            .Problem(Problem.MalformedRequest, 408)
            .WithSummary("Validate the signatures of a file of any origin (EN 319 102-1)");
    }

    private static async Task<IResult> ValidateAsync(
        HttpContext context,
        InquiringValidator validator,
        ValidationPlaces places,
        GatewayOptions limits,
        FreeSpace space,
        Telemetry telemetry,
        TimeProvider clock
    )
    {
        if (
            !MediaTypeHeaderValue.TryParse(context.Request.ContentType, out var sent)
            || !MediaTypes.Contains(sent.MediaType.Value, StringComparer.OrdinalIgnoreCase)
        )
            return ProblemResults.Result(
                new(Problem.MediaTypeUnsupported, $"Send the file as one of {string.Join(", ", MediaTypes)}.")
            );
        var largest = (int)Math.Min(limits.LargestMessage, Array.MaxLength);
        if (context.Request.ContentLength > largest)
            return TooLarge(largest);
        if (space.Reject() is { } full)
            return ProblemResults.Result(full, FreeSpace.Pause);
        using var inHand = places.TryHold(context.Request.ContentLength ?? largest);
        if (inHand is null)
            return TooMany();
        using var patience = new CancellationTokenSource(LongestUpload, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, patience.Token);
        Spool? read;
        try
        {
            read = await Spool.FillAsync(context.Request.Body, largest, Path.Combine(limits.Data, "spool"), either.Token);
        }
        catch (OperationCanceledException) when (patience.IsCancellationRequested)
        {
            return ProblemResults.Result(
                new(Problem.RequestTimeout, "The file did not arrive in time; send it again."),
                TimeSpan.FromSeconds(1)
            );
        }
        using var file = read;
        if (file is null)
            return TooLarge(largest);
        // Only now: a caller that sends slowly holds no place.
        using var place = await places.TakeAsync(context.RequestAborted);
        if (place is null)
            return TooMany();
        var report = await validator.ValidateAsync(file.Open, cancellation: context.RequestAborted);
        var answer = ValidatedFile.Of(report);
        foreach (var inquiry in answer.Inquiries)
            telemetry.Inquired(inquiry.Kind, inquiry.Outcome);
        return Results.Ok(answer);
    }

    private static IResult TooMany() =>
        ProblemResults.Result(
            new(Problem.Overloaded, "Too many validations at once."),
            TimeSpan.FromSeconds(2),
            StatusCodes.Status503ServiceUnavailable
        );

    private static IResult TooLarge(long largest) =>
        ProblemResults.Result(new(Problem.TooLarge, $"A file to validate may have {largest} bytes at most."));
}

/// <summary>Limits the bytes of files in the spool, and the files that are validated, at the same time.</summary>
internal sealed class ValidationPlaces(int count, long mostBytes) : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
    private readonly SemaphoreSlim _free = new(count);
    private long _inHand;

    /// <param name="bytes">The length of the file in bytes, or its limit.</param>
    /// <returns>Null when the files in hand have too many bytes already; one file is always taken.</returns>
    public IDisposable? TryHold(long bytes)
    {
        var inHand = Interlocked.Add(ref _inHand, bytes);
        var held = new Held(() => Interlocked.Add(ref _inHand, -bytes));
        if (inHand <= mostBytes || inHand == bytes)
            return held;
        held.Dispose();
        return null;
    }

    /// <returns>A place to validate one file; null when none becomes free soon.</returns>
    public async Task<IDisposable?> TakeAsync(CancellationToken cancellation) =>
        await _free.WaitAsync(Patience, cancellation) ? new Held(() => _free.Release()) : null;

    public void Dispose() => _free.Dispose();

    private sealed class Held(Action release) : IDisposable
    {
        public void Dispose() => release();
    }
}
