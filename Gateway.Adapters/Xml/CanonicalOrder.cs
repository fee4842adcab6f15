namespace Gateway.Adapters.Xml;

/// <summary>
/// The order of Canonical XML 1.0, section 2.2: declarations by prefix, attributes by namespace and then local name, as
/// their bytes in UTF-8 compare.
/// </summary>
internal static class CanonicalOrder
{
    private const int FewEnough = 12;

    public static void Sort(Span<TreeAttribute> attributes, NameTable names)
    {
        if (attributes.Length > FewEnough)
        {
            attributes.Sort((a, b) => Compare(a, b, names));
            return;
        }
        for (var i = 1; i < attributes.Length; i++)
        for (var j = i; j > 0 && Compare(attributes[j - 1], attributes[j], names) > 0; j--)
            (attributes[j - 1], attributes[j]) = (attributes[j], attributes[j - 1]);
    }

    public static void Sort(Span<TreeDeclaration> declarations, NameTable names)
    {
        if (declarations.Length > FewEnough)
        {
            declarations.Sort((a, b) => names.Written(a.Prefix).SequenceCompareTo(names.Written(b.Prefix)));
            return;
        }
        for (var i = 1; i < declarations.Length; i++)
        for (
            var j = i;
            j > 0 && names.Written(declarations[j - 1].Prefix).SequenceCompareTo(names.Written(declarations[j].Prefix)) > 0;
            j--
        )
            (declarations[j - 1], declarations[j]) = (declarations[j], declarations[j - 1]);
    }

    private static int Compare(in TreeAttribute a, in TreeAttribute b, NameTable names)
    {
        var (first, second) = (names[a.Name], names[b.Name]);
        var bySpace =
            first.Namespace == second.Namespace
                ? 0
                : names.Namespace(first.Namespace).SequenceCompareTo(names.Namespace(second.Namespace));
        return bySpace != 0 ? bySpace : names.Written(first.Local).SequenceCompareTo(names.Written(second.Local));
    }
}
