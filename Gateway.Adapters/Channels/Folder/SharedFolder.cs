using System.Globalization;
using System.Text.RegularExpressions;
using Gateway.Adapters.Files;
using Gateway.Domain.Channels;

namespace Gateway.Adapters.Channels.Folder;

/// <summary>
/// One authority's part of a shared folder. A message is a directory: written in <c>tmp</c>, it appears in <c>in</c> by one
/// rename and leaves it by another. Receipts are beside it, as files that appear complete.
/// </summary>
internal sealed partial record SharedFolder(string Directory)
{
    public const string Envelope = "envelope.json";
    public const string Attachments = "attachments";

    public string Tmp => Path.Combine(Directory, "tmp");

    public string In => Path.Combine(Directory, "in");

    public string Taken => Path.Combine(Directory, "taken");

    public string Aside => Path.Combine(Directory, "aside");

    public string Receipts => Path.Combine(Directory, "receipts");

    /// <summary>Receipts that their sender has recorded.</summary>
    public string Noted => Path.Combine(Receipts, "noted");

    public bool Exists => new[] { Tmp, In, Taken, Aside, Receipts, Noted }.All(DurableFiles.IsDirectory);

    public void Create()
    {
        foreach (var directory in new[] { Tmp, In, Taken, Aside, Noted })
            System.IO.Directory.CreateDirectory(directory);
        DurableFiles.Sync(Directory);
    }

    /// <summary>Whether a message of this name is here: waiting, taken, or set aside.</summary>
    public bool Holds(string name) =>
        new[] { In, Taken, Aside }.Any(place => System.IO.Directory.Exists(Path.Combine(place, name)));

    /// <summary>The name of a transmission, derived from its key: a repeat finds it there.</summary>
    public static string NameOf(TransmissionKey key) =>
        string.Create(CultureInfo.InvariantCulture, $"{key.MessageId:D}.{key.Leg}.{Authority(key)}");

    /// <summary>The end of the names of every receipt for an authority's transmissions.</summary>
    public static string ReceiptSuffix(string authority, ReceiptKind kind) => $".{authority}.{Word(kind)}.json";

    public string ReceiptFile(TransmissionKey key, ReceiptKind kind) =>
        Path.Combine(Receipts, $"{NameOf(key)}.{Word(kind)}.json");

    /// <summary>A full path in normal form.</summary>
    public static bool IsAddress(string address) =>
        Path.IsPathFullyQualified(address)
        && !address.Contains('\0', StringComparison.Ordinal)
        && Path.TrimEndingDirectorySeparator(address) == Path.TrimEndingDirectorySeparator(Path.GetFullPath(address));

    private static string Word(ReceiptKind kind) => kind == ReceiptKind.Opened ? "opened" : "delivered";

    private static string Authority(TransmissionKey key) =>
        Code().IsMatch(key.Authority)
            ? key.Authority
            : throw new ArgumentException("An authority's code has letters, digits and hyphens only.", nameof(key));

    [GeneratedRegex(@"\A[A-Za-z0-9][A-Za-z0-9-]{0,63}\z", RegexOptions.CultureInvariant)]
    private static partial Regex Code();
}
