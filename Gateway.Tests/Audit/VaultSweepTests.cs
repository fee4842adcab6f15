using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text.Json;
using Gateway.Adapters.Messages;
using Gateway.Adapters.Vault;
using Gateway.Api.Vault;
using Gateway.Domain.Messages;
using Gateway.Domain.Vault;
using Gateway.Tests.Infrastructure;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Gateway.Tests.Audit;

/// <summary>What no event cites goes after a while; what an event cites stays, whatever act it was.</summary>
public sealed class VaultSweepTests(TestPostgres postgres) : IAsyncLifetime
{
    private readonly TestSite site = new(isOneGateway: true);
    private TestGateway gateway = null!;

    private static DateTimeOffset LongAfter => DateTimeOffset.UtcNow.AddHours(2);

    private VaultSweep Sweep => gateway.App.Services.GetRequiredService<VaultSweep>();

    private PostgresVault Vault => gateway.App.Services.GetRequiredService<PostgresVault>();

    public async ValueTask InitializeAsync() =>
        gateway = await TestGateway.StartAsync(postgres, site, change: options => options with { RetryDelays = [] });

    public async ValueTask DisposeAsync()
    {
        await gateway.DisposeAsync();
        site.Dispose();
    }

    [Fact]
    public async Task Everything_that_any_act_stored_and_a_fact_cites_survives()
    {
        var annex = new SampleAttachment("annex.bin", "application/octet-stream", RandomNumberGenerator.GetBytes(600_000));
        await site.BlockMailboxAsync("ES-CA");
        var signed = site.Sign(TestSite.Sample(MessageKind.Request, attachments: annex));
        using var accepted = await gateway.PostAsync("co-officer", "/v1/requests?channel=maildir", signed, [annex]);
        var id = (await accepted.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetGuid();
        var transmission = await Eventually.SeeAsync(async () =>
            (await gateway.GetAsync("co-officer", $"/v1/requests/{id}/transmissions"))[0] is var one
            && one.GetProperty("state").GetString() == "failed"
                ? (Guid?)one.GetProperty("id").GetGuid()
                : null
        );
        site.UnblockMailbox("ES-CA");
        using var resent = await gateway
            .As("co-officer")
            .PostAsJsonAsync($"/v1/transmissions/{transmission}/resend", new { reasons = "The mailbox is back." });
        resent.StatusCode.ShouldBe(HttpStatusCode.Accepted);
        using var rejected = await gateway.PostAsync("co-officer", "/v1/requests", "<a/>"u8.ToArray());
        rejected.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        var inbox = await Eventually.SeeAsync<JsonElement?>(async () =>
            (await gateway.GetAsync("es-officer", "/v1/inbox")).GetProperty("items") is { } items
            && items.GetArrayLength() > 0
                ? items[0]
                : null
        );
        var before = await ItemsAsync();
        before.ShouldBe(
            10 + 4 + 1 + 2 + 3,
            "directory: of two authorities name, two addresses, two certificates; request: report, receipt, document, "
                + "annex; reasons; rejection: report, document; arrival: report, document, annex"
        );

        (await Sweep.SweepAsync(LongAfter, CancellationToken.None)).ShouldBe(0);

        (await ItemsAsync()).ShouldBe(before);
        var mirrored = inbox!.Value.GetProperty("requestId").GetGuid();
        foreach (var (person, request) in new[] { ("co-officer", id), ("es-officer", mirrored) })
        {
            var messages = (await gateway.GetAsync(person, $"/v1/requests/{request}/messages")).GetProperty("items");
            var message = messages[0].GetProperty("messageId").GetGuid();
            (await gateway.As(person).GetByteArrayAsync($"/v1/requests/{request}/messages/{message}/original")).ShouldBe(
                signed
            );
            (
                await gateway.As(person).GetByteArrayAsync($"/v1/requests/{request}/messages/{message}/attachments/1")
            ).ShouldBe(annex.Content.ToArray());
        }
    }

    [Fact]
    public async Task What_an_act_left_behind_goes_with_its_key_but_not_while_it_is_young()
    {
        var abandoned = new VaultScope("CO-CA", Guid.CreateVersion7());
        var item = await StoreAsync(abandoned, RandomNumberGenerator.GetBytes(600_000));

        (await Sweep.SweepAsync(DateTimeOffset.UtcNow.AddHours(-1), CancellationToken.None)).ShouldBe(0);
        await using (await Vault.OpenAsync(abandoned, item.ItemId, CancellationToken.None)) { }
        (await Sweep.SweepAsync(LongAfter, CancellationToken.None)).ShouldBe(1);

        await Should.ThrowAsync<VaultItemUnreadableException>(async () =>
            await Vault.OpenAsync(abandoned, item.ItemId, CancellationToken.None)
        );
        (await CountAsync($"select count(*) from vault.chunk where stream_id = '{abandoned.StreamId}'")).ShouldBe(0);
        (await CountAsync($"select count(*) from vault.key where stream_id = '{abandoned.StreamId}'")).ShouldBe(0);
        (await StoreAsync(abandoned, [1, 2, 3])).Size.ShouldBe(3, "The scope may be used again, under a new key.");
    }

    [Fact]
    public async Task What_is_stored_again_is_young_again()
    {
        var scope = new VaultScope("CO-CA", Guid.CreateVersion7());
        var bytes = RandomNumberGenerator.GetBytes(100);
        var item = await StoreAsync(scope, bytes);
        await CountAsync(
            $"with aged as (update vault.item set stored_at = now() - interval '3 hours' where id = '{item.ItemId}' "
                + "returning 1) select count(*) from aged"
        );
        await StoreAsync(scope, bytes);

        (await Sweep.SweepAsync(DateTimeOffset.UtcNow.AddHours(-1), CancellationToken.None)).ShouldBe(0);
    }

    [Fact]
    public async Task What_a_fact_cites_stays_even_if_its_mark_was_lost()
    {
        using var accepted = await gateway.PostAsync(
            "co-officer",
            "/v1/requests",
            site.Sign(TestSite.Sample(MessageKind.Request))
        );
        accepted.StatusCode.ShouldBe(HttpStatusCode.Accepted);
        await Eventually.SeeAsync(async () =>
            (await gateway.GetAsync("es-officer", "/v1/inbox")).GetProperty("items").GetArrayLength() == 1 ? "arrived" : null
        );
        var items = await ItemsAsync();
        await CountAsync("with lost as (update vault.item set cited = false returning 1) select count(*) from lost");

        (await Sweep.SweepAsync(LongAfter, CancellationToken.None)).ShouldBe(0);

        (await ItemsAsync()).ShouldBe(items);
        (await CountAsync("select count(*) from vault.item where not cited")).ShouldBe(0);
    }

    private async Task<VaultItem> StoreAsync(VaultScope scope, byte[] bytes) =>
        (
            await Vault.StoreAsync(
                scope,
                [
                    new NewItem(
                        "a",
                        "application/pdf",
                        bytes.Length,
                        Convert.ToHexStringLower(SHA256.HashData(bytes)),
                        () => new MemoryStream(bytes)
                    ),
                ],
                CancellationToken.None
            )
        )[0];

    private Task<long> ItemsAsync() => CountAsync("select count(*) from vault.item");

    private async Task<long> CountAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(gateway.ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        return (long)(await command.ExecuteScalarAsync())!;
    }
}
