using System.Globalization;
using Gateway.Domain.Channels;
using MailKit;
using MailKit.Net.Imap;
using MailKit.Search;

namespace Gateway.Adapters.Channels.Email;

/// <summary>
/// Takes messages out of one authority's mailbox (RFC 3501), fetching with PEEK and marking only after the message was
/// recorded. After a crash at any point the message appears again, and nothing is lost.
/// </summary>
public sealed class ImapIntake : IIntake
{
    /// <summary>
    /// Used instead of <c>\Seen</c> where possible: a person who reads the mailbox must not hide a message from the gateway.
    /// </summary>
    public const string TakenKeyword = "$GatewayTaken";

    private readonly ImapOptions _options;
    private readonly TimeProvider _time;

    /// <exception cref="ArgumentException">The options cannot be used.</exception>
    public ImapIntake(string authority, ImapOptions options, TimeProvider time)
    {
        if (options.Flaws().ToList() is { Count: > 0 } flaws)
            throw new ArgumentException(string.Join("; ", flaws), nameof(options));
        (Authority, _options, _time) = (authority, options, time);
    }

    public string Channel => "email";

    public string Authority { get; }

    public TimeSpan OpensWithin => _options.AnswerTimeout;

    public async Task<IRound> LookAsync(CancellationToken cancellation)
    {
        var client = new ImapClient();
        try
        {
            await LogInAsync(client, cancellation);
            using var patience = Patience(cancellation);
            var folder = await client.GetFolderAsync(_options.Folder, patience.Token);
            await folder.OpenAsync(FolderAccess.ReadWrite, patience.Token);
            return new ImapRound(client, folder, [.. await WaitingAsync(folder, patience.Token)], _options, _time);
        }
        catch
        {
            client.Dispose();
            throw;
        }
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
        using var patience = new TimeoutTokenSource(host.ConnectTimeout, _time, cancellation);
        MailTrust.ApplyTo(host, client);
        await client.ConnectAsync(host.Host, host.Port, host.SocketOptions(), patience.Token);
        await client.AuthenticateAsync(host.User, host.Password, patience.Token);
    }

    private async Task<IEnumerable<MailEntry>> WaitingAsync(IMailFolder folder, CancellationToken cancellation)
    {
        var notTaken = ImapRound.KeepsKeywords(folder) ? SearchQuery.NotKeyword(TakenKeyword) : SearchQuery.NotSeen;
        var ids = await folder.SearchAsync(notTaken.And(SearchQuery.NotDeleted), cancellation);
        if (ids.Count == 0)
            return [];
        var found = await folder.FetchAsync(
            ids,
            MessageSummaryItems.UniqueId | MessageSummaryItems.InternalDate | MessageSummaryItems.Size,
            cancellation
        );
        return found
            .OrderBy(summary => summary.UniqueId.Id)
            .Select(summary => new MailEntry(
                string.Create(CultureInfo.InvariantCulture, $"{folder.UidValidity}/{summary.UniqueId.Id}"),
                summary.InternalDate ?? _time.GetUtcNow(),
                summary.UniqueId,
                summary.Size ?? 0
            ));
    }

    private TimeoutTokenSource Patience(CancellationToken cancellation) => new(_options.AnswerTimeout, _time, cancellation);
}
