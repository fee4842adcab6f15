using System.Security.Cryptography;
using System.Text;
using Gateway.Adapters.Channels.Mail;
using Gateway.Domain.Channels;
using MimeKit;

namespace Gateway.Tests.Channels;

[Collection(Infrastructure.Alone.Name)]
public sealed class TransmissionMailTests
{
    private static readonly Guid Id = Guid.Parse("01912d68-0000-7000-8000-00000000000a");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_same_dispatch_gives_the_same_bytes_on_every_attempt()
    {
        var big = RandomNumberGenerator.GetBytes(3 << 20);
        var dispatch = Letters.To("es@gateway.test", id: Id) with { Attachments = [Letters.OneWay("big.bin", big)] };
        var later = dispatch with { Attempt = 7, SubmittedAt = dispatch.SubmittedAt.ToOffset(TimeSpan.FromHours(-5)) };

        Enumerable.SequenceEqual(await BytesAsync(later), await BytesAsync(dispatch)).ShouldBeTrue();
    }

    /// <summary>
    /// A retry may come after an upgrade: when this digest moves, messages in flight change under their id.
    /// </summary>
    [Fact]
    public async Task The_bytes_are_those_of_the_version_before()
    {
        var bytes = await BytesAsync(Letters.To("es@gateway.test", id: Id));

        Convert
            .ToHexStringLower(SHA256.HashData(bytes))
            .ShouldBe("bf22755948895f92b412efe32f5db5fc72e59a142e1d2c0b147d98ecc99441fc", Encoding.Latin1.GetString(bytes));
    }

    [Fact]
    public async Task Names_come_from_the_key_and_say_nothing_of_the_content()
    {
        using var message = MimeMessage.Load(
            new MemoryStream(await BytesAsync(Letters.To("es@gateway.test", id: Id))),
            Cancellation
        );

        message.MessageId.ShouldBe($"{Id}.1@co-ca.gateway.invalid");
        message.Subject!.ShouldMatch(@"^\[SANDBOX\] Official communication [0-9A-F]{8}$");
        message.Date.ShouldBe(Letters.SubmittedAt);
        message.Headers["X-Gateway-Transmission"].ShouldBe($"CO-CA/{Id}/1");
        message.Headers["X-Gateway-Environment"].ShouldBe("sandbox");
        message.Headers["Auto-Submitted"].ShouldBe("auto-generated");
        message.TextBody!.ShouldContain("message.xml");
        message.TextBody!.ShouldContain("comunicación oficial");
        message.TextBody!.ShouldContain("efecto jurídico");
    }

    [Fact]
    public async Task What_was_composed_is_read_back_byte_for_byte_and_in_order()
    {
        var dispatch = Letters.To("es@gateway.test") with
        {
            Attachments =
            [
                Letters.Bytes("b.xml", "application/xml", "<other/>"u8.ToArray()),
                Letters.Bytes("ñandú 漢字.pdf", "application/pdf", Letters.HostileBytes),
                Letters.Bytes("a.txt", "text/plain", "line\nline\r\nline\r"u8.ToArray()),
                Letters.Bytes("empty.bin", "application/octet-stream", []),
                Letters.OneWay("big.bin", new byte[2 << 20]),
            ],
        };

        using var mail = await ReadAsync(await BytesAsync(dispatch));

        mail.Arrival.Problem.ShouldBeNull();
        (await mail.Arrival.Document!.ReadAsync()).ShouldBe(await dispatch.Document.ReadAsync());
        mail.Arrival.Attachments.Select(attachment => attachment.Name)
            .ShouldBe(dispatch.Attachments.Select(content => content.Name));
        mail.Arrival.Attachments.Select(attachment => attachment.Size)
            .ShouldBe(dispatch.Attachments.Select(content => content.Size));
        foreach (var (came, went) in mail.Arrival.Attachments.Zip(dispatch.Attachments))
            Enumerable.SequenceEqual(await came.ReadAsync(), await went.ReadAsync()).ShouldBeTrue(went.Name);
        (await mail.Arrival.Attachments[1].ReadAsync()).ShouldBe(Letters.HostileBytes, "opened a second time");
    }

    [Fact]
    public async Task Bare_line_feeds_on_the_way_in_are_tolerated()
    {
        var dispatch = Letters.To("es@gateway.test");
        var bytes = Encoding.Latin1.GetBytes(Encoding.Latin1.GetString(await BytesAsync(dispatch)).ReplaceLineEndings("\n"));

        using var mail = await ReadAsync(bytes);

        (await mail.Arrival.Document!.ReadAsync()).ShouldBe(await dispatch.Document.ReadAsync());
        (await mail.Arrival.Attachments.ShouldHaveSingleItem().ReadAsync()).ShouldBe(Letters.HostileBytes);
    }

    [Theory]
    [InlineData("application/xml", "communication.xml")]
    [InlineData("text/xml", "communication.xml")]
    [InlineData("application/octet-stream", "MESSAGE.XML")]
    public async Task A_person_may_answer_with_an_ordinary_mail_client(string mediaType, string name)
    {
        var text = $"""
            From: A person <person@example.test>
            MIME-Version: 1.0
            Content-Type: multipart/mixed; boundary=b

            --b
            Content-Type: multipart/alternative; boundary=c

            --c
            Content-Type: text/plain

            See attached.
            --c
            Content-Type: text/html

            <p>See attached.</p>
            --c--
            --b
            Content-Type: application/pdf; name=scan.pdf
            Content-Disposition: attachment; filename=scan.pdf
            Content-Transfer-Encoding: base64

            AAEC
            --b
            Content-Type: {mediaType}; name="{name}"
            Content-Disposition: attachment; filename="{name}"
            Content-Transfer-Encoding: base64

            PGEvPg==
            --b--
            """;

        using var mail = await ReadAsync(Encoding.ASCII.GetBytes(text));

        (await mail.Arrival.Document!.ReadAsync()).ShouldBe("<a/>"u8.ToArray());
        mail.Arrival.Attachments.ShouldHaveSingleItem().Name.ShouldBe("scan.pdf");
    }

    [Theory]
    [InlineData("", "mime-no-document")]
    [InlineData("not a mail at all", "mime-no-document")]
    [InlineData("Subject: hello\r\n\r\nJust a text", "mime-no-document")]
    [InlineData(
        "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: application/ms-tnef; "
            + "name=winmail.dat\r\n\r\nx\r\n--b--",
        "mime-malformed"
    )]
    public async Task What_cannot_be_used_says_why(string text, string problem)
    {
        using var mail = await ReadAsync(Encoding.ASCII.GetBytes(text));

        mail.Arrival.Document.ShouldBeNull();
        mail.Arrival.Problem.ShouldBeOneOf(problem, text.Length < 20 ? "mime-malformed" : problem);
    }

    [Fact]
    public async Task Bombs_are_given_up_quickly()
    {
        var multiparts = string.Concat(
            Enumerable.Range(0, 10_000).Select(n => $"Content-Type: multipart/mixed; boundary=b{n}\r\n\r\n--b{n}\r\n")
        );
        var messages = string.Concat(Enumerable.Repeat("Content-Type: message/rfc822\r\n\r\n", 1_000));
        var parts =
            "Content-Type: multipart/mixed; boundary=b\r\n\r\n"
            + string.Concat(Enumerable.Repeat("--b\r\nContent-Type: text/plain\r\n\r\nx\r\n", 5_000))
            + "--b--";
        var more =
            "Content-Type: multipart/mixed; boundary=b\r\n\r\n"
            + string.Concat(Enumerable.Repeat("--b\r\nContent-Type: text/plain\r\n\r\nx\r\n", 100_000))
            + "--b--";
        var header =
            $"Subject: {new string('x', 1 << 20)}\r\nX: {string.Concat(Enumerable.Repeat("\r\n y", 100_000))}\r\n\r\ntext";

        foreach (
            var (bomb, problem) in new[]
            {
                (multiparts, "mime-too-deep"),
                (messages, "mime-too-deep"),
                (parts, "mime-too-many-parts"),
                (more, "mime-header-too-large"),
                (header, "mime-header-too-large"),
            }
        )
        {
            var bytes = Encoding.ASCII.GetBytes(bomb);
            var started = TimeProvider.System.GetTimestamp();
            var allocated = GC.GetTotalAllocatedBytes(precise: true);
            using var mail = await ReadAsync(bytes);
            mail.Arrival.Problem.ShouldBe(problem);
            TimeProvider.System.GetElapsedTime(started).TotalSeconds.ShouldBeLessThan(1);
            // All that was allocated meanwhile, most of it let go at once; the bomb of 100,000 parts alone is 3.6 MB on the
            // wire.
            (GC.GetTotalAllocatedBytes(precise: true) - allocated).ShouldBeLessThan(192 << 20);
        }
    }

    [Fact]
    public async Task More_bytes_than_allowed_are_not_looked_at()
    {
        using var stream = new MemoryStream(await BytesAsync(Letters.To("es@gateway.test")));

        using var mail = await ArrivedMail.ReadAsync(stream, Letters.SubmittedAt, stream.Length - 1, Cancellation);

        mail.Arrival.Problem.ShouldBe("mime-too-large");
        stream.Position.ShouldBe(0);
    }

    [Fact]
    public async Task Damaged_messages_never_throw()
    {
        var whole = await BytesAsync(Letters.To("es@gateway.test"));
        var random = new Random(18);
        for (var variant = 0; variant < 3000; variant++)
        {
            var damaged = whole.AsSpan(0, random.Next(whole.Length)).ToArray();
            for (var changes = random.Next(20); changes > 0 && damaged.Length > 0; changes--)
                damaged[random.Next(Math.Min(damaged.Length, variant % 2 == 0 ? 700 : int.MaxValue))] = (byte)
                    random.Next(256);

            using var mail = await ReadAsync(damaged);

            (mail.Arrival.Document is null).ShouldBe(mail.Arrival.Problem is not null, $"variant {variant}");
        }
    }

    private static async Task<byte[]> BytesAsync(Dispatch dispatch)
    {
        using var mail = await TransmissionMail.ComposeAsync(dispatch, "co@gateway.test", "es@gateway.test", Cancellation);
        using var bytes = new MemoryStream();
        await mail.WriteToAsync(bytes, Cancellation);
        return bytes.ToArray();
    }

    private static Task<ArrivedMail> ReadAsync(byte[] bytes) =>
        ArrivedMail.ReadAsync(new MemoryStream(bytes), Letters.SubmittedAt, 100 << 20, Cancellation);
}
