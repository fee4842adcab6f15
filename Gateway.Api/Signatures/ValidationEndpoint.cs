using Gateway.Adapters.Responders;
using Gateway.Api.Authorities;
using Gateway.Api.Hosting.Contracts;
using Gateway.Api.Hosting;
using Gateway.Api.Requests;
using Gateway.Domain.Requests;
using Microsoft.Net.Http.Headers;

namespace Gateway.Api.Signatures;

/// <summary><c>POST /v1/signatures/validate</c>: validates the signatures of a file of any origin. Nothing of it is kept.</summary>
internal static class ValidationEndpoint
{
    private static readonly string[] MediaTypes =
    [
        "application/xml", "text/xml", "application/octet-stream", "application/zip",
        "application/vnd.etsi.asic-e+zip", "application/vnd.etsi.asic-s+zip",
    ];

    private static readonly TimeSpan LongestUpload = TimeSpan.FromMinutes(1);

    public static void AddValidation(this IServiceCollection services, IConfiguration configuration)
    {
        var options = configuration.GetSection(ValidationOptions.Section).Get<ValidationOptions>() ?? new ValidationOptions();
        services.AddSingleton(provider => options.Load(provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton(new ValidationPlaces(options.AtOnce));
    }

    public static void MapValidation(this IEndpointRouteBuilder routes)
    {
        routes.ServiceProvider.GetRequiredService<InquiringValidator>(); // What is configured wrongly ends the start.
        routes.MapPost("/v1/signatures/validate", ValidateAsync)
            .RequireAuthorization(Caller.Content).Accepts<byte[]>(MediaTypes[0], MediaTypes[1..]).Produces<ValidatedFile>().WithName("validateSignatures").Problem(Domain.Requests.Problem.MalformedRequest, 408)
            .WithSummary("Validate the signatures of a file of any origin (EN 319 102-1)");
    }

    private static async Task<IResult> ValidateAsync(
        HttpContext context, InquiringValidator validator, ValidationPlaces places, GatewayOptions limits, Telemetry telemetry, TimeProvider clock)
    {
        if (!MediaTypeHeaderValue.TryParse(context.Request.ContentType, out var sent) || !MediaTypes.Contains(sent.MediaType.Value, StringComparer.OrdinalIgnoreCase))
            return ProblemResults.Result(new(Problem.MediaTypeUnsupported, $"Send the file as one of {string.Join(", ", MediaTypes)}."));
        var largest = (int)Math.Min(limits.LargestMessage, Array.MaxLength);
        if (context.Request.ContentLength > largest) return TooLarge(largest);
        using var place = await places.TakeAsync(context.RequestAborted);
        if (place is null)
            return ProblemResults.Result(new(Problem.Overloaded, "Too many validations at once."), TimeSpan.FromSeconds(2), StatusCodes.Status503ServiceUnavailable);
        // A place is not held by whoever sends a byte now and then.
        using var patience = new CancellationTokenSource(LongestUpload, clock);
        ReadOnlyMemory<byte>? file;
        try
        {
            file = await Body.ReadBytesAsync(context.Request, largest, patience.Token);
        }
        catch (OperationCanceledException) when (patience.IsCancellationRequested)
        {
            return ProblemResults.Result(new(Problem.MalformedRequest, "The file did not arrive in time."), status: StatusCodes.Status408RequestTimeout);
        }
        if (file is not { } octets) return TooLarge(largest);
        var report = await validator.ValidateAsync(() => Of(octets), cancellation: context.RequestAborted);
        var answer = ValidatedFile.Of(report);
        foreach (var inquiry in answer.Inquiries) telemetry.Inquired(inquiry);
        return Results.Ok(answer);
    }

    private static MemoryStream Of(ReadOnlyMemory<byte> file) =>
        System.Runtime.InteropServices.MemoryMarshal.TryGetArray(file, out var segment)
            ? new MemoryStream(segment.Array!, segment.Offset, segment.Count, writable: false) : new MemoryStream(file.ToArray(), writable: false);

    private static IResult TooLarge(long largest) => ProblemResults.Result(new(Problem.TooLarge, $"A file to validate may have {largest} bytes at most."));
}

/// <summary>Validation holds a whole file in memory, so only so many are in hand at once.</summary>
internal sealed class ValidationPlaces(int count) : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
    private readonly SemaphoreSlim _free = new(count);

    /// <returns>Null when none becomes free soon.</returns>
    public async Task<IDisposable?> TakeAsync(CancellationToken cancellation) =>
        await _free.WaitAsync(Patience, cancellation) ? new Place(_free) : null;

    public void Dispose() => _free.Dispose();

    private sealed class Place(SemaphoreSlim free) : IDisposable
    {
        public void Dispose() => free.Release();
    }
}
