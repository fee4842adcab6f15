using System.Globalization;
using Gateway.Adapters.Files;
using Gateway.Domain.Channels;
using Gateway.Domain.Requests;

namespace Gateway.Adapters.Folder;

/// <summary>
/// Takes messages out of one authority's shared folder, and receipts for its own transmissions out of its counterparts'. A message
/// leaves <c>in</c> after it was recorded and its receipt was written; so a crash at any point shows it again.
/// </summary>
/// <param name="counterparts">Folders in which receipts for this authority may lie, asked for each time.</param>
public sealed class FolderIntake(
    string authority, string directory, Func<IReadOnlyList<string>> counterparts, FolderOptions options, TimeProvider clock) : IIntake
{
    private const int LargestEnvelope = 64 * 1024;

    /// <summary>A file in a folder that others can write to: it proves little more than that something happened.</summary>
    private const int Assurance = 2;

    private readonly SharedFolder own = new(directory);

    public string Channel => "folder";

    public string Authority => authority;

    public async Task<int> CollectAsync(
        Func<Arrival, CancellationToken, Task<ArrivalFate>> receive, CancellationToken cancellation)
    {
        if (options.CreateMissing && !own.Exists)
            own.Create();
        var settled = 0;
        foreach (var waiting in Oldest(new DirectoryInfo(own.In).EnumerateDirectories()))
        {
            cancellation.ThrowIfCancellationRequested();
            var (arrival, key) = await ReadAsync(waiting, cancellation);
            if (await SettleAsync(waiting, key, await receive(arrival, cancellation), cancellation))
                settled++;
        }
        foreach (var folder in counterparts().Select(address => new SharedFolder(address)).Where(folder => folder.Exists))
            settled += await CollectReceiptsAsync(folder, receive, cancellation);
        return settled;
    }

    public Task ConfirmOpenedAsync(TransmissionKey key, DateTimeOffset openedAt, CancellationToken cancellation) =>
        ConfirmAsync(key, ReceiptKind.Opened, openedAt, cancellation);

    private async Task<(Arrival Arrival, TransmissionKey? Key)> ReadAsync(DirectoryInfo waiting, CancellationToken cancellation)
    {
        var envelopeFile = new FileInfo(Path.Combine(waiting.FullName, SharedFolder.Envelope));
        var documents = DocumentForm.All.Select(form => new FileInfo(Path.Combine(waiting.FullName, form.Name))).Where(IsPlain).ToList();
        if (!IsPlain(waiting) || !IsPlain(envelopeFile) || documents is not [var document])
            return Unusable(waiting, "folder-no-document");
        if (envelopeFile.Length > LargestEnvelope
            || FolderEnvelope.Read(await File.ReadAllBytesAsync(envelopeFile.FullName, cancellation)) is not { } envelope)
            return Unusable(waiting, "folder-malformed");
        var files = envelope.Attachments.Select((_, i) => new FileInfo(Path.Combine(
            waiting.FullName, SharedFolder.Attachments, (i + 1).ToString(CultureInfo.InvariantCulture)))).ToList();
        if (!files.TrueForAll(IsPlain))
            return Unusable(waiting, "folder-malformed");
        if (document.Length + files.Sum(file => file.Length) > options.LargestArrival)
            return Unusable(waiting, "folder-too-large");
        var key = TransmissionKey.Read(envelope.Transmission);
        return (
            new Arrival(
                waiting.LastWriteTimeUtc, Of(document, document.Name, DocumentForm.All.First(form => form.Name == document.Name).MediaType),
                [.. files.Zip(envelope.Attachments, (file, named) => Of(file, named.Name, named.MediaType))],
                Leg: key?.Leg ?? 1, LegKind: envelope.Leg, Key: key),
            key);
    }

    private static (Arrival, TransmissionKey?) Unusable(DirectoryInfo waiting, string problem) =>
        (new Arrival(waiting.LastWriteTimeUtc, null, [], problem), null);

    private async Task<bool> SettleAsync(DirectoryInfo waiting, TransmissionKey? key, ArrivalFate fate, CancellationToken cancellation)
    {
        switch (fate)
        {
            case ArrivalFate.Taken:
                if (key is { } known)
                    await ConfirmAsync(known, ReceiptKind.Delivered, clock.GetUtcNow(), cancellation);
                return Move(waiting, own.Taken);
            case ArrivalFate.SetAside:
                return Move(waiting, own.Aside);
            default:
                return false;
        }
    }

    private async Task<int> CollectReceiptsAsync(
        SharedFolder folder, Func<Arrival, CancellationToken, Task<ArrivalFate>> receive, CancellationToken cancellation)
    {
        var noted = 0;
        foreach (var kind in new[] { ReceiptKind.Delivered, ReceiptKind.Opened })
            foreach (var file in Oldest(new DirectoryInfo(folder.Receipts).EnumerateFiles("*" + SharedFolder.ReceiptSuffix(authority, kind))))
            {
                var arrival = await ReadReceiptAsync(file, cancellation);
                if (await receive(arrival, cancellation) == ArrivalFate.Left)
                    continue;
                File.Move(file.FullName, Path.Combine(folder.Noted, file.Name), overwrite: true);
                noted++;
            }
        if (noted > 0)
            DurableFiles.Sync(folder.Receipts);
        return noted;
    }

    private async Task<Arrival> ReadReceiptAsync(FileInfo file, CancellationToken cancellation)
    {
        if (!IsPlain(file) || file.Length > LargestEnvelope)
            return new(file.LastWriteTimeUtc, null, [], "receipt-malformed");
        var bytes = await File.ReadAllBytesAsync(file.FullName, cancellation);
        return FolderReceipt.Read(bytes) is { } receipt && TransmissionKey.Read(receipt.Transmission) is { } key && key.Authority == authority
            ? new(file.LastWriteTimeUtc, null, [], Receipt: new ChannelReceipt(
                key, receipt.Kind, Assurance, receipt.At,
                new Content("receipt.json", "application/json", bytes.Length, _ => ValueTask.FromResult<Stream>(new MemoryStream(bytes, writable: false)))))
            : new(file.LastWriteTimeUtc, null, [], "receipt-malformed");
    }

    /// <summary>The first receipt of a kind stands; a repetition writes nothing.</summary>
    private async Task ConfirmAsync(TransmissionKey key, ReceiptKind kind, DateTimeOffset at, CancellationToken cancellation)
    {
        var path = own.ReceiptFile(key, kind);
        if (File.Exists(path) || File.Exists(Path.Combine(own.Noted, Path.GetFileName(path))))
            return;
        var draft = Path.Combine(own.Tmp, Path.GetRandomFileName());
        await DurableFiles.WriteAsync(
            draft, new MemoryStream(new FolderReceipt(FolderReceipt.Format1, key.ToString(), kind, at).Write()), cancellation);
        File.Move(draft, path, overwrite: true);
        DurableFiles.Sync(own.Receipts);
    }

    private bool Move(DirectoryInfo waiting, string place)
    {
        try
        {
            Directory.Move(waiting.FullName, Path.Combine(place, waiting.Name));
        }
        catch (DirectoryNotFoundException)
        {
            return false;
        }
        catch (IOException) when (Directory.Exists(Path.Combine(place, waiting.Name)))
        {
            // The same message was published again after it had been taken.
            Directory.Delete(waiting.FullName, recursive: true);
        }
        DurableFiles.Sync(place);
        DurableFiles.Sync(own.In);
        return true;
    }

    /// <summary>No links: they could lead anywhere.</summary>
    private static bool IsPlain(FileSystemInfo entry) => entry.Exists && entry.LinkTarget is null && (entry.Attributes & FileAttributes.ReparsePoint) == 0;

    private static List<T> Oldest<T>(IEnumerable<T> entries) where T : FileSystemInfo =>
        [.. entries.OrderBy(entry => entry.LastWriteTimeUtc).ThenBy(entry => entry.Name, StringComparer.Ordinal)];

    private static Content Of(FileInfo file, string name, string mediaType) => new(
        name, mediaType, file.Length, _ => ValueTask.FromResult<Stream>(new FileStream(file.FullName, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete)));
}
