using System.Diagnostics;
using Gateway.Domain.Messages;
using Gateway.Domain.Requests;
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
        double Fold(int messages)
        {
            var facts = side.Facts.Take(lengths[messages]).ToList();
            var best = double.MaxValue;
            for (var round = 0; round < 15; round++)
            {
                var since = Stopwatch.GetTimestamp();
                RequestFold.Replay(facts)!.State.ShouldBe(RequestState.Accepted);
                best = Math.Min(best, Stopwatch.GetElapsedTime(since).TotalMilliseconds);
            }
            return best;
        }
        Fold(1000);

        var (quarter, half, whole) = (Fold(250), Fold(500), Fold(1000));

        TestContext.Current.TestOutputHelper!.WriteLine(
            $"250: {quarter:0.000} ms, 500: {half:0.000} ms, 1000: {whole:0.000} ms"
        );
        (half / quarter).ShouldBeLessThan(2.8);
        (whole / half).ShouldBeLessThan(2.8);
        whole.ShouldBeLessThan(100);
    }
}
