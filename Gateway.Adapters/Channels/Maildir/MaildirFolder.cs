using Gateway.Adapters.Files;

namespace Gateway.Adapters.Channels.Maildir;

/// <summary>
/// A Maildir (tmp, new, cur): a message is written in tmp and appears in new by one rename, so a reader sees all of it
/// or nothing. Names and renames are durable once the directory is synced.
/// </summary>
internal sealed record MaildirFolder(string Directory)
{
    /// <summary>
    /// What readers append to the name of a message they have seen: any of D, F, P, R, S, T in this order.
    /// </summary>
    private static readonly string[] Flags =
    [
        .. Enumerable.Range(0, 64).Select(set => string.Concat("DFPRST".Where((_, i) => (set >> i & 1) == 1))),
    ];

    public string Tmp => Path.Combine(Directory, "tmp");

    public string New => Path.Combine(Directory, "new");

    public string Cur => Path.Combine(Directory, "cur");

    /// <summary>A Maildir++ folder, which mail clients show as <c>SetAside</c>.</summary>
    public MaildirFolder SetAside => new(Path.Combine(Directory, ".SetAside"));

    public bool Exists => new[] { Tmp, New, Cur }.All(DurableFiles.IsDirectory);

    public void Create()
    {
        foreach (var directory in new[] { Tmp, New, Cur })
            System.IO.Directory.CreateDirectory(directory);
        DurableFiles.Sync(Directory);
    }

    public void CreateFolder()
    {
        Create();
        var marker = Path.Combine(Directory, "maildirfolder");
        if (!File.Exists(marker))
            File.WriteAllBytes(marker, []);
    }

    /// <summary>Whether a message of this name is here: waiting, taken, or set aside.</summary>
    public bool Holds(string name) =>
        HoldsItself(name) || DurableFiles.IsDirectory(SetAside.Directory) && SetAside.HoldsItself(name);

    /// <summary>Looks up each name it may have now; the cost does not depend on the size of the mailbox.</summary>
    private bool HoldsItself(string name) =>
        File.Exists(Path.Combine(New, name))
        || !IsEmpty(Cur) && Names(name).Any(seen => File.Exists(Path.Combine(Cur, seen)));

    private static IEnumerable<string> Names(string name) => Flags.Select(flags => $"{name}:2,{flags}").Prepend(name);

    private static bool IsEmpty(string directory) => !System.IO.Directory.EnumerateFileSystemEntries(directory).Any();
}
