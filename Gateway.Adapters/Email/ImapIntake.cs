using System.Globalization;
using Gateway.Adapters.Files;
using Gateway.Domain.Channels;
using MailKit;
using MailKit.Net.Imap;
using MailKit.Search;

namespace Gateway.Adapters.Email;

/// <summary>
/// Takes messages out of one authority's mailbox (RFC 3501), fetching with PEEK and marking only after the message was
/// recorded; so a crash at any point shows it again, and nothing is lost.
/// </summary>
public sealed class ImapIntake : IIntake
{
    /// <summary>Not <c>\Seen</c> where it can be helped: a person looking into the mailbox must not hide a message from us.</summary>
    public const string TakenKeyword = "$GatewayTaken";

    private readonly MailboxOptions _options;
    private readonly TimeProvider _time;

    /// <exception cref="ArgumentException">The options cannot be used.</exception>
    public ImapIntake(string authority, MailboxOptions options, TimeProvider time)
    {
        if (options.Flaws().ToList() is { Count: > 0 } flaws)
            throw new ArgumentException(string.Join("; ", flaws), nameof(options));
        (Authority, _options, _time) = (authority, options, time);
    }

    public string Channel => "email";

    public string Authority { get; }

    public async Task<int> CollectAsync(
        Func<Arrival, CancellationToken, Task<ArrivalFate>> receive, CancellationToken cancellation)
    {
        using var client = new ImapClient();
        await LogInAsync(client, cancellation);
        using var patience = Patience(cancellation);
        var folder = await client.GetFolderAsync(_options.Folder, patience.Token);
        await folder.OpenAsync(FolderAccess.ReadWrite, patience.Token);
        var settled = 0;
        foreach (var waiting in await WaitingAsync(folder, patience.Token))
        {
            if (await SettleAsync(client, folder, waiting.UniqueId, await HandOverAsync(folder, waiting, receive, cancellation), cancellation))
                settled++;
        }
        using var parting = Patience(cancellation);
        await client.DisconnectAsync(quit: true, parting.Token);
        return settled;
    }

    /// <summary>Null when the mailbox can be opened now; else a short code.</summary>
    public async Task<string?> ProbeAsync(CancellationToken cancellation)
    {
        using var client = new ImapClient();
        using var patience = Patience(cancellation);
        try
        {
            await LogInAsync(client, cancellation);
            var folder = await client.GetFolderAsync(_options.Folder, patience.Token);
            await folder.OpenAsync(FolderAccess.ReadOnly, patience.Token);
            await client.DisconnectAsync(quit: true, patience.Token);
            return null;
        }
        catch (Exception failure) when (ImapFailure.Code(failure) is { } code)
        {
            return code;
        }
    }

    private async Task LogInAsync(ImapClient client, CancellationToken cancellation)
    {
        var host = _options.Imap;
        using var patience = new PatienceSource(host.ConnectTimeout, _time, cancellation);
        MailTrust.ApplyTo(host, client);
        await client.ConnectAsync(host.Host, host.Port, host.SocketOptions(), patience.Token);
        await client.AuthenticateAsync(host.User, host.Password, patience.Token);
    }

    private static async Task<IList<IMessageSummary>> WaitingAsync(IMailFolder folder, CancellationToken cancellation)
    {
        var notTaken = KeepsKeywords(folder) ? SearchQuery.NotKeyword(TakenKeyword) : SearchQuery.NotSeen;
        var ids = await folder.SearchAsync(notTaken.And(SearchQuery.NotDeleted), cancellation);
        if (ids.Count == 0)
            return [];
        var found = await folder.FetchAsync(
            ids, MessageSummaryItems.UniqueId | MessageSummaryItems.InternalDate | MessageSummaryItems.Size, cancellation);
        return [.. found.OrderBy(summary => summary.UniqueId.Id)];
    }

    private static bool KeepsKeywords(IMailFolder folder) =>
        folder.PermanentFlags.HasFlag(MessageFlags.UserDefined)
        || folder.PermanentKeywords.Contains(TakenKeyword, StringComparer.OrdinalIgnoreCase);

    private async Task<ArrivalFate> HandOverAsync(
        IMailFolder folder,
        IMessageSummary waiting,
        Func<Arrival, CancellationToken, Task<ArrivalFate>> receive,
        CancellationToken cancellation)
    {
        var arrivedAt = waiting.InternalDate ?? _time.GetUtcNow();
        if (waiting.Size > _options.LargestArrival)
            return await receive(ArrivedMail.Unusable(arrivedAt, "mime-too-large"), cancellation);
        using var patience = Patience(cancellation);
        await using var fetched = new FetchedMail(folder, waiting.UniqueId);
        using var spool = await Spool.FillAsync(fetched, _options.LargestArrival, folder: null, patience.Token);
        if (spool is null)
            return await receive(ArrivedMail.Unusable(arrivedAt, "mime-too-large"), cancellation);
        await using var stream = spool.Open();
        using var mail = await ArrivedMail.ReadAsync(stream, arrivedAt, _options.LargestArrival, cancellation);
        return await receive(mail.Arrival, cancellation);
    }

    private async Task<bool> SettleAsync(
        ImapClient client, IMailFolder folder, UniqueId id, ArrivalFate fate, CancellationToken cancellation)
    {
        using var patience = Patience(cancellation);
        switch (fate)
        {
            case ArrivalFate.Taken when KeepsKeywords(folder):
                await folder.StoreAsync(
                    id, new StoreFlagsRequest(StoreAction.Add, MessageFlags.None, [TakenKeyword]) { Silent = true }, patience.Token);
                return true;
            case ArrivalFate.Taken:
                await folder.StoreAsync(id, new StoreFlagsRequest(StoreAction.Add, MessageFlags.Seen) { Silent = true }, patience.Token);
                return true;
            case ArrivalFate.SetAside:
                await folder.MoveToAsync(id, await SetAsideFolderAsync(client, patience.Token), patience.Token);
                return true;
            default:
                return false;
        }
    }

    private async Task<IMailFolder> SetAsideFolderAsync(ImapClient client, CancellationToken cancellation)
    {
        var top = client.GetFolder(client.PersonalNamespaces[0]);
        try
        {
            return await top.GetSubfolderAsync(_options.SetAsideFolder, cancellation);
        }
        catch (FolderNotFoundException)
        {
            return await top.CreateAsync(_options.SetAsideFolder, isMessageFolder: true, cancellation)
                ?? throw new IOException(string.Create(CultureInfo.InvariantCulture, $"{nameof(MailboxOptions.SetAsideFolder)} not made"));
        }
    }

    private PatienceSource Patience(CancellationToken cancellation) => new(_options.AnswerTimeout, _time, cancellation);
}
