using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Gateway.Adapters.Messages;
using Gateway.Domain.Messages;
using Gateway.Domain.Requests;
using Gateway.Tests.Infrastructure;
using Marten;

namespace Gateway.Tests.Requests;

/// <summary>
/// What a caller is answered when others commit first: between reading and committing, once or every time.
/// </summary>
public sealed class ConflictTests(TestPostgres postgres) : IAsyncLifetime
{
    private readonly Rival rival = new();
    private readonly TestSite site = new(isOneGateway: true);
    private TestGateway gateway = null!;
    private SampleMessage opening = null!;
    private Guid request;

    public async ValueTask InitializeAsync()
    {
        gateway = await TestGateway.StartAsync(
            postgres,
            site,
            prepare: builder => builder.Services.ConfigureMarten(options => options.Listeners.Add(rival))
        );
        opening = TestSite.Sample(MessageKind.Request);
        using var accepted = await gateway.PostAsync("co-officer", "/v1/requests", site.Sign(opening));
        request = (await accepted.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetGuid();
        await Eventually.SeeAsync(async () =>
            (await gateway.GetAsync("co-officer", $"/v1/requests/{request}")).GetProperty("state").GetString()
                is "dispatched"
                    or "received"
                ? "sent"
                : null
        );
    }

    public async ValueTask DisposeAsync()
    {
        await gateway.DisposeAsync();
        site.Dispose();
    }

    [Fact]
    public async Task A_version_that_was_overtaken_after_it_was_read_is_rejected()
    {
        var version = await VersionAsync();
        rival.Overtake(request, times: 1);

        using var rejected = await PostAsync(Enquiry(), version);

        rejected.StatusCode.ShouldBe(HttpStatusCode.PreconditionFailed, await rejected.Content.ReadAsStringAsync());
        rival.Left.ShouldBe(0);
        (await FactsAsync()).ShouldNotContain(nameof(MessageSubmitted));
        using var accepted = await PostAsync(Enquiry(), await VersionAsync());
        accepted.StatusCode.ShouldBe(HttpStatusCode.Accepted);
    }

    [Fact]
    public async Task The_same_bytes_get_the_same_answer_under_the_version_that_they_were_accepted_on()
    {
        var (version, enquiry) = (await VersionAsync(), Enquiry());
        using var first = await PostAsync(enquiry, version);
        using var again = await PostAsync(enquiry, version);

        first.StatusCode.ShouldBe(HttpStatusCode.Accepted);
        again.StatusCode.ShouldBe(HttpStatusCode.Accepted);
        (await again.Content.ReadAsStringAsync()).ShouldBe(await first.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Who_names_no_version_is_accepted_after_five_conflicts()
    {
        rival.Overtake(request, times: 5);

        using var accepted = await PostAsync(Enquiry());

        accepted.StatusCode.ShouldBe(HttpStatusCode.Accepted, await accepted.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task The_sixth_conflict_is_answered_alike_on_every_path_and_the_same_call_succeeds_later()
    {
        var enquiry = Enquiry();
        rival.Overtake(request, times: 6);
        using (var submission = await PostAsync(enquiry))
            await IsBusyAsync(submission);
        rival.Overtake(request, times: 6);
        using (var act = await ActAsync())
            await IsBusyAsync(act);
        (await FactsAsync()).ShouldNotContain(nameof(SubmissionRejected));

        using var accepted = await PostAsync(enquiry);
        accepted.StatusCode.ShouldBe(HttpStatusCode.Accepted);
        using var done = await ActAsync();
        done.IsSuccessStatusCode.ShouldBeTrue(await done.Content.ReadAsStringAsync());
    }

    private static async Task IsBusyAsync(HttpResponseMessage response)
    {
        var body = await response.Content.ReadAsStringAsync();
        response.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable, body);
        response.Headers.RetryAfter.ShouldNotBeNull();
        var problem = JsonDocument.Parse(body).RootElement;
        problem.GetProperty("type").GetString().ShouldBe("/problems/overloaded");
        problem.GetProperty("retryable").GetBoolean().ShouldBeTrue();
    }

    private byte[] Enquiry() =>
        site.Sign(TestSite.Sample(MessageKind.StatusEnquiry, exchange: opening.ExchangeId, answers: opening.MessageId));

    private Task<HttpResponseMessage> PostAsync(byte[] signed, string? version = null) =>
        gateway.PostAsync(
            "co-officer",
            $"/v1/requests/{request}/messages",
            signed,
            change: call =>
            {
                if (version is not null)
                    call.Headers.TryAddWithoutValidation("If-Match", version);
            }
        );

    private Task<HttpResponseMessage> ActAsync() =>
        gateway
            .As("co-officer")
            .PostAsJsonAsync(
                $"/v1/requests/{request}/outside-transmissions",
                new
                {
                    purpose = "items",
                    means = "courier",
                    outbound = true,
                    tookPlaceAt = DateTimeOffset.UtcNow.AddHours(-1),
                    record = "Disk 4",
                }
            );

    private async Task<string> VersionAsync()
    {
        using var answer = await gateway.As("co-officer").GetAsync($"/v1/requests/{request}");
        return answer.Headers.ETag!.ToString();
    }

    private async Task<IReadOnlyList<string>> FactsAsync() =>
        [
            .. (await gateway.GetAsync("co-officer", $"/v1/requests/{request}/history"))
                .GetProperty("items")
                .EnumerateArray()
                .Select(item => item.GetProperty("type").GetString()!),
        ];

    /// <summary>Commits an event to a stream just before others that write to it do.</summary>
    private sealed class Rival : DocumentSessionListenerBase
    {
        private readonly AsyncLocal<bool> isActing = new();
        private Guid stream;
        private int left;

        public int Left => left;

        public void Overtake(Guid of, int times) => (stream, left) = (of, times);

        public override async Task BeforeSaveChangesAsync(IDocumentSession session, CancellationToken token)
        {
            if (
                isActing.Value
                || session.PendingChanges.Streams().All(pending => pending.Id != stream)
                || Interlocked.Decrement(ref left) < 0
            )
                return;
            isActing.Value = true;
            await using var own = session.DocumentStore.LightweightSession(session.TenantId);
            own.Events.Append(stream, new MessageTakenOver(stream, Guid.CreateVersion7(), DateTimeOffset.UtcNow));
            await own.SaveChangesAsync(token);
            isActing.Value = false;
        }
    }
}
