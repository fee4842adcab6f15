using System.Net;
using System.Text;
using Gateway.Api.Configuration;
using Gateway.Api.Ingress;
using Gateway.Domain.Messages;
using Gateway.Tests.Infrastructure;
using Microsoft.Extensions.DependencyInjection;

namespace Gateway.Tests.Requests;

/// <summary>
/// The gate of intake: each of its limits holds by itself, and what one authority does is no other's limit.
/// </summary>
public sealed class IntakeGateTests(TestPostgres postgres) : IDisposable
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(2);
    private readonly TestSite site = new(isOneGateway: true);

    public void Dispose() => site.Dispose();

    [Fact]
    public async Task A_held_upload_beyond_those_of_its_authority_is_answered_429()
    {
        await using var gateway = await StartAsync(options =>
            options with
            {
                ConcurrentSubmissions = 2,
                WaitingSubmissions = 2,
            }
        );
        await using var held = await HoldAsync(gateway, 4);

        var (status, retryAfter) =
            await Eventually.SeeAsync(
                async () =>
                {
                    using var answer = await SubmitAsync(gateway, "CO-CA");
                    return answer.StatusCode == HttpStatusCode.Accepted
                        ? default((HttpStatusCode, TimeSpan?)?)
                        : (answer.StatusCode, answer.Headers.RetryAfter?.Delta);
                },
                TimeSpan.FromSeconds(15)
            ) ?? default;

        (status, retryAfter).ShouldBe((HttpStatusCode.TooManyRequests, TimeSpan.FromSeconds(1)));
        (await SubmitAsync(gateway, "ES-CA")).StatusCode.ShouldBe(HttpStatusCode.Accepted);
        await held.DisposeAsync();
        await Eventually.SeeAsync(async () =>
            (await SubmitAsync(gateway, "CO-CA")).StatusCode == HttpStatusCode.Accepted ? "again" : null
        );
    }

    [Fact]
    public async Task Eight_slow_uploads_hold_up_no_submission_of_their_own_authority_or_another()
    {
        await using var gateway = await StartAsync();
        await using var held = await HoldAsync(gateway, 8);
        await Task.Delay(1000);

        foreach (var authority in new[] { "ES-CA", "CO-CA" })
            (await SubmitAsync(gateway, authority).WaitAsync(Soon)).StatusCode.ShouldBe(HttpStatusCode.Accepted, authority);
    }

    [Fact]
    public async Task The_work_of_one_authority_never_takes_all_the_places()
    {
        await using var gateway = await StartAsync();
        var gate = gateway.App.Services.GetRequiredService<SubmissionGate>();
        var places = Enumerable.Range(0, 30).Select(_ => gate.TakePlaceAsync("CO-CA", CancellationToken.None)).ToList();

        (await SubmitAsync(gateway, "ES-CA").WaitAsync(Soon)).StatusCode.ShouldBe(HttpStatusCode.Accepted);

        foreach (var place in places)
            (await place.WaitAsync(Soon)).Dispose();
    }

    [Fact]
    public async Task No_more_submissions_are_worked_on_than_there_are_places()
    {
        await using var gateway = await StartAsync();
        var gate = gateway.App.Services.GetRequiredService<SubmissionGate>();
        var places = new[] { "CO-CA", "ES-CA" }
            .SelectMany(authority =>
                Enumerable.Range(0, 8).Select(_ => gate.TakePlaceAsync(authority, CancellationToken.None))
            )
            .ToList();
        var submission = SubmitAsync(gateway, "ES-CA");
        await Task.WhenAny(submission, Task.Delay(3000));

        places.Count(place => place.IsCompleted).ShouldBe(8);
        submission.IsCompleted.ShouldBeFalse("A submission takes a place from the gate of the container.");

        foreach (var place in places)
            (await place.WaitAsync(Soon)).Dispose();
        (await submission).StatusCode.ShouldBe(HttpStatusCode.Accepted);
    }

    [Fact]
    public async Task Bytes_in_hand_of_one_authority_are_limited_as_they_come()
    {
        await using var gateway = await StartAsync(options =>
            options with
            {
                Http = options.Http with { LargestInHand = 1_000_000 },
            }
        );
        await using var first = await BeginAsync(gateway, "Transfer-Encoding: chunked");
        await first.SendChunkAsync(new byte[800_000]);
        await HoldsAsync(gateway);
        await using var second = await BeginAsync(gateway, "Transfer-Encoding: chunked");

        await second.SendChunkAsync(new byte[400_000]);

        var answer = await second.AnswerAsync();
        (
            answer.Status,
            answer.Json.GetProperty("type").GetString(),
            answer.Json.GetProperty("retryable").GetBoolean()
        ).ShouldBe((429, "/problems/overloaded", true));
        answer.Head.ShouldContain("Retry-After: 1");
        (await SubmitAsync(gateway, "ES-CA")).StatusCode.ShouldBe(HttpStatusCode.Accepted);
    }

    [Fact]
    public async Task Bytes_that_a_body_announces_count_before_they_come()
    {
        await using var gateway = await StartAsync(options =>
            options with
            {
                Http = options.Http with { LargestInHand = 1_000_000 },
            }
        );
        await using var first = await BeginAsync(gateway, "Content-Length: 800000");
        await HoldsAsync(gateway);
        await using var second = await BeginAsync(gateway, "Content-Length: 400000");

        (await second.AnswerAsync()).Status.ShouldBe(429);

        await first.DisposeAsync();
        await Eventually.SeeAsync(async () =>
            (await SubmitAsync(gateway, "CO-CA")).StatusCode == HttpStatusCode.Accepted ? "again" : null
        );
    }

    private async Task<HttpResponseMessage> SubmitAsync(TestGateway gateway, string from) =>
        await gateway.PostAsync(
            TestSite.OfficerOf(from),
            "/v1/requests",
            site.Sign(TestSite.Sample(MessageKind.Request, from, from == "CO-CA" ? "ES-CA" : "CO-CA"))
        );

    private async Task<Held> HoldAsync(TestGateway gateway, int count)
    {
        var held = new Held([]);
        for (var call = 0; call < count; call++)
        {
            var upload = await BeginAsync(gateway, "Content-Length: 5000");
            await upload.SendAsync(Encoding.UTF8.GetBytes("<Message>"));
            held.Calls.Add(upload);
        }
        return held;
    }

    private Task<RawCall> BeginAsync(TestGateway gateway, string framing) =>
        RawCall.BeginAsync(
            gateway.Url,
            site.Person("co-officer"),
            "POST /v1/requests",
            "Content-Type: application/xml",
            framing
        );

    /// <summary>
    /// Starts a gateway that has accepted from both authorities already, so that nothing is slow for being the first.
    /// </summary>
    private async Task<TestGateway> StartAsync(Func<GatewayOptions, GatewayOptions>? change = null)
    {
        var gateway = await TestGateway.StartAsync(postgres, site, change: change);
        foreach (var authority in new[] { "ES-CA", "CO-CA" })
            (await SubmitAsync(gateway, authority)).StatusCode.ShouldBe(HttpStatusCode.Accepted);
        return gateway;
    }

    /// <summary>Waits until 800,000 bytes of CO-CA are in hand.</summary>
    private static Task HoldsAsync(TestGateway gateway) =>
        Eventually.SeeAsync(
            () =>
            {
                var (entered, turnedAway) = gateway
                    .App.Services.GetRequiredService<SubmissionGate>()
                    .Enter("CO-CA", 200_001);
                entered?.Dispose();
                return Task.FromResult(turnedAway);
            },
            TimeSpan.FromSeconds(10)
        );

    private sealed record Held(List<RawCall> Calls) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            foreach (var call in Calls)
                await call.DisposeAsync();
            Calls.Clear();
        }
    }
}
