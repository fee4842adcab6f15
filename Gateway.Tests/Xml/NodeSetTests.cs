using System.Text;
using CsCheck;
using Gateway.Adapters.Xml;

namespace Gateway.Tests.Xml;

public sealed class NodeSetTests
{
    private static readonly XmlTree Tree = Parse();
    private static readonly Element[] Elements = [.. Tree.Root.Descendants()];
    private static readonly Gen<Element[]> Some = Gen.Int[0, Elements.Length - 1]
        .Array[0, 6]
        .Select(picks => Array.ConvertAll(picks, pick => Elements[pick]));

    [Fact]
    public void Leaving_out_and_keeping_are_what_they_are_node_by_node() =>
        Gen.Select(Some, Some, Some, Gen.Bool)
            .Sample(
                (kept, removed, keptAgain, fromDocument) =>
                {
                    var start = fromDocument ? NodeSet.Document(Tree) : NodeSet.Subtree(Elements[5]);
                    var set = start.Within(kept).Without(removed).Within(keptAgain);

                    for (var node = 0; node < Tree.NodeCount; node++)
                    {
                        var expected =
                            (fromDocument || IsIn(node, [Elements[5]]))
                            && IsIn(node, kept)
                            && !IsIn(node, removed)
                            && IsIn(node, keptAgain);
                        Holds(set, node).ShouldBe(expected);
                    }
                }
            );

    [Fact]
    public void A_node_in_a_set_has_its_parent_in_it_or_nothing_around_it() =>
        Gen.Select(Some, Some)
            .Sample(
                (kept, removed) =>
                {
                    var set = NodeSet.Document(Tree).Within(kept).Without(removed);

                    for (var node = 1; node < Tree.NodeCount; node++)
                        if (Holds(set, node) && !Holds(set, Tree[node].Parent))
                            for (var around = Tree[node].Parent; around >= 0; around = Tree[around].Parent)
                                Holds(set, around).ShouldBeFalse();
                }
            );

    [Fact]
    public void Apexes_are_the_elements_that_are_in_no_other() =>
        Gen.Select(Some, Some)
            .Sample(
                (kept, removed) =>
                {
                    var set = NodeSet.Document(Tree).Within(kept).Without(removed);
                    var expected = Elements.Where(e => Holds(set, e.Index) && !Holds(set, Tree[e.Index].Parent));

                    set.Apexes.ShouldBe(expected);
                    NodeSet.Document(Tree).Without(removed).Apexes.ShouldBeEmpty();
                }
            );

    [Fact]
    public void A_document_is_covered_when_only_whole_signatures_are_missing()
    {
        var tree = Parse("<!-- c --><a><s/>1<b><s><s/></s></b><s>2</s></a>");
        var s = tree.Root.Descendants().Where(e => e.LocalName == "s").ToList();
        var b = tree.Root.Descendants().First(e => e.LocalName == "b");

        NodeSet.Document(tree).CoversAllBut("s", "").ShouldBeTrue();
        NodeSet.Subtree(tree.Root).CoversAllBut("s", "").ShouldBeTrue();
        NodeSet.Document(tree).Without(s).CoversAllBut("s", "").ShouldBeTrue();
        NodeSet.Document(tree).Without([s[2]]).CoversAllBut("s", "").ShouldBeTrue();
        NodeSet.Document(tree).Without(s).CoversAllBut("s", "urn:other").ShouldBeFalse();
        NodeSet.Document(tree).Without([b]).CoversAllBut("s", "").ShouldBeFalse();
        NodeSet.Document(tree).Within([b]).CoversAllBut("s", "").ShouldBeFalse();
        NodeSet.Subtree(b).CoversAllBut("s", "").ShouldBeFalse();
        NodeSet.Document(tree).Within([]).CoversAllBut("s", "").ShouldBeFalse();
        NodeSet.Document(tree).Without([tree.Root]).CoversAllBut("s", "").ShouldBeFalse();
    }

    private static bool IsIn(int node, Element[] elements) => elements.Any(e => node >= e.Index && node < e.Node.End);

    private static bool Holds(NodeSet set, int node)
    {
        foreach (var (from, to) in set.Ranges)
            if (node >= from && node < to)
                return true;
        return false;
    }

    private static XmlTree Parse(string? document = null)
    {
        document ??=
            $"<!-- x --><r>{string.Concat(Enumerable.Range(0, 4).Select(i => $"<a>{i}<b><c/><d>t</d></b><!-- y "
                + "--><e><f><g/></f></e></a>"))}</r>";
        XmlTree.TryParse(Encoding.UTF8.GetBytes(document), TreeLimits.Default, out var tree, out _);
        return tree!;
    }
}
