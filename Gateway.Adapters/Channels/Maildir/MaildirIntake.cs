using Gateway.Adapters.Channels.Mail;
using Gateway.Adapters.Files;
using Gateway.Domain.Channels;

namespace Gateway.Adapters.Channels.Maildir;

/// <summary>
/// Takes messages out of one authority's Maildir. A message leaves <c>new</c> by one rename, after it was recorded; after a
/// crash at any point it appears again, and nothing is lost.
/// </summary>
public sealed class MaildirIntake(string authority, string directory, MaildirOptions options) : IIntake
{
    private readonly MaildirFolder _maildir = new(directory);

    public string Channel => "maildir";

    public string Authority => authority;

    public Task<IRound> LookAsync(CancellationToken cancellation)
    {
        if (options.CreateMissing && !_maildir.Exists)
            _maildir.Create();
        DurableFiles.RequireDirectory(_maildir.New);
        return Task.FromResult<IRound>(new Round(_maildir, options));
    }

    private sealed class Round(MaildirFolder maildir, MaildirOptions options) : IRound
    {
        public IReadOnlyList<WaitingArrival> Waiting { get; } =
        [
            .. new DirectoryInfo(maildir.New)
                .EnumerateFileSystemInfos()
                .Where(entry => !entry.Name.StartsWith('.'))
                .Select(entry => new WaitingArrival(entry.Name, new DateTimeOffset(entry.LastWriteTimeUtc, TimeSpan.Zero)))
                .OrderBy(waiting => waiting.ArrivedAt)
                .ThenBy(waiting => waiting.Name, StringComparer.Ordinal),
        ];

        public async Task<OpenedArrival?> OpenAsync(WaitingArrival waiting, CancellationToken cancellation)
        {
            RegularFile file;
            try
            {
                file = RegularFile.Open(maildir.New, waiting.Name);
            }
            catch (FileNotFoundException)
            {
                return null;
            }
            catch (NoRegularFileException)
            {
                return new(ArrivedMail.Unusable(waiting.ArrivedAt, "maildir-no-file"));
            }
            using (file)
            {
                await using var stream = file.Read();
                return (
                    await ArrivedMail.ReadAsync(stream, waiting.ArrivedAt, options.LargestArrival, cancellation)
                ).Opened();
            }
        }

        public Task<bool> SettleAsync(
            WaitingArrival waiting,
            Arrival? arrival,
            ArrivalFate fate,
            CancellationToken cancellation
        )
        {
            switch (fate)
            {
                case ArrivalFate.Taken:
                    return Task.FromResult(Move(waiting.Name, maildir.Cur, waiting.Name.Split(':')[0] + ":2,S"));
                case ArrivalFate.SetAside:
                    maildir.SetAside.CreateFolder();
                    return Task.FromResult(Move(waiting.Name, maildir.SetAside.New, waiting.Name));
                default:
                    return Task.FromResult(false);
            }
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;

        private bool Move(string name, string directory, string newName)
        {
            if (!DurableFiles.Move(Path.Combine(maildir.New, name), directory, newName))
                return false;
            DurableFiles.Sync(directory);
            DurableFiles.Sync(maildir.New);
            return true;
        }
    }
}
