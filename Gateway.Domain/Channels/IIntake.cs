namespace Gateway.Domain.Channels;

/// <summary>Where messages for one served authority come in over one channel.</summary>
public interface IIntake
{
    string Channel { get; }

    /// <summary>Code of the authority whose mailbox, folder or queue this is.</summary>
    string Authority { get; }

    /// <summary>How long opening one arrival may take beside its examination: the download, where there is one.</summary>
    TimeSpan OpensWithin => TimeSpan.Zero;

    /// <summary>Looks into the source. Throws when it cannot be reached.</summary>
    Task<IRound> LookAsync(CancellationToken cancellation);

    /// <summary>
    /// Tells the sender, where the channel has a way to, that somebody took a message over. Safe to call again. Nothing
    /// is ever told of a receipt.
    /// </summary>
    Task ConfirmOpenedAsync(TransmissionKey key, DateTimeOffset openedAt, CancellationToken cancellation) =>
        Task.CompletedTask;
}

/// <summary>
/// One look into a source: what waits there can be opened and settled, several at once, until the round is disposed.
/// </summary>
public interface IRound : IAsyncDisposable
{
    /// <summary>Oldest first. What was not settled (a crash in between) is here again in the next round.</summary>
    IReadOnlyList<WaitingArrival> Waiting { get; }

    /// <summary>Null when it is gone: another node took it meanwhile.</summary>
    /// <exception cref="SourceFailedException">The source failed, whatever the arrival is.</exception>
    Task<OpenedArrival?> OpenAsync(WaitingArrival waiting, CancellationToken cancellation);

    /// <param name="arrival">Null when it could not be opened.</param>
    /// <returns>Whether its source has it no longer.</returns>
    Task<bool> SettleAsync(WaitingArrival waiting, Arrival? arrival, ArrivalFate fate, CancellationToken cancellation);
}

/// <summary>Something at a source, not looked into yet.</summary>
/// <param name="Name">The same in every round, and of nothing else at this source.</param>
/// <param name="ArrivedAt">When the channel got it, as far as it can tell.</param>
public record WaitingArrival(string Name, DateTimeOffset ArrivedAt);

/// <summary>An arrival whose contents can be read until it is disposed.</summary>
public sealed class OpenedArrival(Arrival arrival, params IReadOnlyList<IDisposable> contents) : IDisposable
{
    public Arrival Arrival => arrival;

    public void Dispose()
    {
        foreach (var content in contents)
            content.Dispose();
    }
}

/// <summary>A source broke off in the middle of a round.</summary>
/// <param name="code">For health, never a secret.</param>
public sealed class SourceFailedException(string code, Exception inner) : IOException(code, inner);

/// <summary>Something that came in, taken apart as far as the channel can without judging it.</summary>
/// <param name="ArrivedAt">When the channel got it, as far as it can tell.</param>
/// <param name="Document">The signed document, decoded, byte for byte; null when none was found.</param>
/// <param name="Problem">Why no document was found: a code, e.g. <c>mime-malformed</c>.</param>
/// <param name="Leg">As the sender's system numbered it; 1 when it says nothing.</param>
/// <param name="Key">The transmission it claims to be, where the channel will confirm it; checked against the signed
/// document.</param>
/// <param name="Receipt">Set when this is no message but a receipt for one of ours.</param>
public sealed record Arrival(
    DateTimeOffset ArrivedAt,
    Content? Document,
    IReadOnlyList<Content> Attachments,
    string? Problem = null,
    int Leg = 1,
    LegKind LegKind = LegKind.Formal,
    TransmissionKey? Key = null,
    ChannelReceipt? Receipt = null
);

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
