using Gateway.Adapters.XmlSignatures;

namespace Gateway.Api.Signatures;

/// <summary>
/// The files of a folder as detached signatures may name them: within the folder, by relative name, and nothing else.
/// </summary>
internal sealed class FilesInFolder(string folder) : IDetachedContent
{
    private readonly string _root = Path.GetFullPath(folder);

    public Stream? Open(string uri)
    {
        if (uri.Length == 0 || uri.Contains(':', StringComparison.Ordinal) || uri.Contains('\\', StringComparison.Ordinal))
            return null;
        return Open(_root, Uri.UnescapeDataString(uri)) ?? Open(_root, uri);
    }

    private static FileStream? Open(string root, string name)
    {
        if (name.Contains('\0', StringComparison.Ordinal) || name.Split('/').Contains(".."))
            return null;
        var path = Path.GetFullPath(Path.Combine(root, name.TrimStart('/')));
        var isInside = path.StartsWith(root + Path.DirectorySeparatorChar, StringComparison.Ordinal);
        if (!isInside || !File.Exists(path) || HasLink(root, path))
            return null;
        try
        {
            return File.OpenRead(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>A link may lead out of the folder, be it the file or a folder on the way.</summary>
    private static bool HasLink(string root, string path)
    {
        for (
            FileSystemInfo? at = new FileInfo(path);
            at is not null && at.FullName.Length > root.Length;
            at = Directory.GetParent(at.FullName)
        )
            if (at.LinkTarget is not null)
                return true;
        return false;
    }
}
