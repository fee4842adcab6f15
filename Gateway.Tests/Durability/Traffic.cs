using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Gateway.Domain.Messages;
using Gateway.Tests.Infrastructure;

namespace Gateway.Tests.Durability;

/// <summary>
/// Officers of both sides at work while things break: requests go out, and every one that arrives is acknowledged and taken
/// over. As honest callers they send the same bytes again until they hold a receipt, and keep a list of the receipts.
/// </summary>
internal sealed class Traffic(TestSite site, GatewayUnderTest co, GatewayUnderTest es) : IAsyncDisposable
{
    private static readonly TimeSpan Breath = TimeSpan.FromMilliseconds(40);
    private static readonly ParallelOptions atOnce = new() { MaxDegreeOfParallelism = 4 };
    private readonly CancellationTokenSource end = new();
    private readonly ConcurrentDictionary<Guid, Guid> accepted = new();
    private readonly ConcurrentDictionary<Guid, byte[]> acknowledgements = new();
    private readonly ConcurrentBag<string> rejections = [];
    private readonly List<Task> officers = [];
    private volatile bool isOver;

    /// <summary>By message id, the request id of every receipt held.</summary>
    public IReadOnlyDictionary<Guid, Guid> Accepted => accepted;

    /// <summary>Final answers that an honest caller should not get.</summary>
    public IReadOnlyCollection<string> Rejections => rejections;

    public void Start(int senders)
    {
        for (var i = 0; i < senders; i++)
            officers.Add(Task.Run(SendAsync));
        officers.Add(Task.Run(AcknowledgeAsync));
    }

    /// <summary>
    /// No new requests; those under way get their receipts, and what arrives is acknowledged until disposal.
    /// </summary>
    public async Task StopSendingAsync()
    {
        await end.CancelAsync();
        await Task.WhenAll(officers.SkipLast(1));
    }

    public async ValueTask DisposeAsync()
    {
        await end.CancelAsync();
        isOver = true;
        await Task.WhenAll(officers);
        end.Dispose();
    }

    private async Task SendAsync()
    {
        while (!end.IsCancellationRequested)
        {
            var request = TestSite.Sample(MessageKind.Request);
            var receipt = await InsistAsync(co, "co-officer", "/v1/requests", site.Sign(request));
            if (receipt is { } held)
                accepted[request.MessageId] = held.GetProperty("id").GetGuid();
            await Task.Delay(Breath);
        }
    }

    private async Task AcknowledgeAsync()
    {
        while (!isOver)
        {
            try
            {
                var inbox = await es.GetAsync("es-officer", "/v1/inbox");
                await Parallel.ForEachAsync(
                    inbox.GetProperty("items").EnumerateArray(),
                    atOnce,
                    async (item, _) => await AcknowledgeAsync(item)
                );
            }
            catch (Exception exception) when (IsOutage(exception))
            {
                // Down for the moment; looked at again.
            }
            await Task.Delay(Breath);
        }
    }

    private async Task AcknowledgeAsync(JsonElement item)
    {
        var (messageId, requestId) = (item.GetProperty("messageId").GetGuid(), item.GetProperty("requestId").GetGuid());
        var request = await es.GetAsync("es-officer", $"/v1/requests/{requestId}");
        var signed = acknowledgements.GetOrAdd(
            messageId,
            _ =>
            {
                var exchange = request.GetProperty("exchangeId").GetGuid();
                return site.Sign(TestSite.Sample(MessageKind.Acknowledgement, "ES-CA", "CO-CA", exchange, messageId));
            }
        );
        if (await InsistAsync(es, "es-officer", $"/v1/requests/{requestId}/messages", signed) is null)
            return;
        using var taken = await es.As("es-officer").PostAsync($"/v1/inbox/{messageId}/taken", null);
    }

    /// <returns>The receipt; null when the test ended first.</returns>
    private async Task<JsonElement?> InsistAsync(GatewayUnderTest gateway, string person, string path, byte[] signed)
    {
        while (!isOver)
        {
            try
            {
                using var response = await gateway.PostAsync(person, path, signed);
                if (response.StatusCode == HttpStatusCode.Accepted)
                    return await response.Content.ReadFromJsonAsync<JsonElement>();
                if ((int)response.StatusCode is not (429 or >= 500))
                {
                    rejections.Add($"{(int)response.StatusCode}: {await response.Content.ReadAsStringAsync()}");
                    return null;
                }
            }
            catch (Exception exception) when (IsOutage(exception))
            {
                // No receipt: the same bytes again.
            }
            await Task.Delay(Breath);
        }
        return null;
    }

    private static bool IsOutage(Exception exception) =>
        exception is HttpRequestException or TaskCanceledException or IOException or JsonException;
}
