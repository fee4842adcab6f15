using Gateway.Adapters.Certificates;

namespace Gateway.Adapters.Xades.Augmentation;

/// <summary>Certificates and revocation to be put into a signature.</summary>
internal sealed record Material(IReadOnlyList<Certificate> Certificates, IReadOnlyList<RevocationSource> Revocation)
{
    public static readonly Material None = new([], []);

    public bool IsEmpty => Certificates.Count + Revocation.Count == 0;

    public Material Without(HashSet<string> there) =>
        new(
            [.. Certificates.Where(each => !there.Contains(each.Key))],
            [.. Revocation.Where(each => !there.Contains(each.Key))]
        );

    public Material And(Material more) => new([.. Certificates, .. more.Certificates], [.. Revocation, .. more.Revocation]);

    public IEnumerable<string> Keys => Certificates.Select(each => each.Key).Concat(Revocation.Select(each => each.Key));
}
