using System.Collections.Concurrent;
using Gateway.Api.Channels;
using Gateway.Domain.Channels;
using Gateway.Tests.Infrastructure;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Gateway.Tests.Channels;

/// <summary>A source in memory whose arrivals do what a test says when they are opened.</summary>
public sealed class FakeSource(string authority) : IIntake
{
    private readonly ConcurrentDictionary<
        string,
        (WaitingArrival Waiting, Func<CancellationToken, Task<Arrival>> Open)
    > waiting = [];
    private int underWay;

    public string Channel => "fake";

    public string Authority => authority;

    public ConcurrentDictionary<string, int> Opened { get; } = [];

    public ConcurrentDictionary<string, ArrivalFate> Settled { get; } = [];

    public int MostUnderWay { get; private set; }

    public Func<CancellationToken, Task> Look { get; set; } = _ => Task.CompletedTask;

    public Func<WaitingArrival, Task> Settle { get; set; } = _ => Task.CompletedTask;

    public static TestSite Site() => new(endpoints: code => [new("fake", $"{code}/there", Sandbox: true)]);

    public void Register(WebApplicationBuilder builder) => builder.Services.AddSingleton(new IntakeSource(_ => [this]));

    public void Add(string name, Func<CancellationToken, Task<Arrival>> open) =>
        waiting[name] = (new(name, DateTimeOffset.UtcNow), open);

    public void Add(string name, byte[] document) =>
        Add(
            name,
            _ =>
                Task.FromResult(
                    new Arrival(DateTimeOffset.UtcNow, Letters.Bytes("message.xml", "application/xml", document), [])
                )
        );

    public async Task<IRound> LookAsync(CancellationToken cancellation)
    {
        await Look(cancellation);
        return new Round(
            this,
            [.. waiting.Values.Select(one => one.Waiting).OrderBy(one => one.Name, StringComparer.Ordinal)]
        );
    }

    private sealed class Round(FakeSource source, IReadOnlyList<WaitingArrival> waiting) : IRound
    {
        public IReadOnlyList<WaitingArrival> Waiting => waiting;

        public async Task<OpenedArrival?> OpenAsync(WaitingArrival waiting, CancellationToken cancellation)
        {
            source.Opened.AddOrUpdate(waiting.Name, 1, (_, times) => times + 1);
            lock (source.Opened)
                source.MostUnderWay = Math.Max(source.MostUnderWay, ++source.underWay);
            try
            {
                return new(await source.waiting[waiting.Name].Open(cancellation));
            }
            finally
            {
                lock (source.Opened)
                    source.underWay--;
            }
        }

        public async Task<bool> SettleAsync(
            WaitingArrival waiting,
            Arrival? arrival,
            ArrivalFate fate,
            CancellationToken cancellation
        )
        {
            if (fate == ArrivalFate.Left)
                return false;
            source.Settled[waiting.Name] = fate;
            await source.Settle(waiting);
            return source.waiting.TryRemove(waiting.Name, out _);
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
