using Gateway.Adapters.Xml;
using Gateway.Adapters.XmlSignatures;

namespace Gateway.Adapters.Timestamps;

/// <summary>What a timestamp is of, and so what existed at its time when it is intact.</summary>
/// <param name="Elements">Each with all in it.</param>
/// <param name="References">The data they name, as it is after their transforms.</param>
public sealed record TimestampCoverage(IReadOnlyList<Element> Elements, IReadOnlyList<SignedReference> References)
{
    public static readonly TimestampCoverage Nothing = new([], []);

    /// <summary>Whether the element, and all in it, is among what was stamped.</summary>
    public bool Covers(Element element) => Elements.Any(each => each.Tree == element.Tree && element.IsWithin(each));

    internal static TimestampCoverage Of(List<ImprintPart> parts) =>
        new(
            [.. parts.Where(part => part.Reference is null).Select(part => part.Element)],
            [.. parts.Select(part => part.Reference).OfType<SignedReference>()]
        );
}
