using System.Text;
using System.Text.RegularExpressions;
using Gateway.Tests.Signatures;

namespace Gateway.Tests.Xml;

/// <summary>
/// Schema and business content are read with .NET's reader, signatures are verified on our tree. That is sound only
/// while the two read the same document into the same content, and reject the same ones.
/// </summary>
public sealed partial class SameAsReaderTests
{
    private static readonly string[] Small =
    [
        "<a xmlns='u' xmlns:b='v' b:c='1' d=\"2\"><b:e/>text<!-- c --><?p i?><![CDATA[x]]>&amp;</a>",
        "<?xml version='1.0' encoding='utf-8' standalone='yes'?>\n<!-- x --><r xml:lang='e'>\r\n<x "
            + "xml:space='default'/></r>\n<?e?>",
        "<r/>",
    ];

    [Fact]
    public void Generated_documents_are_read_the_same()
    {
        for (var seed = 0; seed < 3_000; seed++)
        {
            var document = Encoding.UTF8.GetBytes(new GeneratedXml(seed) { WithXmlBase = true }.Document());

            var content = Infoset.OfTree(document);

            content.ShouldNotBeNull();
            content.ShouldBe(Infoset.OfReader(document));
        }
    }

    [Fact]
    public void Real_documents_are_read_the_same()
    {
        foreach (var file in SignatureCorpus.XmlFiles())
        {
            var document = File.ReadAllBytes(file);
            Infoset.OfTree(document).ShouldBe(Infoset.OfReader(document), file);
        }
    }

    [Fact]
    public void Mutated_documents_are_read_the_same_or_rejected_by_both()
    {
        var documents = Small
            .Select(Encoding.UTF8.GetBytes)
            .Concat(Enumerable.Range(0, 40).Select(seed => Encoding.UTF8.GetBytes(new GeneratedXml(seed).Document())))
            .ToList();
        var (accepted, rejected) = (0, 0);

        for (var seed = 0; seed < 30_000; seed++)
        {
            var document = new MutatedXml(seed).Of(documents[seed % documents.Count]);
            var content = Infoset.OfTree(document);
            var (ours, readers) = (content, Infoset.OfReader(document));

            if (ours is null)
                rejected++;
            else
                accepted++;
            if (ours is null && readers is not null && IsAcceptedByReaderOnly(document))
                continue;
            ours.ShouldBe(readers, Encoding.Latin1.GetString(document));
        }
        accepted.ShouldBeGreaterThan(4_000);
        rejected.ShouldBeGreaterThan(10_000);
    }

    [Theory]
    [InlineData("<?xml version='1.0x'?><a/>")]
    [InlineData("<?xml version='1.0 '?><a/>")]
    [InlineData("<xmlns:a/>")]
    public void What_only_the_reader_takes_for_well_formed_is_rejected(string document)
    {
        Infoset.OfReader(Encoding.UTF8.GetBytes(document)).ShouldNotBeNull();
        Infoset.OfTree(Encoding.UTF8.GetBytes(document)).ShouldBeNull();
    }

    [Fact]
    public void A_character_cut_off_at_the_end_is_rejected_which_the_reader_overlooks()
    {
        byte[] document = [.. "<a/>"u8, 0xE2, 0x82];

        Infoset.OfReader(document).ShouldNotBeNull();
        Infoset.OfTree(document).ShouldBeNull();
    }

    /// <summary>
    /// The reader compares the version by its beginning, lets an element have the prefix xmlns, and loses a cut-off last
    /// character.
    /// </summary>
    private static bool IsAcceptedByReaderOnly(byte[] document)
    {
        var text = Encoding.Latin1.GetString(document);
        return OddVersion().IsMatch(text)
            || text.Contains("<xmlns:", StringComparison.Ordinal)
            || (
                !System.Text.Unicode.Utf8.IsValid(document)
                && Enumerable
                    .Range(1, Math.Min(3, document.Length))
                    .Any(cut => System.Text.Unicode.Utf8.IsValid(document.AsSpan(0, document.Length - cut)))
            );
    }

    [GeneratedRegex("^[^<]*<\\?xml\\s+version\\s*=\\s*['\"]1\\.0[^'\"]")]
    private static partial Regex OddVersion();
}
