using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Gateway.Domain.Messages;
using Gateway.Tests.Infrastructure;

namespace Gateway.Tests.Transmissions;

/// <summary>
/// A message that did not leave is seen where people look: in the request, in the list, and by those who watch delivery.
/// </summary>
public sealed class UndeliveredTests(TestPostgres postgres) : IAsyncLifetime
{
    private readonly TestSite site = new(isOneGateway: true);
    private TestGateway gateway = null!;

    public async ValueTask InitializeAsync() =>
        gateway = await TestGateway.StartAsync(postgres, site, change: options => options with { RetryDelays = [] });

    public async ValueTask DisposeAsync()
    {
        await gateway.DisposeAsync();
        site.Dispose();
    }

    [Fact]
    public async Task A_failed_delivery_shows_in_the_request_and_in_lists_until_it_has_left()
    {
        await site.BlockMailboxAsync("ES-CA");
        var id = await AcceptedAsync();
        var failed = await Eventually.SeeAsync<JsonElement?>(async () => await UndeliveredAsync(id));
        var transmission = failed!.Value.GetProperty("transmissionId").GetGuid();
        failed.Value.GetProperty("state").GetString().ShouldBe("failed");
        failed
            .Value.GetProperty("remedies")
            .EnumerateArray()
            .Select(one => one.GetString())
            .ShouldBe(["resend", "settle", "furtherLeg"]);
        var line = (await gateway.GetAsync("co-officer", "/v1/requests")).GetProperty("items")[0];
        line.GetProperty("undelivered")
            .GetRawText()
            .ShouldBe((await gateway.GetAsync("co-officer", $"/v1/requests/{id}")).GetProperty("undelivered").GetRawText());
        foreach (var person in new[] { "co-officer", "operator" })
        {
            var watched = (await gateway.GetAsync(person, "/v1/transmissions?state=failed"))
                .GetProperty("items")
                .EnumerateArray()
                .ShouldHaveSingleItem();
            (watched.GetProperty("id").GetGuid(), watched.GetProperty("requestId").GetGuid()).ShouldBe((transmission, id));
        }
        (await gateway.GetAsync("es-officer", "/v1/transmissions?state=failed"))
            .GetProperty("items")
            .GetArrayLength()
            .ShouldBe(0);

        site.UnblockMailbox("ES-CA");
        using var resent = await gateway
            .As("co-officer")
            .PostAsJsonAsync($"/v1/transmissions/{transmission}/resend", new { reasons = "The mailbox is back." });
        resent.StatusCode.ShouldBe(HttpStatusCode.Accepted);

        await Eventually.SeeAsync(async () => await UndeliveredAsync(id) is null ? "gone" : null);
        (await gateway.GetAsync("co-officer", $"/v1/requests/{id}")).GetProperty("state").GetString().ShouldBe("dispatched");
        (await gateway.GetAsync("co-officer", "/v1/transmissions?state=failed"))
            .GetProperty("items")
            .GetArrayLength()
            .ShouldBe(0);
    }

    [Fact]
    public async Task An_unknown_state_is_rejected()
    {
        using var answer = await gateway.As("co-officer").GetAsync("/v1/transmissions?state=lost");
        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await answer.Content.ReadFromJsonAsync<JsonElement>())
            .GetProperty("type")
            .GetString()
            .ShouldBe("/problems/malformed-request");
    }

    [Fact]
    public async Task Rejected_submissions_are_listed_for_their_authority_and_read_by_the_id_their_problem_named()
    {
        using var rejected = await gateway.PostAsync("co-officer", "/v1/requests", "<a/>"u8.ToArray());
        var problem = await rejected.Content.ReadFromJsonAsync<JsonElement>();
        var id = problem.GetProperty("rejectionId").GetGuid();

        var line = (await gateway.GetAsync("co-officer", "/v1/rejections"))
            .GetProperty("items")
            .EnumerateArray()
            .ShouldHaveSingleItem();
        var single = await gateway.GetAsync("operator", $"/v1/rejections/{id}");

        single.GetRawText().ShouldBe(line.GetRawText());
        (
            line.GetProperty("id").GetGuid(),
            line.GetProperty("type").GetString(),
            line.GetProperty("via").GetString(),
            line.GetProperty("size").GetInt64()
        ).ShouldBe((id, problem.GetProperty("type").GetString(), "api", 4));
        line.GetProperty("digest").GetString()!.Length.ShouldBe(64);
        (await gateway.GetAsync("es-officer", "/v1/rejections")).GetProperty("items").GetArrayLength().ShouldBe(0);
        using var foreign = await gateway.As("es-officer").GetAsync($"/v1/rejections/{id}");
        foreign.StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task The_inbox_tells_enough_for_a_list()
    {
        await AcceptedAsync();
        var arrived = await Eventually.SeeAsync<JsonElement?>(async () =>
            (await gateway.GetAsync("es-officer", "/v1/inbox")).GetProperty("items") is { } items
            && items.GetArrayLength() > 0
                ? items[0]
                : null
        );

        var own = await gateway.GetAsync("es-officer", $"/v1/requests/{arrived!.Value.GetProperty("requestId").GetGuid()}");
        foreach (var member in new[] { "exchangeId", "type", "legalBases", "state", "urgency", "confidentiality" })
            arrived.Value.GetProperty(member).GetRawText().ShouldBe(own.GetProperty(member).GetRawText(), member);
        arrived
            .Value.GetProperty("dueAt")
            .GetString()
            .ShouldBe(own.GetProperty("openObligations")[0].GetProperty("dueAt").GetString());
    }

    private async Task<Guid> AcceptedAsync()
    {
        using var accepted = await gateway.PostAsync(
            "co-officer",
            "/v1/requests?channel=maildir",
            site.Sign(TestSite.Sample(MessageKind.Request))
        );
        accepted.StatusCode.ShouldBe(HttpStatusCode.Accepted);
        return (await accepted.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetGuid();
    }

    private async Task<JsonElement?> UndeliveredAsync(Guid id) =>
        (await gateway.GetAsync("co-officer", $"/v1/requests/{id}")).GetProperty("undelivered") is { } list
        && list.GetArrayLength() > 0
            ? list[0]
            : null;
}
