using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Gateway.Api.Configuration;
using Gateway.Domain.Messages;
using Gateway.Tests.Infrastructure;
using Npgsql;

namespace Gateway.Tests.Authorities;

/// <summary>Whoever calls too often is told when to come back, and is the only one to notice.</summary>
public sealed class RateLimitTests(TestPostgres postgres) : IDisposable
{
    private readonly TestSite site = new(isOneGateway: true);

    public void Dispose() => site.Dispose();

    [Fact]
    public async Task An_authority_that_calls_too_often_is_told_when_to_come_back()
    {
        await using var gateway = await StartAsync(options => options with { CallsPerSecond = 2, CallsAtOnce = 10 });
        using var tokens = new TestTokens(site);

        var answers = await Task.WhenAll(
            Enumerable
                .Range(0, 20)
                .Select(number =>
                    number % 2 == 0
                        ? gateway.As("co-officer").GetAsync("/v1/authorities")
                        : gateway.GetAsync(tokens.Sign(tokens.Header(), tokens.Claims()), null, "/v1/authorities")
                )
        );

        answers
            .Count(answer => answer.StatusCode == HttpStatusCode.OK)
            .ShouldBeInRange(10, 14, "Certificates and tokens of one authority fill one bucket.");
        foreach (var rejected in answers.Where(answer => answer.StatusCode != HttpStatusCode.OK))
        {
            rejected.StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);
            rejected.Headers.RetryAfter!.Delta!.Value.TotalSeconds.ShouldBeInRange(1, 10);
            var problem = await rejected.Content.ReadFromJsonAsync<JsonElement>();
            (problem.GetProperty("type").GetString(), problem.GetProperty("retryable").GetBoolean()).ShouldBe(
                ("/problems/overloaded", true)
            );
        }
        (await gateway.As("co-officer").GetAsync("/v1/authorities")).StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);
        (await gateway.As("es-officer").GetAsync("/v1/authorities")).StatusCode.ShouldBe(HttpStatusCode.OK);
        await Eventually.SeeAsync(async () =>
            (await gateway.As("co-officer").GetAsync("/v1/authorities")).StatusCode == HttpStatusCode.OK ? "again" : null
        );
        (await gateway.As(null).GetStringAsync("/metrics")).ShouldContain(
            "gateway_request_turned_away_total{otel_scope_name=\"gateway\",reason=\"rate\"}"
        );
    }

    [Fact]
    public async Task The_storm_of_one_authority_does_not_slow_the_calls_of_another()
    {
        await using var gateway = await StartAsync(options => options with { CallsPerSecond = 50, CallsAtOnce = 50 });
        using var end = new CancellationTokenSource();
        var stormed = new ConcurrentDictionary<HttpStatusCode, int>();
        var storm = Enumerable
            .Range(0, 16)
            .Select(_ =>
                Task.Run(async () =>
                {
                    while (!end.IsCancellationRequested)
                    {
                        using var answer = await gateway.As("co-officer").GetAsync("/v1/requests");
                        stormed.AddOrUpdate(answer.StatusCode, 1, (_, count) => count + 1);
                    }
                })
            )
            .ToList();

        var took = new List<double>();
        for (var call = 0; call < 40; call++)
        {
            var since = Stopwatch.StartNew();
            using var answer = await gateway.As("es-officer").GetAsync("/v1/requests");
            answer.StatusCode.ShouldBe(HttpStatusCode.OK);
            took.Add(since.Elapsed.TotalMilliseconds);
            await Task.Delay(25);
        }
        await end.CancelAsync();
        await Task.WhenAll(storm);

        stormed[HttpStatusCode.TooManyRequests].ShouldBeGreaterThan(stormed[HttpStatusCode.OK]);
        stormed[HttpStatusCode.OK].ShouldBeLessThan(50 + 50 * 60, "The bucket fills no faster than it should.");
        took.Order().ElementAt(20).ShouldBeLessThan(500, "milliseconds, half of the calls of the other authority");
    }

    [Fact]
    public async Task Strangers_empty_nobodys_bucket_and_what_is_open_stays_open()
    {
        await using var gateway = await StartAsync(options => options with { CallsPerSecond = 1, CallsAtOnce = 5 });

        var strangers = await Task.WhenAll(Enumerable.Range(0, 30).Select(_ => gateway.As(null).GetAsync("/v1/requests")));

        strangers.ShouldAllBe(answer => answer.StatusCode == HttpStatusCode.Unauthorized);
        for (var call = 0; call < 5; call++)
            (await gateway.As("co-officer").GetAsync("/v1/authorities")).StatusCode.ShouldBe(HttpStatusCode.OK);
        for (var call = 0; call < 10; call++)
            (await gateway.As(null).GetAsync("/health/live")).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Submissions_of_one_authority_never_take_all_the_places()
    {
        await using var gateway = await StartAsync(options =>
            options with
            {
                ConcurrentSubmissions = 1,
                WaitingSubmissions = 7,
            }
        );
        using var end = new CancellationTokenSource();
        var stormed = new ConcurrentDictionary<HttpStatusCode, int>();
        var storm = Enumerable
            .Range(0, 24)
            .Select(_ => site.Sign(TestSite.Sample(MessageKind.Request), "co-deciding"))
            .Select(signed =>
                Task.Run(async () =>
                {
                    while (!end.IsCancellationRequested)
                    {
                        using var answer = await gateway.PostAsync("co-officer", "/v1/requests", signed);
                        stormed.AddOrUpdate(answer.StatusCode, 1, (_, count) => count + 1);
                    }
                })
            )
            .ToList();
        await Eventually.SeeAsync(() =>
            Task.FromResult(stormed.GetValueOrDefault(HttpStatusCode.TooManyRequests) > 20 ? "full" : null)
        );

        for (var post = 0; post < 15; post++)
        {
            using var answer = await gateway.PostAsync(
                "es-officer",
                "/v1/requests",
                site.Sign(TestSite.Sample(MessageKind.Request, "ES-CA", "CO-CA"))
            );
            answer.StatusCode.ShouldBe(HttpStatusCode.Accepted);
        }
        await end.CancelAsync();
        await Task.WhenAll(storm);

        stormed.Keys.ShouldBe([HttpStatusCode.Accepted, HttpStatusCode.TooManyRequests], ignoreOrder: true);
    }

    [Fact]
    public async Task A_backlog_that_one_authority_made_does_not_shut_out_another()
    {
        await using var gateway = await StartAsync(options => options with { LargestBacklog = 4 });
        for (var post = 0; post < 6; post++)
            await Eventually.SeeAsync(async () =>
                await SubmitAsync(gateway, "CO-CA", "ES-CA") == HttpStatusCode.Accepted ? "accepted" : null
            );
        await using var connection = new NpgsqlConnection(gateway.ConnectionString);
        await connection.OpenAsync();
        await Eventually.SeeAsync(async () =>
            await RunAsync("select count(*) from gateway.mt_doc_transmission where is_settled") is 6L ? "gone" : null
        );
        await RunAsync(
            """with stuck as (update gateway.mt_doc_transmission set is_settled = false, data = jsonb_set(data, '{State}', '"queued"') returning 1) select count(*) from stuck"""
        );

        await Eventually.SeeAsync(async () =>
            await SubmitAsync(gateway, "CO-CA", "ES-CA") == HttpStatusCode.ServiceUnavailable ? "shut out" : null
        );
        (await SubmitAsync(gateway, "ES-CA", "CO-CA")).ShouldBe(HttpStatusCode.Accepted);
        (await SubmitAsync(gateway, "CO-CA", "ES-CA")).ShouldBe(HttpStatusCode.ServiceUnavailable);

        async Task<object?> RunAsync(string sql)
        {
            await using var command = new NpgsqlCommand(sql, connection);
            return await command.ExecuteScalarAsync();
        }
    }

    private async Task<HttpStatusCode> SubmitAsync(TestGateway gateway, string from, string to)
    {
        using var answer = await gateway.PostAsync(
            TestSite.OfficerOf(from),
            "/v1/requests",
            site.Sign(TestSite.Sample(MessageKind.Request, from, to))
        );
        return answer.StatusCode;
    }

    private Task<TestGateway> StartAsync(Func<GatewayOptions, GatewayOptions> change) =>
        TestGateway.StartAsync(postgres, site, change: change);
}
