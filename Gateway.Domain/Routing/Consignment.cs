using Gateway.Domain.Messages;

namespace Gateway.Domain.Routing;

/// <summary>What is to be carried, as far as the rules on ways and counterparts look at it.</summary>
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
    /// <summary>Only what opens an exchange has to satisfy who is addressed; the rest follows where it is.</summary>
    public bool IsRequest => Kind == MessageKind.Request;

    /// <summary>Every real message names people; sandbox messages name nobody who exists.</summary>
    public bool HoldsPersonalData => !IsSandbox;

    public static Consignment Of(Message message, long size) =>
        new(message.Kind, message.Type, message.LegalBases, message.Urgency, message.Language, message.IsSandbox, size);
}
