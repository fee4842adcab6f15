using System.Text.Json.Serialization;

namespace Gateway.Domain.Messages;

/// <summary>
/// What the gateway reads in a signed message document (format <c>message-1.0.xsd</c>) to decide and to route.
/// Free text and names stay in the document and never leave it.
/// </summary>
/// <param name="MessageId">Given by the issuing authority; permanently unique together with it.</param>
/// <param name="ExchangeId">The exchange (conversation) the message belongs to; given by the requesting authority.</param>
/// <param name="Answers">The message this one answers, where it answers one.</param>
/// <param name="IssuedBy">Code of the issuing authority, e.g. <c>CO-CA</c>.</param>
/// <param name="AddressedTo">Code of the addressed authority.</param>
/// <param name="LegalBases">Codes of the treaties relied on, e.g. <c>UNTOC</c>; only requests must name one.</param>
/// <param name="Type">Type of request, e.g. <c>mla</c>; null for every kind but <see cref="MessageKind.Request"/>.</param>
/// <param name="Language">BCP 47 tag of the document's language.</param>
/// <param name="Says">Codes and dates in the content; null when it has none.</param>
/// <param name="Relations">Other exchanges this one follows or refers to.</param>
/// <param name="Holds">Names of the content elements of UNTOC 18(15) that a request has, e.g. <c>facts</c>.</param>
/// <param name="IsSandbox">The document is marked as a sandbox message and may never reach a real counterpart.</param>
public sealed record Message(
    Guid MessageId,
    Guid ExchangeId,
    Guid? Answers,
    MessageKind Kind,
    string IssuedBy,
    string AddressedTo,
    IReadOnlyList<string> LegalBases,
    string? Type,
    Urgency Urgency,
    Confidentiality Confidentiality,
    string Language,
    DateTimeOffset IssuedAt,
    Particulars? Says,
    IReadOnlyList<Relation> Relations,
    IReadOnlyList<string> Holds,
    bool IsSandbox,
    IReadOnlyList<DeclaredAttachment> Attachments
)
{
    /// <summary>It opens an exchange: a request, or a draft of one.</summary>
    public bool Opens => Kind is MessageKind.Request or MessageKind.Draft;
}

/// <summary>Another exchange, and how this one is related to it.</summary>
public sealed record Relation(RelationKind Kind, Guid ExchangeId);

/// <summary>
/// An attachment as the signed document binds it: by position, size in bytes and SHA-256 in lower-case hex.
/// </summary>
/// <param name="Number">1, 2, 3 ... in document order.</param>
public sealed record DeclaredAttachment(int Number, string Name, string MediaType, long Size, string Sha256);

/// <summary>
/// How soon the requesting authority needs an answer; anything above normal carries a reason in the document.
/// </summary>
[JsonConverter(typeof(JsonStringEnumConverter<Urgency>))]
public enum Urgency
{
    [JsonStringEnumMemberName("normal")]
    Normal,

    [JsonStringEnumMemberName("urgent")]
    Urgent,

    /// <summary>Life, limb or imminent loss of evidence.</summary>
    [JsonStringEnumMemberName("emergency")]
    Emergency,
}

/// <summary>What the requesting authority asks to be kept confidential. UNTOC 18(20).</summary>
[JsonConverter(typeof(JsonStringEnumConverter<Confidentiality>))]
public enum Confidentiality
{
    [JsonStringEnumMemberName("none")]
    None,

    /// <summary>The substance of the request.</summary>
    [JsonStringEnumMemberName("substance")]
    Substance,

    /// <summary>The facts and the substance of the request.</summary>
    [JsonStringEnumMemberName("factAndSubstance")]
    FactAndSubstance,
}
