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
using Gateway.Tests.Infrastructure;
using Marten;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Gateway.Tests.Transmissions;

/// <summary>
/// One channel does not delay another, has its own time to answer, and carries each attempt once at a time.
/// </summary>
public sealed class ChannelLimitTests(TestPostgres postgres) : IAsyncLifetime
{
    private readonly TestSite site = new(
        isOneGateway: true,
        endpoints: authority =>
            [
                new EndpointEntry("hanging", $"{authority}/x", Sandbox: true),
                new EndpointEntry("quick", $"{authority}/x", Sandbox: true),
            ]
    );

    private readonly Scripted hanging = new("hanging") { AnswerWithin = TimeSpan.FromMinutes(5) };
    private readonly Scripted quick = new("quick");
    private TestGateway gateway = null!;

    public async ValueTask InitializeAsync()
    {
        quick.Free.SetResult();
        gateway = await TestGateway.StartAsync(
            postgres,
            site,
            change: options => options with { ConcurrentAttempts = 2, AnswerWithin = TimeSpan.FromSeconds(1) },
            prepare: builder => builder.Services.AddSingleton<IChannel>(hanging).AddSingleton<IChannel>(quick)
        );
    }

    public async ValueTask DisposeAsync()
    {
        hanging.Free.TrySetResult();
        await gateway.DisposeAsync();
        site.Dispose();
    }

    [Fact]
    public async Task A_channel_that_hangs_does_not_delay_another_and_carries_no_more_than_it_has_places_for()
    {
        for (var i = 0; i < 20; i++)
            await PostAsync("hanging");
        await Eventually.SeeAsync(() => Task.FromResult(hanging.Carried.Count >= 2 ? "full" : null));

        await PostAsync("quick");

        await Eventually.SeeAsync(
            () => Task.FromResult(quick.Carried.Count == 1 ? "carried" : null),
            TimeSpan.FromSeconds(10)
        );
        hanging.Carried.Count.ShouldBe(2);
        hanging.Free.SetResult();
        await Eventually.SeeAsync(
            () => Task.FromResult(hanging.Carried.Distinct().Count() == 20 ? "all" : null),
            TimeSpan.FromMinutes(2)
        );
    }

    [Fact]
    public async Task A_channel_that_names_its_own_time_is_given_it_and_the_attempt_is_due_after_it()
    {
        await PostAsync("hanging");
        await Eventually.SeeAsync(() => Task.FromResult(hanging.Carried.IsEmpty ? null : "carried"));
        await Task.Delay(TimeSpan.FromSeconds(2));
        hanging.Cancelled.ShouldBe(0, "The gateway's own limit of one second is not this channel's.");

        await using var command = gateway
            .App.Services.GetRequiredService<NpgsqlDataSource>()
            .CreateCommand(
                "select extract(epoch from (data ->> 'AnswerDueAt')::timestamptz - (data ->> "
                    + "'AttemptedAt')::timestamptz)::int from gateway.mt_events where type = 'transmission_attempted'"
            );

        ((int)(await command.ExecuteScalarAsync())!).ShouldBe(300);
    }

    [Fact]
    public async Task Content_that_the_vault_cannot_give_back_is_a_definite_answer()
    {
        await PostAsync("hanging");
        await Eventually.SeeAsync(() => Task.FromResult(hanging.Carried.IsEmpty ? null : "carried"));
        var services = gateway.App.Services;
        await using (var destroy = services.GetRequiredService<NpgsqlDataSource>().CreateCommand("delete from vault.item"))
            await destroy.ExecuteNonQueryAsync();
        await using var session = services.GetRequiredService<IDocumentStore>().QuerySession("CO-CA");
        var transmission = (await session.Query<Transmission>().ToListAsync()).ShouldHaveSingleItem();

        var answer = await CarryTransmissionHandler.Handle(
            new(transmission.Id, 1, "hanging"),
            session,
            services.GetRequiredService<IReadOnlyDictionary<string, IChannel>>(),
            services.GetRequiredService<IAuthorityDirectory>(),
            services.GetRequiredService<IVault>(),
            services.GetRequiredService<RetrySchedule>(),
            services.GetRequiredService<Telemetry>(),
            TimeProvider.System,
            CancellationToken.None
        );

        (answer!.Outcome, answer.Detail).ShouldBe((DeliveryOutcome.Permanent, "content-unreadable"));
    }

    private async Task PostAsync(string channel)
    {
        using var accepted = await gateway.PostAsync(
            "co-officer",
            $"/v1/requests?channel={channel}",
            site.Sign(TestSite.Sample(MessageKind.Request))
        );
        accepted.StatusCode.ShouldBe(HttpStatusCode.Accepted, await accepted.Content.ReadAsStringAsync());
        (await accepted.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetGuid().ShouldNotBe(Guid.Empty);
    }

    private sealed class Scripted(string name) : IChannel
    {
        private int cancelled;

        public TaskCompletionSource Free { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public ConcurrentQueue<Guid> Carried { get; } = [];

        public int Cancelled => cancelled;

        public string Name => name;

        public TimeSpan? AnswerWithin { get; init; }

        public ChannelCapabilities Capabilities { get; } = new(1_000_000, EncryptsContent: true);

        public bool IsAddress(string address) => true;

        public async Task<ChannelAnswer> CarryAsync(Dispatch dispatch, CancellationToken cancellation)
        {
            Carried.Enqueue(dispatch.Key.MessageId);
            try
            {
                await Free.Task.WaitAsync(cancellation);
            }
            catch (OperationCanceledException)
            {
                Interlocked.Increment(ref cancelled);
                return new(DeliveryOutcome.Retryable, "scripted-cancelled");
            }
            return new(DeliveryOutcome.HandedToChannel, "scripted-taken");
        }

        public Task<string?> ProbeAsync(CancellationToken cancellation) => Task.FromResult<string?>(null);
    }
}
