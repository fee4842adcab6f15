using System.Globalization;
using Gateway.Adapters.Files;
using Gateway.Domain.Channels;
using Gateway.Domain.Messages;

namespace Gateway.Adapters.Channels.Folder;

/// <summary>
/// Takes messages out of one authority's shared folder, and receipts for its own transmissions out of its counterparts'. A
/// message leaves <c>in</c> after it was recorded and its receipt was written; after a crash at any point it appears again.
/// </summary>
/// <param name="counterparts">Folders that may contain receipts for this authority, requested each time.</param>
public sealed class FolderIntake(
    string authority,
    string directory,
    Func<IReadOnlyList<string>> counterparts,
    FolderOptions options,
    TimeProvider clock
) : IIntake
{
    private const int LargestEnvelope = 64 * 1024;

    /// <summary>Others can write to the folder, so a file in it proves only that something happened.</summary>
    private const int Assurance = 2;

    private readonly SharedFolder own = new(directory);

    public string Channel => "folder";

    public string Authority => authority;

    public Task<IRound> LookAsync(CancellationToken cancellation)
    {
        if (options.CreateMissing && !own.Exists)
            own.Create();
        DurableFiles.RequireDirectory(own.In);
        var others = counterparts().Select(address => new SharedFolder(address)).Where(folder => folder.Exists);
        return Task.FromResult<IRound>(
            new FolderRound([.. Messages(), .. others.SelectMany(Receipts)], ReadAsync, SettleAsync)
        );
    }

    public Task ConfirmOpenedAsync(TransmissionKey key, DateTimeOffset openedAt, CancellationToken cancellation) =>
        ConfirmAsync(key, ReceiptKind.Opened, openedAt, cancellation);

    private IEnumerable<FolderEntry> Messages() =>
        Oldest(new DirectoryInfo(own.In))
            .Select(entry => new FolderEntry(entry.Name, ArrivedAt(entry), own, IsReceipt: false, entry.Name));

    private IEnumerable<FolderEntry> Receipts(SharedFolder folder) =>
        from entry in Oldest(new DirectoryInfo(folder.Receipts))
        where
            new[] { ReceiptKind.Delivered, ReceiptKind.Opened }.Any(kind =>
                entry.Name.EndsWith(SharedFolder.ReceiptSuffix(authority, kind), StringComparison.Ordinal)
            )
        select new FolderEntry($"{folder.Receipts}/{entry.Name}", ArrivedAt(entry), folder, IsReceipt: true, entry.Name);

    private Task<OpenedArrival?> ReadAsync(FolderEntry waiting, CancellationToken cancellation) =>
        waiting.IsReceipt ? ReadReceiptAsync(waiting, cancellation) : ReadMessageAsync(waiting, cancellation);

    private async Task<OpenedArrival?> ReadMessageAsync(FolderEntry waiting, CancellationToken cancellation)
    {
        var files = new List<RegularFile>();
        try
        {
            if (
                Open(SharedFolder.Envelope) is not { } envelopeFile
                || DocumentForm
                    .All.Select(form => (Form: form, File: Open(form.Name)))
                    .Where(found => found.File is not null)
                    .ToList()
                    is not [(var form, { } document)]
            )
                return Unusable("folder-no-document");
            if (
                envelopeFile.Length > LargestEnvelope
                || FolderEnvelope.Read(await envelopeFile.ReadAllAsync(cancellation)) is not { } envelope
            )
                return Unusable("folder-malformed");
            var attachments = envelope
                .Attachments.Select(
                    (named, i) =>
                        (named, File: Open(SharedFolder.Attachments, (i + 1).ToString(CultureInfo.InvariantCulture)))
                )
                .ToList();
            if (attachments.Exists(attachment => attachment.File is null))
                return Unusable("folder-malformed");
            if (document.Length + attachments.Sum(attachment => attachment.File!.Length) > options.LargestArrival)
                return Unusable("folder-too-large");
            var key = TransmissionKey.Read(envelope.Transmission);
            return new(
                new Arrival(
                    waiting.ArrivedAt,
                    Of(document, form.Name, form.MediaType),
                    [
                        .. attachments.Select(attachment =>
                            Of(attachment.File!, attachment.named.Name, attachment.named.MediaType)
                        ),
                    ],
                    Leg: key?.Leg ?? 1,
                    LegKind: envelope.Leg,
                    Key: key
                ),
                [.. files]
            );
        }
        catch
        {
            files.ForEach(file => file.Dispose());
            throw;
        }

        OpenedArrival Unusable(string problem)
        {
            files.ForEach(file => file.Dispose());
            return new(new Arrival(waiting.ArrivedAt, null, [], problem));
        }

        RegularFile? Open(params IReadOnlyList<string> names)
        {
            if (OpenPlain(own.In, [waiting.FileName, .. names]) is not { } file)
                return null;
            files.Add(file);
            return file;
        }
    }

    private async Task<bool> SettleAsync(
        FolderEntry waiting,
        Arrival? arrival,
        ArrivalFate fate,
        CancellationToken cancellation
    )
    {
        if (fate == ArrivalFate.Left)
            return false;
        if (waiting.IsReceipt)
            return Move(waiting.Folder.Receipts, waiting.FileName, waiting.Folder.Noted);
        if (fate == ArrivalFate.SetAside)
            return Move(own.In, waiting.FileName, own.Aside);
        if (arrival?.Key is { } key)
            await ConfirmAsync(key, ReceiptKind.Delivered, clock.GetUtcNow(), cancellation);
        return Move(own.In, waiting.FileName, own.Taken);
    }

    private async Task<OpenedArrival?> ReadReceiptAsync(FolderEntry waiting, CancellationToken cancellation)
    {
        using var file = OpenPlain(waiting.Folder.Receipts, [waiting.FileName]);
        if (file is null || file.Length > LargestEnvelope)
            return new(new Arrival(waiting.ArrivedAt, null, [], "receipt-malformed"));
        var bytes = await file.ReadAllAsync(cancellation);
        return new(
            FolderReceipt.Read(bytes) is { } receipt
            && TransmissionKey.Read(receipt.Transmission) is { } key
            && key.Authority == authority
                ? new(
                    waiting.ArrivedAt,
                    null,
                    [],
                    Receipt: new ChannelReceipt(
                        key,
                        receipt.Kind,
                        Assurance,
                        receipt.At,
                        new Content(
                            "receipt.json",
                            "application/json",
                            bytes.Length,
                            _ => ValueTask.FromResult<Stream>(new MemoryStream(bytes, writable: false))
                        )
                    )
                )
                : new(waiting.ArrivedAt, null, [], "receipt-malformed")
        );
    }

    /// <summary>The first receipt of a kind is kept; a repetition writes nothing.</summary>
    private async Task ConfirmAsync(TransmissionKey key, ReceiptKind kind, DateTimeOffset at, CancellationToken cancellation)
    {
        var path = own.ReceiptFile(key, kind);
        if (Path.Exists(path) || Path.Exists(Path.Combine(own.Noted, Path.GetFileName(path))))
            return;
        var draft = Path.Combine(own.Tmp, Path.GetRandomFileName());
        await DurableFiles.WriteAsync(
            draft,
            new MemoryStream(new FolderReceipt(FolderReceipt.Format1, key.ToString(), kind, at).Write()),
            cancellation
        );
        File.Move(draft, path, overwrite: true);
        DurableFiles.Sync(own.Receipts);
    }

    private static bool Move(string from, string name, string place)
    {
        if (!DurableFiles.Move(Path.Combine(from, name), place, name))
            return false;
        DurableFiles.Sync(place);
        DurableFiles.Sync(from);
        return true;
    }

    /// <summary>Null when the file is missing, or a pipe, a link or anything else is in its place.</summary>
    private static RegularFile? OpenPlain(string directory, IReadOnlyList<string> names)
    {
        try
        {
            return RegularFile.Open(directory, names);
        }
        catch (Exception failure) when (failure is FileNotFoundException or NoRegularFileException)
        {
            return null;
        }
    }

    private static IEnumerable<FileSystemInfo> Oldest(DirectoryInfo directory) =>
        directory
            .EnumerateFileSystemInfos()
            .Where(entry => !entry.Name.StartsWith('.') && entry.FullName != Path.Combine(directory.FullName, "noted"))
            .OrderBy(entry => entry.LastWriteTimeUtc)
            .ThenBy(entry => entry.Name, StringComparer.Ordinal);

    private static DateTimeOffset ArrivedAt(FileSystemInfo entry) => new(entry.LastWriteTimeUtc, TimeSpan.Zero);

    private static Content Of(RegularFile file, string name, string mediaType) =>
        new(name, mediaType, file.Length, _ => ValueTask.FromResult(file.Read()));
}
