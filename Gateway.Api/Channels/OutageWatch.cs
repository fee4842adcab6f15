using System.Collections.Immutable;
using Gateway.Api.Configuration;
using Gateway.Api.Nodes;
using Gateway.Api.Persistence;
using Gateway.Domain.Channels;
using Marten;

namespace Gateway.Api.Channels;

/// <summary>
/// Checks periodically, on one node at a time, whether each channel can carry, and records when one is down and when it is
/// back. Every node knows the outages; the first failure in a row is not an outage yet.
/// </summary>
public sealed class OutageWatch(
    IReadOnlyDictionary<string, IChannel> channels,
    IDocumentStore store,
    Database database,
    GatewayOptions options,
    TimeProvider clock,
    ILogger<OutageWatch> log
) : SingleNodeWork(database, Right, options.ProbeEvery, "Outages could not be looked up", clock, log), IOutages
{
    private const long Right = 0x67617465_00000003;
    private const int FailuresInARow = 2;
    private readonly Dictionary<string, int> failures = [];
    private volatile Outages now = Outages.None;
    private volatile ImmutableDictionary<string, string> troubles = ImmutableDictionary<string, string>.Empty;

    public Outages Now => now;

    /// <summary>
    /// The result of the last check for each channel that could not carry; of another node's checks only outages are known.
    /// </summary>
    public IReadOnlyDictionary<string, string> Troubles =>
        now.ByChannel.Keys.Except(troubles.Keys).Aggregate(troubles, (known, channel) => known.Add(channel, "outage"));

    protected override bool StartsAtOnce => true;

    protected override Task WorkAsync(CancellationToken cancellation) => ProbeAsync(cancellation);

    protected override void StandBy() => troubles = troubles.Clear();

    protected override async Task OnEveryNodeAsync(CancellationToken cancellation)
    {
        await using var session = store.QuerySession();
        var conditions = await session.LoadManyAsync<ChannelCondition>(
            cancellation,
            channels.Keys.Select(ChannelCondition.StreamOf).ToArray()
        );
        now = new(
            conditions.Select(condition => condition.Outage).OfType<Outage>().ToImmutableDictionary(outage => outage.Channel)
        );
    }

    private async Task ProbeAsync(CancellationToken cancellation)
    {
        var looks = await Task.WhenAll(
            channels.Values.Select(async channel => (channel, trouble: await LookAsync(channel, cancellation)))
        );
        troubles = looks
            .Where(look => look.trouble is not null)
            .ToImmutableDictionary(look => look.channel.Name, look => look.trouble!);
        foreach (var (channel, trouble) in looks)
        {
            failures[channel.Name] = trouble is null ? 0 : failures.GetValueOrDefault(channel.Name) + 1;
            var known = now.Of(channel.Name);
            if (trouble is not null && known is null && failures[channel.Name] >= FailuresInARow)
                await RecordAsync(
                    new OutageDetected(Guid.CreateVersion7(Clock.GetUtcNow()), channel.Name, trouble, Clock.GetUtcNow()),
                    channel.Name,
                    cancellation
                );
            else if (trouble is null && known is not null)
                await RecordAsync(
                    new OutageEnded(known.OutageId, channel.Name, Clock.GetUtcNow()),
                    channel.Name,
                    cancellation
                );
        }
    }

    /// <summary>A channel that hangs does not delay the others.</summary>
    private async Task<string?> LookAsync(IChannel channel, CancellationToken cancellation)
    {
        using var patience = new CancellationTokenSource(options.ProbeEvery, Clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellation);
        try
        {
            return await channel.ProbeAsync(either.Token);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return "timeout";
        }
    }

    private async Task RecordAsync(object fact, string channel, CancellationToken cancellation)
    {
        await using var session = store.LightweightSession();
        var stream = await session.Events.FetchForWriting<ChannelCondition>(
            ChannelCondition.StreamOf(channel),
            cancellation
        );
        if (stream.Aggregate is null)
            session.Events.StartStream<ChannelCondition>(ChannelCondition.StreamOf(channel), fact);
        else
            stream.AppendOne(fact);
        await session.SaveChangesAsync(cancellation);
        log.LogWarning("{Fact} on {Channel}", fact.GetType().Name, channel);
        await OnEveryNodeAsync(cancellation);
    }
}
