using System.Security.Cryptography.X509Certificates;
using Gateway.Domain.Authorities;
using Gateway.Domain.Requests;

namespace Gateway.Api.Authorities;

/// <summary>The directory as configured in a <see cref="DirectoryFile"/>, read once at start.</summary>
public sealed class ConfiguredDirectory : IAuthorityDirectory
{
    private readonly Dictionary<string, Authority> byCode;

    public ConfiguredDirectory(DirectoryFile file)
    {
        byCode = file.Authorities.Select(entry => entry.Read()).ToDictionary(authority => authority.Code);
        All = byCode.Values;
        SigningKeys = [.. All.SelectMany(authority => authority.SigningKeys)];
        Callers = file.Callers.Select(Caller.Read).ToDictionary(caller => caller.CertificateDigest);
    }

    public IReadOnlyCollection<Authority> All { get; }

    public IReadOnlyCollection<SigningKey> SigningKeys { get; }

    /// <summary>By SHA-256 of the client certificate, lower-case hex.</summary>
    public IReadOnlyDictionary<string, Caller> Callers { get; }

    public Authority? Find(string code) => byCode.GetValueOrDefault(code);
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
