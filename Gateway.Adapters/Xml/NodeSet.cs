namespace Gateway.Adapters.Xml;

/// <summary>
/// The nodes of a tree that a reference digests: whole subtrees minus other whole subtrees, kept as a few ranges in document
/// order. For every element in the set, the set contains either its parent or none of its ancestors. The supported
/// transforms produce no other sets, and canonicalization relies on this.
/// </summary>
public sealed class NodeSet
{
    private readonly NodeRange[] _ranges;
    private List<Element>? _apexes;

    private NodeSet(XmlTree tree, NodeRange[] ranges, bool withComments) =>
        (Tree, _ranges, WithComments) = (tree, ranges, withComments);

    public XmlTree Tree { get; }

    /// <summary>Whether the set includes the comments of the element or document from which the set was made.</summary>
    public bool WithComments { get; }

    public bool IsEmpty => _ranges.Length == 0;

    internal ReadOnlySpan<NodeRange> Ranges => _ranges;

    public static NodeSet Document(XmlTree tree, bool withComments = false) =>
        new(tree, [new NodeRange(0, tree.NodeCount)], withComments);

    public static NodeSet Subtree(Element apex, bool withComments = false) => new(apex.Tree, [RangeOf(apex)], withComments);

    /// <summary>The set without these elements and their content.</summary>
    public NodeSet Without(IEnumerable<Element> elements) => WithoutRanges(elements.Select(RangeOf));

    internal NodeSet WithoutRanges(IEnumerable<NodeRange> ranges)
    {
        var left = new List<NodeRange>();
        var gaps = Outermost(ranges);
        var gap = 0;
        foreach (var (from, to) in _ranges)
        {
            var at = from;
            while (gap < gaps.Count && gaps[gap].To <= at)
                gap++;
            for (var g = gap; g < gaps.Count && gaps[g].From < to; g++)
            {
                if (gaps[g].From > at)
                    left.Add(new NodeRange(at, gaps[g].From));
                at = Math.Max(at, Math.Min(gaps[g].To, to));
            }
            if (at < to)
                left.Add(new NodeRange(at, to));
        }
        return new NodeSet(Tree, [.. left], WithComments);
    }

    /// <summary>The part of this set that is in these elements.</summary>
    public NodeSet Within(IEnumerable<Element> elements) => WithinRanges(elements.Select(RangeOf));

    internal NodeSet WithinRanges(IEnumerable<NodeRange> ranges)
    {
        var left = new List<NodeRange>();
        var range = 0;
        foreach (var (from, to) in Outermost(ranges))
        {
            while (range < _ranges.Length && _ranges[range].To <= from)
                range++;
            for (var r = range; r < _ranges.Length && _ranges[r].From < to; r++)
                left.Add(new NodeRange(Math.Max(from, _ranges[r].From), Math.Min(to, _ranges[r].To)));
        }
        return new NodeSet(Tree, [.. left], WithComments);
    }

    /// <summary>
    /// The elements of the set that have no ancestor in the set; empty when the set contains the document node.
    /// </summary>
    public IReadOnlyList<Element> Apexes => _apexes ??= FindApexes();

    /// <summary>The contents of the text nodes and CDATA sections of the set, concatenated.</summary>
    internal byte[] TextBytes()
    {
        using var text = new MemorySink();
        foreach (var (from, to) in _ranges)
            for (var node = from; node < to; node++)
                if (Tree[node].Kind is NodeKind.Text or NodeKind.Cdata)
                    text.Write(Tree.Value(Tree[node]));
        return text.ToArray();
    }

    /// <summary>Whether the element and everything in it is in this set.</summary>
    public bool Covers(Element element)
    {
        var wanted = RangeOf(element);
        return element.Tree == Tree && Array.Exists(_ranges, range => range.From <= wanted.From && range.To >= wanted.To);
    }

    /// <summary>
    /// Whether the set contains the document element and all its content, except whole descendants with the given name.
    /// </summary>
    public bool CoversAllBut(string localName, string space)
    {
        var end = Tree.Root.Node.End;
        var at = Tree.RootIndex;
        foreach (var (from, to) in _ranges)
        {
            if (to <= at)
                continue;
            if (!IsMadeOf(at, Math.Min(from, end)))
                return false;
            if (from > Tree.RootIndex && at == Tree.RootIndex)
                return false;
            at = to;
        }
        return at > Tree.RootIndex && IsMadeOf(at, end);

        bool IsMadeOf(int from, int to)
        {
            while (from < to)
            {
                if (Tree[from].Kind != NodeKind.Element || !new Element(Tree, from).Is(localName, space))
                    return false;
                from = Tree[from].End;
            }
            return true;
        }
    }

    internal static NodeRange RangeOf(Element element) => new(element.Index, element.Node.End);

    private List<Element> FindApexes()
    {
        var apexes = new List<Element>();
        if (_ranges is [{ From: 0 }, ..])
            return apexes;
        var end = 0;
        foreach (var (from, to) in _ranges)
            for (var node = Math.Max(from, end); node < to; node = end)
            {
                end = Math.Max(node + 1, Tree[node].End);
                if (Tree[node].Kind == NodeKind.Element)
                    apexes.Add(new Element(Tree, node));
            }
        return apexes;
    }

    /// <summary>
    /// The outermost of ranges that are nested or disjoint. Each range is a subtree or the content of one element.
    /// </summary>
    private static List<NodeRange> Outermost(IEnumerable<NodeRange> ranges)
    {
        var sorted = ranges.Where(range => range.From < range.To).ToList();
        sorted.Sort((a, b) => a.From.CompareTo(b.From));
        var kept = new List<NodeRange>(sorted.Count);
        foreach (var range in sorted)
            if (kept.Count == 0 || range.From >= kept[^1].To)
                kept.Add(range);
        return kept;
    }
}

/// <summary>A stretch of nodes in document order.</summary>
/// <param name="To">The index of the first node after the range.</param>
internal readonly record struct NodeRange(int From, int To);
