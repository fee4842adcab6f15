using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Gateway.Api.Configuration;
using Gateway.Domain.Channels;
using Gateway.Tests.Infrastructure;
using Microsoft.Extensions.DependencyInjection;

namespace Gateway.Tests.Hosting;

/// <summary>What strangers may take of a gateway: little, and nothing that costs others.</summary>
public sealed class OpenDoorTests(TestPostgres postgres) : IDisposable
{
    private readonly TestSite site = new(isOneGateway: true);

    public void Dispose() => site.Dispose();

    [Fact]
    public async Task A_hundred_calls_of_readiness_ask_no_channel_and_wait_for_none()
    {
        var channel = new WatchedChannel();
        await using var gateway = await TestGateway.StartAsync(
            postgres,
            site,
            change: options => options with { ProbeEvery = TimeSpan.FromSeconds(2) },
            prepare: builder => builder.Services.AddSingleton<IChannel>(channel)
        );
        await Eventually.SeeAsync(() => Task.FromResult(channel.Probes > 0 ? "asked" : null));
        channel.Hangs = true;
        var before = channel.Probes;

        var answers = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => gateway.As(null).GetAsync("/health/ready")))
            .WaitAsync(TimeSpan.FromSeconds(10));

        answers.ShouldAllBe(answer => answer.StatusCode == HttpStatusCode.OK);
        (channel.Probes - before).ShouldBeLessThan(10);
        await Eventually.SeeAsync(async () => await ChannelsAsync(gateway) == "watched: timeout" ? "seen" : null);
        channel.Hangs = false;
        await Eventually.SeeAsync(async () => await ChannelsAsync(gateway) is null ? "back" : null);
    }

    [Fact]
    public async Task Calls_without_a_known_caller_share_one_bucket_that_health_has_not()
    {
        await using var gateway = await TestGateway.StartAsync(
            postgres,
            site,
            change: options =>
                options with
                {
                    Http = options.Http with { AnonymousCallsPerSecond = 1, AnonymousCallsAtOnce = 20 },
                }
        );

        var answers = new List<HttpResponseMessage>();
        for (var call = 0; call < 40; call++)
            answers.Add(await gateway.As(null).GetAsync(call % 2 == 0 ? "/problems/forbidden" : "/v1/requests"));

        answers
            .Take(20)
            .ShouldAllBe(answer =>
                answer.StatusCode == HttpStatusCode.OK || answer.StatusCode == HttpStatusCode.Unauthorized
            );
        answers.Count(answer => answer.StatusCode == HttpStatusCode.TooManyRequests).ShouldBeGreaterThan(10);
        answers
            .Where(answer => answer.StatusCode == HttpStatusCode.TooManyRequests)
            .ShouldAllBe(answer => answer.Headers.RetryAfter != null);
        (await gateway.As(null).GetAsync("/health/ready")).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await gateway.As("co-officer").GetAsync("/v1/requests")).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Health_is_limited_for_each_address()
    {
        await using var gateway = await TestGateway.StartAsync(
            postgres,
            site,
            change: options =>
                options with
                {
                    Http = options.Http with { AnonymousCallsPerSecond = 1, AnonymousCallsAtOnce = 20 },
                }
        );

        var answers = await Task.WhenAll(Enumerable.Range(0, 40).Select(_ => gateway.As(null).GetAsync("/health/ready")));

        answers.Count(answer => answer.StatusCode == HttpStatusCode.TooManyRequests).ShouldBeGreaterThan(10);
        (await gateway.As(null).GetAsync("/problems/forbidden")).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Connections_beyond_the_limit_are_closed()
    {
        await using var gateway = await TestGateway.StartAsync(
            postgres,
            site,
            change: options => options with { Http = options.Http with { Connections = 3 } }
        );
        var open = new List<RawCall>();
        for (var connection = 0; connection < 3; connection++)
            open.Add(await RawCall.OpenAsync(gateway.Url, null));

        await Should.ThrowAsync<IOException>(async () =>
            await RawCall.OpenAsync(gateway.Url, null).WaitAsync(TimeSpan.FromSeconds(5))
        );

        foreach (var connection in open)
            await connection.DisposeAsync();
        await Eventually.SeeAsync(async () =>
        {
            try
            {
                await using var again = await RawCall.OpenAsync(gateway.Url, null);
                return "again";
            }
            catch (IOException)
            {
                return null;
            }
        });
    }

    [Theory]
    [InlineData("gateway.example", "gateway.example", true)]
    [InlineData("*.example", "a.example", true)]
    [InlineData("*.example", "example", false)]
    [InlineData("*.example", "aexample", false)]
    [InlineData("gateway.example", "localhost", false)]
    public async Task Hosts_that_are_configured_take_the_place_of_all_others(string allowed, string host, bool isAnswered)
    {
        await using var gateway = await TestGateway.StartAsync(
            postgres,
            site,
            change: options => options with { Http = options.Http with { AllowedHosts = [allowed] } }
        );

        using var answer = await gateway
            .As(null)
            .SendAsync(new HttpRequestMessage(HttpMethod.Get, "/problems/forbidden") { Headers = { Host = host } });

        answer.StatusCode.ShouldBe(isAnswered ? HttpStatusCode.OK : HttpStatusCode.MisdirectedRequest);
    }

    [Theory]
    [InlineData("LongestUpload")]
    [InlineData("LeastUploadRate")]
    [InlineData("LongestPause")]
    [InlineData("LargestInHand")]
    [InlineData("AnonymousCallsPerSecond")]
    [InlineData("AnonymousCallsAtOnce")]
    [InlineData("Connections")]
    [InlineData("DatabaseWait")]
    public void A_limit_that_cannot_be_meant_rejects_to_start(string name)
    {
        var options = new HttpOptions();
        var limit = typeof(HttpOptions).GetProperty(name)!;
        limit.SetValue(
            options,
            limit.PropertyType == typeof(TimeSpan)
                ? TimeSpan.Zero
                : Convert.ChangeType(0, limit.PropertyType, System.Globalization.CultureInfo.InvariantCulture)
        );

        Should
            .Throw<InvalidOperationException>(options.Check)
            .Message.ShouldBe($"Gateway:Http:{name} must be more than zero.");
    }

    private static async Task<string?> ChannelsAsync(TestGateway gateway)
    {
        var said = await gateway.As(null).GetFromJsonAsync<JsonElement>("/health/ready");
        return said.GetProperty("checks").GetProperty("channels").TryGetProperty("detail", out var detail)
            ? detail.GetString()
            : null;
    }

    /// <summary>A channel that counts how often it is asked whether it can carry.</summary>
    private sealed class WatchedChannel : IChannel
    {
        private int probes;

        public int Probes => Volatile.Read(ref probes);

        public volatile bool Hangs;

        public string Name => "watched";

        public ChannelCapabilities Capabilities { get; } = new(1_000_000, EncryptsContent: false);

        public Task<ChannelAnswer> CarryAsync(Dispatch dispatch, CancellationToken cancellation) =>
            throw new NotSupportedException();

        public async Task<string?> ProbeAsync(CancellationToken cancellation)
        {
            Interlocked.Increment(ref probes);
            if (Hangs)
                await Task.Delay(Timeout.Infinite, cancellation);
            return null;
        }
    }
}
