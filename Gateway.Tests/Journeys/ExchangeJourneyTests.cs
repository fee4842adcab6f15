using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text.Json;
using Gateway.Adapters.Messages;
using Gateway.Domain;
using Gateway.Domain.Messages;
using Gateway.Tests.Infrastructure;

namespace Gateway.Tests.Journeys;

/// <summary>The main job over HTTP: two gateways, two databases, one exchange over Maildir.</summary>
public sealed class ExchangeJourneyTests(TestPostgres postgres) : IAsyncLifetime
{
    private readonly TestSite site = new();
    private TestGateway co = null!;
    private TestGateway es = null!;

    public async ValueTask InitializeAsync()
    {
        co = await TestGateway.StartAsync(postgres, site, "co");
        es = await TestGateway.StartAsync(postgres, site, "es");
    }

    public async ValueTask DisposeAsync()
    {
        await co.DisposeAsync();
        await es.DisposeAsync();
        site.Dispose();
    }

    [Fact]
    public async Task A_request_is_acknowledged_questioned_answered_and_replayed()
    {
        var attachment = new SampleAttachment(
            "annex.bin",
            "application/octet-stream",
            RandomNumberGenerator.GetBytes(70_000)
        );
        var request = TestSite.Sample(MessageKind.Request, attachments: attachment);
        var signed = site.Sign(request);
        var accepted = await Accepted(await co.PostAsync("co-officer", "/v1/requests", signed, [attachment]));
        var id = accepted.GetProperty("id").GetGuid();
        accepted.GetProperty("digest").GetString().ShouldBe(Convert.ToHexStringLower(SHA256.HashData(signed)));

        var arrived = await InInbox(es, "es-officer", MessageKind.Request);
        arrived.GetProperty("messageId").GetGuid().ShouldBe(request.MessageId);
        var mirrored = arrived.GetProperty("requestId").GetGuid();
        (
            await es.As("es-officer").GetByteArrayAsync($"/v1/requests/{mirrored}/messages/{request.MessageId}/original")
        ).ShouldBe(signed);
        (
            await es.As("es-officer")
                .GetByteArrayAsync($"/v1/requests/{mirrored}/messages/{request.MessageId}/attachments/1")
        ).ShouldBe(attachment.Content.ToArray());
        (await es.As("es-officer").PostAsync($"/v1/inbox/{request.MessageId}/taken", null)).StatusCode.ShouldBe(
            HttpStatusCode.NoContent
        );
        (await es.As("es-officer").PostAsync($"/v1/inbox/{request.MessageId}/taken", null)).StatusCode.ShouldBe(
            HttpStatusCode.NoContent
        );

        var acknowledgement = TestSite.Sample(
            MessageKind.Acknowledgement,
            "ES-CA",
            "CO-CA",
            request.ExchangeId,
            request.MessageId
        );
        await Accepted(await es.PostAsync("es-officer", $"/v1/requests/{mirrored}/messages", site.Sign(acknowledgement)));
        await State(co, "co-officer", id, "acknowledged");

        var question = TestSite.Sample(
            MessageKind.ClarificationRequest,
            "ES-CA",
            "CO-CA",
            request.ExchangeId,
            request.MessageId
        );
        await Accepted(await es.PostAsync("es-officer", $"/v1/requests/{mirrored}/messages", site.Sign(question)));
        await State(co, "co-officer", id, "clarificationPending");

        var clarification = TestSite.Sample(
            MessageKind.Clarification,
            exchange: request.ExchangeId,
            answers: question.MessageId
        );
        await Accepted(await co.PostAsync("co-officer", $"/v1/requests/{id}/messages", site.Sign(clarification)));
        await State(es, "es-officer", mirrored, "underAssessment");

        var history = (await co.GetAsync("co-officer", $"/v1/requests/{id}/history"))
            .GetProperty("items")
            .EnumerateArray()
            .ToList();
        history.Select(item => item.GetProperty("sequence").GetInt64()).ShouldBeInOrder();
        string[] story =
        [
            "RequestSubmitted",
            "SubmissionAccepted",
            "TransmissionAttempted",
            "TransmissionHandedToChannel",
            "MessageDispatched",
            "ChannelLocked",
            "RequestAcknowledged",
            "ClarificationRequested",
            "ClarificationProvided",
        ];
        history.Select(item => item.GetProperty("type").GetString()).Where(story.Contains).Distinct().ShouldBe(story);

        var acknowledgedAt = history
            .Single(item => item.GetProperty("type").GetString() == "RequestAcknowledged")
            .GetProperty("at")
            .GetDateTimeOffset();
        var before = await co.GetAsync(
            "co-officer",
            $"/v1/requests/{id}?at={acknowledgedAt.AddTicks(-10):O}".Replace("+", "%2B", StringComparison.Ordinal)
        );
        before.GetProperty("state").GetString().ShouldBe("dispatched");
        before.TryGetProperty("lock", out _).ShouldBeFalse();
    }

    [Fact]
    public async Task Replaying_twice_gives_the_same_hash()
    {
        var accepted = await Accepted(
            await co.PostAsync("co-officer", "/v1/requests", site.Sign(TestSite.Sample(MessageKind.Request)))
        );
        var id = accepted.GetProperty("id").GetGuid();
        await State(co, "co-officer", id, "dispatched");

        var first = await Replayed(id);
        (await Replayed(id)).ShouldBe(first);

        async Task<string> Replayed(Guid request)
        {
            var progress = await co.As("co-officer").GetByteArrayAsync($"/v1/requests/{request}");
            var history = await co.As("co-officer").GetByteArrayAsync($"/v1/requests/{request}/history");
            return Convert.ToHexStringLower(SHA256.HashData([.. progress, .. history]));
        }
    }

    private static async Task<JsonElement> Accepted(HttpResponseMessage response)
    {
        response.StatusCode.ShouldBe(HttpStatusCode.Accepted, await response.Content.ReadAsStringAsync());
        return await response.Content.ReadFromJsonAsync<JsonElement>();
    }

    private static Task<JsonElement> InInbox(TestGateway gateway, string person, MessageKind kind) =>
        Eventually
            .SeeAsync<JsonElement?>(async () =>
                (await gateway.GetAsync(person, "/v1/inbox"))
                    .GetProperty("items")
                    .EnumerateArray()
                    .Where(item => item.GetProperty("kind").GetString() == Codes.Of(kind))
                    .Select(item => (JsonElement?)item)
                    .FirstOrDefault()
            )
            .ContinueWith(seen => seen.Result!.Value, TaskScheduler.Default);

    private static Task<string> State(TestGateway gateway, string person, Guid id, string state) =>
        Eventually.SeeAsync(async () =>
            (await gateway.GetAsync(person, $"/v1/requests/{id}")).GetProperty("state").GetString() is { } now
            && now == state
                ? now
                : null
        );
}
