using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Gateway.Tests.Infrastructure;
using Microsoft.Extensions.DependencyInjection;

namespace Gateway.Tests.Hosting;

/// <summary>
/// Health tells the truth: ready is said only by a gateway that can do its work, and what is wrong is named.
/// </summary>
public sealed class HealthTests(TestPostgres postgres) : IDisposable
{
    private readonly TestSite site = new(isOneGateway: true);

    public void Dispose() => site.Dispose();

    [Fact]
    public async Task A_gateway_that_can_do_its_work_is_ready()
    {
        await using var gateway = await TestGateway.StartAsync(postgres, site);

        (await ReadyAsync(gateway)).ShouldBe((HttpStatusCode.OK, "ready", "ready", "ready", "ready"));
    }

    [Fact]
    public async Task Without_its_database_it_is_not_ready_and_still_alive()
    {
        await using var gateway = await TestGatewayProcess.StartAsync(site, "both");
        await gateway.HangDatabaseAsync();

        var (status, overall, database, signingKey, _) =
            await Eventually.SeeAsync<(HttpStatusCode, string, string, string, string)?>(async () =>
                await ReadyAsync(gateway) is { Status: HttpStatusCode.ServiceUnavailable } answer ? answer : null
            ) ?? default;

        (status, overall, database, signingKey).ShouldBe(
            (HttpStatusCode.ServiceUnavailable, "notReady", "notReady", "ready")
        );
        using var live = await gateway.As(null).GetAsync("/health/live");
        live.StatusCode.ShouldBe(HttpStatusCode.OK);
        await gateway.WakeDatabaseAsync();
        await Eventually.SeeAsync(async () => (await ReadyAsync(gateway)).Overall == "ready" ? "again" : null);
    }

    [Fact]
    public async Task With_an_expired_receipt_key_it_is_not_ready()
    {
        var clock = new ShiftedClock();
        await using var gateway = await TestGateway.StartAsync(
            postgres,
            site,
            prepare: builder => builder.Services.AddSingleton<TimeProvider>(clock)
        );
        clock.Shift = TimeSpan.FromDays(5 * 366);

        var (status, overall, database, signingKey, _) = await ReadyAsync(gateway);

        (status, overall, database, signingKey).ShouldBe(
            (HttpStatusCode.ServiceUnavailable, "notReady", "ready", "notReady")
        );
    }

    [Fact]
    public async Task A_mailbox_that_cannot_be_read_degrades_it()
    {
        await using var gateway = await TestGateway.StartAsync(postgres, site);
        await site.BlockMailboxAsync("ES-CA");

        await Eventually.SeeAsync(async () =>
            (await ReadyAsync(gateway)) is { Overall: "degraded", Channels: "degraded", Status: HttpStatusCode.OK }
                ? "seen"
                : null
        );
        site.UnblockMailbox("ES-CA");
        await Eventually.SeeAsync(async () => (await ReadyAsync(gateway)).Overall == "ready" ? "again" : null);
    }

    [Fact]
    public async Task A_served_authority_whose_only_address_is_on_a_channel_that_is_not_set_up_is_named()
    {
        var file = Path.Combine(site.FolderOf("both"), "directory.json");
        var directory = JsonNode.Parse(await File.ReadAllTextAsync(file))!;
        directory["authorities"]!.AsArray().Single(entry => (string)entry!["code"]! == "CO-CA")!["channels"] =
            JsonNode.Parse("""[{"channel":"email","address":"co@mail.example","sandbox":false}]""");
        await File.WriteAllTextAsync(file, directory.ToJsonString());
        await using var gateway = await TestGateway.StartAsync(postgres, site);

        var answer = (await gateway.GetAsync("auditor", "/health/ready"));

        answer.GetProperty("status").GetString().ShouldBe("degraded");
        answer.GetProperty("checks").GetProperty("channels").GetProperty("status").GetString().ShouldBe("ready");
        answer
            .GetProperty("checks")
            .GetProperty("authorities")
            .GetProperty("detail")
            .GetString()
            .ShouldBe("CO-CA: nothing can go out; CO-CA: nothing can come in; ES-CA: nothing can go out");
    }

    private static async Task<(
        HttpStatusCode Status,
        string Overall,
        string Database,
        string SigningKey,
        string Channels
    )> ReadyAsync(GatewayUnderTest gateway)
    {
        using var answer = await gateway.As(null).GetAsync("/health/ready");
        using var body = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
        var checks = body.RootElement.GetProperty("checks");
        return (
            answer.StatusCode,
            body.RootElement.GetProperty("status").GetString()!,
            Of("database"),
            Of("signing-key"),
            Of("channels")
        );

        string Of(string check) => checks.GetProperty(check).GetProperty("status").GetString()!;
    }
}
