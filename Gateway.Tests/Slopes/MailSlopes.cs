using Gateway.Adapters.Channels.Mail;
using Gateway.Tests.Channels;

namespace Gateway.Tests.Slopes;

/// <summary>Mail as it comes from anybody: header blocks of the mail and of its parts, and what is in the parts.</summary>
internal static class MailSlopes
{
    private const string Multipart = "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n";
    private const string Document = "Content-Type: application/xml\r\n\r\n<a/>\r\n--b\r\n";

    private static readonly (string Token, string Before, string Text, string After, int N)[] Headers =
    [
        ("folded line", "X: ", "\r\n y", "\r\n\r\ntext", 20_000),
        (
            "folded line, long",
            "X: ",
            "\r\n yyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy",
            "\r\n\r\ntext",
            8_000
        ),
        ("letter of a line", "X: ", "y", "\r\n\r\ntext", 400_000),
        ("letter of a name", "", "y", ": x\r\n\r\ntext", 400_000),
        ("field", "", "X: y\r\n", "\r\ntext", 20_000),
        ("line that is no field", "X: y\r\n", "yyy\r\n", "\r\ntext", 20_000),
        ("address", "To: ", "a@b.test, ", "\r\n\r\ntext", 20_000),
        ("open group", "To: ", "a:", "\r\n\r\ntext", 20_000),
        ("open comment", "To: ", "(", "\r\n\r\ntext", 20_000),
        ("encoded word", "Subject: ", "=?utf-8?q?x?= ", "\r\n\r\ntext", 10_000),
        ("parameter", "Content-Type: text/plain", "; a=b", "\r\n\r\ntext", 20_000),
        ("reference", "References: ", "<a@b.test> ", "\r\n\r\ntext", 20_000),
        ("blank line", "", "\r\n", "", 100_000),
    ];

    private static readonly (string Token, string Before, string Text, string After, int N)[] Within =
    [
        ("address of 16 kB", "To: ", "a@b.test,\r\n ", "x@b.test\r\n\r\ntext", 330),
        ("group of 16 kB", "To: ", "a:\r\n ", "\r\n\r\ntext", 750),
        ("comment of 16 kB", "To: ", "(\r\n ", "\r\n\r\ntext", 950),
        ("encoded word of 16 kB", "Subject: ", "=?utf-8?q?x?=\r\n ", "\r\n\r\ntext", 250),
        ("parameter of 16 kB", "Content-Type: text/plain", ";\r\n a=b", "\r\n\r\ntext", 500),
        ("folded line of 16 kB", "X: ", "\r\n yyyy", "\r\n\r\ntext", 500),
        ("field of 4 kB", "", "X: " + new string('y', 4000) + "\r\n", "\r\ntext", 4),
        ("field, 500", "", "X: y\r\n", "\r\ntext", 120),
    ];

    private static readonly (string Token, string Before, string Text, string After, int N)[] Bodies =
    [
        ("line", Multipart + Document + "Content-Type: application/pdf\r\n\r\n", "text of a line\r\n", "\r\n--b--", 40_000),
        ("line end", Multipart + Document + "Content-Type: application/pdf\r\n\r\n", "\r\n", "\r\n--b--", 100_000),
        ("letter", Multipart + Document + "Content-Type: application/pdf\r\n\r\n", "x", "\r\n--b--", 1_000_000),
        ("two hyphens", Multipart + Document + "Content-Type: application/pdf\r\n\r\n", "--x\r\n", "\r\n--b--", 100_000),
        (
            "almost a boundary",
            Multipart + Document + "Content-Type: application/pdf\r\n\r\n",
            "--bx\r\n",
            "\r\n--b--",
            100_000
        ),
        (
            "base64",
            Multipart + Document + "Content-Transfer-Encoding: base64\r\nContent-Type: application/pdf\r\n\r\n",
            "AAAA\r\n",
            "\r\n--b--",
            100_000
        ),
        (
            "quoted-printable",
            Multipart + Document + "Content-Transfer-Encoding: quoted-printable\r\nContent-Type: application/pdf\r\n\r\n",
            "=3D=\r\n",
            "\r\n--b--",
            100_000
        ),
        (
            "uuencode",
            Multipart
                + Document
                + "Content-Transfer-Encoding: x-uuencode\r\nContent-Type: application/pdf\r\n\r\nbegin 644 x\r\n",
            "#86%A\r\n",
            "end\r\n--b--",
            50_000
        ),
        (
            "part",
            "Content-Type: multipart/mixed; boundary=b\r\n\r\n",
            "--b\r\nContent-Type: application/pdf\r\n\r\nx\r\n",
            "--b--",
            10_000
        ),
        (
            "part, 200",
            "Content-Type: multipart/mixed; boundary=b\r\n\r\n",
            "--b\r\nContent-Type: application/pdf\r\n\r\nx\r\n",
            "--b--",
            45
        ),
        ("part without a type", "Content-Type: multipart/mixed; boundary=b\r\n\r\n", "--b\r\n\r\nx\r\n", "--b--", 10_000),
        ("boundary", "Content-Type: multipart/mixed; boundary=b\r\n\r\n", "--b\r\n", "--b--", 20_000),
        ("end boundary", Multipart + Document, "--b--\r\n", "", 20_000),
        ("message in a message", "", "Content-Type: message/rfc822\r\n\r\n", "x", 10_000),
        (
            "line before the first part",
            "Content-Type: multipart/mixed; boundary=b\r\n\r\n",
            "text of a line\r\n",
            "--b\r\n" + Document + "--b--",
            40_000
        ),
    ];

    public static IEnumerable<SlopeRow> Rows =>
        [
            .. Headers.Concat(Within).Select(token => Row("mail header", token)),
            .. Headers.Select(token =>
                Row("header of a part", token with { Before = Multipart + token.Before, After = token.After + "\r\n--b--" })
            ),
            .. Headers.Select(token =>
                Row(
                    "header of an enclosed message",
                    token with
                    {
                        Before = Multipart + "Content-Type: message/rfc822\r\n\r\n" + token.Before,
                        After = token.After + "\r\n--b--",
                    }
                )
            ),
            .. Bodies.Select(token => Row("MIME", token)),
        ];

    private static SlopeRow Row(string reader, (string Token, string Before, string Text, string After, int N) token) =>
        new(reader, token.Token, SlopeRow.Text(token.Before, token.Text, token.After), Read, token.N);

    private static void Read(byte[] input)
    {
        using var mail = ArrivedMail
            .ReadAsync(new MemoryStream(input), Letters.SubmittedAt, 100 << 20, CancellationToken.None)
            .GetAwaiter()
            .GetResult();
    }
}
