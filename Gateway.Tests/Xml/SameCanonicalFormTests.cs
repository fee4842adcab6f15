using System.Security.Cryptography.Xml;
using System.Text;
using System.Xml;
using Gateway.Adapters.Xml;

namespace Gateway.Tests.Xml;

/// <summary>Canonical forms computed by .NET's own transforms, which share nothing with ours.</summary>
public sealed class SameCanonicalFormTests
{
    [Fact]
    public void Generated_documents_have_the_same_canonical_forms()
    {
        for (var seed = 0; seed < 2_000; seed++)
        {
            // The platform's inclusive form leaves out an xml:lang="" that is there; the foreign tool's does not.
            var document = new GeneratedXml(seed)
                .Document()
                .Replace("xml:lang=''", "xml:lang='fr'", StringComparison.Ordinal);
            XmlTree.TryParse(Encoding.UTF8.GetBytes(document), TreeLimits.Default, out var tree, out _).ShouldBeTrue();
            var all = NodeSet.Document(tree!, withComments: true);

            foreach (var withComments in new[] { false, true })
            {
                Written(new CanonicalForm(Canonicalization.Inclusive, withComments), all)
                    .ShouldBe(Platform(new XmlDsigC14NTransform(withComments), document));
                Written(new CanonicalForm(Canonicalization.Exclusive, withComments), all)
                    .ShouldBe(Platform(new XmlDsigExcC14NTransform(withComments), document));
                Written(
                        new CanonicalForm(Canonicalization.Exclusive, withComments) { InclusivePrefixes = ["a", "é", ""] },
                        all
                    )
                    .ShouldBe(Platform(new XmlDsigExcC14NTransform(withComments, "a é #default"), document));
            }
        }
    }

    [Fact]
    public void A_form_is_its_own_canonical_form()
    {
        for (var seed = 0; seed < 500; seed++)
            foreach (var method in Enum.GetValues<Canonicalization>())
            {
                var form = new CanonicalForm(method, WithComments: true);
                var once = form.Of(
                    NodeSet.Document(Tree(Encoding.UTF8.GetBytes(new GeneratedXml(seed).Document())), withComments: true)
                );

                form.Of(NodeSet.Document(Tree(once), withComments: true)).ShouldBe(once);
            }
    }

    private static string Platform(Transform transform, string document)
    {
        var tree = new XmlDocument { PreserveWhitespace = true };
        using (var reader = XmlReader.Create(new StringReader(document)))
            tree.Load(reader);
        transform.LoadInput(tree);
        return Encoding.UTF8.GetString(((MemoryStream)transform.GetOutput(typeof(Stream))).ToArray());
    }

    private static string Written(CanonicalForm form, NodeSet nodes) => Encoding.UTF8.GetString(form.Of(nodes));

    private static XmlTree Tree(byte[] document)
    {
        XmlTree.TryParse(document, TreeLimits.Default, out var tree, out var rejection).ShouldBeTrue(rejection?.Reason);
        return tree!;
    }
}
