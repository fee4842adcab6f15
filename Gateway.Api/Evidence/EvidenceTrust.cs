using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Gateway.Adapters.Evidence;
using Gateway.Adapters.TimestampAuthorities;

namespace Gateway.Api.Evidence;

/// <summary>What an administrator says about timestamps, read from the files it names when it is asked for: they change while a gateway runs.</summary>
public sealed class EvidenceTrust(EvidenceOptions options, ITimestampAuthority authority)
{
    /// <summary>Of new evidence.</summary>
    public ImprintAlgorithm Digest { get; } = Named(options.Digest);

    public DigestSunsets Sunsets { get; } = new(options.Sunsets.ToDictionary(pair => Named(pair.Key).Name, pair => pair.Value));

    /// <summary>Digests that will have to be left before <paramref name="soon"/>.</summary>
    public IReadOnlyList<string> Fading(DateTimeOffset soon) =>
        [.. options.Sunsets.Where(pair => pair.Value <= soon).Select(pair => Named(pair.Key).Name.Name!)];

    /// <exception cref="IOException">A file cannot be read.</exception>
    public EvidenceMaker Maker() => new(
        authority, () => [.. Certificates(options.Intermediates).Concat(Certificates(options.Anchors)).Select(one => (ReadOnlyMemory<byte>)one.RawData)], Lists);

    /// <exception cref="IOException">A file cannot be read.</exception>
    public EvidenceCheck Check() => new(
        new AnchoredTokenTrust([.. Certificates(options.Anchors)], Lists(), options.RequireRevocation), Sunsets);

    private IReadOnlyList<ReadOnlyMemory<byte>> Lists() =>
        [.. options.RevocationLists.Select(file => (ReadOnlyMemory<byte>)File.ReadAllBytes(file))];

    private static X509Certificate2Collection Certificates(string? file)
    {
        var certificates = new X509Certificate2Collection();
        if (file is not null)
            certificates.ImportFromPem(File.ReadAllText(file));
        return certificates;
    }

    private static ImprintAlgorithm Named(string name) => ImprintAlgorithm.Named(new HashAlgorithmName(name))
        ?? throw new InvalidOperationException($"Evidence cannot be taken with {name}: it is not a digest that is stamped.");
}
