using System.Text;
using Gateway.Adapters.Channels.Mail;
using Gateway.Tests.Infrastructure;
using MimeKit;

namespace Gateway.Tests.Channels;

/// <summary>What the headers of a mail may be, wherever in the mail they stand, looked at before a parser does.</summary>
[Collection(Alone.Name)]
public sealed class HeaderScanTests
{
    private const string Part = "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static TheoryData<string, string> Places =>
        new()
        {
            { "the mail", "" },
            { "a part", Part },
            { "a part of a part", Part + "Content-Type: multipart/mixed; boundary=\"c d\"\r\n\r\n--c d\r\n" },
            { "a part with an empty boundary", "Content-Type: multipart/mixed; boundary=\"\"\r\n\r\n--\r\n" },
            {
                "a part with a boundary in pieces",
                "Content-Type: multipart/mixed;\r\n boundary*0=b; boundary*1=b\r\n\r\n--bb\r\n"
            },
            {
                "a part with a boundary in another charset",
                "Content-Type: multipart/mixed; boundary*=utf-8''%62%62\r\n\r\n--bb\r\n"
            },
            { "a part after the end", Part + "\r\nx\r\n--b--\r\n--b\r\n" },
            { "a part behind spaces", "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b   \t\r\n" },
            { "a part of a mail with a mark", "\uFEFFContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n" },
            { "a part, blanks after the name", "Content-Type \t: multipart/mixed; boundary=b\r\n\r\n--b\r\n" },
            { "an enclosed message", "Content-Type: message/rfc822\r\n\r\n" },
            { "headers enclosed as text", "Content-Type: text/rfc822-headers\r\n\r\n" },
            { "a message in a digest", "Content-Type: multipart/digest; boundary=b\r\n\r\n--b\r\n\r\n" },
            {
                "a message in a digest after a part without content",
                "Content-Type: multipart/digest; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain\r\n--b\r\nX: y\r\n\r\n"
            },
            { "a part, bare line feeds", Part.ReplaceLineEndings("\n") },
        };

    [Theory, MemberData(nameof(Places))]
    public async Task Headers_are_limited_wherever_they_stand(string where, string before)
    {
        foreach (
            var (what, header) in new[]
            {
                ("a long line", "X: " + new string('x', 9_000) + "\r\n"),
                ("many fields", string.Concat(Enumerable.Repeat("X: y\r\n", 501))),
                ("a long field", "X: " + string.Concat(Enumerable.Repeat("\r\n y", 5_000)) + "\r\n"),
                ("a long block", string.Concat(Enumerable.Repeat("X: " + new string('y', 4_000) + "\r\n", 17))),
                ("a line without end", "X: " + new string('x', 20_000)),
            }
        )
            (await ProblemOfAsync($"{before}{header}\r\ntext")).ShouldBe("mime-header-too-large", $"{what} in {where}");
    }

    [Fact]
    public async Task Headers_are_limited_altogether()
    {
        var part = "--b\r\n" + string.Concat(Enumerable.Repeat("X: " + new string('y', 4_000) + "\r\n", 15)) + "\r\nx\r\n";

        (
            await ProblemOfAsync(
                $"Content-Type: multipart/mixed; boundary=b\r\n\r\n{string.Concat(Enumerable.Repeat(part, 4))}--b--"
            )
        ).ShouldBe("mime-no-document");
        (
            await ProblemOfAsync(
                $"Content-Type: multipart/mixed; boundary=b\r\n\r\n{string.Concat(Enumerable.Repeat(part, 5))}--b--"
            )
        ).ShouldBe("mime-header-too-large");
    }

    [Fact]
    public async Task What_an_honest_mail_needs_passes()
    {
        var header =
            string.Concat(Enumerable.Range(1, 400).Select(i => $"Received: from {i}.test\r\n by host.test\r\n"))
            + "To: "
            + string.Join(",\r\n ", Enumerable.Range(1, 300).Select(i => $"person{i}@authority.test"))
            + "\r\n";
        var text = string.Concat(
            Enumerable.Repeat("--\r\n-- a line of a text\r\n--- another\r\n" + new string('x', 10_000) + "\r\n", 100)
        );

        (
            await ProblemOfAsync(
                $"{header}{Part}Content-Type: application/xml\r\n\r\n<a/>\r\n--b\r\nContent-Disposition: attachment; "
                    + $"filename=a.txt\r\n\r\n{text}--b--"
            )
        ).ShouldBeNull();
    }

    /// <summary>Whatever the parser takes for a header block, the scan has taken for one.</summary>
    [Fact]
    public async Task The_parser_finds_no_block_that_the_scan_did_not()
    {
        string[] pieces =
        [
            "Content-Type: multipart/mixed; boundary=b\r\n",
            "Content-Type: multipart/digest; boundary=c\r\n",
            "Content-Type: message/rfc822\r\n",
            "Content-Type: multipart/mixed; boundary=\"--\"\r\n",
            "content-type : multipart/x;\r\n boundary=b--\r\n",
            "Content-Transfer-Encoding: base64\r\n",
            "Content-Type: text/plain\r\n",
            "X: y\r\n",
            "no field\r\n",
            " folded\r\n",
            "\r\n",
            "\n",
            "--b\r\n",
            "--b--\r\n",
            "--c\r\n",
            "--b \r\n",
            "----\r\n",
            "--b----\r\n",
            "From x\r\n",
            "text\r\n",
            "\r",
            "\t\r\n",
            "Content-Type: message/global\r\n",
        ];
        var random = new Random(11);
        var found = 0;
        for (var variant = 0; variant < 6_000; variant++)
        {
            var mail = string.Concat(
                Enumerable.Range(0, random.Next(2, 14)).Select(_ => pieces[random.Next(pieces.Length)])
            );
            var at = random.Next(mail.Length);
            at = mail.IndexOf('\n', at) + 1;
            var bytes = Encoding.ASCII.GetBytes(mail[..at] + "X: " + new string('x', 9_000) + "\r\n" + mail[at..]);
            var parser = new Observed(new MemoryStream(bytes));
            try
            {
                await parser.ReadMessageAsync(Cancellation);
            }
            catch (FormatException)
            {
                // No mail at all; what was read of it counts.
            }
            if (parser.LongestField < 9_000)
                continue;
            found++;
            await Should.ThrowAsync<MailUnusable>(
                () => HeaderScan.ReadAsync(new MemoryStream(bytes), Cancellation),
                Convert.ToBase64String(bytes[..200]) + mail
            );
        }
        found.ShouldBeGreaterThan(500);
    }

    [Fact]
    public void The_cost_of_headers_does_not_grow_with_their_square()
    {
        foreach (
            var row in Slopes.MailSlopes.Rows.Where(row =>
                row.Token is "folded line" or "field" or "address of 16 kB" or "folded line of 16 kB"
            )
        )
        {
            var slopes = Slope.Of(row.Input, row.Read, row.N);
            slopes.IsFlat.ShouldBeTrue($"{row.Reader}, {row.Token}: {slopes}");
        }
    }

    private static async Task<string?> ProblemOfAsync(string mail)
    {
        using var arrived = await ArrivedMail.ReadAsync(
            new MemoryStream(Encoding.UTF8.GetBytes(mail)),
            Letters.SubmittedAt,
            100 << 20,
            Cancellation
        );
        return arrived.Arrival.Problem;
    }

    private sealed class Observed(Stream stream) : MimeReader(ParserOptions.Default, stream, MimeFormat.Entity)
    {
        public int LongestField { get; private set; }

        protected override void OnHeaderRead(Header header, int beginLineNumber, CancellationToken cancellationToken)
        {
            LongestField = Math.Max(LongestField, header.RawValue.Length + header.RawField.Length);
            base.OnHeaderRead(header, beginLineNumber, cancellationToken);
        }
    }
}
