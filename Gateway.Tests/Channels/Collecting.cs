using Gateway.Domain.Channels;

namespace Gateway.Tests.Channels;

internal static class Collecting
{
    /// <summary>One round, one arrival after the other, each settled as told.</summary>
    /// <returns>How many were settled.</returns>
    public static async Task<int> CollectAsync(
        this IIntake intake,
        Func<Arrival, CancellationToken, Task<ArrivalFate>> receive,
        CancellationToken cancellation
    )
    {
        await using var round = await intake.LookAsync(cancellation);
        var settled = 0;
        foreach (var waiting in round.Waiting)
        {
            using var opened = await round.OpenAsync(waiting, cancellation);
            if (
                opened is not null
                && await round.SettleAsync(
                    waiting,
                    opened.Arrival,
                    await receive(opened.Arrival, cancellation),
                    cancellation
                )
            )
                settled++;
        }
        return settled;
    }
}
