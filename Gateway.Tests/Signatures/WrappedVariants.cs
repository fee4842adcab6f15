using System.Xml;

namespace Gateway.Tests.Signatures;

/// <summary>
/// Wrapped documents in bulk: what was signed is kept somewhere, evil content takes its place. The eight classic shapes
/// (Somorovsky et al. 2012) are combinations of where the signature is, where the original is, and which ids the evil copy
/// has; here are all combinations.
/// </summary>
public static class WrappedVariants
{
    public const string Document = "<m Id=\"m\"><head>h</head><pay Id=\"p\">1</pay><tail><x/></tail></m>";
    private const string Ds = "http://www.w3.org/2000/09/xmldsig#";

    /// <summary>
    /// How the evil copy is named: by the same id, in the same or another spelling of the attribute, or by none.
    /// </summary>
    private static readonly string[] Namings = ["Id", "ID", "id", "xml:id", ""];

    /// <summary>What is signed, by the kind of reference.</summary>
    public static readonly Dictionary<string, DsigTemplate> Kinds = new()
    {
        ["whole document, enveloped"] = Of(new DsigReference("", XadesTemplate.Enveloped, XadesTemplate.ExclusiveC14N)),
        ["root by id, enveloped"] = Of(new DsigReference("#m", XadesTemplate.Enveloped, XadesTemplate.ExclusiveC14N)),
        ["root by xpointer, enveloped"] = Of(
            new DsigReference("#xpointer(id('m'))", XadesTemplate.Enveloped, XadesTemplate.C14N)
        ),
        ["part by id"] = Of(new DsigReference("#p", XadesTemplate.ExclusiveC14N)),
        ["part by xpointer"] = Of(new DsigReference("#xpointer(id('p'))", XadesTemplate.C14N)),
        ["all signatures filtered out"] = Of(
            new DsigReference(
                "",
                XPathFormsTests.Filter("subtract", "/descendant::ds:Signature"),
                XadesTemplate.ExclusiveC14N
            )
        ),
        ["all signatures out by XPath"] = Of(
            new DsigReference("", XPathFormsTests.XPath("not(ancestor-or-self::ds:Signature)"))
        ),
        ["part by filter"] = Of(new DsigReference("", XPathFormsTests.Filter("intersect", "/m/pay"))),
        ["manifest of the part"] = Of(new DsigReference("#mf", XadesTemplate.ExclusiveC14N) { Type = Ds + "Manifest" }) with
        {
            Objects =
                $"<Object><Manifest Id=\"mf\">{new DsigReference("#p", XadesTemplate.ExclusiveC14N).Xml()}</Manifest></Object>",
        },
    };

    /// <summary>Every wrapped form of a signed document.</summary>
    public static IEnumerable<string> Of(string signed)
    {
        foreach (
            var (part, naming, wherePart, whereSignature) in from part in new[] { "root", "part" }
            from naming in Namings
            from wherePart in Enumerable.Range(0, 12)
            from whereSignature in Enumerable.Range(0, 8)
            select (part, naming, wherePart, whereSignature)
        )
        {
            var tree = HandSigner.Tree(signed);
            var root = tree.DocumentElement!;
            var signature = (XmlElement)tree.GetElementsByTagName("Signature", Ds)[0]!;
            var original = part == "root" ? root : (XmlElement)tree.SelectSingleNode("//pay")!;
            var evil = (XmlElement)original.CloneNode(deep: true);
            foreach (XmlElement inside in evil.SelectNodes(".//*[local-name()='Signature']")!)
                inside.ParentNode!.RemoveChild(inside);
            (evil.LocalName == "pay" ? evil : evil["pay"]!).InnerText = "1000000";
            Rename(evil, naming);
            if (part == "root")
                Rename(evil["pay"]!, naming);

            if (whereSignature > 0)
                signature.ParentNode!.RemoveChild(signature);
            if (part == "root")
                tree.ReplaceChild(evil, root);
            else
                original.ParentNode!.ReplaceChild(evil, original);
            var shell = tree.DocumentElement!;
            if (!Put(signature, shell, evil, original, whereSignature) || !Keep(original, shell, evil, signature, wherePart))
                continue;
            yield return tree.OuterXml;
        }
    }

    private static DsigTemplate Of(DsigReference reference) => new() { References = [reference] };

    private static void Rename(XmlElement evil, string naming)
    {
        var id = evil.GetAttribute("Id");
        evil.RemoveAttribute("Id");
        if (naming.Length == 0)
            return;
        var named =
            naming == "xml:id"
                ? evil.OwnerDocument.CreateAttribute("xml", "id", "http://www.w3.org/XML/1998/namespace")
                : evil.OwnerDocument.CreateAttribute(naming);
        named.Value = id;
        evil.SetAttributeNode(named);
    }

    private static bool Put(XmlElement signature, XmlElement shell, XmlElement evil, XmlElement original, int where)
    {
        switch (where)
        {
            case 0:
                return signature.OwnerDocument.DocumentElement!.Contains(signature) || original.Contains(signature);
            case 1:
                shell.AppendChild(signature);
                return true;
            case 2:
                shell.PrependChild(signature);
                return true;
            case 3:
                evil.AppendChild(signature);
                return true;
            case 4:
                shell["tail"]!.AppendChild(signature);
                return true;
            case 5:
                shell["head"]!.AppendChild(signature);
                return true;
            case 6:
                original.AppendChild(signature);
                return true;
            default:
                original.PrependChild(signature);
                return true;
        }
    }

    private static bool Keep(XmlElement original, XmlElement shell, XmlElement evil, XmlElement signature, int where)
    {
        var tree = original.OwnerDocument;
        XmlElement InSignature(string name) => (XmlElement)signature.AppendChild(tree.CreateElement(name, Ds))!;
        XmlElement Extension(XmlElement parent) => (XmlElement)parent.AppendChild(tree.CreateElement("Extensions"))!;
        if (original.Contains(signature) && where is >= 6 and <= 9)
            return false;
        switch (where)
        {
            case 0:
                shell.AppendChild(original);
                break;
            case 1:
                shell.PrependChild(original);
                break;
            case 2:
                evil.AppendChild(original);
                break;
            case 3:
                shell["tail"]!.AppendChild(original);
                break;
            case 4:
                Extension(shell).AppendChild(original);
                break;
            case 5:
                shell["head"]!.PrependChild(original);
                break;
            case 6:
                InSignature("Object").AppendChild(original);
                break;
            case 7:
                InSignature("Object").AppendChild(tree.CreateElement("x"))!.AppendChild(original);
                break;
            case 8 when signature["KeyInfo", Ds] is null:
                signature
                    .InsertAfter(tree.CreateElement("KeyInfo", Ds), signature["SignatureValue", Ds]!)!
                    .AppendChild(original);
                break;
            case 9:
                signature["SignedInfo", Ds]!.AppendChild(original);
                break;
            case 10:
                Extension(shell["tail"]!).AppendChild(original);
                break;
            default:
                var around = tree.CreateElement("around");
                tree.ReplaceChild(around, shell);
                around.AppendChild(original);
                around.AppendChild(shell);
                break;
        }
        return true;
    }

    private static bool Contains(this XmlElement element, XmlElement other)
    {
        for (XmlNode? around = other; around is not null; around = around.ParentNode)
            if (around == element)
                return true;
        return false;
    }
}
