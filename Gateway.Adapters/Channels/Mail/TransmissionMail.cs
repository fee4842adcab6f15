using System.Globalization;
using Gateway.Adapters.Files;
using Gateway.Domain;
using Gateway.Domain.Channels;
using Gateway.Domain.Messages;
using MimeKit;

namespace Gateway.Adapters.Channels.Mail;

/// <summary>
/// A message as it goes over the wire (RFC 5322, 2045, 2231): a text for a person, the signed document, the attachments
/// in order. One dispatch gives the same bytes on every attempt.
/// </summary>
internal sealed class TransmissionMail : IDisposable
{
    public const string TransmissionHeader = "X-Gateway-Transmission";
    public const string LegHeader = "X-Gateway-Leg";
    public const string EnvironmentHeader = "X-Gateway-Environment";
    public const string PartHeader = "X-Gateway-Part";
    public const string DocumentPart = "document";

    /// <summary>
    /// The format that MailKit writes over SMTP, so that a directory holds the same bytes as a mail server would receive.
    /// </summary>
    public static readonly FormatOptions Format = new()
    {
        NewLineFormat = NewLineFormat.Dos,
        EnsureNewLine = true,
        ParameterEncodingMethod = ParameterEncodingMethod.Rfc2231,
    };

    private readonly List<IDisposable> _contents = [];

    private TransmissionMail(Dispatch dispatch, string from, string to)
    {
        Message.From.Add(new MailboxAddress(null, from));
        Message.To.Add(new MailboxAddress(null, to));
        Message.Date = dispatch.SubmittedAt.ToUniversalTime();
        Message.MessageId = TransmissionNames.MessageId(dispatch.Key);
        Message.Subject =
            (dispatch.Recipient.IsSandbox ? "[SANDBOX] " : "")
            + $"Official communication {TransmissionNames.ShortCode(dispatch.Key)}";
        Message.Headers.Add("Auto-Submitted", "auto-generated");
        Message.Headers.Add(TransmissionHeader, TransmissionNames.Header(dispatch.Key));
        if (dispatch.LegKind != LegKind.Formal)
            Message.Headers.Add(LegHeader, Codes.Of(dispatch.LegKind));
        if (dispatch.Recipient.IsSandbox)
            Message.Headers.Add(EnvironmentHeader, "sandbox");
    }

    public MimeMessage Message { get; } = new();

    /// <summary>Contents that cannot be read twice are spooled; the caller disposes the mail when it is sent.</summary>
    /// <param name="from">Addresses for which <see cref="TransmissionNames.IsAddress"/> holds.</param>
    public static async Task<TransmissionMail> ComposeAsync(
        Dispatch dispatch,
        string from,
        string to,
        CancellationToken cancellation
    )
    {
        var mail = new TransmissionMail(dispatch, from, to);
        try
        {
            var body = new Multipart("mixed") { Boundary = TransmissionNames.Boundary(dispatch.Key) };
            body.Add(CoverText.For(dispatch));
            var form = DocumentForm.Of(dispatch.Document.MediaType);
            body.Add(await mail.PartAsync(dispatch.Document, form.MediaType, form.Name, DocumentPart, cancellation));
            for (var number = 1; number <= dispatch.Attachments.Count; number++)
            {
                var attachment = dispatch.Attachments[number - 1];
                body.Add(
                    await mail.PartAsync(
                        attachment,
                        TransmissionNames.MediaType(attachment.MediaType),
                        TransmissionNames.FileName(attachment.Name, number),
                        string.Create(CultureInfo.InvariantCulture, $"attachment {number}"),
                        cancellation
                    )
                );
            }
            mail.Message.Body = body;
            return mail;
        }
        catch
        {
            mail.Dispose();
            throw;
        }
    }

    public Task WriteToAsync(Stream destination, CancellationToken cancellation) =>
        Message.WriteToAsync(Format, destination, cancellation);

    public void Dispose()
    {
        Message.Dispose();
        _contents.ForEach(content => content.Dispose());
    }

    /// <summary>
    /// Encodes every part as base64, so that relays that change line ends do not change its bytes.
    /// </summary>
    private async Task<MimePart> PartAsync(
        Content content,
        string mediaType,
        string name,
        string mark,
        CancellationToken cancellation
    )
    {
        var part = new MimePart(ContentType.Parse(mediaType))
        {
            ContentTransferEncoding = ContentEncoding.Base64,
            ContentDisposition = new ContentDisposition(ContentDisposition.Attachment) { FileName = name },
            Content = new MimeContent(await RereadableAsync(content, cancellation)),
        };
        part.ContentType.Name = name;
        part.Headers.Add(PartHeader, mark);
        return part;
    }

    private async Task<Stream> RereadableAsync(Content content, CancellationToken cancellation)
    {
        var stream = await content.OpenAsync(cancellation);
        _contents.Add(stream);
        if (stream.CanSeek)
            return stream;
        var spool = (await Spool.FillAsync(stream, long.MaxValue, folder: null, cancellation))!;
        _contents.Add(spool);
        return spool.Open();
    }
}
