using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Xml;
using System.Xml.Linq;
using Gateway.Domain.Messages;

namespace Gateway.Adapters.Messages;

/// <summary>
/// An unsigned message document of any kind, to try the gateway with. It is always marked as a sandbox message. Valid
/// when codes, type and file names are; check it with <see cref="MessageReader"/> when they come from a person.
/// </summary>
public sealed record SampleMessage(
    MessageKind Kind,
    string From,
    string To,
    Guid MessageId,
    Guid ExchangeId,
    DateTimeOffset IssuedAt
)
{
    private static readonly XNamespace M = MessageFormat.Namespace;

    /// <summary>Type of request; only a request, a draft and a replacement carry it.</summary>
    public string Type { get; init; } = "mla";

    public Guid? Answers { get; init; }

    public Urgency Urgency { get; init; } = Urgency.Normal;

    public Confidentiality Confidentiality { get; init; } = Confidentiality.Substance;

    /// <summary>Null takes UNTOC, and the Medellín Treaty where both States are parties to it.</summary>
    public IReadOnlyList<string>? LegalBases { get; init; }

    public IReadOnlyList<Relation> Relations { get; init; } = [];

    /// <summary>The codes of the content, where they differ from the defaults of samples.</summary>
    public Particulars Says { get; init; } = new();

    public IReadOnlyList<SampleAttachment> Attachments { get; init; } = [];

    /// <summary>The document in UTF-8, ready to be signed.</summary>
    public byte[] Write()
    {
        var spanish = IsSpanish(From);
        var contents = new SampleContents(spanish, IssuedAt, Says);
        var isRequest = MessageRules.HasRequestContent(Kind);
        var message = new XElement(
            MessageFormat.Root,
            new XAttribute("version", "1.0"),
            new XAttribute("environment", "sandbox"),
            new XElement(M + "id", MessageId),
            new XElement(M + "exchange", ExchangeId),
            Answers is { } answers ? new XElement(M + "answers", answers) : null,
            Relations.Count == 0
                ? null
                : new XElement(
                    M + "relations",
                    Relations.Select(relation => new XElement(
                        M + "relation",
                        new XElement(M + "kind", Vocabulary<RelationKind>.Write(relation.Kind)),
                        new XElement(M + "exchange", relation.ExchangeId)
                    ))
                ),
            new XElement(M + "kind", Vocabulary<MessageKind>.Write(Kind)),
            Authority("issuedBy", From),
            Authority("addressedTo", To),
            new XElement(M + "ownReference", "2026-0417/CJI"),
            new XElement(M + "issuedAt", Instant(IssuedAt)),
            new XElement(M + "language", spanish ? "es" : "en"),
            isRequest ? LegalBasesElement() : null,
            new XElement(M + "urgency", Vocabulary<Urgency>.Write(Urgency)),
            Urgency == Urgency.Normal
                ? null
                : new XElement(
                    M + "urgencyReason",
                    spanish
                        ? "Riesgo de que los fondos se transfieran a un tercer Estado."
                        : "The funds may be moved to a third State."
                ),
            new XElement(M + "confidentiality", isRequest ? Vocabulary<Confidentiality>.Write(Confidentiality) : "none"),
            isRequest ? contents.Request(Type) : contents.Communication(Kind),
            Attachments.Count == 0 ? null : new XElement(M + "attachments", Attachments.Select(Attachment))
        );

        using var bytes = new MemoryStream();
        var settings = new XmlWriterSettings
        {
            Encoding = new UTF8Encoding(false),
            Indent = true,
            NewLineChars = "\n",
        };
        using (var writer = XmlWriter.Create(bytes, settings))
            new XDocument(message).Save(writer);
        return bytes.ToArray();
    }

    internal static string Instant(DateTimeOffset at) =>
        at.ToString("yyyy-MM-ddTHH:mm:ss.FFFFFFFK", CultureInfo.InvariantCulture);

    private static bool IsSpanish(string code) =>
        code.Split('-')[0]
            is "AR"
                or "BO"
                or "CL"
                or "CO"
                or "CR"
                or "CU"
                or "DO"
                or "EC"
                or "ES"
                or "GT"
                or "HN"
                or "MX"
                or "NI"
                or "PA"
                or "PE"
                or "PY"
                or "SV"
                or "UY"
                or "VE";

    private static XElement Authority(string name, string code) =>
        new(
            M + name,
            new XElement(M + "code", code),
            new XElement(
                M + "name",
                code switch
                {
                    "CO-CA" => "Ministerio de Justicia y del Derecho, Autoridad Central (Colombia)",
                    "ES-CA" => "Ministerio de Justicia, Subdirección General de Cooperación Jurídica Internacional (España)",
                    _ => $"Central authority {code}",
                }
            )
        );

    private XElement LegalBasesElement() =>
        new(
            M + "legalBases",
            (LegalBases ?? (IsMedellin(From) && IsMedellin(To) ? ["UNTOC", "MEDELLIN"] : ["UNTOC"])).Select(
                code => new XElement(
                    M + "legalBasis",
                    new XElement(M + "code", code),
                    code is "UNTOC" ? new XElement(M + "article", "18") : null
                )
            )
        );

    /// <summary>Parties for which the treaty is in force, as far as public sources say.</summary>
    private static bool IsMedellin(string code) =>
        code.Split('-')[0] is "AD" or "CO" or "CU" or "ES" or "PT" or "PY" or "UY";

    private XElement Attachment(SampleAttachment attachment, int index)
    {
        var namesakes = Attachments
            .Take(index)
            .Count(earlier => AttachmentName.Key(earlier.Name) == AttachmentName.Key(attachment.Name));
        var name = namesakes == 0 ? attachment.Name : FormattableString.Invariant($"{namesakes + 1}-{attachment.Name}");
        return new XElement(
            M + "attachment",
            new XAttribute("number", index + 1),
            new XElement(M + "name", name),
            new XElement(M + "mediaType", attachment.MediaType),
            new XElement(M + "size", attachment.Content.Length),
            new XElement(M + "sha256", Convert.ToHexStringLower(SHA256.HashData(attachment.Content.Span)))
        );
    }
}

/// <summary>A file to bind to a sample message.</summary>
/// <param name="Name">Without a path.</param>
public sealed record SampleAttachment(string Name, string MediaType, ReadOnlyMemory<byte> Content);
