using Gateway.Adapters.Messages;
using Gateway.Domain;
using Gateway.Domain.Messages;

namespace Gateway.Tests.Messages;

/// <summary>A name that is signed is one that every reader sees alike and every system may save.</summary>
public sealed class AttachmentNameTests
{
    private static readonly MessageReader Reader = new();

    [Theory]
    [InlineData("acta de declaración nº 3 (2ª parte).pdf")]
    [InlineData("petição – São Tomé.pdf")]
    [InlineData("сведения.docx")]
    [InlineData("漢字 かな 한글.txt")]
    [InlineData("📎 sobre.pdf")]
    [InlineData("CONVENIO.pdf")]
    [InlineData("com10.txt")]
    [InlineData("nulo")]
    [InlineData("a..b...c")]
    public void An_honest_name_is_valid(string name) => Finding(name, "b.pdf").ShouldBeNull();

    [Theory]
    [InlineData("stmt\u202Etxt.exe")]
    [InlineData("stmt\u2066.txt")]
    [InlineData("st\u200Bmt.txt")]
    [InlineData("st\u200Dmt.txt")]
    [InlineData("stmt\uFEFF.txt")]
    [InlineData("stmt\u061C.txt")]
    [InlineData("st\u00ADmt.txt")]
    [InlineData("st\u034Fmt.txt")]
    [InlineData("st\u3164mt.txt")]
    [InlineData("stmt\uFE0F.txt")]
    [InlineData("stmt\U000E0041.txt")]
    [InlineData("st\u0085mt.txt")]
    [InlineData("st\u2028mt.txt")]
    [InlineData("st\tmt.txt")]
    [InlineData("stmt.txt.")]
    [InlineData("stmt.txt ")]
    [InlineData("stmt.txt\u00A0")]
    [InlineData("stmt.txt\u3000")]
    [InlineData(" stmt.txt")]
    [InlineData(".stmt.txt")]
    [InlineData("..")]
    [InlineData(".")]
    [InlineData(" ")]
    [InlineData("C:stmt.txt")]
    [InlineData("C:")]
    [InlineData("stmt.txt:hidden")]
    [InlineData("a/b.txt")]
    [InlineData("a\\b.txt")]
    [InlineData("a\uFF0Fb.txt")]
    [InlineData("a\uFF3Cb.txt")]
    [InlineData("a\u2215b.txt")]
    [InlineData("CON")]
    [InlineData("con.txt")]
    [InlineData("Nul.tar.gz")]
    [InlineData("aux .txt")]
    [InlineData("COM1.pdf")]
    [InlineData("lpt\u00B2")]
    [InlineData("CONIN$")]
    public void A_name_that_deceives_or_cannot_be_saved_is_rejected_with_its_place(string name)
    {
        var finding = Finding(name, "b.pdf").ShouldNotBeNull();

        finding.Name.ShouldBe(Problem.SchemaInvalid);
        finding.Pointers!.ShouldHaveSingleItem().Pointer.ShouldBe("/Message/attachments/attachment/name");
    }

    /// <summary>Each rule holds by itself: the schema's pattern stands in front of most of them.</summary>
    [Theory]
    [InlineData("st\u200Bmt.txt")]
    [InlineData("C:")]
    [InlineData("stmt.txt.")]
    [InlineData("stmt.txt ")]
    [InlineData("")]
    public void The_written_rule_holds_without_the_schema(string name) => AttachmentName.WhyNot(name).ShouldNotBeNull();

    [Theory]
    [InlineData("acta.pdf", "ACTA.pdf")]
    [InlineData("declaración.pdf", "declaracio\u0301n.pdf")]
    [InlineData("DECLARACIÓN.pdf", "declaracio\u0301n.pdf")]
    [InlineData("straße.pdf", "STRASSE.pdf")]
    [InlineData("o\uFB03ce.pdf", "office.pdf")]
    [InlineData("ΟΔΟΣ.pdf", "οδος.pdf")]
    [InlineData("\u212Bngström.pdf", "ångström.pdf")]
    [InlineData("a\u0323\u0302.pdf", "a\u0302\u0323.pdf")]
    [InlineData("한글.txt", "\u1112\u1161\u11AB\u1100\u1173\u11AF.txt")]
    public void Two_names_that_some_system_takes_for_one_are_rejected(string first, string second)
    {
        Finding(first, "b.pdf").ShouldBeNull();
        Finding(second, "b.pdf").ShouldBeNull();

        Finding(first, second)!.Pointers!.ShouldHaveSingleItem().Detail.ShouldContain("case");
    }

    [Theory]
    [InlineData("acta1.pdf", "acta2.pdf")]
    [InlineData("ano.pdf", "año.pdf")]
    [InlineData("resume.pdf", "résumé.pdf")]
    [InlineData("i.txt", "ı.txt")]
    public void Two_names_that_every_system_tells_apart_are_valid(string first, string second) =>
        Finding(first, second).ShouldBeNull();

    private static Problem? Finding(string first, string second)
    {
        var document = Samples.Text(
            (
                Samples.Of(MessageKind.Other) with
                {
                    Attachments =
                    [
                        new("FIRST.bin", "application/pdf", new byte[3]),
                        new("SECOND.bin", "text/plain", new byte[2]),
                    ],
                }
            ).Write()
        );
        return Reader.Check(
            Samples.Bytes(
                document
                    .Replace("FIRST.bin", Escaped(first), StringComparison.Ordinal)
                    .Replace("SECOND.bin", Escaped(second), StringComparison.Ordinal)
            )
        );
    }

    private static string Escaped(string name) => string.Concat(name.EnumerateRunes().Select(rune => $"&#x{rune.Value:X};"));
}
