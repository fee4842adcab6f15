using Gateway.Adapters.Channels.Mail;
using Gateway.Adapters.Files;
using Gateway.Domain.Channels;
using MailKit;
using MailKit.Net.Imap;

namespace Gateway.Adapters.Channels.Email;

/// <summary>One connection to a mailbox and what waits in it. The connection answers one question at a time.</summary>
internal sealed class ImapRound(
    ImapClient client,
    IMailFolder folder,
    IReadOnlyList<MailEntry> waiting,
    ImapOptions options,
    TimeProvider time
) : IRound
{
    private readonly SemaphoreSlim _asking = new(1);

    public IReadOnlyList<WaitingArrival> Waiting => waiting;

    public static bool KeepsKeywords(IMailFolder folder) =>
        folder.PermanentFlags.HasFlag(MessageFlags.UserDefined)
        || folder.PermanentKeywords.Contains(ImapIntake.TakenKeyword, StringComparer.OrdinalIgnoreCase);

    public async Task<OpenedArrival?> OpenAsync(WaitingArrival waiting, CancellationToken cancellation)
    {
        var mail = (MailEntry)waiting;
        if (mail.Size > options.LargestArrival)
            return new(ArrivedMail.Unusable(mail.ArrivedAt, "mime-too-large"));
        using var spool = await FetchAsync(mail, cancellation);
        if (spool is null)
            return new(ArrivedMail.Unusable(mail.ArrivedAt, "mime-too-large"));
        await using var stream = spool.Open();
        return (await ArrivedMail.ReadAsync(stream, mail.ArrivedAt, options.LargestArrival, cancellation)).Opened();
    }

    public async Task<bool> SettleAsync(
        WaitingArrival waiting,
        Arrival? arrival,
        ArrivalFate fate,
        CancellationToken cancellation
    )
    {
        if (fate == ArrivalFate.Left)
            return false;
        var id = ((MailEntry)waiting).Id;
        await AskAsync(
            async patience =>
            {
                if (fate == ArrivalFate.SetAside)
                    await folder.MoveToAsync(id, await SetAsideFolderAsync(patience), patience);
                else if (KeepsKeywords(folder))
                    await folder.StoreAsync(
                        id,
                        new StoreFlagsRequest(StoreAction.Add, MessageFlags.None, [ImapIntake.TakenKeyword])
                        {
                            Silent = true,
                        },
                        patience
                    );
                else
                    await folder.StoreAsync(
                        id,
                        new StoreFlagsRequest(StoreAction.Add, MessageFlags.Seen) { Silent = true },
                        patience
                    );
                return true;
            },
            cancellation
        );
        return true;
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            using var patience = new TimeoutTokenSource(TimeSpan.FromSeconds(2), time, CancellationToken.None);
            await client.DisconnectAsync(quit: true, patience.Token);
        }
        catch (Exception failure) when (ImapFailure.Code(failure) is not null)
        {
            // The server may not answer a logout; everything was settled before.
        }
        client.Dispose();
        _asking.Dispose();
    }

    /// <returns>Null when it is larger than the server said.</returns>
    private async Task<Spool?> FetchAsync(MailEntry mail, CancellationToken cancellation)
    {
        try
        {
            return await AskAsync(
                async patience =>
                {
                    await using var fetched = new FetchedMail(folder, mail.Id);
                    return await Spool.FillAsync(fetched, options.LargestArrival, folder: null, patience);
                },
                cancellation
            );
        }
        catch (Exception failure) when (!cancellation.IsCancellationRequested && ImapFailure.Code(failure) is { } code)
        {
            throw new SourceFailedException(code, failure);
        }
    }

    private async Task<T> AskAsync<T>(Func<CancellationToken, Task<T>> ask, CancellationToken cancellation)
    {
        await _asking.WaitAsync(cancellation);
        try
        {
            using var patience = new TimeoutTokenSource(options.AnswerTimeout, time, cancellation);
            return await ask(patience.Token);
        }
        finally
        {
            _asking.Release();
        }
    }

    private async Task<IMailFolder> SetAsideFolderAsync(CancellationToken cancellation)
    {
        var top = client.GetFolder(client.PersonalNamespaces[0]);
        try
        {
            return await top.GetSubfolderAsync(options.SetAsideFolder, cancellation);
        }
        catch (FolderNotFoundException)
        {
            return await top.CreateAsync(options.SetAsideFolder, isMessageFolder: true, cancellation)
                ?? throw new IOException($"{nameof(ImapOptions.SetAsideFolder)} not made");
        }
    }
}

/// <summary>A mail that waits in a mailbox.</summary>
/// <param name="Size">Bytes as the server counts them.</param>
internal sealed record MailEntry(string Name, DateTimeOffset ArrivedAt, UniqueId Id, long Size)
    : WaitingArrival(Name, ArrivedAt);
