using System.Diagnostics;
using System.Text;
using Gateway.Api.Configuration;
using Gateway.Domain.Messages;
using Gateway.Tests.Infrastructure;

namespace Gateway.Tests.Requests;

/// <summary>
/// A body has a longest pause, a least rate and a total time, each by itself; whoever is too slow may send again.
/// </summary>
public sealed class SlowBodyTests(TestPostgres postgres) : IDisposable
{
    private readonly TestSite site = new(isOneGateway: true);

    public static TheoryData<string, string> Bodies =>
        new()
        {
            { "POST /v1/requests", "application/xml" },
            { "POST /v1/requests", "application/vnd.etsi.asic-e+zip" },
            { "POST /v1/requests", "multipart/form-data; boundary=b" },
            { "POST /v1/requests/registrations", "application/json" },
            { "POST /v1/signatures/validate", "application/xml" },
        };

    public void Dispose() => site.Dispose();

    [Theory]
    [MemberData(nameof(Bodies))]
    public async Task A_body_that_pauses_too_long_is_answered_408(string line, string mediaType)
    {
        await using var gateway = await StartAsync(new() { LongestPause = TimeSpan.FromSeconds(1), LeastUploadRate = 1 });
        await using var call = await BeginAsync(gateway, line, mediaType);

        await call.SendAsync("--b\r\nContent-Disposition: form-data; name=message\r\n\r\n<Message>" + new string(' ', 1000));

        IsTooSlow(await call.AnswerAsync(TimeSpan.FromSeconds(8)));
    }

    [Fact]
    public async Task A_body_that_pauses_for_less_than_it_may_is_accepted()
    {
        await using var gateway = await StartAsync(new());
        var signed = site.Sign(TestSite.Sample(MessageKind.Request));
        await using var call = await RawCall.BeginAsync(
            gateway.Url,
            site.Person("co-officer"),
            "POST /v1/requests",
            "Content-Type: application/xml",
            $"Content-Length: {signed.Length}"
        );
        await call.SendAsync(signed[..100]);

        await Task.Delay(TimeSpan.FromSeconds(12));
        await call.SendAsync(signed[100..]);

        (await call.AnswerAsync()).Status.ShouldBe(202);
    }

    [Fact]
    public async Task A_body_that_comes_more_slowly_than_the_least_rate_is_answered_408()
    {
        await using var gateway = await StartAsync(
            new() { LongestPause = TimeSpan.FromSeconds(1), LeastUploadRate = 100_000 }
        );

        (await TrickleAsync(gateway)).ShouldBeInRange(TimeSpan.FromSeconds(0.8), TimeSpan.FromSeconds(8));
    }

    [Fact]
    public async Task A_body_that_takes_too_long_in_all_is_answered_408()
    {
        await using var gateway = await StartAsync(
            new()
            {
                LongestUpload = TimeSpan.FromSeconds(2),
                LongestPause = TimeSpan.FromSeconds(30),
                LeastUploadRate = 1,
            }
        );

        (await TrickleAsync(gateway)).ShouldBeInRange(TimeSpan.FromSeconds(1.8), TimeSpan.FromSeconds(8));
    }

    private static void IsTooSlow(RawAnswer answer)
    {
        answer.Status.ShouldBe(408, answer.Body);
        (answer.Json.GetProperty("type").GetString(), answer.Json.GetProperty("retryable").GetBoolean()).ShouldBe(
            ("/problems/request-timeout", true)
        );
        answer.Head.ShouldContain("Retry-After: 1");
        answer.Head.ShouldContain("Connection: close");
    }

    /// <returns>After how long a body of 1,000 bytes every 200 ms was cut.</returns>
    private async Task<TimeSpan> TrickleAsync(TestGateway gateway)
    {
        await using var call = await BeginAsync(gateway, "POST /v1/requests", "application/xml");
        using var end = new CancellationTokenSource();
        var since = Stopwatch.StartNew();
        var answer = call.AnswerAsync(TimeSpan.FromSeconds(10));
        while (!answer.IsCompleted)
        {
            await call.SendAsync(Encoding.ASCII.GetBytes(new string(' ', 1000)));
            await Task.WhenAny(answer, Task.Delay(200));
        }
        IsTooSlow(await answer);
        return since.Elapsed;
    }

    private Task<RawCall> BeginAsync(TestGateway gateway, string line, string mediaType) =>
        RawCall.BeginAsync(
            gateway.Url,
            site.Person("co-officer"),
            line,
            $"Content-Type: {mediaType}",
            "Content-Length: 900000"
        );

    private Task<TestGateway> StartAsync(HttpOptions http) =>
        TestGateway.StartAsync(postgres, site, change: options => options with { Http = http });
}
