using System.Diagnostics;
using System.Net;
using Gateway.Api.Callers;
using Gateway.Api.Configuration;
using Gateway.Api.Observability;
using Gateway.Tests.Infrastructure;
using Microsoft.Extensions.DependencyInjection;

namespace Gateway.Tests.Authorities;

/// <summary>Who is a caller is said by the directory file, now; what it cannot mean stops the start.</summary>
public sealed class CallerTests(TestPostgres postgres) : IDisposable
{
    private readonly TestSite site = new(isOneGateway: true);

    public void Dispose() => site.Dispose();

    [Fact]
    public async Task Whoever_is_taken_out_of_the_directory_is_shut_out_without_a_restart()
    {
        await using var gateway = await TestGateway.StartAsync(postgres, site);
        (await OpensAsync(gateway, "co-officer")).ShouldBe(HttpStatusCode.OK);
        (await OpensAsync(gateway, "es-officer")).ShouldBe(HttpStatusCode.OK);

        site.ChangeCallers(callers => [.. callers.Where(caller => caller.Actor != "sandbox-co-officer")]);

        await Eventually.SeeAsync(
            async () => await OpensAsync(gateway, "co-officer") == HttpStatusCode.Unauthorized ? "shut out" : null,
            TimeSpan.FromSeconds(10)
        );
        (await OpensAsync(gateway, "es-officer")).ShouldBe(HttpStatusCode.OK);
        site.AddCaller("newcomer", "CO-CA", Caller.Officer);
        await Eventually.SeeAsync(
            async () => await OpensAsync(gateway, "newcomer") == HttpStatusCode.OK ? "let in" : null,
            TimeSpan.FromSeconds(10)
        );
    }

    [Fact]
    public async Task A_directory_that_cannot_be_used_changes_nothing()
    {
        await using var gateway = await TestGateway.StartAsync(postgres, site);
        var file = Path.Combine(site.FolderOf("both"), "directory.json");
        var good = await File.ReadAllBytesAsync(file);
        foreach (var bad in new byte[][] { [], [.. good.Take(good.Length / 2)], [.. "{}"u8] })
        {
            await File.WriteAllBytesAsync(file, bad);
            await Task.Delay(1200);
            if (bad is not [.., (byte)'}'])
                (await OpensAsync(gateway, "co-officer")).ShouldBe(HttpStatusCode.OK);
        }
        await Eventually.SeeAsync(async () =>
            await OpensAsync(gateway, "co-officer") == HttpStatusCode.Unauthorized
                ? "a directory without callers has none"
                : null
        );
    }

    [Theory]
    [InlineData("a role that does not exist", "a-1", "CO-CA", "wizard", true)]
    [InlineData("an actor that is a mail address", "maria@ca.example", "CO-CA", "officer", true)]
    [InlineData("an actor that is the gateway", "Gateway", "CO-CA", "officer", true)]
    [InlineData("no certificate", "a-1", "CO-CA", "officer", false)]
    public async Task A_caller_that_cannot_be_meant_so_stops_the_start(
        string what,
        string actor,
        string authority,
        string role,
        bool hasCertificate
    )
    {
        site.ChangeCallers(callers =>
            [.. callers.Skip(1), new(actor, authority, [role], hasCertificate ? callers[0].Certificate : "none")]
        );

        var message = (
            await Should.ThrowAsync<InvalidOperationException>(() => TestGateway.StartAsync(postgres, site))
        ).Message;

        message.ShouldContain("has a caller, number", customMessage: what);
        message[message.IndexOf("has a caller", StringComparison.Ordinal)..]
            .ShouldNotContain(actor, customMessage: "Perhaps it is a name.");
    }

    [Fact]
    public async Task One_certificate_is_one_caller()
    {
        site.ChangeCallers(callers => [.. callers, callers[0] with { Authority = "ES-CA" }]);

        (
            await Should.ThrowAsync<InvalidOperationException>(() => TestGateway.StartAsync(postgres, site))
        ).Message.ShouldContain("registered before");
    }

    [Fact]
    public async Task A_caller_of_an_authority_that_is_not_served_here_opens_nothing()
    {
        site.AddCaller("french", "FR-CA", Caller.Officer);
        await using var gateway = await TestGateway.StartAsync(postgres, site);

        (await OpensAsync(gateway, "french")).ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task A_caller_of_an_authority_that_is_known_and_not_served_here_opens_nothing()
    {
        using var two = new TestSite();
        two.AddCaller("abroad", "ES-CA", Caller.Officer);
        await using var gateway = await TestGateway.StartAsync(postgres, two, "co");

        (await OpensAsync(gateway, "co-officer")).ShouldBe(HttpStatusCode.OK);
        (await gateway.GetAsync("co-officer", "/v1/authorities/ES-CA")).GetProperty("served").GetBoolean().ShouldBeFalse();
        (await OpensAsync(gateway, "abroad")).ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task A_certificate_that_nobody_registered_opens_nothing()
    {
        site.AddCaller("stranger", "CO-CA", Caller.Officer);
        site.ChangeCallers(callers => [.. callers.Where(caller => caller.Actor != "sandbox-stranger")]);
        await using var gateway = await TestGateway.StartAsync(postgres, site);

        (await OpensAsync(gateway, "stranger")).ShouldBe(
            HttpStatusCode.Unauthorized,
            "It is a sound certificate; it is in no directory."
        );
        (await OpensAsync(gateway, "co-officer")).ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_certificate_counts_only_while_it_is_valid()
    {
        var clock = new ShiftedClock();
        await using var gateway = await TestGateway.StartAsync(
            postgres,
            site,
            prepare: builder => builder.Services.AddSingleton<TimeProvider>(clock)
        );
        (await OpensAsync(gateway, "co-officer")).ShouldBe(HttpStatusCode.OK);

        clock.Shift = TimeSpan.FromDays(6 * 365);
        (await OpensAsync(gateway, "co-officer")).ShouldBe(HttpStatusCode.Unauthorized);
        clock.Shift = TimeSpan.FromDays(-1);
        (await OpensAsync(gateway, "co-officer")).ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task Why_a_caller_was_rejected_is_counted_in_codes()
    {
        site.AddCaller("french", "FR-CA", Caller.Officer);
        await using var gateway = await TestGateway.StartAsync(postgres, site);
        using var tokens = new TestTokens(site);
        await OpensAsync(gateway, "french");
        await gateway.GetAsync("nonsense", null, "/v1/requests");
        var late = tokens.Claims();
        late["exp"] = 1;
        await gateway.GetAsync(tokens.Sign(tokens.Header(), late), null, "/v1/requests");

        var metrics = await gateway.As(null).GetStringAsync("/metrics");

        foreach (
            var (credential, reason) in new[] { ("certificate", "authority"), ("token", "malformed"), ("token", "lifetime") }
        )
            metrics.ShouldContain(
                $"gateway_caller_refused_total{{otel_scope_name=\"gateway\",credential=\"{credential}\",reason=\"{reason}\"}} 1"
            );
    }

    [Fact]
    public void Why_a_caller_was_rejected_is_in_the_trace_of_its_call()
    {
        using var telemetry = new Telemetry();
        using var call = new Activity("call").Start();

        telemetry.CallerRejected("token", "binding");

        call.GetTagItem("gateway.refusal").ShouldBe("binding");
    }

    [Fact]
    public async Task Outside_a_sandbox_the_metrics_page_and_the_test_issuer_do_not_exist()
    {
        using var tokens = new TestTokens(site);
        await using var gateway = await TestGateway.StartAsync(
            postgres,
            site,
            change: options => new GatewayOptions
            {
                Data = options.Data,
                Directory = options.Directory,
                KeyEncryptionKey = options.KeyEncryptionKey,
                ReceiptKey = options.ReceiptKey,
                ServerCertificate = options.ServerCertificate,
                KeyPassword = options.KeyPassword,
            }
        );

        (await gateway.As(null).GetAsync("/metrics")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await gateway.As("operator").GetAsync("/metrics")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await gateway.GetAsync(tokens.Sign(tokens.Header(), tokens.Claims()), null, "/v1/requests")).StatusCode.ShouldBe(
            HttpStatusCode.Unauthorized
        );
        (await OpensAsync(gateway, "co-officer")).ShouldBe(HttpStatusCode.OK);
    }

    private static async Task<HttpStatusCode> OpensAsync(GatewayUnderTest gateway, string person)
    {
        using var answer = await gateway.As(person).GetAsync("/v1/authorities");
        return answer.StatusCode;
    }
}
