using System.Formats.Asn1;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using Gateway.Adapters.Http;
using Polly;
using Polly.Retry;
using Polly.Timeout;

namespace Gateway.Adapters.Timestamps;

/// <summary>Asks an authority over HTTP (RFC 3161, 3.4) and accepts only an answer to exactly this query.</summary>
public sealed class HttpTimestampAuthority : ITimestampAuthority
{
    private readonly HttpClient _http;
    private readonly TimestampAuthorityOptions _options;
    private readonly TimeProvider _clock;
    private readonly ResiliencePipeline<TimestampAnswer> _pipeline;

    /// <param name="http">Should follow no redirects: see <see cref="Outbound.Client"/>.</param>
    public HttpTimestampAuthority(HttpClient http, TimestampAuthorityOptions options, TimeProvider clock)
    {
        (_http, _options, _clock) = (http, options, clock);
        var builder = new ResiliencePipelineBuilder<TimestampAnswer> { TimeProvider = clock };
        if (options.Retries > 0)
            builder.AddRetry(
                new RetryStrategyOptions<TimestampAnswer>
                {
                    MaxRetryAttempts = options.Retries,
                    Delay = options.PauseBetween,
                    BackoffType = DelayBackoffType.Exponential,
                    ShouldHandle = attempt =>
                        ValueTask.FromResult(
                            attempt.Outcome.Exception is TimeoutRejectedException
                                || attempt.Outcome.Result is TimestampAnswer.Failed { Failure: TimestampFailure.Unreachable }
                                || attempt.Outcome.Result
                                    is TimestampAnswer.Failed
                                    {
                                        Failure: TimestampFailure.NotServed,
                                        Detail: "429" or "502" or "503" or "504"
                                    }
                        ),
                }
            );
        _pipeline = builder.AddTimeout(new TimeoutStrategyOptions { Timeout = options.AnswerWithin }).Build();
    }

    public async Task<TimestampAnswer> StampAsync(
        HashAlgorithmName algorithm,
        ReadOnlyMemory<byte> hash,
        CancellationToken cancellation
    )
    {
        var query = TimestampQuery.For(algorithm, hash);
        try
        {
            return await _pipeline.ExecuteAsync(async token => await AskAsync(query, token), cancellation);
        }
        catch (TimeoutRejectedException)
        {
            return new TimestampAnswer.Failed(TimestampFailure.TimedOut);
        }
    }

    private async Task<TimestampAnswer> AskAsync(TimestampQuery query, CancellationToken cancellation)
    {
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, _options.Url)
            {
                Content = new ByteArrayContent(query.Encode()),
            };
            request.Content.Headers.ContentType = new MediaTypeHeaderValue(TimestampQuery.MediaType);
            using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation);
            if (!response.IsSuccessStatusCode)
                return new TimestampAnswer.Failed(TimestampFailure.NotServed, $"{(int)response.StatusCode}");
            if (response.Content.Headers.ContentType?.MediaType is not TimestampReply.MediaType)
                return new TimestampAnswer.Failed(TimestampFailure.NotAReply);
            return await Outbound.ReadAsync(response.Content, _options.LargestReply, cancellation) is { } reply
                ? Judge(query, reply)
                : new TimestampAnswer.Failed(TimestampFailure.TooLarge);
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException)
        {
            return new TimestampAnswer.Failed(
                TimestampFailure.Unreachable,
                (exception as HttpRequestException)?.HttpRequestError.ToString()
            );
        }
    }

    private TimestampAnswer Judge(TimestampQuery query, byte[] encoded)
    {
        TimestampReply reply;
        try
        {
            reply = TimestampReply.Decode(encoded);
        }
        catch (AsnContentException)
        {
            return new TimestampAnswer.Failed(TimestampFailure.Malformed);
        }
        if (reply.Token is not { } der)
            return new TimestampAnswer.Failed(
                TimestampFailure.Rejected,
                $"{reply.Status}:{string.Join(',', reply.Failure)}"
            );
        if (SoundToken.Read(der) is not { } token)
            return new TimestampAnswer.Failed(TimestampFailure.NotSigned);
        if (token.Algorithm != query.Algorithm || !token.Hash.Span.SequenceEqual(query.Hash.Span))
            return new TimestampAnswer.Failed(TimestampFailure.OtherImprint);
        if (token.Nonce != query.Nonce)
            return new TimestampAnswer.Failed(TimestampFailure.OtherNonce);
        if ((token.Time - _clock.GetUtcNow()).Duration() > _options.LargestDifference)
            return new TimestampAnswer.Failed(TimestampFailure.OtherTime);
        return new TimestampAnswer.Stamped(der, token.Time);
    }
}
