using System.Globalization;
using System.Text;
using Gateway.Tests.Infrastructure;

namespace Gateway.Tests.Slopes;

/// <summary>
/// Every reader of what comes from outside, with every token that can be repeated in it: twice as much may cost 2.2 times as
/// much at most, beyond the limits too.
/// </summary>
[Collection(Alone.Name)]
public sealed class SlopeTests(ITestOutputHelper output)
{
    /// <summary>Long: it wants a quiet machine. <c>deploy/slopes</c> runs it and prints the table.</summary>
    [Fact]
    [Trait("size", "long")]
    public void No_reader_costs_the_square_of_its_input()
    {
        var steep = new List<string>();
        output.WriteLine("| reader | token | n | 2n / n | 4n / 2n | ms at 4n |");
        output.WriteLine("|---|---|---|---|---|---|");
        foreach (var row in XmlSlopes.Rows.Concat(MailSlopes.Rows).Concat(BodySlopes.Rows).Concat(FileSlopes.Rows))
        {
            var slopes = Slope.Of(row.Input, row.Read, row.N);
            var line = string.Create(
                CultureInfo.InvariantCulture,
                $"| {row.Reader} | {row.Token} | {row.N} | {slopes.First:F2} | {slopes.Second:F2} | "
                    + $"{slopes.Longest.TotalMilliseconds:F1} |"
            );
            output.WriteLine(line);
            if (!slopes.IsFlat)
                steep.Add(line);
        }
        steep.ShouldBeEmpty();
    }

    [Fact]
    public void A_square_is_found()
    {
        var slopes = Slope.Of(
            n => new byte[n],
            input =>
            {
                foreach (var _ in input)
                    input.AsSpan().Count((byte)1);
            },
            4000
        );

        slopes.IsFlat.ShouldBeFalse();
        slopes.Second.ShouldBeGreaterThan(2.5);
    }
}

/// <param name="Input">With the number of tokens given.</param>
/// <param name="N">Tokens at the first of the three points.</param>
public sealed record SlopeRow(string Reader, string Token, Func<int, byte[]> Input, Action<byte[]> Read, int N)
{
    /// <summary>Text with one token repeated in the middle.</summary>
    public static Func<int, byte[]> Text(string before, string token, string after) =>
        n => Encoding.UTF8.GetBytes(before + new StringBuilder(token.Length * n).Insert(0, token, n) + after);

    /// <summary>Text with a token that differs each time.</summary>
    public static Func<int, byte[]> Numbered(string before, Func<int, string> token, string after) =>
        n => Encoding.UTF8.GetBytes(before + string.Concat(Enumerable.Range(1, n).Select(token)) + after);
}
