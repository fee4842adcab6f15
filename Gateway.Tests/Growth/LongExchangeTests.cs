using Gateway.Domain.Messages;
using Gateway.Domain.Requests;
using Gateway.Tests.Infrastructure;
using Gateway.Tests.Requests;

namespace Gateway.Tests.Growth;

/// <summary>A long exchange costs what its messages cost.</summary>
public sealed class LongExchangeTests
{
    [Fact]
    public void Folding_twice_the_messages_takes_twice_the_time()
    {
        var side = new Side("CO-CA", "ES-CA");
        var message = side.Write(MessageKind.Request);
        side.Send(message);
        var lengths = new Dictionary<int, int> { [1] = side.Facts.Count };
        for (var number = 2; number <= 1000; number++)
        {
            side.Send(side.Write(MessageKind.Consultation));
            lengths[number] = side.Facts.Count;
        }
        var slopes = Slope.Of(
            messages => side.Facts.Take(lengths[messages]).ToList(),
            facts => RequestFold.Replay(facts)!.State.ShouldBe(RequestState.Accepted),
            n: 250
        );

        TestContext.Current.TestOutputHelper!.WriteLine(
            $"500 to 250: {slopes.First:0.00}, 1000 to 500: {slopes.Second:0.00}, "
                + $"1000: {slopes.Longest.TotalMilliseconds:0.000} ms"
        );
        slopes.First.ShouldBeLessThan(2.8);
        slopes.Second.ShouldBeLessThan(2.8);
        slopes.Longest.ShouldBeLessThan(TimeSpan.FromMilliseconds(100));
    }
}
