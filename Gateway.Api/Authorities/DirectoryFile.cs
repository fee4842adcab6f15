using System.Text.Json;

namespace Gateway.Api.Authorities;

/// <summary>The JSON file that names authorities and callers (docs/formats/directory.md); certificates are PEM.</summary>
public sealed record DirectoryFile(
    IReadOnlyList<AuthorityEntry> Authorities, IReadOnlyList<CallerEntry> Callers, IReadOnlyList<PublisherEntry>? Publishers = null)
{
    public static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    /// <exception cref="InvalidOperationException">The file is missing, or not of this form.</exception>
    public static DirectoryFile Read(string path)
    {
        try
        {
            return JsonSerializer.Deserialize<DirectoryFile>(File.ReadAllBytes(path), Json)
                ?? throw new InvalidOperationException($"The directory is empty: {path}");
        }
        catch (Exception exception) when (exception is IOException or JsonException)
        {
            throw new InvalidOperationException($"The directory cannot be read: {path}: {exception.Message}", exception);
        }
    }
}

public sealed record AuthorityEntry(
    string Code,
    string Name,
    string State,
    bool Served,
    IReadOnlyList<string> Languages,
    IReadOnlyList<EndpointEntry> Channels,
    IReadOnlyList<string> SigningCertificates);

public sealed record EndpointEntry(string Channel, string Address, bool Sandbox);

/// <summary>Who signs lists of authorities that an administrator may bring in.</summary>
/// <param name="Source">Code under which what it says is recorded, e.g. <c>cna-directory</c>.</param>
/// <param name="Certificate">PEM; the key itself is pinned, no chain takes its place.</param>
public sealed record PublisherEntry(string Source, string Certificate);

/// <summary>Who may call: a TLS client certificate, the authority it is bound to, and what its holder may do.</summary>
/// <param name="Actor">Opaque id, recorded with every act; says nothing about the person.</param>
/// <param name="Roles">Any of <c>officer</c>, <c>auditor</c>, <c>operator</c>.</param>
public sealed record CallerEntry(string Actor, string Authority, IReadOnlyList<string> Roles, string Certificate);
