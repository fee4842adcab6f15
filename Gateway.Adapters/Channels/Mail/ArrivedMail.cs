using Gateway.Adapters.Files;
using Gateway.Domain;
using Gateway.Domain.Channels;
using Gateway.Domain.Messages;
using MimeKit;
using MimeKit.Tnef;

namespace Gateway.Adapters.Channels.Mail;

/// <summary>
/// A received message, parsed without judging it: any sender and any software may have written it. An unusable message
/// becomes an <see cref="Arrival"/> with the reason. Contents can be opened until it is disposed.
/// </summary>
internal sealed class ArrivedMail : IDisposable
{
    private readonly List<Spool> _spools = [];

    private ArrivedMail() { }

    public Arrival Arrival { get; private set; } = null!;

    /// <param name="stream">Seekable, the whole message; line ends may be CRLF or bare LF.</param>
    /// <param name="largest">Bytes of the message as transferred.</param>
    /// <exception cref="IOException">The source failed; the content of the message never causes an exception.</exception>
    public static async Task<ArrivedMail> ReadAsync(
        Stream stream,
        DateTimeOffset arrivedAt,
        long largest,
        CancellationToken cancellation
    )
    {
        var mail = new ArrivedMail();
        try
        {
            mail.Arrival = await mail.TakeApartAsync(stream, arrivedAt, largest, cancellation);
        }
        catch (MailUnusable unusable)
        {
            mail.Arrival = Unusable(arrivedAt, unusable.Message);
        }
        catch (Exception flaw) when (flaw is FormatException or ArgumentException or NotSupportedException)
        {
            mail.Arrival = Unusable(arrivedAt, "mime-malformed");
        }
        catch
        {
            mail.Dispose();
            throw;
        }
        return mail;
    }

    public static Arrival Unusable(DateTimeOffset arrivedAt, string problem) => new(arrivedAt, null, [], problem);

    public OpenedArrival Opened() => new(Arrival, this);

    public void Dispose() => _spools.ForEach(spool => spool.Dispose());

    private async Task<Arrival> TakeApartAsync(
        Stream stream,
        DateTimeOffset arrivedAt,
        long largest,
        CancellationToken cancellation
    )
    {
        if (stream.Length > largest)
            throw new MailUnusable("mime-too-large");
        await using var limited = await HeaderScan.ReadAsync(stream, cancellation);
        using var message = await new LimitedParser(limited).ParseMessageAsync(cancellation);
        var leaves = Leaves(message.Body).ToList();
        if (leaves.Any(leaf => leaf is TnefPart))
            throw new MailUnusable("mime-malformed");
        var document = FindDocument(leaves) ?? throw new MailUnusable("mime-no-document");
        var attachments = new List<Content>();
        foreach (var leaf in leaves.Where(leaf => leaf != document && IsFile(leaf)))
            attachments.Add(await DecodeAsync(leaf, largest, cancellation));
        return new Arrival(
            arrivedAt,
            await DecodeAsync(document, largest, cancellation),
            attachments,
            Leg: TransmissionKey.Read(message.Headers[TransmissionMail.TransmissionHeader]?.Trim())?.Leg ?? 1,
            LegKind: Codes.TryParse<LegKind>(message.Headers[TransmissionMail.LegHeader]?.Trim() ?? "", out var kind)
                ? kind
                : LegKind.Formal
        );
    }

    /// <summary>The parts in order. An enclosed message is a separate message and is not parsed.</summary>
    private static IEnumerable<MimePart> Leaves(MimeEntity? entity) =>
        entity switch
        {
            Multipart parts => parts.SelectMany(Leaves),
            MimePart part => [part],
            _ => [],
        };

    private static MimePart? FindDocument(List<MimePart> leaves) =>
        leaves.Find(leaf => leaf.Headers[TransmissionMail.PartHeader]?.Trim() == TransmissionMail.DocumentPart)
        ?? leaves.Find(leaf =>
            DocumentForm.All.Any(form => string.Equals(leaf.FileName, form.Name, StringComparison.OrdinalIgnoreCase))
        )
        ?? leaves.Find(leaf => IsDocument(leaf.ContentType.MimeType));

    private static bool IsDocument(string mediaType) =>
        string.Equals(mediaType, "text/xml", StringComparison.OrdinalIgnoreCase)
        || DocumentForm.All.Any(form => string.Equals(mediaType, form.MediaType, StringComparison.OrdinalIgnoreCase));

    private static bool IsFile(MimePart part) => part.IsAttachment || part.FileName is not null || part is not TextPart;

    private async Task<Content> DecodeAsync(MimePart part, long largest, CancellationToken cancellation)
    {
        using var decoded = part.Content?.Open() ?? Stream.Null;
        var spool =
            await Spool.FillAsync(decoded, largest, folder: null, cancellation) ?? throw new MailUnusable("mime-malformed");
        _spools.Add(spool);
        return new Content(
            part.FileName ?? "",
            part.ContentType.MimeType,
            spool.Length,
            _ => ValueTask.FromResult(spool.Open())
        );
    }
}
