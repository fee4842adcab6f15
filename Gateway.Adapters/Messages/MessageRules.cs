using System.Collections.Frozen;
using System.Xml;
using System.Xml.Linq;
using Gateway.Domain;
using Gateway.Domain.Messages;
using XmlText = Gateway.Adapters.Xml.XmlText;

namespace Gateway.Adapters.Messages;

/// <summary>
/// Rules for a schema-valid message that XML Schema 1.0 cannot express: mostly, which content belongs to which kind. Listed
/// in <c>docs/formats/message-1.0.md</c>.
/// </summary>
internal static class MessageRules
{
    private static readonly XNamespace M = MessageFormat.Namespace;

    /// <summary>The structured content of a kind; kinds not named here have only text.</summary>
    public static readonly FrozenDictionary<MessageKind, string> Contents = new Dictionary<MessageKind, string>
    {
        [MessageKind.Acknowledgement] = "receipt",
        [MessageKind.ClarificationRequest] = "questions",
        [MessageKind.Clarification] = "replies",
        [MessageKind.ProgressReport] = "progress",
        [MessageKind.Result] = "outcome",
        [MessageKind.Refusal] = "refusal",
        [MessageKind.Postponement] = "postponement",
        [MessageKind.Withdrawal] = "withdrawal",
        [MessageKind.ChannelNotice] = "channelNotice",
        [MessageKind.Conditions] = "conditions",
        [MessageKind.Return] = "returned",
        [MessageKind.Forwarding] = "forwarded",
        [MessageKind.ConsentRequest] = "furtherUse",
    }.ToFrozenDictionary();

    /// <summary>
    /// A replacement replaces the request and a draft becomes one, so they have the whole content of a request.
    /// </summary>
    public static bool HasRequestContent(MessageKind kind) =>
        kind is MessageKind.Request or MessageKind.Draft or MessageKind.Replacement;

    public static IEnumerable<ProblemPointer> Broken(XElement message) =>
        [.. Header(message), .. Content(message), .. Attachments(message)];

    private static IEnumerable<ProblemPointer> Header(XElement message)
    {
        foreach (var relation in message.Elements(M + "relations").Elements())
            if (
                relation.Element(M + "exchange")!.Value is var related
                && (related == Guid.Empty.ToString() || related == message.Element(M + "exchange")!.Value)
            )
                yield return At(relation, "A relation is to another exchange.");
        foreach (var name in new[] { "id", "exchange", "answers" })
            if (message.Element(M + name) is { } id && id.Value == Guid.Empty.ToString())
                yield return At(id, "An id of zeros identifies nothing.");
        if (message.Element(M + "answers") is { } answers && answers.Value == message.Element(M + "id")!.Value)
            yield return At(answers, "A message cannot answer itself.");
        if (Code(message, "issuedBy") == Code(message, "addressedTo"))
            yield return At(message.Element(M + "addressedTo")!, "A message goes to another authority than its own.");
        var urgency = message.Element(M + "urgency")!;
        if (urgency.Value != "normal" && message.Element(M + "urgencyReason") is null)
            yield return At(urgency, "Urgency above normal needs urgencyReason.");
        if (urgency.Value == "normal" && message.Element(M + "urgencyReason") is { } reason)
            yield return At(reason, "A reason for urgency goes with urgency above normal only.");
    }

    private static IEnumerable<ProblemPointer> Content(XElement message)
    {
        var kindElement = message.Element(M + "kind")!;
        var kind = Vocabulary<MessageKind>.Read(kindElement.Value);
        var (request, communication) = (message.Element(M + "request"), message.Element(M + "communication"));
        if (HasRequestContent(kind) != request is not null)
            yield return At(
                request ?? communication!,
                HasRequestContent(kind)
                    ? $"The content of kind {kindElement.Value} is request."
                    : $"The content of kind {kindElement.Value} is communication."
            );
        if (HasRequestContent(kind) && message.Element(M + "legalBases") is null)
            yield return At(kindElement, "A request names at least one legal basis.");
        if (
            request?.Element(M + "type") is { } type
            && type.Value != "serviceOfDocuments"
            && request.Element(M + "facts") is null
        )
            yield return At(type, "Only a request for the service of documents may leave out facts (UNTOC 18(15)(c)).");
        if (communication is null || HasRequestContent(kind))
            yield break;

        var given = communication.Elements().ElementAtOrDefault(2);
        var due = Contents.GetValueOrDefault(kind);
        if (given?.Name.LocalName != due)
            yield return At(
                given ?? communication,
                due is null
                    ? $"Kind {kindElement.Value} is told in text alone."
                    : $"Kind {kindElement.Value} needs {due}, and nothing else, after text."
            );
    }

    private static IEnumerable<ProblemPointer> Attachments(XElement message)
    {
        var keys = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (i, attachment) in message.Elements(M + "attachments").Elements().Index())
        {
            if (XmlConvert.ToInt32(attachment.Attribute("number")!.Value) != i + 1)
                yield return At(attachment, "Attachments are numbered 1, 2, 3 ... in document order.");
            var name = attachment.Element(M + "name")!;
            if (AttachmentName.WhyNot(name.Value) is { } why)
                yield return At(name, why);
            if (!keys.Add(AttachmentName.Key(name.Value)))
                yield return At(name, "Names differ in more than case and the composition of accents.");
        }
    }

    private static string Code(XElement message, string authority) =>
        message.Element(M + authority)!.Element(M + "code")!.Value;

    private static ProblemPointer At(XElement element, string detail)
    {
        var line = (IXmlLineInfo)element;
        var path = string.Concat(element.AncestorsAndSelf().Reverse().Select(one => "/" + one.Name.LocalName));
        return new ProblemPointer(path, detail, line.LineNumber, line.LinePosition);
    }
}
