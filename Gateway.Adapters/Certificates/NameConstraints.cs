using System.Formats.Asn1;

namespace Gateway.Adapters.Certificates;

/// <summary>In which subtrees an issuer's certificates must have their names (RFC 5280, 4.2.1.10).</summary>
public sealed record NameConstraints(IReadOnlyList<GeneralName> Permitted, IReadOnlyList<GeneralName> Excluded)
{
    private const int MostComparisons = 100_000;

    /// <exception cref="AsnContentException">They are none, or of a form that RFC 5280 does not use.</exception>
    internal static NameConstraints Read(AsnReader value)
    {
        var constraints = value.ReadSequence();
        List<GeneralName> permitted = [],
            excluded = [];
        while (constraints.HasData)
        {
            var tag = constraints.PeekTag();
            if (tag.TagClass != TagClass.ContextSpecific || tag.TagValue > 1)
                throw new AsnContentException("Constraints hold something else.");
            var subtrees = constraints.ReadSequence(tag);
            while (subtrees.HasData)
            {
                var subtree = subtrees.ReadSequence();
                (tag.TagValue == 0 ? permitted : excluded).Add(GeneralName.Read(subtree));
                // minimum is always 0 and maximum absent (RFC 5280).
                if (subtree.HasData && subtree.ReadInteger(new Asn1Tag(TagClass.ContextSpecific, 0)) != 0)
                    throw new AsnContentException("A subtree begins deeper.");
                subtree.ThrowIfNotEmpty();
            }
        }
        return new NameConstraints(permitted, excluded);
    }

    /// <summary>Whether every name of the certificate is allowed, of every kind that is constrained.</summary>
    public bool Allow(Certificate certificate)
    {
        var names = NamesOf(certificate);
        if ((long)names.Count * (Permitted.Count + Excluded.Count) > MostComparisons)
            return false;
        return names.All(name =>
            !Excluded.Any(subtree => IsRejected(name, subtree))
            && (
                Permitted.All(subtree => subtree.Kind != name.Kind)
                || Permitted.Any(subtree => NameSubtree.Holds(subtree, name) == true)
            )
        );
    }

    /// <summary>A name that cannot be compared is rejected: the constraint may apply to it.</summary>
    private static bool IsRejected(GeneralName name, GeneralName subtree) => NameSubtree.Holds(subtree, name) != false;

    private static List<GeneralName> NamesOf(Certificate certificate)
    {
        List<GeneralName> names = [.. certificate.Extensions.AlternativeNames];
        if (!certificate.Subject.IsEmpty)
            names.Add(new GeneralName(GeneralNameKind.Directory, "", certificate.Subject, default));
        if (names.TrueForAll(name => name.Kind != GeneralNameKind.Mail))
            names.AddRange(
                certificate
                    .Subject.Parts.SelectMany(part => part)
                    .Where(attribute => attribute.Type == "1.2.840.113549.1.9.1")
                    .Select(attribute => new GeneralName(GeneralNameKind.Mail, attribute.Value, null, default))
            );
        return names;
    }
}
