namespace Gateway.Domain.Channels;

/// <summary>The source of incoming messages for one served authority on one channel.</summary>
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
    /// Informs the sender, if the channel supports this, that a message was taken over. The call may be repeated. It is
    /// never used for a receipt.
    /// </summary>
    Task ConfirmOpenedAsync(TransmissionKey key, DateTimeOffset openedAt, CancellationToken cancellation) =>
        Task.CompletedTask;
}

/// <summary>
/// One round over a source: waiting arrivals can be opened and settled, several at once, until the round is disposed.
/// </summary>
public interface IRound : IAsyncDisposable
{
    /// <summary>
    /// Oldest first. An arrival that was not settled (a crash in between) is listed again in the next round.
    /// </summary>
    IReadOnlyList<WaitingArrival> Waiting { get; }

    /// <summary>Null when it is gone: another node took it meanwhile.</summary>
    /// <exception cref="SourceFailedException">The source failed, independently of the arrival.</exception>
    Task<OpenedArrival?> OpenAsync(WaitingArrival waiting, CancellationToken cancellation);

    /// <param name="arrival">Null when it could not be opened.</param>
    /// <returns>Whether its source has it no longer.</returns>
    Task<bool> SettleAsync(WaitingArrival waiting, Arrival? arrival, ArrivalFate fate, CancellationToken cancellation);
}

/// <summary>Something at a source, not looked into yet.</summary>
/// <param name="Name">Stable over all rounds, and unique at this source.</param>
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

/// <summary>An arrival, parsed as far as the channel can parse it without verifying it.</summary>
/// <param name="ArrivedAt">When the channel got it, as far as it can tell.</param>
/// <param name="Document">The signed document, decoded, byte for byte; null when none was found.</param>
/// <param name="Problem">Why no document was found: a code, e.g. <c>mime-malformed</c>.</param>
/// <param name="Leg">The number given by the sender's system; 1 when it gives none.</param>
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

/// <summary>The result of receiving an arrival, which determines what its source does with it.</summary>
public enum ArrivalFate
{
    /// <summary>It is recorded (or was before): mark it as taken.</summary>
    Taken,

    /// <summary>It can never be processed, and that is recorded: put it aside where a person finds it.</summary>
    SetAside,

    /// <summary>It cannot be processed yet: leave it where it is.</summary>
    Left,
}
