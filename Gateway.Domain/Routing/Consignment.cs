using Gateway.Domain.Messages;

namespace Gateway.Domain.Routing;

/// <summary>A message to be carried, with the properties that the rules on channels and counterparts read.</summary>
/// <param name="Type">Type of request; null where the message is none, or where it is not known yet.</param>
/// <param name="LegalBases">Codes of the treaties relied on.</param>
/// <param name="Language">BCP 47; null where it is not known yet.</param>
/// <param name="Size">Bytes of document and attachments.</param>
public sealed record Consignment(
    MessageKind Kind,
    string? Type,
    IReadOnlyList<string> LegalBases,
    Urgency Urgency,
    string? Language,
    bool IsSandbox,
    long Size
)
{
    /// <summary>
    /// Only a message that opens an exchange must meet the addressee's conditions; others follow their exchange.
    /// </summary>
    public bool IsRequest => Kind == MessageKind.Request;

    /// <summary>Every real message names persons; a sandbox message names no real person.</summary>
    public bool HoldsPersonalData => !IsSandbox;

    public static Consignment Of(Message message, long size) =>
        new(message.Kind, message.Type, message.LegalBases, message.Urgency, message.Language, message.IsSandbox, size);
}
