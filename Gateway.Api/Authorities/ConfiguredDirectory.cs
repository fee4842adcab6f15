using System.Security.Cryptography.X509Certificates;

namespace Gateway.Api.Authorities;

/// <summary>
/// What a <see cref="DirectoryFile"/> configures, read once at start: who calls, whom this gateway serves, whose lists it
/// takes in, and the authorities an empty directory begins with.
/// </summary>
public sealed class ConfiguredDirectory
{
    public ConfiguredDirectory(DirectoryFile file)
    {
        Authorities = file.Authorities;
        Served = file.Authorities.Where(entry => entry.Served).Select(entry => entry.Code).ToHashSet();
        Publishers = [.. (file.Publishers ?? []).Select(Publisher.Read)];
        Callers = file.Callers.Select(Caller.Read).ToDictionary(caller => caller.CertificateDigest);
    }

    public IReadOnlyList<AuthorityEntry> Authorities { get; }

    /// <summary>Codes of the authorities this gateway acts for: a matter of its configuration, not of the directory.</summary>
    public IReadOnlySet<string> Served { get; }

    /// <summary>Who signs lists of authorities that may be taken in.</summary>
    public IReadOnlyList<Publisher> Publishers { get; }

    /// <summary>By SHA-256 of the client certificate, lower-case hex.</summary>
    public IReadOnlyDictionary<string, Caller> Callers { get; }
}

/// <summary>Somebody who calls, known by the exact TLS client certificate.</summary>
public sealed record Caller(string Actor, string Authority, IReadOnlyList<string> Roles, string CertificateDigest)
{
    public const string Officer = "officer";

    /// <summary>An officer who decides in the authority's name, e.g. on leaving the locked channel.</summary>
    public const string DecidingOfficer = "decidingOfficer";

    public const string Auditor = "auditor";
    public const string Operator = "operator";

    /// <summary>Keeps the directory; sees neither requests nor content.</summary>
    public const string Administrator = "administrator";

    /// <summary>Policy: officers and auditors read content, operators do not.</summary>
    public const string Content = "content";

    /// <summary>Policy: officers and operators look after delivery.</summary>
    public const string Delivery = "delivery";

    internal static Caller Read(CallerEntry entry)
    {
        using var certificate = X509Certificate2.CreateFromPem(entry.Certificate);
        return new Caller(entry.Actor, entry.Authority, entry.Roles, DigestOf(certificate));
    }

    public static string DigestOf(X509Certificate2 certificate) =>
        Convert.ToHexStringLower(certificate.GetCertHash(System.Security.Cryptography.HashAlgorithmName.SHA256));
}
