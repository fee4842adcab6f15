using Gateway.Domain.Channels;

namespace Gateway.Adapters.Channels.Folder;

/// <summary>One look into a shared folder and into the receipts of its counterparts.</summary>
internal sealed class FolderRound(
    IReadOnlyList<FolderEntry> waiting,
    Func<FolderEntry, CancellationToken, Task<OpenedArrival?>> open,
    Func<FolderEntry, Arrival?, ArrivalFate, CancellationToken, Task<bool>> settle
) : IRound
{
    public IReadOnlyList<WaitingArrival> Waiting => waiting;

    public Task<OpenedArrival?> OpenAsync(WaitingArrival waiting, CancellationToken cancellation) =>
        open((FolderEntry)waiting, cancellation);

    public Task<bool> SettleAsync(
        WaitingArrival waiting,
        Arrival? arrival,
        ArrivalFate fate,
        CancellationToken cancellation
    ) => settle((FolderEntry)waiting, arrival, fate, cancellation);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}

/// <summary>A message that waits in a folder, or a receipt.</summary>
/// <param name="Folder">The part of the shared folder that contains the entry.</param>
internal sealed record FolderEntry(
    string Name,
    DateTimeOffset ArrivedAt,
    SharedFolder Folder,
    bool IsReceipt,
    string FileName
) : WaitingArrival(Name, ArrivedAt);
