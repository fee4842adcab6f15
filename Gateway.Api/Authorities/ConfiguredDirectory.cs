using Gateway.Api.Configuration;

namespace Gateway.Api.Authorities;

/// <summary>
/// The content of a <see cref="DirectoryFile"/>, read once at start: the served authorities, the publishers whose lists are
/// imported, and the first authorities of an empty directory.
/// </summary>
public sealed class ConfiguredDirectory
{
    public ConfiguredDirectory(DirectoryFile file)
    {
        Authorities = file.Authorities;
        Served = file.Authorities.Where(entry => entry.Served).Select(entry => entry.Code).ToHashSet();
        Publishers = [.. (file.Publishers ?? []).Select(Publisher.Read)];
    }

    public IReadOnlyList<AuthorityEntry> Authorities { get; }

    /// <summary>
    /// Codes of the authorities this gateway acts for: they are set in its configuration, not in the directory.
    /// </summary>
    public IReadOnlySet<string> Served { get; }

    /// <summary>The publishers whose signed lists of authorities may be imported.</summary>
    public IReadOnlyList<Publisher> Publishers { get; }
}
