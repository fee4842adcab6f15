using System.Security.Cryptography.X509Certificates;
using Gateway.Adapters.Timestamps;
using Gateway.Api.Configuration;
using Gateway.Api.Contracts;
using Gateway.Api.Http;
using Gateway.Api.Problems;
using Gateway.Domain;
using Microsoft.Net.Http.Headers;

namespace Gateway.Api.Sandbox;

/// <summary>
/// <c>POST /sandbox/tsa</c>: the timestamp authority of a sandbox (RFC 3161, 3.4). Elsewhere it does not exist.
/// </summary>
internal static class SandboxTimestamps
{
    private const string Query = "application/timestamp-query";
    private const string Reply = "application/timestamp-reply";

    /// <summary>Many times any query.</summary>
    private const int Largest = 4096;

    public static void AddSandboxTimestamps(this IServiceCollection services, GatewayOptions options)
    {
        if (options.SandboxTimestampKey is { } key)
            services.AddSingleton(provider => new LocalTimestampAuthority(
                X509CertificateLoader.LoadPkcs12FromFile(key, options.KeyPassword),
                LocalTimestampAuthority.SandboxPolicy,
                provider.GetRequiredService<TimeProvider>()
            ));
    }

    public static void MapSandboxTimestamps(this IEndpointRouteBuilder open) =>
        open.MapPost("/sandbox/tsa", StampAsync)
            .Takes(Query)
            .Content(Reply)
            .WithSummary("A timestamp of the sandbox's own authority: send application/timestamp-query, RFC 3161");

    private static async Task<IResult> StampAsync(HttpContext context, LocalTimestampAuthority authority)
    {
        if (!MediaTypeHeaderValue.TryParse(context.Request.ContentType, out var sent) || sent.MediaType != Query)
            return ProblemResults.Result(new(Problem.MediaTypeUnsupported, $"Send {Query}: a TimeStampReq of RFC 3161."));
        return await Body.ReadBytesAsync(context.Request, Largest) is { } query
            ? Results.Bytes(authority.Answer(query), Reply)
            : ProblemResults.Result(new(Problem.TooLarge, $"A query may have {Largest} bytes at most."));
    }
}
