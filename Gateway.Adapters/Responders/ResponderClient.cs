using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using Gateway.Adapters.Certificates;
using Gateway.Adapters.Http;
using Gateway.Adapters.Xades.Validation;
using Microsoft.Extensions.Caching.Memory;
using Polly;
using Polly.CircuitBreaker;
using Polly.Registry;
using Polly.Retry;
using Polly.Timeout;

namespace Gateway.Adapters.Responders;

/// <summary>
/// Asks one address over HTTP, within limits of size and time. An address that keeps failing is not asked for a while, so
/// that it delays one file and not every file.
/// </summary>
/// <param name="http">Should follow no redirects: see <see cref="Outbound.Client"/>.</param>
public sealed class ResponderClient(HttpClient http, ResponderOptions options, TimeProvider clock) : IDisposable
{
    /// <summary>A parsed list takes this many times its length in memory.</summary>
    private const long ReadTakes = 4;

    private readonly ResiliencePipelineRegistry<string> _pipelines = new();
    private readonly MemoryCache _kept = new(new MemoryCacheOptions { SizeLimit = options.LargestKept });

    internal ResponderOptions Options => options;

    internal TimeProvider Clock => clock;

    internal CertificateFile? Kept(Question question) => _kept.Get<CertificateFile>(question.Key);

    /// <summary>Keeps only verified answers; an answer replaced in transit is not kept.</summary>
    internal void Keep(Question question, Answer answer, DateTimeOffset? until)
    {
        var span = options.KeptFor;
        if (until is { } end && end - clock.GetUtcNow() is var left && left < span)
            span = left;
        if (span <= TimeSpan.Zero)
            return;
        _kept.Set(
            question.Key,
            answer.File!,
            new MemoryCacheEntryOptions { AbsoluteExpirationRelativeToNow = span, Size = ReadTakes * answer.Length }
        );
    }

    /// <exception cref="OperationCanceledException">The caller gave up.</exception>
    internal async Task<Answer> AskAsync(Question question, CancellationToken cancellation)
    {
        try
        {
            return await PipelineOf(question.Address)
                .ExecuteAsync(async token => await TryAsync(question, token), cancellation);
        }
        catch (TimeoutRejectedException)
        {
            return new Answer(InquiryOutcome.TimedOut);
        }
        catch (BrokenCircuitException)
        {
            return new Answer(InquiryOutcome.Resting);
        }
    }

    public void Dispose()
    {
        _kept.Dispose();
        _pipelines.Dispose();
    }

    private async Task<Answer> TryAsync(Question question, CancellationToken cancellation)
    {
        try
        {
            using var request = new HttpRequestMessage(
                question.Body is null ? HttpMethod.Get : HttpMethod.Post,
                question.Address
            );
            if (question.Body is not null)
                request.Content = new ByteArrayContent(question.Body)
                {
                    Headers = { ContentType = new MediaTypeHeaderValue(OcspQuery.MediaType) },
                };
            using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation);
            if (response.StatusCode != HttpStatusCode.OK)
                return new Answer(InquiryOutcome.NotServed, $"{(int)response.StatusCode}");
            var most = question.Kind == InquiryKind.RevocationList ? options.LargestList : options.LargestAnswer;
            return await Outbound.ReadAsync(response.Content, most, cancellation) is not { } octets
                ? new Answer(InquiryOutcome.TooLarge)
                : new Answer(InquiryOutcome.Answered) { File = CertificateFile.Read(octets), Length = octets.Length };
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException)
        {
            return new Answer(InquiryOutcome.Unreachable, (exception as HttpRequestException)?.HttpRequestError.ToString());
        }
    }

    private ResiliencePipeline<Answer> PipelineOf(Uri address) =>
        _pipelines.GetOrAddPipeline<Answer>(
            address.Authority,
            builder =>
            {
                builder.TimeProvider = clock;
                builder
                    .AddRetry(
                        new RetryStrategyOptions<Answer>
                        {
                            MaxRetryAttempts = 1,
                            Delay = options.PauseBetween,
                            ShouldHandle = attempt => IsPassing(attempt.Outcome),
                        }
                    )
                    .AddCircuitBreaker(
                        new CircuitBreakerStrategyOptions<Answer>
                        {
                            MinimumThroughput = 4,
                            FailureRatio = 0.8,
                            SamplingDuration = options.Rest,
                            BreakDuration = options.Rest,
                            ShouldHandle = attempt => IsPassing(attempt.Outcome),
                        }
                    )
                    .AddTimeout(options.AnswerWithin);
            }
        );

    /// <summary>Whether a retry may succeed.</summary>
    private static ValueTask<bool> IsPassing(Outcome<Answer> outcome) =>
        ValueTask.FromResult(
            outcome.Exception is TimeoutRejectedException
                || outcome.Result
                    is { Outcome: InquiryOutcome.Unreachable }
                        or { Outcome: InquiryOutcome.NotServed, Detail: "429" or "502" or "503" or "504" }
        );
}

/// <param name="Body">A query; null for what is fetched.</param>
internal sealed record Question(InquiryKind Kind, Uri Address, byte[]? Body)
{
    public string Key =>
        $"{Kind} {Address.AbsoluteUri} {(Body is null ? "" : Convert.ToHexStringLower(SHA256.HashData(Body)))}";
}

/// <param name="Outcome"><see cref="InquiryOutcome.Answered"/> when any answer arrived.</param>
internal sealed record Answer(InquiryOutcome Outcome, string? Detail = null)
{
    public CertificateFile? File { get; init; }

    /// <summary>In bytes.</summary>
    public int Length { get; init; }
}
