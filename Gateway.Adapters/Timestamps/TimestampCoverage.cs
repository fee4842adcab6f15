using Gateway.Adapters.Xml;
using Gateway.Adapters.XmlSignatures;

namespace Gateway.Adapters.Timestamps;

/// <summary>The data that a timestamp covers; if the timestamp is intact, the data existed at its time.</summary>
/// <param name="Elements">Each with all in it.</param>
/// <param name="References">The data that they name, after their transforms.</param>
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
