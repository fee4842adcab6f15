namespace Gateway.Adapters.Zip;

/// <summary>Why an archive is not read.</summary>
public enum ZipFlaw
{
    /// <summary>
    /// No ZIP archive, cut off, or its parts contradict each other, overlap, or leave bytes that belong to none.
    /// </summary>
    Malformed,

    /// <summary>Encrypted, in several volumes, or with a method other than stored and deflated.</summary>
    Unsupported,

    /// <summary>
    /// A name that leads out of the folder it is unpacked in, that says nothing, or that hides what it says.
    /// </summary>
    Name,

    /// <summary>Two entries that some file system treats as the same.</summary>
    Duplicate,

    /// <summary>Beyond one of the <see cref="ZipLimits"/>.</summary>
    Limit,
}

/// <param name="Reason">One sentence that quotes nothing of the archive.</param>
public sealed record ZipRejection(ZipFlaw Flaw, string Reason);

/// <summary>
/// Ends the reading at the first flaw. Stays inside this folder: <see cref="StrictZip.TryRead"/> turns it into a value.
/// </summary>
internal sealed class ZipRejected(ZipFlaw flaw, string reason) : Exception(reason)
{
    public ZipFlaw Flaw => flaw;

    public static ZipRejected Malformed(string reason) => new(ZipFlaw.Malformed, reason);

    public static ZipRejected Unsupported(string reason) => new(ZipFlaw.Unsupported, reason);

    public static ZipRejected Name(string reason) => new(ZipFlaw.Name, reason);

    public static ZipRejected Limit(string reason) => new(ZipFlaw.Limit, reason);
}
