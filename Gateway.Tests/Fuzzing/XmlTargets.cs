using System.Text;
using Gateway.Adapters.Xml;
using Gateway.Adapters.XmlSignatures;

namespace Gateway.Tests.Fuzzing;

/// <summary>The one parse, and the canonical forms of what it read.</summary>
public static class XmlTargets
{
    private static readonly TreeLimits Limits = new() { MaxBytes = 1024 * 1024 };

    private static readonly CanonicalForm[] Forms =
    [
        .. from method in Enum.GetValues<Canonicalization>()
        from withComments in new[] { false, true }
        select new CanonicalForm(method, withComments),
        CanonicalForm.Exclusive with
        {
            InclusivePrefixes = ["", "a"],
        },
    ];

    public static void Parse(byte[] input)
    {
        if (!SignedDocument.TryRead(input, Limits, out var document, out var rejection))
        {
            FuzzTarget.Promise(
                rejection.Reason.Length > 0 && rejection.Line >= 0 && rejection.Column >= 0,
                "A rejection says why and where."
            );
            return;
        }
        foreach (var element in document.Signatures)
            if (XmlSignature.TryRead(document, element, out var signature, out var flaw))
            {
                _ = KeyCandidate.In(signature).Count + signature.QualifyingProperties.Count();
                _ = signature.SignedProperties;
            }
            else
                FuzzTarget.Promise(flaw.Length > 0, "What is no signature is told why.");
    }

    /// <summary>A canonical form is well-formed XML, and its own canonical form.</summary>
    public static void Canonicalize(byte[] input)
    {
        if (!XmlTree.TryParse(input, Limits, out var tree, out _))
            return;
        foreach (var form in Forms)
        {
            var once = Write(NodeSet.Document(tree, withComments: true), form);
            FuzzTarget.Promise(
                XmlTree.TryParse(once, TreeLimits.Default, out var again, out var rejection),
                $"A canonical form is XML: {rejection}"
            );
            FuzzTarget.Promise(
                once.AsSpan().SequenceEqual(Write(NodeSet.Document(again!, withComments: true), form)),
                "A canonical form is its own."
            );
        }
        Write(NodeSet.Subtree(tree.Root.Descendants().Last(), withComments: true), CanonicalForm.Inclusive);
    }

    public static IEnumerable<byte[]> Seeds() =>
        [
            .. FuzzSeeds.Of(FuzzSeeds.IsXml),
            .. new[]
            {
                "<a/>",
                "<?xml version='1.0' encoding='ISO-8859-2'?><a>&#xE9;</a>",
                "<a xmlns='u' xmlns:b='v' b:c='&amp;&#10;&lt;'><!-- x --><?p q?><b:d xml:lang='es'/></a>",
                "<!DOCTYPE a [<!ENTITY x 'y'>]><a>&x;</a>",
                "<a><![CDATA[<x>&]]></a>",
                "<a xml:base='http://h/x/../y'><b xml:base='../z' xml:id='i'/></a>",
                "<a xmlns:a='u'><b xmlns:a='v'><a:c xmlns:a='u'/></b></a>",
            }.Select(Encoding.UTF8.GetBytes),
            Encoding.Unicode.GetPreamble().Concat(Encoding.Unicode.GetBytes("<a>ñ\U0001F4DC</a>")).ToArray(),
        ];

    private static byte[] Write(NodeSet nodes, CanonicalForm form)
    {
        using var sink = new MemorySink(64 * 1024 * 1024);
        Canonicalizer.Write(nodes, form, sink);
        return sink.ToArray();
    }
}
