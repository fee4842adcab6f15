using System.Text;
using Gateway.Adapters.Channels.Email;
using Gateway.Domain.Channels;
using MimeKit;

namespace Gateway.Tests.Channels;

/// <summary>
/// Names, codes, types and addresses written by an adversary reach the wire as text and never as structure.
/// </summary>
public sealed class MailInjectionTests
{
    private const int Variants = 1050;

    private static readonly string[] Venom =
    [
        "\r\n",
        "\n",
        "\r",
        "\0",
        "\r\n\r\n",
        "\r\n.\r\n",
        "\n.\n",
        "\n.\r\n",
        "\r\n.\n",
        "\r.\r",
        "\"",
        "\\",
        "/",
        "../../",
        ";",
        ",",
        "<evil@gateway.test>",
        "\r\nBcc: evil@gateway.test",
        "\nTo: evil@gateway.test\n",
        "\r\nRCPT TO:<evil@gateway.test>\r\n",
        "\"; filename=\"other.exe",
        "%0d%0a",
        "=?utf-8?Q?=0D=0ABcc:_evil=40gateway.test?=",
        "\u0085",
        "\u2028",
        "\u202E",
        "\uD800",
        "é漢🙂",
        "(comment)",
        "multipart/mixed; boundary=x",
        "message/rfc822",
        "application/ms-tnef",
        "text/rfc822-headers",
        "--=_",
        "@",
        "a@b.test, evil@gateway.test",
        "group: evil@gateway.test;",
        "<>",
        " ",
        "\t",
        new string('x', 1200),
        ".",
        "..",
        "",
    ];

    private static readonly string[] ExpectedHeaders =
    [
        "From",
        "Date",
        "Subject",
        "Message-Id",
        "To",
        "Auto-Submitted",
        "X-Gateway-Transmission",
        "X-Gateway-Environment",
        "MIME-Version",
    ];

    [Fact]
    public async Task However_hostile_the_fields_exactly_one_message_goes_to_exactly_the_intended_recipient()
    {
        var random = new Random(20260314);
        await using var server = new ScriptedSmtp();
        var channel = new EmailChannel(server.Options, TimeProvider.System);
        var sent = 0;
        for (var variant = 0; variant < Variants; variant++)
        {
            var dispatch = Hostile(random, variant);
            server.Commands.Clear();
            server.Messages.Clear();

            var answer = await channel.CarryAsync(dispatch, TestContext.Current.CancellationToken);

            if (answer.Outcome != DeliveryOutcome.HandedToChannel)
            {
                answer.ShouldBe(new ChannelAnswer(DeliveryOutcome.Permanent, "address-invalid"), $"variant {variant}");
                server.Commands.ShouldBeEmpty($"variant {variant}");
                continue;
            }
            sent++;
            server
                .Commands.Where(command => command.StartsWith("MAIL"))
                .ShouldHaveSingleItem()
                .ShouldStartWith($"MAIL FROM:<{dispatch.Sender.Address}>");
            server
                .Commands.Where(command => command.StartsWith("RCPT"))
                .ShouldBe([$"RCPT TO:<{dispatch.Recipient.Address}>"]);
            Inspect(server.Messages.ShouldHaveSingleItem(), dispatch, variant);
        }
        sent.ShouldBeGreaterThanOrEqualTo(600);
        TestContext.Current.SendDiagnosticMessage($"{Variants} variants, {sent} sent, {Variants - sent} rejected");
    }

    private static void Inspect(byte[] stuffed, Dispatch dispatch, int variant)
    {
        // For a lax receiver, which ends lines at any CR or LF: there are none but in pairs, and no line is a lone dot.
        var text = Encoding.Latin1.GetString(stuffed)[..^"\r\n.\r\n".Length];
        text.ShouldAllBe(c => c == '\r' || c == '\n' || c == '\t' || (c >= ' ' && c <= '~'), $"variant {variant}");
        var lines = text.Split("\r\n");
        lines.ShouldAllBe(
            line => line.IndexOfAny(new[] { '\r', '\n' }) < 0 && line != "." && line.Length <= 998,
            $"variant {variant}"
        );

        using var message = MimeMessage.Load(new MemoryStream(stuffed), TestContext.Current.CancellationToken);
        message.Headers.Select(header => header.Field).ShouldBe(ExpectedHeaders, ignoreOrder: true, $"variant {variant}");
        message.To.Mailboxes.ShouldHaveSingleItem().Address.ShouldBe(dispatch.Recipient.Address);
        message.From.Mailboxes.ShouldHaveSingleItem().Address.ShouldBe(dispatch.Sender.Address);
        var body = message.Body.ShouldBeOfType<Multipart>();
        body.Count.ShouldBe(2 + dispatch.Attachments.Count, $"variant {variant}");
        foreach (var (part, content) in body.Skip(2).Zip(dispatch.Attachments))
        {
            var file = part.ShouldBeAssignableTo<MimePart>()!;
            file.FileName.ShouldNotBeNullOrWhiteSpace();
            file.FileName.IndexOfAny(new[] { '/', '\\', '\r', '\n', '\0' }).ShouldBe(-1, $"variant {variant}");
            file.FileName.ShouldNotBe("..");
            using var decoded = new MemoryStream();
            file.Content!.DecodeTo(decoded, TestContext.Current.CancellationToken);
            decoded.Length.ShouldBe(content.Size, $"variant {variant}");
        }
    }

    /// <summary>Every fifth variant poisons an address as well; the rest must all go out.</summary>
    private static Dispatch Hostile(Random random, int variant)
    {
        string Poison() =>
            string.Concat(Enumerable.Range(0, random.Next(1, 4)).Select(_ => Venom[random.Next(Venom.Length)]));
        string Mixed(string honest) =>
            random.Next(3) switch
            {
                0 => Poison() + honest,
                1 => honest + Poison(),
                _ => honest[..(honest.Length / 2)] + Poison() + honest[(honest.Length / 2)..],
            };
        var plain = Letters.To("es@gateway.test");
        return plain with
        {
            Key = plain.Key with { Authority = Mixed("CO-CA"), Leg = random.Next(1, 4) },
            From = Mixed("CO-CA"),
            To = Mixed("ES-CA"),
            Sender = plain.Sender with { Address = variant % 5 == 1 ? Mixed("co@gateway.test") : plain.Sender.Address },
            Recipient = plain.Recipient with
            {
                Address = variant % 5 == 2 ? Mixed("es@gateway.test") : plain.Recipient.Address,
            },
            Document = Letters.Bytes(Mixed("message.xml"), Mixed("application/xml"), Letters.HostileBytes),
            Attachments =
            [
                Letters.Bytes(Mixed("prueba.pdf"), Mixed("application/pdf"), Letters.HostileBytes),
                Letters.Bytes(
                    Venom[variant % Venom.Length],
                    Venom[variant % Venom.Length],
                    Encoding.UTF8.GetBytes(Mixed("x"))
                ),
            ],
        };
    }
}
