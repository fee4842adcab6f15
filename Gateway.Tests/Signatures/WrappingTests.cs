using System.Xml;
using Gateway.Adapters.Xades.Strict;
using Gateway.Domain.Messages;
using Gateway.Tests.Messages;

namespace Gateway.Tests.Signatures;

/// <summary>
/// Signature wrapping: the signed part is kept somewhere in the document, so that its digest still matches, and a reader
/// is made to look at something else. The classic eight positions (Somorovsky et al. 2012), and those of the properties.
/// </summary>
public sealed class WrappingTests
{
    private const string Document = "<m Id=\"m\"><pay>1</pay></m>";

    private static readonly string Signed = HandSigner.Sign(
        Document,
        new XadesTemplate { Certificate = TestKeys.Certificate("rsa2048"), Uri = "#m" }
    );

    private static readonly Dictionary<string, Action<Parts>> Shapes = new()
    {
        ["1: original inside the signature of an evil root"] = p =>
        {
            p.Detach();
            p.Evil.AppendChild(p.Signature);
            p.Object().AppendChild(p.Original);
        },
        ["2: original beside the signature in an evil root"] = p =>
        {
            p.Detach();
            p.Evil.AppendChild(p.Original);
            p.Evil.AppendChild(p.Signature);
        },
        ["3: evil root around the original with its signature"] = p => p.Evil.AppendChild(p.Original),
        ["4: evil root around the original, signature outside it"] = p =>
        {
            p.Detach();
            p.Evil.PrependChild(p.Original);
            p.Evil.AppendChild(p.Signature);
        },
        ["5: evil copy with the same id, original before the signature"] = p =>
        {
            p.Detach();
            p.Evil.SetAttribute("Id", "m");
            p.Evil.AppendChild(p.Original);
            p.Evil.AppendChild(p.Signature);
        },
        ["6: evil copy with the same id, original inside the signature"] = p =>
        {
            p.Detach();
            p.Evil.SetAttribute("Id", "m");
            p.Evil.AppendChild(p.Signature);
            p.Object().AppendChild(p.Original);
        },
        ["7: original in an extension element before evil content"] = p =>
        {
            p.Detach();
            p.Evil.PrependChild(p.Tree.CreateElement("Extensions"))!.AppendChild(p.Original);
            p.Evil.AppendChild(p.Signature);
        },
        ["8: original in a second object of the signature"] = p =>
        {
            p.Detach();
            p.Evil.AppendChild(p.Signature);
            p.Signature.AppendChild(p.Tree.CreateElement("Object", p.Signature.NamespaceURI))!.AppendChild(p.Original);
        },
        ["original in the key information"] = p =>
        {
            p.Detach();
            p.Evil.AppendChild(p.Signature);
            p.Signature["KeyInfo"]!.AppendChild(p.Original);
        },
        ["original in the unsigned properties"] = p =>
        {
            p.Detach();
            p.Evil.AppendChild(p.Signature);
            p.Unsigned().AppendChild(p.Original);
        },
        ["evil root with an id of another spelling"] = p =>
        {
            p.Detach();
            p.Evil.SetAttribute("ID", "m");
            p.Evil.AppendChild(p.Signature);
            p.Unsigned().AppendChild(p.Original);
        },
        ["evil sibling before the signature"] = p => p.Original.InsertBefore(p.Evil, p.Signature),
        ["evil sibling after the signature"] = p => p.Original.AppendChild(p.Evil),
        ["evil content inside the unsigned properties"] = p => p.Unsigned().AppendChild(p.Evil),
        ["signed properties moved to the unsigned ones, evil ones in their place"] = p =>
        {
            var evil = (XmlElement)p.Properties.CloneNode(true);
            evil.SetAttribute("Id", "evil");
            var qualifying = p.Properties.ParentNode!;
            var unsigned = p.Unsigned();
            qualifying.ReplaceChild(evil, p.Properties);
            unsigned.AppendChild(p.Properties);
        },
        ["signed properties doubled"] = p =>
        {
            var evil = (XmlElement)p.Properties.CloneNode(true);
            evil.RemoveAttribute("Id");
            p.Properties.ParentNode!.PrependChild(evil);
        },
        ["signature below an inner element"] = p =>
        {
            p.Detach();
            p.Original["pay"]!.AppendChild(p.Signature);
            p.Tree.AppendChild(p.Original);
        },
    };

    public static TheoryData<string> Names => [.. Shapes.Keys];

    [Fact]
    public void The_untouched_document_is_accepted() => Verify(Signed).IsPassed.ShouldBeTrue();

    [Theory, MemberData(nameof(Names))]
    public void A_wrapped_document_is_not_accepted(string shape)
    {
        var parts = new Parts(HandSigner.Tree(Signed));
        Shapes[shape](parts);

        var verdict = Verify(parts.Write());

        if (shape.StartsWith("evil content inside the unsigned", StringComparison.Ordinal))
        {
            // What is not signed may be there, as long as nobody gets to read it.
            Samples.Text(verdict.SignedContent).ShouldBe(Document);
            return;
        }
        verdict.IsPassed.ShouldBeFalse();
        verdict.SignedContent.IsEmpty.ShouldBeTrue();
    }

    private static SignatureVerdict Verify(string document) =>
        new StrictXadesVerifier().Verify(Samples.Bytes(document), [TestKeys.Known("rsa2048")], TestKeys.Noon);

    private sealed class Parts
    {
        public Parts(XmlDocument tree)
        {
            Tree = tree;
            Original = tree.DocumentElement!;
            Signature = (XmlElement)tree.GetElementsByTagName("Signature", "http://www.w3.org/2000/09/xmldsig#")[0]!;
            Properties = (XmlElement)tree.SelectSingleNode("//*[@Id='props-1']")!;
            Evil = tree.CreateElement("m");
            Evil.AppendChild(tree.CreateElement("pay"))!.InnerText = "1000000";
        }

        public XmlDocument Tree { get; }
        public XmlElement Original { get; }
        public XmlElement Signature { get; }
        public XmlElement Properties { get; }
        public XmlElement Evil { get; }

        public void Detach()
        {
            Original.RemoveChild(Signature);
            Tree.RemoveChild(Original);
        }

        public XmlElement Object() => Signature["Object"]!;

        public XmlElement Unsigned() =>
            (XmlElement)
                Properties.ParentNode!.AppendChild(
                    Tree.CreateElement("xades", "UnsignedProperties", Properties.NamespaceURI)
                )!;

        /// <summary>With the evil root where the original was taken out.</summary>
        public string Write() => (Tree.DocumentElement ?? Evil).OuterXml;
    }
}
