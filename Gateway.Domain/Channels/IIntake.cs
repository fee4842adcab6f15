namespace Gateway.Domain.Channels;

/// <summary>Where messages for one served authority come in over one channel.</summary>
public interface IIntake
{
    string Channel { get; }

    /// <summary>Code of the authority whose mailbox, folder or queue this is.</summary>
    string Authority { get; }

    /// <summary>
    /// Hands every waiting arrival to <paramref name="receive"/>, oldest first, and settles it at its source as told. What
    /// was handed over but not settled (a crash in between) comes again. Ends when nothing is waiting; throws when the
    /// source cannot be reached.
    /// </summary>
    /// <returns>How many arrivals were settled.</returns>
    Task<int> CollectAsync(Func<Arrival, CancellationToken, Task<ArrivalFate>> receive, CancellationToken cancellation);
}

/// <summary>Something that came in, taken apart as far as the channel can without judging it.</summary>
/// <param name="ArrivedAt">When the channel got it, as far as it can tell.</param>
/// <param name="Document">The signed document, decoded, byte for byte; null when none was found.</param>
/// <param name="Problem">Why no document was found: a code, e.g. <c>mime-malformed</c>.</param>
public sealed record Arrival(
    DateTimeOffset ArrivedAt,
    Content? Document,
    IReadOnlyList<Content> Attachments,
    string? Problem = null);

/// <summary>What the receiving side did with an arrival, and so what its source is to do.</summary>
public enum ArrivalFate
{
    /// <summary>It is recorded (or was before): mark it as taken.</summary>
    Taken,
    /// <summary>It can never be processed, and that is recorded: put it aside where a person finds it.</summary>
    SetAside,
    /// <summary>It cannot be processed yet: leave it where it is.</summary>
    Left,
}
