using System.Globalization;
using Gateway.Adapters.Files;
using Gateway.Domain.Channels;
using Gateway.Domain.Messages;

namespace Gateway.Adapters.Channels.Folder;

/// <summary>
/// Carries messages into a folder that both sides can access. Atomic: a reader finds the whole message or nothing. A
/// repeated attempt finds the message under the name derived from its key, and does nothing.
/// </summary>
/// <param name="probed">The folders of the authorities that can be reached, requested at each probe.</param>
public sealed class FolderChannel(FolderOptions options, Func<IReadOnlyList<string>>? probed = null) : IChannel
{
    public string Name => "folder";

    public ChannelCapabilities Capabilities { get; } = new(options.LargestMessage, EncryptsContent: false);

    public bool IsAddress(string address) => SharedFolder.IsAddress(address);

    public async Task<ChannelAnswer> CarryAsync(Dispatch dispatch, CancellationToken cancellation)
    {
        if (!dispatch.Sender.IsSandbox || !dispatch.Recipient.IsSandbox)
            return new(DeliveryOutcome.Permanent, "encryption-required");
        if (!SharedFolder.IsAddress(dispatch.Recipient.Address))
            return new(DeliveryOutcome.Permanent, "address-invalid");
        try
        {
            await PublishAsync(new SharedFolder(dispatch.Recipient.Address), dispatch, cancellation);
            return new(DeliveryOutcome.HandedToChannel, "folder-published");
        }
        catch (Exception failure) when (FolderFailure.IsAnswer(failure))
        {
            return FolderFailure.Sort(failure);
        }
    }

    /// <summary>Writes, syncs and removes a file in each folder.</summary>
    public async Task<string?> ProbeAsync(CancellationToken cancellation)
    {
        foreach (var folder in (probed?.Invoke() ?? []).Select(address => new SharedFolder(address)))
            try
            {
                Require(folder);
                await using var file = new FileStream(
                    Path.Combine(folder.Tmp, $"probe.{Path.GetRandomFileName()}"),
                    FileMode.CreateNew,
                    FileAccess.Write,
                    FileShare.None,
                    1,
                    FileOptions.DeleteOnClose
                );
                await file.WriteAsync(new byte[1], cancellation);
                file.Flush(flushToDisk: true);
            }
            catch (Exception failure) when (FolderFailure.IsAnswer(failure))
            {
                return FolderFailure.Sort(failure).Detail;
            }
        return null;
    }

    private async Task PublishAsync(SharedFolder folder, Dispatch dispatch, CancellationToken cancellation)
    {
        Require(folder);
        var name = SharedFolder.NameOf(dispatch.Key);
        if (!folder.Holds(name))
        {
            // A unique name: another node with the same attempt, or a leftover of an earlier one, cannot interfere.
            var draft = Path.Combine(folder.Tmp, $"{name}.{Path.GetRandomFileName()}");
            Directory.CreateDirectory(Path.Combine(draft, SharedFolder.Attachments));
            await WriteAsync(draft, dispatch, cancellation);
            try
            {
                Directory.Move(draft, Path.Combine(folder.In, name));
            }
            catch (IOException) when (folder.Holds(name))
            {
                Directory.Delete(draft, recursive: true);
            }
        }
        // Also for an existing message: the attempt that renamed it may have failed before the rename was durable.
        DurableFiles.Sync(folder.In);
    }

    private static async Task WriteAsync(string draft, Dispatch dispatch, CancellationToken cancellation)
    {
        var envelope = new FolderEnvelope(
            FolderEnvelope.Format1,
            dispatch.Key.ToString(),
            dispatch.LegKind,
            dispatch.SubmittedAt,
            dispatch.Recipient.IsSandbox,
            [.. dispatch.Attachments.Select(attachment => new FolderFile(attachment.Name, attachment.MediaType))]
        );
        await DurableFiles.WriteAsync(
            Path.Combine(draft, SharedFolder.Envelope),
            new MemoryStream(envelope.Write()),
            cancellation
        );
        await using (var document = await dispatch.Document.OpenAsync(cancellation))
            await DurableFiles.WriteAsync(
                Path.Combine(draft, DocumentForm.Of(dispatch.Document.MediaType).Name),
                document,
                cancellation
            );
        for (var i = 0; i < dispatch.Attachments.Count; i++)
        {
            await using var attachment = await dispatch.Attachments[i].OpenAsync(cancellation);
            await DurableFiles.WriteAsync(
                Path.Combine(draft, SharedFolder.Attachments, (i + 1).ToString(CultureInfo.InvariantCulture)),
                attachment,
                cancellation
            );
        }
        DurableFiles.Sync(Path.Combine(draft, SharedFolder.Attachments));
        DurableFiles.Sync(draft);
    }

    private void Require(SharedFolder folder)
    {
        if (folder.Exists)
            return;
        if (!options.CreateMissing)
            throw new DirectoryNotFoundException();
        folder.Create();
    }
}
