using System.Formats.Asn1;

namespace Gateway.Adapters.Certificates;

/// <summary>
/// The extensions of a certificate (RFC 5280, 4.2) that are read here. Null and empty where there is none.
/// </summary>
public sealed record CertificateExtensions
{
    /// <summary>Null without the extension of basic constraints.</summary>
    public bool? IsAuthority { get; internal set; }

    /// <summary>How many issuers may follow below; null for any number.</summary>
    public int? PathLength { get; internal set; }

    public KeyUsages? Usage { get; internal set; }

    public IReadOnlyList<string>? Purposes { get; internal set; }

    public bool ArePurposesCritical { get; internal set; }

    public NameConstraints? NameConstraints { get; internal set; }

    /// <summary>Object identifiers; <see cref="CertificatePolicies.Any"/> stands for any.</summary>
    public IReadOnlyList<string>? Policies { get; internal set; }

    public IReadOnlyList<(string Issuers, string Subjects)> PolicyMappings { get; internal set; } = [];

    /// <summary>Certificates that may follow until a policy must be there.</summary>
    public int? RequireExplicitPolicy { get; internal set; }

    public int? InhibitPolicyMapping { get; internal set; }

    public int? InhibitAnyPolicy { get; internal set; }

    public IReadOnlyList<GeneralName> AlternativeNames { get; internal set; } = [];

    public ReadOnlyMemory<byte>? SubjectKeyIdentifier { get; internal set; }

    public ReadOnlyMemory<byte>? AuthorityKeyIdentifier { get; internal set; }

    /// <summary>Where lists of revoked certificates are published; each by all its names.</summary>
    public IReadOnlyList<GeneralName> DistributionPoints { get; internal set; } = [];

    public IReadOnlyList<string> Responders { get; internal set; } = [];

    public IReadOnlyList<string> IssuerAddresses { get; internal set; } = [];

    /// <summary>A responder whose own revocation is not asked for (RFC 6960, 4.2.2.2.1).</summary>
    public bool HasNoCheck { get; internal set; }

    /// <summary>
    /// Never revoked: short-term (ETSI EN 319 412-1, 5.2), or declared without revocation data (RFC 9608). Never true for a
    /// certificate that issues others.
    /// </summary>
    public bool IsNeverRevoked
    {
        get => field && IsAuthority != true;
        internal set;
    }

    /// <summary>Critical extensions that are unknown or unreadable: no path leads over such a certificate.</summary>
    public IReadOnlyList<string> Unprocessed { get; internal set; } = [];

    /// <exception cref="AsnContentException">They are not extensions, or one is there twice.</exception>
    internal static CertificateExtensions Read(AsnReader certificate, int version)
    {
        var read = new CertificateExtensions();
        while (certificate.HasData)
        {
            var tag = certificate.PeekTag();
            if (tag.TagClass != TagClass.ContextSpecific || tag.TagValue is < 1 or > 3)
                throw new AsnContentException("A certificate holds something else.");
            if (tag.TagValue != 3)
            {
                certificate.ReadEncodedValue();
                continue;
            }
            if (version != 3)
                throw new AsnContentException("Only version 3 has extensions.");
            ExtensionReader.Read(certificate.ReadSequence(tag).ReadSequence(), read);
        }
        return read;
    }
}
