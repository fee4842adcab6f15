using Gateway.Api.Configuration;

namespace Gateway.Api.Authorities;

/// <summary>
/// What a <see cref="DirectoryFile"/> configures, read once at start: whom this gateway serves, whose lists it
/// takes in, and the authorities an empty directory begins with.
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
    /// Codes of the authorities this gateway acts for: a matter of its configuration, not of the directory.
    /// </summary>
    public IReadOnlySet<string> Served { get; }

    /// <summary>Who signs lists of authorities that may be taken in.</summary>
    public IReadOnlyList<Publisher> Publishers { get; }
}
