using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Gateway.Adapters.Asic;
using Gateway.Adapters.Channels.Folder;
using Gateway.Adapters.Channels.Mail;
using Gateway.Adapters.Messages;
using Gateway.Domain.Channels;
using Gateway.Domain.Messages;
using Gateway.Domain.Requests;
using Gateway.Tests.Containers;
using Gateway.Tests.Infrastructure;

namespace Gateway.Tests.Channels;

/// <summary>
/// What is shown of a message is a function of what was signed, over every channel and whatever the transport calls its
/// files. Only the flag that something differed tells of the transport, and it repeats nothing of it.
/// </summary>
public sealed class SignedEqualsShownTests(Arrivals arrivals) : IClassFixture<Arrivals>
{
    private const string Canary = "ZQXJ";

    private static readonly SampleAttachment[] Signed =
    [
        new("stmt.txt", "text/plain", "I saw nothing."u8.ToArray()),
        new("declaración nº 2.pdf", "application/pdf", new byte[] { 0, 1, 2, 3 }),
    ];

    private static readonly string[] Names =
    [
        $"{Canary}-withdrawal-of-statement.html",
        $"../../{Canary}",
        $"{Canary}\u202Etxt.exe",
        $"C:\\{Canary}.txt",
        "",
        $"{Canary}.txt.",
        $"CON.{Canary}",
        $"{Canary} =?utf-8?B?w7E=?=",
        "STMT.TXT",
        $"{Canary}\"; filename=\"x",
        new string('x', 300) + Canary,
        $"ñ {Canary} 漢字.pdf",
    ];

    private static readonly string[] Types =
    [
        $"text/html",
        $"text/x-{Canary}",
        "application/javascript",
        "application/octet-stream",
        $"text/plain; charset={Canary}",
        "multipart/x-mixed",
        "message/rfc822",
    ];

    [Theory]
    [InlineData("multipart")]
    [InlineData("container")]
    [InlineData("maildir")]
    [InlineData("folder")]
    [InlineData("email")]
    public async Task Whatever_the_transport_says_the_signed_is_shown(string way)
    {
        var random = new Random(way.Length * 7919);
        var honest = await ShownAsync(way, [.. Signed.Select(part => (part.Name, part.MediaType))], isReversed: false);
        honest.IsFlagged.ShouldBeFalse(honest.Shown);
        honest.Shown.ShouldContain("text/plain");
        honest.Shown.ShouldContain("stmt.txt");
        honest.Shown.ShouldContain("application/pdf");
        for (var variant = 0; variant < 8; variant++)
        {
            // The first names and types in their order, so that none is left out; the rest by chance.
            (string, string)[] labels =
            [
                (Names[(2 * variant) % Names.Length], Types[variant % Types.Length]),
                (Names[random.Next(Names.Length)], Types[random.Next(Types.Length)]),
            ];

            var (shown, isFlagged) = await ShownAsync(way, labels, isReversed: random.Next(2) == 0);

            var said = string.Join(", ", labels);
            shown.ShouldBe(honest.Shown, said);
            shown.ShouldNotContain(Canary);
            if (labels[0].Item1.Length > 0 && way != "container")
                isFlagged.ShouldBeTrue($"A difference is recorded: {said}");
        }
    }

    [Fact]
    public async Task The_flag_names_what_differed_and_not_what_was_said()
    {
        var message = Write();
        (
            await arrivals.BringAsync(
                "CO-CA",
                arrivals.Sign(message),
                "maildir",
                Content(0, Signed[0].Name, "text/html"),
                Content(1, "other.pdf", "application/pdf; name=other")
            )
        ).ShouldBe(ArrivalFate.Taken);

        await using var session = Microsoft
            .Extensions.DependencyInjection.ServiceProviderServiceExtensions.GetRequiredService<Marten.IDocumentStore>(
                arrivals.Gateway.App.Services
            )
            .QuerySession("CO-CA");
        var flags = await Marten.QueryableExtensions.ToListAsync(
            session.Events.QueryRawEventDataOnly<AttachmentsRelabelled>()
        );
        flags
            .Single(flag => flag.MessageId == message.MessageId)
            .Attachments.Select(one => (one.Number, string.Join(',', one.Differs)))
            .ShouldBe([(1, "MediaType"), (2, "Name")]);
    }

    private static SampleMessage Write() => TestSite.Sample(MessageKind.Request, "ES-CA", "CO-CA", attachments: Signed);

    private static Content Content(int index, string name, string mediaType) =>
        Letters.Bytes(name, mediaType, Signed[index].Content.ToArray());

    /// <summary>Sends a message of its own with these labels, and reads all that is shown of it.</summary>
    private async Task<(string Shown, bool IsFlagged)> ShownAsync(
        string way,
        (string Name, string MediaType)[] labels,
        bool isReversed
    )
    {
        var message = Write();
        var contents = labels.Select((label, index) => Content(index, label.Name, label.MediaType)).ToList();
        if (isReversed)
            contents.Reverse();
        var (person, request) = way switch
        {
            "multipart" => ("es-officer", await SubmitAsync(Multipart(message, contents))),
            "container" => ("es-officer", await SubmitAsync(Container(message, labels))),
            _ => ("co-officer", await ArriveAsync(way, message, contents)),
        };
        var shown = new StringBuilder();
        var gateway = arrivals.Gateway.As(person);
        var history = await gateway.GetStringAsync($"/v1/requests/{request}/history");
        var types = JsonDocument
            .Parse(history)
            .RootElement.GetProperty("items")
            .EnumerateArray()
            .Select(item => item.GetProperty("type").GetString()!)
            .ToList();
        // What happens after the message is here, its transmission, is another matter than how it is shown.
        shown
            .AppendJoin(
                ',',
                types.TakeWhile(type => type != nameof(ChannelSelected)).Where(type => type != nameof(AttachmentsRelabelled))
            )
            .AppendLine();
        history.ShouldNotContain(Canary);
        (await gateway.GetStringAsync($"/v1/requests/{request}")).ShouldNotContain(Canary);
        (await gateway.GetStringAsync("/v1/inbox")).ShouldNotContain(Canary);
        var item = JsonDocument
            .Parse(await gateway.GetStringAsync($"/v1/requests/{request}/messages"))
            .RootElement.GetProperty("items")[0];
        shown.AppendLine(
            string.Join(
                ',',
                item.EnumerateObject()
                    .Where(member => member.Name is not ("messageId" or "at"))
                    .Select(member => member.ToString())
            )
        );
        foreach (var path in new[] { "original", "attachments/1", "attachments/2", "attachments/3" })
        {
            using var answer = await gateway.GetAsync($"/v1/requests/{request}/messages/{message.MessageId}/{path}");
            shown.AppendLine($"{path} {answer.StatusCode}");
            if (path == "attachments/3")
                continue;
            shown.AppendLine($"{answer.Content.Headers.ContentType} {answer.Content.Headers.ContentDisposition}");
            if (path != "original")
                shown.AppendLine(
                    $"{answer.Headers.GetValues("Repr-Digest").Single()} {Convert.ToHexString(await answer.Content.ReadAsByteArrayAsync())}"
                );
            answer
                .Headers.Concat(answer.Content.Headers)
                .SelectMany(header => header.Value)
                .ShouldAllBe(value => !value.Contains(Canary, StringComparison.OrdinalIgnoreCase));
        }
        return (shown.ToString(), types.Contains(nameof(AttachmentsRelabelled)));
    }

    private async Task<Guid> SubmitAsync(HttpContent body)
    {
        using var response = await arrivals.Gateway.As("es-officer").PostAsync("/v1/requests", body);
        var answer = await response.Content.ReadAsStringAsync();
        response.StatusCode.ShouldBe(HttpStatusCode.Accepted, answer);
        return JsonDocument.Parse(answer).RootElement.GetProperty("id").GetGuid();
    }

    private MultipartFormDataContent Multipart(SampleMessage message, List<Content> contents)
    {
        var document = new ByteArrayContent(arrivals.Sign(message)) { Headers = { ContentType = new("application/xml") } };
        document.Headers.Add("Content-Disposition", $"form-data; name=message; filename=\"{Canary}.html\"");
        var parts = new MultipartFormDataContent { document };
        foreach (var content in contents)
        {
            var part = new ByteArrayContent(Signed.First(signed => signed.Content.Length == content.Size).Content.ToArray());
            part.Headers.TryAddWithoutValidation("Content-Type", content.MediaType);
            var disposition = new ContentDispositionHeaderValue("form-data") { Name = Canary };
            if (content.Name.Length > 0)
                disposition.FileNameStar = content.Name;
            part.Headers.ContentDisposition = disposition;
            parts.Add(part);
        }
        return parts;
    }

    private ByteArrayContent Container(SampleMessage message, (string Name, string MediaType)[] labels)
    {
        var template = new AsicTemplate
        {
            Certificate = arrivals.Site.Person("es-officer"),
            Files =
            [
                (StrictAsicVerifier.DocumentName, message.Write()),
                .. Signed.Select(
                    (part, index) =>
                        (
                            $"anexos/{index}/{(labels[index].Name == part.Name ? part.Name : $"{Canary}-{index}.html")}",
                            part.Content.ToArray()
                        )
                ),
            ],
        };
        return new(template.Write()) { Headers = { ContentType = new("application/vnd.etsi.asic-e+zip") } };
    }

    private async Task<Guid> ArriveAsync(string way, SampleMessage message, List<Content> contents)
    {
        var signed = arrivals.Sign(message);
        var endpoint = new ChannelEndpoint(
            way,
            way == "folder" ? arrivals.Site.SharedFolderOf("CO-CA") : arrivals.Site.MailboxOf("CO-CA"),
            IsSandbox: true
        );
        var dispatch = new Dispatch(
            new("ES-CA", message.MessageId, 1),
            1,
            message.ExchangeId,
            "ES-CA",
            "CO-CA",
            endpoint,
            endpoint,
            DateTimeOffset.UtcNow,
            Letters.Bytes("message.xml", "application/xml", signed),
            contents
        );
        if (way == "folder")
            (await new FolderChannel(new() { CreateMissing = true }).CarryAsync(dispatch, default)).Outcome.ShouldBe(
                DeliveryOutcome.HandedToChannel
            );
        else
        {
            var mail = await MailAsync(dispatch);
            if (way == "maildir")
            {
                var draft = Path.Combine(endpoint.Address, "tmp", message.MessageId.ToString());
                await File.WriteAllBytesAsync(draft, mail);
                File.Move(draft, Path.Combine(endpoint.Address, "new", message.MessageId.ToString()));
            }
            else
            {
                using var arrived = await ArrivedMail.ReadAsync(
                    new MemoryStream(mail),
                    DateTimeOffset.UtcNow,
                    1_000_000,
                    default
                );
                (await arrivals.BringAsync("CO-CA", "email", arrived.Arrival)).ShouldBe(
                    ArrivalFate.Taken,
                    arrived.Arrival.Problem
                );
            }
        }
        return (
            await Eventually.SeeAsync(async () =>
                (await arrivals.InboxAsync("co-officer"))
                    .Where(item => item.GetProperty("messageId").GetGuid() == message.MessageId)
                    .Select(item => (Guid?)item.GetProperty("requestId").GetGuid())
                    .FirstOrDefault()
            )
        )!.Value;
    }

    /// <summary>
    /// As another sender's software may write it: the labels as they are, where the mail library lets them through.
    /// </summary>
    private static async Task<byte[]> MailAsync(Dispatch dispatch)
    {
        using var mail = await TransmissionMail.ComposeAsync(dispatch, "es@gateway.test", "co@gateway.test", default);
        foreach (
            var (part, content) in mail
                .Message.BodyParts.OfType<MimeKit.MimePart>()
                .Where(part => part.Headers[TransmissionMail.PartHeader]?.StartsWith("attachment") == true)
                .Zip(dispatch.Attachments)
        )
        {
            part.ContentDisposition!.FileName = part.ContentType.Name = content.Name;
            if (content.Name.Length == 0)
                part.ContentType.Parameters.Remove("name");
        }
        using var bytes = new MemoryStream();
        await mail.WriteToAsync(bytes, default);
        return bytes.ToArray();
    }
}
