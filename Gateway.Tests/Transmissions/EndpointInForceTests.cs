using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Gateway.Api.Configuration;
using Gateway.Api.Observability;
using Gateway.Api.Transmissions;
using Gateway.Domain.Authorities;
using Gateway.Domain.Channels;
using Gateway.Domain.Messages;
using Gateway.Domain.Transmissions;
using Gateway.Domain.Vault;
using Gateway.Tests.Authorities;
using Gateway.Tests.Infrastructure;
using Marten;
using Microsoft.Extensions.DependencyInjection;

namespace Gateway.Tests.Transmissions;

/// <summary>An attempt goes where its event says, or nowhere.</summary>
public sealed class EndpointInForceTests(TestPostgres postgres) : IAsyncLifetime
{
    private readonly TestSite site = new(
        isOneGateway: true,
        endpoints: authority => [new EndpointEntry("slow", $"{authority}/old", Sandbox: true)]
    );
    private readonly Slow slow = new();
    private TestGateway gateway = null!;

    public async ValueTask InitializeAsync() =>
        gateway = await TestGateway.StartAsync(
            postgres,
            site,
            change: options => options with { RetryDelays = [TimeSpan.FromMilliseconds(200)] },
            prepare: builder => builder.Services.AddSingleton<IChannel>(slow)
        );

    public async ValueTask DisposeAsync()
    {
        slow.Free.TrySetResult();
        await gateway.DisposeAsync();
        site.Dispose();
    }

    [Fact]
    public async Task An_attempt_carried_again_after_its_endpoint_changed_goes_nowhere_and_the_next_one_goes_to_the_new_one()
    {
        using var accepted = await gateway.PostAsync(
            "co-officer",
            "/v1/requests",
            site.Sign(TestSite.Sample(MessageKind.Request))
        );
        accepted.StatusCode.ShouldBe(HttpStatusCode.Accepted, await accepted.Content.ReadAsStringAsync());
        var request = (await accepted.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetGuid();
        await Eventually.SeeAsync(() => Task.FromResult(slow.Carried.IsEmpty ? null : "carried"));
        var first = (await AttemptsAsync(request))[0];
        await gateway.SettleAsync(
            "ES-CA",
            new
            {
                kind = "endpoint",
                channel = "slow",
                address = "ES-CA/new",
                sandbox = true,
            }
        );

        var again = await CarryAgainAsync(first.Transmission);

        (again!.Outcome, again.Detail).ShouldBe((DeliveryOutcome.Retryable, "endpoint-changed"));
        slow.Carried.ToArray().ShouldBe(["ES-CA/old"], "Nothing more went out.");
        slow.Free.SetResult();
        var attempts = await Eventually.SeeAsync(async () => await AttemptsAsync(request) is { Count: 2 } two ? two : null);
        attempts.Select(attempt => attempt.Address).ShouldBe(["ES-CA/old", "ES-CA/new"]);
        attempts[0].Revision.ShouldBe(first.Revision);
        await Eventually.SeeAsync(() => Task.FromResult(slow.Carried.Count == 2 ? "carried" : null));
        slow.Carried.ToArray().ShouldBe(["ES-CA/old", "ES-CA/new"]);
    }

    private async Task<ChannelAnswered?> CarryAgainAsync(Guid transmission)
    {
        var services = gateway.App.Services;
        await using var session = services.GetRequiredService<IDocumentStore>().QuerySession("CO-CA");
        return await CarryTransmissionHandler.Handle(
            new(transmission, 1, "slow"),
            session,
            services.GetRequiredService<IReadOnlyDictionary<string, IChannel>>(),
            services.GetRequiredService<IAuthorityDirectory>(),
            services.GetRequiredService<IVault>(),
            services.GetRequiredService<RetrySchedule>(),
            services.GetRequiredService<Telemetry>(),
            TimeProvider.System,
            CancellationToken.None
        );
    }

    private async Task<IReadOnlyList<(Guid Transmission, Guid Revision, string Address)>> AttemptsAsync(Guid request)
    {
        var one = (await gateway.GetAsync("co-officer", $"/v1/requests/{request}/transmissions"))[0];
        return
        [
            .. one.GetProperty("attempts")
                .EnumerateArray()
                .Select(attempt =>
                    (
                        one.GetProperty("id").GetGuid(),
                        attempt.GetProperty("endpointRevision").GetGuid(),
                        attempt.GetProperty("address").GetString()!
                    )
                ),
        ];
    }

    /// <summary>Holds the first message until it is let go, and then asks for another attempt.</summary>
    private sealed class Slow : IChannel
    {
        public TaskCompletionSource Free { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public ConcurrentQueue<string> Carried { get; } = [];

        public string Name => "slow";

        public ChannelCapabilities Capabilities { get; } = new(1_000_000, EncryptsContent: true);

        public async Task<ChannelAnswer> CarryAsync(Dispatch dispatch, CancellationToken cancellation)
        {
            Carried.Enqueue(dispatch.Recipient.Address);
            await Free.Task.WaitAsync(cancellation);
            return dispatch.Attempt == 1
                ? new(DeliveryOutcome.Retryable, "slow-again")
                : new(DeliveryOutcome.HandedToChannel, "slow-taken");
        }

        public Task<string?> ProbeAsync(CancellationToken cancellation) => Task.FromResult<string?>(null);
    }
}
