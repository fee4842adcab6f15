using System.Formats.Asn1;

namespace Gateway.Adapters.Certificates;

/// <summary>
/// The extensions of a certificate (RFC 5280, 4.2) that are read here. A property is null or empty when its extension is
/// absent.
/// </summary>
public sealed record CertificateExtensions
{
    /// <summary>Whether the certificate is a CA certificate; null when the basic constraints extension is absent.</summary>
    public bool? IsAuthority { get; internal set; }

    /// <summary>The maximum number of intermediate certificates that may follow in a path; null for no limit.</summary>
    public int? PathLength { get; internal set; }

    public KeyUsages? Usage { get; internal set; }

    public IReadOnlyList<string>? Purposes { get; internal set; }

    public bool ArePurposesCritical { get; internal set; }

    public NameConstraints? NameConstraints { get; internal set; }

    /// <summary>The object identifiers of the policies; <see cref="CertificatePolicies.Any"/> means any policy.</summary>
    public IReadOnlyList<string>? Policies { get; internal set; }

    public IReadOnlyList<(string Issuers, string Subjects)> PolicyMappings { get; internal set; } = [];

    /// <summary>
    /// The number of further certificates that may appear in a path before an explicit policy is required.
    /// </summary>
    public int? RequireExplicitPolicy { get; internal set; }

    public int? InhibitPolicyMapping { get; internal set; }

    public int? InhibitAnyPolicy { get; internal set; }

    public IReadOnlyList<GeneralName> AlternativeNames { get; internal set; } = [];

    public ReadOnlyMemory<byte>? SubjectKeyIdentifier { get; internal set; }

    public ReadOnlyMemory<byte>? AuthorityKeyIdentifier { get; internal set; }

    /// <summary>Where certificate revocation lists are published, with all names of each distribution point.</summary>
    public IReadOnlyList<GeneralName> DistributionPoints { get; internal set; } = [];

    public IReadOnlyList<string> Responders { get; internal set; } = [];

    public IReadOnlyList<string> IssuerAddresses { get; internal set; } = [];

    /// <summary>
    /// Whether the certificate is of a responder whose own revocation is not checked (RFC 6960, 4.2.2.2.1).
    /// </summary>
    public bool HasNoCheck { get; internal set; }

    /// <summary>
    /// Whether the certificate is never revoked, because it is short-term (ETSI EN 319 412-1, 5.2) or declared without
    /// revocation data (RFC 9608). Never true for a certificate that issues others.
    /// </summary>
    public bool IsNeverRevoked
    {
        get => field && IsAuthority != true;
        internal set;
    }

    /// <summary>
    /// Critical extensions that are unknown or unreadable. A path that contains such a certificate is invalid.
    /// </summary>
    public IReadOnlyList<string> Unprocessed { get; internal set; } = [];

    /// <exception cref="AsnContentException">The extensions are malformed, or an extension occurs twice.</exception>
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
