using System.Text;

namespace Gateway.Adapters.Xml;

/// <summary>
/// The attributes of an element whose parent is not digested with it: its own, and those of the xml namespace around it
/// (Canonical XML 1.0, 2.4: all of them; 1.1, 2.4: xml:lang and xml:space, and xml:base joined).
/// </summary>
internal static class InheritedAttributes
{
    public static List<(byte[] Name, byte[] Value)> At(XmlTree tree, int element, Canonicalization method)
    {
        var own = tree.Attributes(tree[element]);
        var xml = new SortedDictionary<string, byte[]>(StringComparer.Ordinal);
        var bases = new List<string>();
        for (var around = element; around > 0; around = tree[around].Parent)
            foreach (ref readonly var attribute in tree.Attributes(tree[around]))
            {
                if (tree.Names[attribute.Name].Namespace != NameTable.XmlNamespace)
                    continue;
                var name = Encoding.UTF8.GetString(tree.Names.LocalName(attribute.Name));
                var value = tree.Value(attribute).ToArray();
                if (around == element || IsInherited(name, method))
                    xml.TryAdd(name, value);
                if (name == "base")
                    bases.Add(Encoding.UTF8.GetString(value));
            }
        if (method == Canonicalization.Inclusive11)
            JoinBases(xml, bases);

        var all = new List<(byte[], byte[])>();
        var isXmlDone = xml.Count == 0;
        foreach (ref readonly var attribute in own)
        {
            var space = tree.Names[attribute.Name].Namespace;
            if (!isXmlDone && IsAfterXml(tree, space))
                AddXml();
            if (space != NameTable.XmlNamespace)
                all.Add((tree.Names.QualifiedName(attribute.Name).ToArray(), tree.Value(attribute).ToArray()));
        }
        if (!isXmlDone)
            AddXml();
        return all;

        void AddXml()
        {
            isXmlDone = true;
            all.AddRange(xml.Select(each => (Encoding.UTF8.GetBytes("xml:" + each.Key), each.Value)));
        }
    }

    private static bool IsInherited(string name, Canonicalization method) =>
        method == Canonicalization.Inclusive || name is "lang" or "space";

    private static bool IsAfterXml(XmlTree tree, int space) =>
        tree.Names.Namespace(space).SequenceCompareTo(tree.Names.Namespace(NameTable.XmlNamespace)) >= 0;

    /// <param name="bases">From the element outwards.</param>
    private static void JoinBases(SortedDictionary<string, byte[]> xml, List<string> bases)
    {
        var ownOnly = bases.Count == 0 || (bases.Count == 1 && xml.ContainsKey("base"));
        if (ownOnly)
            return;
        var joined = bases[0];
        foreach (var outer in bases.Skip(1))
            joined = XmlBase.Join(outer, joined);
        xml.Remove("base");
        if (joined.Length > 0)
            xml["base"] = Encoding.UTF8.GetBytes(joined);
    }
}
