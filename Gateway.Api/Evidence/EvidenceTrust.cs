using System.Security.Cryptography;
using Gateway.Adapters.Certificates;
using Gateway.Adapters.EvidenceRecords;
using Gateway.Adapters.Timestamps;
using Gateway.Api.Configuration;

namespace Gateway.Api.Evidence;

/// <summary>
/// What an administrator says about timestamps, read from the files it names when it is asked for: they change while a
/// gateway runs.
/// </summary>
public sealed class EvidenceTrust(EvidenceOptions options, ITimestampAuthority authority)
{
    /// <summary>The digest of new evidence.</summary>
    public ImprintAlgorithm Digest { get; } = Named(options.Digest);

    public DigestExpiryDates Sunsets { get; } =
        new(options.Sunsets.ToDictionary(pair => Named(pair.Key).Name, pair => pair.Value));

    /// <summary>Digests that will have to be left before <paramref name="soon"/>.</summary>
    public IReadOnlyList<string> Fading(DateTimeOffset soon) =>
        [.. options.Sunsets.Where(pair => pair.Value <= soon).Select(pair => Named(pair.Key).Name.Name!)];

    /// <exception cref="IOException">A file cannot be read.</exception>
    public EvidenceMaker Maker()
    {
        var material = Material();
        var certificates = material.Others.Concat(material.Anchors).Select(certificate => certificate.Encoded).ToList();
        return new(authority, certificates, [.. material.Revocation.OfType<RevocationList>().Select(list => list.Encoded)]);
    }

    /// <exception cref="IOException">A file cannot be read.</exception>
    public EvidenceCheck Check() =>
        new(new AnchoredTokenTrust(Material(), options.RequireRevocation ? AnchoredTokenTrust.UsualWait : null), Sunsets);

    private TrustMaterial Material() =>
        new(
            Read(options.Anchors).Certificates,
            Read(options.Intermediates).Certificates,
            [.. options.RevocationLists.SelectMany(file => Read(file).Revocation)]
        );

    private static CertificateFile Read(string? file) =>
        CertificateFile.Read(file is null ? ReadOnlyMemory<byte>.Empty : File.ReadAllBytes(file));

    private static ImprintAlgorithm Named(string name) =>
        ImprintAlgorithm.Named(new HashAlgorithmName(name))
        ?? throw new InvalidOperationException($"Evidence cannot be taken with {name}: it is not a digest that is stamped.");
}
