using Gateway.Adapters.Channels.Mail;
using Gateway.Adapters.Files;
using Gateway.Domain.Channels;

namespace Gateway.Adapters.Channels.Maildir;

/// <summary>
/// Carries messages into a Maildir that both sides reach. The file's name is derived from the key, so a repeated attempt
/// finds the message (waiting, taken or set aside) and does nothing, or writes the same bytes again.
/// </summary>
/// <param name="probed">Returns the directories to probe, called for each probe; null for the directories in the
/// options.</param>
public sealed class MaildirChannel(MaildirOptions options, Func<IReadOnlyList<string>>? probed = null) : IChannel
{
    /// <summary>Bytes of a mail that are written at a time.</summary>
    private const int Block = 64 * 1024;

    public string Name => "maildir";

    public ChannelCapabilities Capabilities { get; } = new(options.LargestMessage, EncryptsContent: false);

    public bool IsAddress(string address) => IsDirectoryName(address);

    public async Task<ChannelAnswer> CarryAsync(Dispatch dispatch, CancellationToken cancellation)
    {
        if (!dispatch.Sender.IsSandbox || !dispatch.Recipient.IsSandbox)
            return Permanent("encryption-required");
        if (!IsDirectoryName(dispatch.Recipient.Address))
            return Permanent("address-invalid");
        TransmissionMail mail;
        try
        {
            mail = await TransmissionMail.ComposeAsync(
                dispatch,
                AddressOf(dispatch.From),
                AddressOf(dispatch.To),
                cancellation
            );
        }
        catch (OperationCanceledException failure)
        {
            return MaildirFailure.Sort(failure);
        }
        catch (Exception failure) when (ContentFailure.IsAnswer(failure))
        {
            return ContentFailure.Sort(failure);
        }
        using (mail)
        {
            try
            {
                await DeliverAsync(mail, dispatch, cancellation);
                return new ChannelAnswer(DeliveryOutcome.HandedToChannel, "maildir-delivered");
            }
            catch (Exception failure) when (MaildirFailure.IsAnswer(failure))
            {
                return MaildirFailure.Sort(failure);
            }
        }
    }

    /// <summary>Writes, syncs and removes a file in each directory the options name.</summary>
    public async Task<string?> ProbeAsync(CancellationToken cancellation)
    {
        foreach (var maildir in (probed?.Invoke() ?? options.Probed).Select(directory => new MaildirFolder(directory)))
        {
            try
            {
                if (!maildir.Exists && options.CreateMissing)
                    maildir.Create();
                var path = Path.Combine(maildir.Tmp, $"probe.{Path.GetRandomFileName()}");
                await using var file = new FileStream(
                    path,
                    FileMode.CreateNew,
                    FileAccess.Write,
                    FileShare.None,
                    1,
                    FileOptions.DeleteOnClose
                );
                await file.WriteAsync(new byte[1], cancellation);
                file.Flush(flushToDisk: true);
            }
            catch (Exception failure) when (MaildirFailure.IsAnswer(failure))
            {
                return MaildirFailure.Sort(failure).Detail;
            }
        }
        return null;
    }

    private async Task DeliverAsync(TransmissionMail mail, Dispatch dispatch, CancellationToken cancellation)
    {
        var maildir = new MaildirFolder(dispatch.Recipient.Address);
        if (!maildir.Exists)
        {
            if (!options.CreateMissing)
                throw new DirectoryNotFoundException();
            maildir.Create();
        }
        var name = TransmissionNames.MaildirFile(dispatch.Key, dispatch.SubmittedAt);
        if (!maildir.Holds(name))
        {
            // The file is renamed while open and locked, so that another node on the same attempt cannot truncate it.
            var path = Path.Combine(maildir.Tmp, name);
            await using var file = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.None, Block);
            await mail.WriteToAsync(file, cancellation);
            file.Flush(flushToDisk: true);
            File.Move(path, Path.Combine(maildir.New, name), overwrite: true);
        }
        // An existing message is synced too, since the attempt that renamed it may have failed before the rename was
        // durable.
        DurableFiles.Sync(maildir.New);
    }

    private static string AddressOf(string authority) => $"gateway@{TransmissionNames.Host(authority)}";

    private static bool IsDirectoryName(string address) =>
        Path.IsPathFullyQualified(address)
        && !address.Contains('\0', StringComparison.Ordinal)
        && Path.TrimEndingDirectorySeparator(address) == Path.TrimEndingDirectorySeparator(Path.GetFullPath(address));

    private static ChannelAnswer Permanent(string detail) => new(DeliveryOutcome.Permanent, detail);
}
