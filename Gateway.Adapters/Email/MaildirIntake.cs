using Gateway.Adapters.Files;
using Gateway.Domain.Channels;

namespace Gateway.Adapters.Email;

/// <summary>
/// Takes messages out of one authority's Maildir. A message leaves <c>new</c> by one rename, after it was recorded; so a
/// crash at any point shows it again, and nothing is lost.
/// </summary>
public sealed class MaildirIntake(string authority, string directory, MaildirOptions options) : IIntake
{
    private readonly Maildir _maildir = new(directory);

    public string Channel => "maildir";

    public string Authority => authority;

    public async Task<int> CollectAsync(
        Func<Arrival, CancellationToken, Task<ArrivalFate>> receive, CancellationToken cancellation)
    {
        if (options.CreateMissing && !_maildir.Exists)
            _maildir.Create();
        var settled = 0;
        foreach (var waiting in Waiting())
        {
            cancellation.ThrowIfCancellationRequested();
            if (await HandOverAsync(waiting, receive, cancellation) is { } fate && Settle(waiting, fate))
                settled++;
        }
        return settled;
    }

    private List<FileInfo> Waiting() =>
        [.. new DirectoryInfo(_maildir.New).EnumerateFiles()
            .Where(file => !file.Name.StartsWith('.'))
            .OrderBy(file => file.LastWriteTimeUtc)
            .ThenBy(file => file.Name, StringComparer.Ordinal)];

    /// <returns>Null when another node took it meanwhile.</returns>
    private async Task<ArrivalFate?> HandOverAsync(
        FileInfo waiting, Func<Arrival, CancellationToken, Task<ArrivalFate>> receive, CancellationToken cancellation)
    {
        FileStream stream;
        try
        {
            stream = waiting.OpenRead();
        }
        catch (FileNotFoundException)
        {
            return null;
        }
        await using (stream)
        {
            using var mail = await ArrivedMail.ReadAsync(
                stream, new DateTimeOffset(waiting.LastWriteTimeUtc, TimeSpan.Zero), options.LargestArrival, cancellation);
            return await receive(mail.Arrival, cancellation);
        }
    }

    private bool Settle(FileInfo waiting, ArrivalFate fate)
    {
        switch (fate)
        {
            case ArrivalFate.Taken:
                return Move(waiting, _maildir.Cur, waiting.Name.Split(':')[0] + ":2,S");
            case ArrivalFate.SetAside:
                _maildir.SetAside.CreateFolder();
                return Move(waiting, _maildir.SetAside.New, waiting.Name);
            default:
                return false;
        }
    }

    private bool Move(FileInfo waiting, string directory, string name)
    {
        try
        {
            File.Move(waiting.FullName, Path.Combine(directory, name), overwrite: true);
        }
        catch (FileNotFoundException)
        {
            return false;
        }
        DurableFiles.Sync(directory);
        DurableFiles.Sync(_maildir.New);
        return true;
    }
}
