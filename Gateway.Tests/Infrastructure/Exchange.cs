using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Gateway.Adapters.Messages;
using Gateway.Api.Configuration;
using Gateway.Domain;
using Gateway.Domain.Messages;
using Gateway.Domain.Requests;
using Microsoft.AspNetCore.Builder;

namespace Gateway.Tests.Infrastructure;

/// <summary>Two gateways with a database each, over the channels of a sandbox, and an officer at each.</summary>
public sealed class Exchange : IAsyncDisposable
{
    private Exchange(TestSite site, TestGateway co, TestGateway es) =>
        (Site, Colombia, Spain) = (
            site,
            new Party(site, co, "CO-CA", "ES-CA", "co"),
            new Party(site, es, "ES-CA", "CO-CA", "es")
        );

    public TestSite Site { get; }

    public Party Colombia { get; }

    public Party Spain { get; }

    public static async Task<Exchange> StartAsync(
        TestPostgres postgres,
        Func<GatewayOptions, GatewayOptions>? change = null,
        Action<WebApplicationBuilder>? prepare = null
    )
    {
        var site = new TestSite();
        GatewayOptions Quick(GatewayOptions options) =>
            (change ?? (same => same))(
                options with
                {
                    ProbeEvery = TimeSpan.FromMilliseconds(200),
                    SweepEvery = TimeSpan.FromMilliseconds(300),
                }
            );
        return new Exchange(
            site,
            await TestGateway.StartAsync(postgres, site, "co", Quick, prepare),
            await TestGateway.StartAsync(postgres, site, "es", Quick, prepare)
        );
    }

    /// <summary>A request of Colombia's, received by Spain.</summary>
    public async Task OpenAsync(Func<SampleMessage, SampleMessage>? change = null, string? channel = null)
    {
        await Colombia.OpenAsync(change, channel);
        await Spain.ReceivesAsync(Colombia.Opening!);
    }

    public async ValueTask DisposeAsync()
    {
        await Colombia.Gateway.DisposeAsync();
        await Spain.Gateway.DisposeAsync();
        Site.Dispose();
    }
}

/// <summary>An authority as its officers use the gateway, within one exchange.</summary>
public sealed class Party(TestSite site, TestGateway gateway, string code, string counterpart, string person)
{
    public TestGateway Gateway => gateway;

    public string Officer => $"{person}-officer";

    public string DecidingOfficer => $"{person}-deciding";

    /// <summary>Of the request, as this side knows it.</summary>
    public Guid Request { get; private set; }

    public SampleMessage? Opening { get; private set; }

    public async Task<SampleMessage> OpenAsync(Func<SampleMessage, SampleMessage>? change = null, string? channel = null)
    {
        Opening = (change ?? (same => same))(TestSite.Sample(MessageKind.Request, code, counterpart));
        var accepted = await AcceptedAsync(
            await gateway.PostAsync(Officer, $"/v1/requests{Over(channel)}", site.Sign(Opening), Opening.Attachments)
        );
        Request = accepted.GetProperty("id").GetGuid();
        return Opening;
    }

    public async Task ReceivesAsync(SampleMessage message)
    {
        Request =
            await Eventually.SeeAsync(async () =>
                (await gateway.GetAsync(Officer, "/v1/inbox"))
                    .GetProperty("items")
                    .EnumerateArray()
                    .Where(item => item.GetProperty("messageId").GetGuid() == message.MessageId)
                    .Select(item => (Guid?)item.GetProperty("requestId").GetGuid())
                    .FirstOrDefault()
            ) ?? Guid.Empty;
        Opening ??= message;
    }

    public SampleMessage Write(MessageKind kind, SampleMessage? answering = null, Particulars? says = null) =>
        TestSite.Sample(kind, code, counterpart, Opening!.ExchangeId, (answering ?? Opening).MessageId) with
        {
            Says = says ?? new(),
        };

    public Task<HttpResponseMessage> PostAsync(SampleMessage message, string? channel = null) =>
        gateway.PostAsync(
            Officer,
            $"/v1/requests/{Request}/messages{Over(channel)}",
            site.Sign(message),
            message.Attachments
        );

    /// <summary>Sends a message that is accepted.</summary>
    public async Task<SampleMessage> SayAsync(
        MessageKind kind,
        SampleMessage? answering = null,
        Particulars? says = null,
        string? channel = null
    )
    {
        var message = Write(kind, answering, says);
        await AcceptedAsync(await PostAsync(message, channel));
        return message;
    }

    /// <summary>Sends a message that is rejected.</summary>
    public async Task RejectedAsync(string problem, SampleMessage message, string? channel = null)
    {
        using var response = await PostAsync(message, channel);
        await IsAsync(response, problem);
    }

    public async Task<HttpResponseMessage> ActAsync(string path, object body, string? by = null) =>
        await gateway
            .As(by ?? Officer)
            .PostAsJsonAsync(path.StartsWith('/') ? path : $"/v1/requests/{Request}/{path}", body);

    public async Task DoneAsync(string path, object body, string? by = null)
    {
        using var response = await ActAsync(path, body, by);
        response.IsSuccessStatusCode.ShouldBeTrue(await response.Content.ReadAsStringAsync());
    }

    public async Task RejectedAsync(string problem, string path, object body, string? by = null)
    {
        using var response = await ActAsync(path, body, by);
        await IsAsync(response, problem);
    }

    public Task<JsonElement> ProgressAsync() => gateway.GetAsync(Officer, $"/v1/requests/{Request}");

    /// <summary>Waits until the request is in a state.</summary>
    public Task IsAsync(RequestState state) =>
        Eventually.SeeAsync(async () =>
            (await ProgressAsync()).GetProperty("state").GetString() is { } now && now == Codes.Of(state) ? now : null
        );

    public async Task<IReadOnlyList<JsonElement>> HistoryAsync() =>
        [.. (await gateway.GetAsync(Officer, $"/v1/requests/{Request}/history")).GetProperty("items").EnumerateArray()];

    public async Task<IReadOnlyList<string>> FactsAsync() =>
        [.. (await HistoryAsync()).Select(item => item.GetProperty("type").GetString()!)];

    /// <summary>Waits until the history holds events of these types.</summary>
    public Task RecordsAsync(params string[] types) =>
        Eventually.SeeAsync(async () => await FactsAsync() is var facts && types.All(facts.Contains) ? "all" : null);

    public async Task<IReadOnlyList<JsonElement>> TransmissionsAsync() =>
        [.. (await gateway.GetAsync(Officer, $"/v1/requests/{Request}/transmissions")).EnumerateArray()];

    /// <summary>Waits until the transmission of a message over a leg is in a state.</summary>
    public Task<Guid?> LegIsAsync(SampleMessage message, string state, int leg = 1) =>
        Eventually.SeeAsync(async () =>
            (await TransmissionsAsync())
                .Where(one =>
                    one.GetProperty("messageId").GetGuid() == message.MessageId
                    && one.GetProperty("leg").GetInt32() == leg
                    && one.GetProperty("state").GetString() == state
                )
                .Select(one => (Guid?)one.GetProperty("id").GetGuid())
                .FirstOrDefault()
        );

    public async Task<string?> ChannelOfAsync(SampleMessage message) =>
        (await TransmissionsAsync())
            .Where(one => one.GetProperty("messageId").GetGuid() == message.MessageId)
            .Select(one => one.GetProperty("channel").GetString())
            .FirstOrDefault();

    private static string Over(string? channel) => channel is null ? "" : $"?channel={channel}";

    private static async Task<JsonElement> AcceptedAsync(HttpResponseMessage response)
    {
        using (response)
        {
            response.StatusCode.ShouldBe(HttpStatusCode.Accepted, await response.Content.ReadAsStringAsync());
            return await response.Content.ReadFromJsonAsync<JsonElement>();
        }
    }

    private static async Task IsAsync(HttpResponseMessage response, string problem)
    {
        var body = await response.Content.ReadAsStringAsync();
        response.IsSuccessStatusCode.ShouldBeFalse(body);
        using var parsed = JsonDocument.Parse(body);
        parsed.RootElement.GetProperty("type").GetString().ShouldBe($"/problems/{problem}", body);
    }
}
