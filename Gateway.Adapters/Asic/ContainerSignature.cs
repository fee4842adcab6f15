using Gateway.Adapters.Xml;
using Gateway.Adapters.XmlSignatures;
using Gateway.Adapters.Zip;

namespace Gateway.Adapters.Asic;

/// <summary>A signature of a container, not yet verified.</summary>
/// <param name="File">The entry it stands in.</param>
/// <param name="Signature">Null when it is not in the form of one.</param>
/// <param name="Flaw">Why not; one sentence that quotes nothing.</param>
public sealed record ContainerSignature(
    ZipEntry File,
    SignedDocument Document,
    Element Element,
    XmlSignature? Signature,
    string? Flaw
)
{
    /// <summary>The entries that its references name, whether or not they are what was signed.</summary>
    public required IReadOnlySet<string> Names { get; init; }

    /// <summary>The entries that only counter-signatures in it name.</summary>
    public required IReadOnlySet<string> CounterSigned { get; init; }

    internal static ContainerSignature Read(ZipEntry file, SignedDocument document, Element element, ContainerFiles files)
    {
        XmlSignature.TryRead(document, element, out var signature, out var flaw);
        var names = NamesOf(signature, files).ToHashSet(StringComparer.Ordinal);
        var inside = document
            .Signatures.Where(each => each != element && each.IsWithin(element))
            .SelectMany(each => XmlSignature.TryRead(document, each, out var counter, out _) ? NamesOf(counter, files) : []);
        return new ContainerSignature(file, document, element, signature, flaw)
        {
            Names = names,
            CounterSigned = inside.Where(name => !names.Contains(name)).ToHashSet(StringComparer.Ordinal),
        };
    }

    private static IEnumerable<string> NamesOf(XmlSignature? signature, ContainerFiles files) =>
        (signature?.References ?? [])
            .Where(reference => reference is { Uri: not null, IsSameDocument: false })
            .Select(reference => files.Find(reference.Uri!)?.Name)
            .OfType<string>();
}
