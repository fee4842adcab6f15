using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Gateway.Adapters.AuthorityLists;
using Gateway.Domain.Authorities;

namespace Gateway.Api.Configuration;

/// <summary>The JSON file that names authorities and callers (docs/formats/directory.md); certificates are PEM.</summary>
public sealed record DirectoryFile(
    IReadOnlyList<AuthorityEntry> Authorities,
    IReadOnlyList<CallerEntry> Callers,
    IReadOnlyList<PublisherEntry>? Publishers = null
)
{
    public static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        // A misspelt member would silently have no effect, or its opposite.
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        AllowDuplicateProperties = false,
    };

    /// <exception cref="InvalidOperationException">The file is missing, or not of this form.</exception>
    public static DirectoryFile Read(string path)
    {
        try
        {
            return JsonSerializer.Deserialize<DirectoryFile>(File.ReadAllBytes(path), Json)
                ?? throw new InvalidOperationException($"The directory is empty: {path}");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or JsonException)
        {
            throw new InvalidOperationException($"The directory cannot be read: {path}: {exception.Message}", exception);
        }
    }

    /// <summary>
    /// Why its authorities and publishers cannot be used; null when they can. It never repeats what was written.
    /// </summary>
    internal string? Flaw()
    {
        if (Authorities is null or [] || Callers is null)
            return "has no authorities or no callers.";
        foreach (var (index, entry) in Authorities.Index())
            if (
                entry
                is not {
                    Name: not null,
                    State: not null,
                    Languages: not null,
                    Channels: not null,
                    SigningCertificates: not null
                }
            )
                return $"has an authority, number {index + 1}, without a name, state, languages, channels or "
                    + "signingCertificates.";
            else if (entry.Listed().Flaws().FirstOrDefault() is { } flaw)
                return $"has an authority, number {index + 1}, that cannot be taken: {flaw}";
        if (Authorities.DistinctBy(entry => entry.Code).Count() < Authorities.Count)
            return "has two authorities with one code.";
        if (!Authorities.Any(entry => entry.Served))
            return "has no authority that is served here (\"served\": true).";
        return (Publishers ?? []).Any(publisher =>
            publisher is not { Source: not null, Certificate: not null } || !Publisher.IsReadable(publisher)
        )
            ? "has a publisher whose source is no code such as cna-directory, or whose certificate cannot be read."
            : null;
    }
}

public sealed record AuthorityEntry(
    string Code,
    string Name,
    string State,
    bool Served,
    IReadOnlyList<string> Languages,
    IReadOnlyList<EndpointEntry> Channels,
    IReadOnlyList<string> SigningCertificates
)
{
    /// <summary>As a list from a publisher would have it.</summary>
    internal ListedAuthority Listed() =>
        new(
            Code,
            Name,
            Languages,
            Endpoints:
            [
                .. Channels
                    .DistinctBy(channel => channel.Channel)
                    .Select(channel => new ListedAddress(channel.Channel, channel.Address, channel.Sandbox)),
            ],
            Keys: [.. SigningCertificates.DistinctBy(DigestOf).Select(pem => new ListedCertificate(KeyPurpose.Signing, pem))]
        );

    /// <summary>The digest of the certificate; of the text where it is no certificate.</summary>
    internal static string DigestOf(string pem) =>
        PinnedCertificate.Read(pem)?.Sha256 ?? Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(pem)));
}

public sealed record EndpointEntry(string Channel, string Address, bool Sandbox);

/// <summary>Who signs lists of authorities that an administrator may bring in.</summary>
/// <param name="Source">Code under which what it says is recorded, e.g. <c>cna-directory</c>.</param>
/// <param name="Certificate">PEM; the key itself is pinned, no chain takes its place.</param>
public sealed record PublisherEntry(string Source, string Certificate);

/// <summary>Who may call: a TLS client certificate, the authority it is bound to, and what its holder may do.</summary>
/// <param name="Actor">Opaque id, recorded with every act; says nothing about the person.</param>
/// <param name="Roles">Any of <c>officer</c>, <c>auditor</c>, <c>operator</c>.</param>
public sealed record CallerEntry(string Actor, string Authority, IReadOnlyList<string> Roles, string Certificate);
