namespace Gateway.Tests.Fuzzing;

/// <summary>
/// Something that reads bytes of strangers. Any input is answered with a value; what throws is a fault, and so is a
/// promise that an input shows broken.
/// </summary>
/// <param name="Try">Must end for every input, without an exception.</param>
/// <param name="Seeds">Inputs to begin from: sound ones, and near misses.</param>
/// <param name="Words">What means something to the reader, to be put anywhere.</param>
public sealed record FuzzTarget(
    string Name,
    Action<byte[]> Try,
    Func<IEnumerable<byte[]>> Seeds,
    Func<IEnumerable<byte[]>> Words
)
{
    public static readonly IReadOnlyList<FuzzTarget> All =
    [
        new("xml", XmlTargets.Parse, XmlTargets.Seeds, () => Xml.MutatedXml.Pieces),
        new("canonical", XmlTargets.Canonicalize, XmlTargets.Seeds, () => Xml.MutatedXml.Pieces),
        new(
            "signature",
            SignatureTargets.Verify,
            SignatureTargets.Seeds,
            () => SignatureTargets.Words.Concat(Xml.MutatedXml.Pieces)
        ),
        new("container", ContainerTargets.Read, ContainerTargets.Seeds, () => ContainerTargets.Words),
        new("message", MessageTargets.Read, MessageTargets.Seeds, () => Xml.MutatedXml.Pieces),
        new("certificate", CertificateTargets.Read, CertificateTargets.Seeds, () => DerSeeds.Words),
        new("timestamp", TimestampTargets.Read, TimestampTargets.Seeds, () => DerSeeds.Words),
        new("evidence", EvidenceTargets.Read, EvidenceTargets.Seeds, () => DerSeeds.Words),
        new(
            "validation",
            ValidationTargets.Validate,
            SignatureTargets.Seeds,
            () => SignatureTargets.Words.Concat(Xml.MutatedXml.Pieces)
        ),
    ];

    public static FuzzTarget Named(string name) =>
        All.SingleOrDefault(target => target.Name == name)
        ?? throw new ArgumentException(
            $"There is no target {name}: {string.Join(", ", All.Select(target => target.Name))}.",
            nameof(name)
        );

    /// <summary>An input showed that a promise does not hold.</summary>
    public static void Promise(bool holds, string promise)
    {
        if (!holds)
            throw new InvalidOperationException(promise);
    }
}
