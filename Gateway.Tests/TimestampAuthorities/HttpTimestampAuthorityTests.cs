using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using Gateway.Adapters.Timestamps;
using Microsoft.Extensions.Time.Testing;

namespace Gateway.Tests.TimestampAuthorities;

/// <summary>What an authority may answer over HTTP, and what becomes of it.</summary>
public sealed class HttpTimestampAuthorityTests : IDisposable
{
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 10, 20, 30, TimeSpan.Zero);
    private static readonly byte[] Hash = SHA256.HashData([1, 2, 3]);
    private readonly FakeTimeProvider clock = new(Now) { AutoAdvanceAmount = TimeSpan.Zero };
    private readonly TimestampKeys keys = new(Now.AddDays(-1));

    public void Dispose() => keys.Dispose();

    [Fact]
    public async Task A_right_answer_is_a_token()
    {
        var stamped = (await AskAsync(Answering(query => Local().Answer(query)))).ShouldBeOfType<TimestampAnswer.Stamped>();
        stamped.Time.ShouldBe(Now);
        SoundToken.Read(stamped.Token)!.Hash.ToArray().ShouldBe(Hash);
    }

    [Fact]
    public async Task It_is_asked_as_the_standard_says()
    {
        HttpRequestMessage? asked = null;
        byte[]? sent = null;
        await AskAsync(
            new Stub(
                async (request, cancellation) =>
                {
                    (asked, sent) = (request, await request.Content!.ReadAsByteArrayAsync(cancellation));
                    return new(HttpStatusCode.NotFound);
                }
            )
        );
        asked!.Method.ShouldBe(HttpMethod.Post);
        asked.Content!.Headers.ContentType!.ToString().ShouldBe("application/timestamp-query");
        var query = TimestampQuery.Decode(sent);
        query.Hash.ToArray().ShouldBe(Hash);
        query.WantsCertificate.ShouldBeTrue();
        query.Nonce.ShouldNotBeNull();
    }

    public static TheoryData<string, TimestampFailure> Wrongs =>
        new()
        {
            { "refused", TimestampFailure.Rejected },
            { "another query's", TimestampFailure.OtherNonce },
            { "another digest's", TimestampFailure.OtherImprint },
            { "turned", TimestampFailure.NotSigned },
            { "an expired authority's", TimestampFailure.NotSigned },
            { "late", TimestampFailure.OtherTime },
            { "html", TimestampFailure.NotAReply },
            { "endless", TimestampFailure.TooLarge },
            { "rubbish", TimestampFailure.Malformed },
            { "a redirect", TimestampFailure.NotServed },
            { "granted without a token", TimestampFailure.Malformed },
            { "trailing", TimestampFailure.Malformed },
        };

    [Theory]
    [MemberData(nameof(Wrongs))]
    public async Task A_wrong_answer_is_told_for_what_it_is(string wrong, TimestampFailure expected)
    {
        var failed = (
            await AskAsync(
                wrong switch
                {
                    "html" => Answering(query => Local().Answer(query), "text/html"),
                    "a redirect" => new Stub((_, _) => Task.FromResult(new HttpResponseMessage(HttpStatusCode.Redirect))),
                    _ => Answering(query => Wrong(wrong, query)),
                }
            )
        ).ShouldBeOfType<TimestampAnswer.Failed>();
        failed.Failure.ShouldBe(expected);
    }

    [Fact]
    public async Task Whoever_is_busy_is_asked_again()
    {
        var times = 0;
        var answer = await AskAsync(
            new Stub(
                async (request, cancellation) =>
                    ++times < 3
                        ? throw new HttpRequestException(HttpRequestError.ConnectionError)
                        : Reply(Local().Answer(await request.Content!.ReadAsByteArrayAsync(cancellation)))
            )
        );
        answer.ShouldBeOfType<TimestampAnswer.Stamped>();
        times.ShouldBe(3);
    }

    [Fact]
    public async Task Whoever_cannot_be_reached_or_never_answers_is_given_up()
    {
        (await AskAsync(new Stub((_, _) => throw new HttpRequestException(HttpRequestError.ConnectionError))))
            .ShouldBeOfType<TimestampAnswer.Failed>()
            .Failure.ShouldBe(TimestampFailure.Unreachable);
        (
            await AskAsync(
                new Stub(
                    async (_, cancellation) =>
                    {
                        await Task.Delay(Timeout.Infinite, cancellation);
                        return new();
                    }
                )
            )
        ).ShouldBeOfType<TimestampAnswer.Failed>().Failure.ShouldBe(TimestampFailure.TimedOut);
    }

    private byte[] Wrong(string wrong, byte[] sent)
    {
        var query = TimestampQuery.Decode(sent);
        switch (wrong)
        {
            case "refused":
                return TimestampReply.Rejected(TimestampReply.BadAlgorithm).Encode();
            case "another query's":
                return Local().Answer((query with { Nonce = query.Nonce + 1 }).Encode());
            case "another digest's":
                return Local().Answer((query with { Hash = SHA256.HashData([4]) }).Encode());
            case "turned":
                var turned = Local().Answer(sent);
                turned[^1] ^= 1;
                return turned;
            case "an expired authority's":
                return TimestampReply
                    .Granted(
                        new TokenWriter(keys.Authority, LocalTimestampAuthority.SandboxPolicy).Write(query, Now.AddYears(6))
                    )
                    .Encode();
            case "late":
                return new LocalTimestampAuthority(
                    keys.Authority,
                    LocalTimestampAuthority.SandboxPolicy,
                    new FakeTimeProvider(Now.AddMinutes(6))
                ).Answer(sent);
            case "endless":
                return new byte[SoundToken.LargestReply + 1];
            case "granted without a token":
                return [0x30, 0x05, 0x30, 0x03, 0x02, 0x01, 0x00];
            case "trailing":
                return [.. Local().Answer(sent), 0];
            default:
                return [1, 2, 3];
        }
    }

    private LocalTimestampAuthority Local() => new(keys.Authority, LocalTimestampAuthority.SandboxPolicy, clock);

    /// <summary>With the clock running a thousand times as fast, so that pauses and patience come to their end.</summary>
    private async Task<TimestampAnswer> AskAsync(HttpMessageHandler peer)
    {
        using var http = new HttpClient(peer);
        var asking = new HttpTimestampAuthority(
            http,
            new(new("http://tsa.test/"))
            {
                PauseBetween = TimeSpan.FromMilliseconds(5),
                AnswerWithin = TimeSpan.FromMilliseconds(200),
            },
            new Quick(clock)
        ).StampAsync(HashAlgorithmName.SHA256, Hash, CancellationToken.None);
        return await asking;
    }

    private static Stub Answering(Func<byte[], byte[]> answer, string type = "application/timestamp-reply") =>
        new(async (request, cancellation) => Reply(answer(await request.Content!.ReadAsByteArrayAsync(cancellation)), type));

    private static HttpResponseMessage Reply(byte[] bytes, string type = "application/timestamp-reply") =>
        new(HttpStatusCode.OK)
        {
            Content = new ByteArrayContent(bytes) { Headers = { ContentType = new MediaTypeHeaderValue(type) } },
        };

    private sealed class Stub(Func<HttpRequestMessage, CancellationToken, Task<HttpResponseMessage>> answer)
        : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(
            HttpRequestMessage request,
            CancellationToken cancellationToken
        ) => answer(request, cancellationToken);
    }

    /// <summary>The time of one clock, the timers of the machine.</summary>
    private sealed class Quick(TimeProvider time) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => time.GetUtcNow();
    }
}
