using Gateway.Adapters.Files;
using Gateway.Domain.Messages;
using Gateway.Domain.Vault;

namespace Gateway.Api.Submissions;

/// <summary>
/// Bytes taken in from outside, measured and digested on the way. A file of a container stays where it is, and is inflated
/// each time.
/// </summary>
public sealed class SpooledContent : IDisposable
{
    private readonly Spool? spool;
    private readonly Func<Stream> open;

    private SpooledContent(string name, string mediaType, Spool spool)
    {
        (Name, MediaType, Size, Sha256) = (name, mediaType, spool.Length, spool.Sha256);
        (this.spool, open) = (spool, spool.Open);
    }

    /// <param name="mediaType">As the signed document has it.</param>
    public SpooledContent(ContainedFile contained, string mediaType)
    {
        (Name, MediaType, Size, Sha256) = (contained.Name, mediaType, contained.Size, contained.Sha256);
        open = contained.Open;
    }

    public string Name { get; }

    public string MediaType { get; }

    /// <summary>Bytes.</summary>
    public long Size { get; }

    /// <summary>Lower-case hex.</summary>
    public string Sha256 { get; }

    /// <summary>Null when the source holds more than <paramref name="limit"/> bytes.</summary>
    public static async Task<SpooledContent?> ReadAsync(
        Stream source,
        string name,
        string mediaType,
        long limit,
        string folder,
        CancellationToken cancellation
    ) =>
        await Spool.FillAsync(source, limit, folder, cancellation) is { } spool
            ? new SpooledContent(name, mediaType, spool)
            : null;

    public Stream Open() => open();

    public NewItem ToItem() => new(Name, MediaType, Size, Sha256, open);

    /// <summary>The bytes at once; for documents, which are limited.</summary>
    public ReadOnlyMemory<byte> ToMemory()
    {
        if (spool is not null)
            return spool.ToMemory();
        var bytes = new byte[Size];
        using var stream = Open();
        stream.ReadExactly(bytes);
        return bytes;
    }

    public void Dispose() => spool?.Dispose();
}
