using CsCheck;
using Gateway.Adapters.AuthorityLists;

namespace Gateway.Tests.Authorities;

/// <summary>
/// RFC 4180 without forgiveness on the way in, and nothing a spreadsheet takes for a formula on the way out.
/// </summary>
public sealed class CsvTextTests
{
    [Theory]
    [InlineData("a,b\r\nc,d\r\n", "a|b", "c|d")]
    [InlineData("a,b\nc,d", "a|b", "c|d")]
    [InlineData("\"a,1\",\"say \"\"hi\"\"\"\r\n", "a,1|say \"hi\"")]
    [InlineData("\"two\r\nlines\",b\r\n", "two\r\nlines|b")]
    [InlineData("a,\r\n,b\r\n", "a|", "|b")]
    [InlineData("a,", "a|")]
    [InlineData("'=1+1,b\r\n", "=1+1|b")]
    [InlineData("''x,O'Brien\r\n", "'x|O'Brien")]
    public void What_the_rules_allow_is_read(string text, params string[] rows) =>
        CsvText.Read(text, 100, out _).ShouldNotBeNull().Select(row => string.Join('|', row)).ShouldBe(rows);

    [Theory]
    [InlineData("a\"b,c")]
    [InlineData("\"a\"b,c")]
    [InlineData("\"a\" ,c")]
    [InlineData("\"a,b\r\nc,d")]
    [InlineData("a,b\r\nc")]
    [InlineData("a,b\r\nc,d,e")]
    [InlineData("a\0,b")]
    [InlineData("a\rb,c")]
    [InlineData("\"a\u0007\",b")]
    public void What_they_do_not_is_rejected_with_its_line(string text)
    {
        CsvText.Read(text, 100, out var flaw).ShouldBeNull();
        flaw.ShouldStartWith("Line ");
    }

    [Fact]
    public void Beyond_the_limits_nothing_is_read()
    {
        CsvText.Read(string.Concat(Enumerable.Repeat("a,b\r\n", 100)), 100, out _)!.Count.ShouldBe(100);
        CsvText.Read(string.Concat(Enumerable.Repeat("a,b\r\n", 101)), 100, out _).ShouldBeNull();
        CsvText.Read(new string(',', 49), 100, out _)!.ShouldHaveSingleItem().Count.ShouldBe(50);
        CsvText.Read(new string(',', 50), 100, out _).ShouldBeNull();
        CsvText.Read(new string('a', 100_000), 100, out _).ShouldNotBeNull();
        CsvText.Read(new string('a', 100_001), 100, out _).ShouldBeNull();
    }

    [Theory]
    [InlineData("=HYPERLINK(\"http://x\")")]
    [InlineData("+34 91")]
    [InlineData("-2+3")]
    [InlineData("@SUM(A1)")]
    [InlineData("\t=1")]
    [InlineData("  =1+1")]
    [InlineData("＝1+1")]
    [InlineData("'=1+1")]
    public void What_looks_like_a_formula_is_written_as_text(string cell)
    {
        var written = CsvText.Write([
            [cell, "b"],
        ]);

        written.TrimStart('"')[0].ShouldBe('\'');
        CsvText.Read(written, 10, out _)!.ShouldHaveSingleItem()[0].ShouldBe(cell);
    }

    [Fact]
    public void Whatever_is_written_is_read_back_and_never_begins_as_a_formula() =>
        Gen.String[Gen.Char["=+-@'\" ,;\r\n\tab＝ñ"], 0, 8]
            .Array[1, 5]
            .Array[1, 5]
            .Where(rows => rows.All(row => row.Length == rows[0].Length))
            .Sample(rows =>
            {
                var written = CsvText.Write(rows);
                CsvText.Read(written, 10, out var flaw).ShouldNotBeNull(flaw).Select(row => row.ToArray()).ShouldBe(rows);
            });

    [Fact]
    public void Whatever_comes_in_is_read_or_rejected_and_never_throws() =>
        Gen.String[Gen.Char[",\"\r\n\0'=a;"], 0, 60]
            .Sample(text => (CsvText.Read(text, 20, out var flaw) is null).ShouldBe(flaw.Length > 0));
}
