using Gateway.Domain.Authorities;
using Gateway.Domain.Channels;
using Gateway.Domain.Requests;

namespace Gateway.Tests.Channels;

/// <summary>Which channel a message leaves over, and why none will do.</summary>
public sealed class ChannelAdviceTests
{
    private static readonly Dictionary<string, IChannel> Channels = new()
    {
        ["sealed"] = new Pipe("sealed", new(1000, EncryptsContent: true)),
        ["open"] = new Pipe("open", new(1000, EncryptsContent: false)),
    };

    [Fact]
    public void What_the_caller_asks_for_goes_before_the_lock_and_the_lock_before_the_directorys_order()
    {
        var spain = Spain(new("open", "a", IsSandbox: true), new("sealed", "b", IsSandbox: true));

        Advise(spain, asked: "sealed", locked: "open").ShouldBe(("sealed", ChannelChoice.Caller, null));
        Advise(spain, locked: "sealed").ShouldBe(("sealed", ChannelChoice.Lock, null));
        Advise(spain).ShouldBe(("open", ChannelChoice.Advisor, null));
    }

    [Theory]
    [InlineData(true, true, null)]
    [InlineData(false, false, null)]
    [InlineData(true, false, Problem.CounterpartUnknown)]
    [InlineData(false, true, Problem.CounterpartUnknown)]
    public void Sandbox_and_real_never_mix(bool isSandboxMessage, bool isSandboxEndpoint, string? problem) =>
        Advise(Spain(new ChannelEndpoint("sealed", "a", isSandboxEndpoint)), isSandbox: isSandboxMessage).Problem.ShouldBe(problem);

    [Fact]
    public void A_channel_that_cannot_encrypt_serves_no_real_endpoint()
    {
        Advise(Spain(new ChannelEndpoint("open", "a", IsSandbox: false)), isSandbox: false).Problem.ShouldBe(Problem.CounterpartUnknown);
        Advise(Spain(new ChannelEndpoint("sealed", "a", IsSandbox: false)), isSandbox: false).Problem.ShouldBeNull();
    }

    [Fact]
    public void What_the_channel_cannot_carry_is_too_large_at_once()
    {
        var spain = Spain(new ChannelEndpoint("sealed", "a", IsSandbox: true));

        Advise(spain, size: 1000).Problem.ShouldBeNull();
        Advise(spain, size: 1001).Problem.ShouldBe(Problem.TooLarge);
    }

    [Fact]
    public void A_channel_that_one_side_does_not_have_is_no_way()
    {
        Advise(Spain(new ChannelEndpoint("sealed", "a", IsSandbox: true)), asked: "open").Problem.ShouldBe(Problem.CounterpartUnknown);
        Advise(Spain(new ChannelEndpoint("pigeon", "a", IsSandbox: true)), asked: "pigeon").Problem.ShouldBe(Problem.CounterpartUnknown);
        Advise(Spain(new ChannelEndpoint("pigeon", "a", IsSandbox: true))).Problem.ShouldBe(Problem.CounterpartUnknown);
        Advise(Spain()).Problem.ShouldBe(Problem.CounterpartUnknown);
    }

    private static (string? Channel, ChannelChoice By, string? Problem) Advise(
        Authority counterpart, string? asked = null, string? locked = null, bool isSandbox = true, long size = 10)
    {
        var advice = ChannelAdvice.For(
            counterpart, asked, locked is null ? null : new(locked, ChannelChoice.Lock, [locked]), isSandbox, size, Channels);
        (advice.Endpoint is null).ShouldBe(advice.Problem is not null);
        return (advice.Endpoint?.Channel, advice.By, advice.Problem?.Name);
    }

    private static Authority Spain(params IReadOnlyList<ChannelEndpoint> channels) => new("ES-CA", "Spain", "ES", IsServed: false, channels, [], ["es"]);

    private sealed class Pipe(string name, ChannelCapabilities capabilities) : IChannel
    {
        public string Name => name;

        public ChannelCapabilities Capabilities => capabilities;

        public Task<ChannelAnswer> CarryAsync(Dispatch dispatch, CancellationToken cancellation) => throw new NotSupportedException();

        public Task<string?> ProbeAsync(CancellationToken cancellation) => Task.FromResult<string?>(null);
    }
}
