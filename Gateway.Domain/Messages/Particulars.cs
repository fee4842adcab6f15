using System.Text.Json.Serialization;

namespace Gateway.Domain.Messages;

/// <summary>
/// The codes and dates of a message, read from the signed content. Decisions and clocks read nothing else of it. Free text
/// stays in the document. A member is null where the message does not state it.
/// </summary>
/// <param name="Extent">The extent of a result, refusal or withdrawal.</param>
/// <param name="IsImpossible">A result that says the request cannot be executed.</param>
/// <param name="Grounds">Codes of a refusal, postponement or return.</param>
/// <param name="Consultation">For a refusal or postponement, whether conditions were consulted on first. UNTOC
/// 18(26).</param>
/// <param name="Due">The day by which questions are to be answered.</param>
/// <param name="Stage">The stage of execution.</param>
/// <param name="Expected">The day on which execution is expected to be complete.</param>
/// <param name="ArrestedAt">From here the treaty's time for the full request for extradition runs.</param>
/// <param name="PreservedUntil">The last day on which data are preserved.</param>
/// <param name="Until">The day until which execution is postponed.</param>
/// <param name="NewChannel">The new channel of a channel notice.</param>
/// <param name="ChannelGround">The ground of a channel notice.</param>
/// <param name="UseLimits">Conditions that bind the use of a result.</param>
/// <param name="ExternalItems">How many items a result names that were transferred by other means.</param>
public sealed record Particulars(
    Extent? Extent = null,
    bool IsImpossible = false,
    IReadOnlyList<string>? Grounds = null,
    PriorConsultation? Consultation = null,
    DateOnly? Due = null,
    Stage? Stage = null,
    DateOnly? Expected = null,
    DateTimeOffset? ArrestedAt = null,
    DateOnly? PreservedUntil = null,
    DateOnly? Until = null,
    string? NewChannel = null,
    ChannelGround? ChannelGround = null,
    IReadOnlyList<UseLimit>? UseLimits = null,
    int ExternalItems = 0
);

/// <summary>All of what was requested, or part of it.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<Extent>))]
public enum Extent
{
    [JsonStringEnumMemberName("whole")]
    Whole,

    [JsonStringEnumMemberName("part")]
    Part,
}

/// <summary>The stage of execution, as the requested authority reports it.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<Stage>))]
public enum Stage
{
    [JsonStringEnumMemberName("received")]
    Received,

    [JsonStringEnumMemberName("underAssessment")]
    UnderAssessment,

    [JsonStringEnumMemberName("inExecution")]
    InExecution,

    [JsonStringEnumMemberName("partlyExecuted")]
    PartlyExecuted,

    [JsonStringEnumMemberName("executed")]
    Executed,
}

/// <summary>Whether the authorities consulted on conditions before a refusal or postponement. UNTOC 18(26).</summary>
[JsonConverter(typeof(JsonStringEnumConverter<PriorConsultation>))]
public enum PriorConsultation
{
    [JsonStringEnumMemberName("held")]
    Held,

    /// <summary>It was not possible, and the document says why.</summary>
    [JsonStringEnumMemberName("notPossible")]
    NotPossible,
}

/// <summary>Why the channel of a request is not kept (Medellín Treaty, same channel back).</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ChannelGround>))]
public enum ChannelGround
{
    [JsonStringEnumMemberName("natureOfRequest")]
    NatureOfRequest,

    [JsonStringEnumMemberName("superveningSituation")]
    SuperveningSituation,
}

/// <summary>A condition of use that software can act on.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<UseLimit>))]
public enum UseLimit
{
    /// <summary>No use beyond the matter of the request without prior consent. UNTOC 18(19).</summary>
    [JsonStringEnumMemberName("requestOnly")]
    RequestOnly,

    [JsonStringEnumMemberName("noOnwardTransfer")]
    NoOnwardTransfer,

    [JsonStringEnumMemberName("confidential")]
    Confidential,

    [JsonStringEnumMemberName("intelligenceOnly")]
    IntelligenceOnly,
}

/// <summary>How an exchange is related to an earlier one.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<RelationKind>))]
public enum RelationKind
{
    [JsonStringEnumMemberName("followsDraft")]
    FollowsDraft,

    [JsonStringEnumMemberName("followsPreservation")]
    FollowsPreservation,

    [JsonStringEnumMemberName("followsProvisionalArrest")]
    FollowsProvisionalArrest,

    [JsonStringEnumMemberName("followsInformation")]
    FollowsInformation,

    [JsonStringEnumMemberName("seeAlso")]
    SeeAlso,
}
