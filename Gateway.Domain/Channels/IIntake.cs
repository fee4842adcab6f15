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

    /// <summary>
    /// Tells the sender, where the channel has a way to, that somebody took a message over. Safe to call again. Nothing is ever
    /// told of a receipt.
    /// </summary>
    Task ConfirmOpenedAsync(TransmissionKey key, DateTimeOffset openedAt, CancellationToken cancellation) => Task.CompletedTask;
}

/// <summary>Something that came in, taken apart as far as the channel can without judging it.</summary>
/// <param name="ArrivedAt">When the channel got it, as far as it can tell.</param>
/// <param name="Document">The signed document, decoded, byte for byte; null when none was found.</param>
/// <param name="Problem">Why no document was found: a code, e.g. <c>mime-malformed</c>.</param>
/// <param name="Leg">As the sender's system numbered it; 1 when it says nothing.</param>
/// <param name="Key">The transmission it claims to be, where the channel will confirm it; checked against the signed document.</param>
/// <param name="Receipt">Set when this is no message but a receipt for one of ours.</param>
public sealed record Arrival(
    DateTimeOffset ArrivedAt,
    Content? Document,
    IReadOnlyList<Content> Attachments,
    string? Problem = null,
    int Leg = 1,
    LegKind LegKind = LegKind.Formal,
    TransmissionKey? Key = null,
    ChannelReceipt? Receipt = null);

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
