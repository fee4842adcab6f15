using System.Xml;
using System.Xml.Linq;
using Gateway.Adapters.Xml;
using Gateway.Domain;
using Gateway.Domain.Messages;

namespace Gateway.Adapters.Messages;

/// <summary>Reads documents of <c>message-1.0.xsd</c>.</summary>
public sealed class MessageReader : IMessageReader
{
    private static readonly XNamespace M = MessageFormat.Namespace;

    public Problem? Check(ReadOnlyMemory<byte> document) => Load(document, out _);

    public Message Read(ReadOnlyMemory<byte> signedContent) =>
        TryRead(signedContent, out var problem) ?? throw new ArgumentException(problem!.Detail, nameof(signedContent));

    public Message? TryRead(ReadOnlyMemory<byte> signedContent, out Problem? problem)
    {
        // The bound document must itself be valid, not only resemble one that was.
        problem = Load(signedContent, out var message);
        return problem is null ? Bind(message) : null;
    }

    private static Message Bind(XElement message)
    {
        var kind = Vocabulary<MessageKind>.Read(Text(message, "kind"));
        return new Message(
            MessageId: Guid.Parse(Text(message, "id")),
            ExchangeId: Guid.Parse(Text(message, "exchange")),
            Answers: message.Element(M + "answers") is { } answers ? Guid.Parse(answers.Value) : null,
            Kind: kind,
            IssuedBy: Text(message, "issuedBy", "code"),
            AddressedTo: Text(message, "addressedTo", "code"),
            LegalBases: [.. message.Elements(M + "legalBases").Elements().Select(basis => Text(basis, "code")).Distinct()],
            Type: kind is MessageKind.Request or MessageKind.Draft ? Text(message, "request", "type") : null,
            Urgency: Vocabulary<Urgency>.Read(Text(message, "urgency")),
            Confidentiality: Vocabulary<Confidentiality>.Read(Text(message, "confidentiality")),
            Language: Text(message, "language"),
            IssuedAt: XmlConvert.ToDateTimeOffset(Text(message, "issuedAt")),
            Says: ParticularsReader.Read(message),
            Relations:
            [
                .. message
                    .Elements(M + "relations")
                    .Elements()
                    .Select(relation => new Relation(
                        Vocabulary<RelationKind>.Read(Text(relation, "kind")),
                        Guid.Parse(Text(relation, "exchange"))
                    )),
            ],
            Holds: [.. message.Elements(M + "request").Elements().Select(element => element.Name.LocalName).Distinct()],
            IsSandbox: message.Attribute("environment")?.Value == "sandbox",
            Attachments: [.. message.Elements(M + "attachments").Elements().Select(Attachment)]
        );
    }

    private static DeclaredAttachment Attachment(XElement attachment) =>
        new(
            XmlConvert.ToInt32(attachment.Attribute("number")!.Value),
            Text(attachment, "name"),
            Text(attachment, "mediaType"),
            XmlConvert.ToInt64(Text(attachment, "size")),
            Text(attachment, "sha256")
        );

    /// <summary>The whole text of the element, however many nodes it was written in.</summary>
    private static string Text(XElement parent, params ReadOnlySpan<string> path)
    {
        foreach (var name in path)
            parent = parent.Element(M + name)!;
        return parent.Value;
    }

    /// <summary>The message of a valid document, parsed once; else what is wrong with it.</summary>
    private static Problem? Load(ReadOnlyMemory<byte> document, out XElement message)
    {
        message = null!;
        if (!HardenedXml.TryRead(document, out var reader, out var problem))
            return problem;
        XDocument tree;
        using (reader)
            tree = XDocument.Load(reader, LoadOptions.SetLineInfo | LoadOptions.PreserveWhitespace);
        message = tree.Root!;
        var findings = SchemaCheck.Findings(tree);
        if (findings.Count == 0)
            findings = [.. MessageRules.Broken(message)];
        return findings.Count == 0
            ? null
            : new Problem(Problem.SchemaInvalid, "The document is not a valid message of format 1.0.", findings);
    }
}
