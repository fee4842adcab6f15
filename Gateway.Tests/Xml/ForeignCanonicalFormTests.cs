using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Gateway.Adapters.Xml;
using Gateway.Tests.Signatures;

namespace Gateway.Tests.Xml;

/// <summary>
/// Canonical forms of subtrees as xmlsec1 (libxml2) computes them: it signs, and the digests it writes are compared with
/// those of our forms.
/// </summary>
public sealed class ForeignCanonicalFormTests
{
    private const string Ds = "http://www.w3.org/2000/09/xmldsig#";

    private static readonly string[] Algorithms =
    [
        "http://www.w3.org/TR/2001/REC-xml-c14n-20010315",
        "http://www.w3.org/TR/2001/REC-xml-c14n-20010315#WithComments",
        "http://www.w3.org/2001/10/xml-exc-c14n#",
        "http://www.w3.org/2001/10/xml-exc-c14n#WithComments",
        "http://www.w3.org/2006/12/xml-c14n11",
        "http://www.w3.org/2006/12/xml-c14n11#WithComments",
    ];

    private static readonly string[] Ids =
    [
        .. new[] { "m", "n", "o", "item", "Value", "ñ-1", "_x.y" }.SelectMany(local =>
            new[] { "", "urn:a:", "urn:b:", "urn:c:", "urn:n-1:", "http://example.org/x?y:" }.Select(space => space + local)
        ),
    ];

    [Fact]
    public void Generated_subtrees_have_the_same_canonical_forms()
    {
        ForeignSigner.Require();
        var key = ForeignSigner.PrivateKey(TestKeys.Certificate("p256"));
        var compared = 0;
        for (var seed = 0; seed < 150; seed++)
        {
            var generated = new GeneratedXml(seed);
            var document = generated.Document();
            var cases = (
                from id in Enumerable.Range(1, Math.Min(generated.Ids, 5))
                from algorithm in Algorithms
                from withComments in new[] { false, true }
                select (Id: $"e{id}", Algorithm: algorithm, WithComments: withComments)
            ).ToList();
            var end = Regex.Matches(document, "</[^>]*>").LastOrDefault()?.Index ?? -1;
            if (
                cases.Count == 0
                || end < 0
                || document.LastIndexOf("<!--", end, StringComparison.Ordinal)
                    > document.LastIndexOf("-->", end, StringComparison.Ordinal)
            )
                continue;

            var template = new DsigTemplate
            {
                References = [.. cases.Select(c => Reference(c.Id, c.Algorithm, c.WithComments))],
            };
            var signed = ForeignSigner.Fill(document.Insert(end, template.Xml()), key, Ids);
            XmlTree.TryParse(signed, TreeLimits.Default, out var tree, out _).ShouldBeTrue();
            var digests = tree!.Root.Descendants().Where(e => e.Is("DigestValue", Ds)).Select(e => e.Text.Trim()).ToList();
            for (var i = 0; i < cases.Count; i++)
            {
                var element = tree.Root.Descendants().First(e => e.Attribute("Id") == cases[i].Id);
                if (element.Descendants().Any(e => e.Is("Signature", Ds)))
                    continue;
                var form = CanonicalForm.Named(cases[i].Algorithm)!;
                if (form.Method == Canonicalization.Exclusive)
                    form = form with { InclusivePrefixes = ["a", "é", ""] };
                var octets = form.Of(NodeSet.Subtree(element, cases[i].WithComments));

                Convert
                    .ToBase64String(SHA256.HashData(octets))
                    .ShouldBe(digests[i], $"{seed} {cases[i]}\n{Encoding.UTF8.GetString(octets)}");
                compared++;
            }
        }
        compared.ShouldBeGreaterThan(1_000);
    }

    private static DsigReference Reference(string id, string algorithm, bool withComments)
    {
        var prefixes = algorithm.Contains("exc", StringComparison.Ordinal)
            ? "<InclusiveNamespaces xmlns=\"http://www.w3.org/2001/10/xml-exc-c14n#\" PrefixList=\"a é #default\"/>"
            : "";
        return new(
            withComments ? $"#xpointer(id('{id}'))" : "#" + id,
            $"<Transform Algorithm=\"{algorithm}\">{prefixes}</Transform>"
        );
    }
}
