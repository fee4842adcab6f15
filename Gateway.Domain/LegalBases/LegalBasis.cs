using System.Text.Json.Serialization;
using Gateway.Domain.Messages;

namespace Gateway.Domain.LegalBases;

/// <summary>
/// The requirements of a treaty or other basis for an exchange, as data: docs/formats/legal-basis.md. A new basis, clock or
/// rule is a file, not code. A request names its bases; the versions in force when it was opened stay in force for it.
/// </summary>
/// <param name="Code">As message documents name it, e.g. <c>UNTOC</c>.</param>
/// <param name="Version">1, 2, 3 ...; the newest one applies to new requests.</param>
/// <param name="Source">Where the rules were read, and which of them were not.</param>
/// <param name="AcknowledgeWithinDays">From the dispatch, or receipt, of a request.</param>
/// <param name="ClarifyWithinDays">From the question, where the question itself names no day.</param>
/// <param name="Confirmation">When a formal confirmation must follow; null when never.</param>
/// <param name="Content">By type of request, <c>*</c> for every type.</param>
/// <param name="RefusalGrounds">Codes of the grounds it knows; empty when it names none.</param>
/// <param name="FurtherUseNeedsConsent">Results are used for the request only, without prior consent. UNTOC 18(19).</param>
/// <param name="Languages">The languages of the treaty's own means of transmission; empty when it leaves them to
/// declarations.</param>
public sealed record LegalBasis(
    string Code,
    int Version,
    string Name,
    string Source,
    ChannelRule Channel,
    int? AcknowledgeWithinDays,
    int? ClarifyWithinDays,
    ConfirmationRule? Confirmation,
    IReadOnlyList<ClockRule> Clocks,
    IReadOnlyDictionary<string, ContentRule> Content,
    IReadOnlyList<string> RefusalGrounds,
    bool FurtherUseNeedsConsent,
    IReadOnlyList<string> Languages
);

/// <summary>Whether what concerns execution stays on the channel the request was received over.</summary>
/// <param name="ExceptionGrounds">Grounds on which the channel may be left; empty when it may never.</param>
/// <param name="NoticeToSender">The sender is informed before the first message on another channel.</param>
/// <param name="Preferred">Channels that the basis names as its formal or preferred means.</param>
/// <param name="UrgentOnly">Channels that it opens to urgent requests alone. UNTOC 18(13), UNCAC 46(13).</param>
public sealed record ChannelRule(
    SameChannelPolicy Policy,
    IReadOnlyList<ChannelGround> ExceptionGrounds,
    bool NoticeToSender,
    IReadOnlyList<string> Preferred,
    IReadOnlyList<string> UrgentOnly
);

[JsonConverter(typeof(JsonStringEnumConverter<SameChannelPolicy>))]
public enum SameChannelPolicy
{
    [JsonStringEnumMemberName("none")]
    None,

    /// <summary>From and to the same institutions, over any channel: ECMA Second Additional Protocol, article 4.</summary>
    [JsonStringEnumMemberName("sameRoute")]
    SameRoute,

    /// <summary>Over the very channel the request was received on: the Medellín Treaty.</summary>
    [JsonStringEnumMemberName("samePlatform")]
    SamePlatform,
}

/// <summary>A formal confirmation that must follow. UNTOC 18(14), Budapest Convention 25(3).</summary>
/// <param name="AfterUrgent">After an urgent request sent by expedited means.</param>
/// <param name="AfterOral">After a request made orally.</param>
public sealed record ConfirmationRule(bool AfterUrgent, bool AfterOral, int WithinDays);

/// <summary>
/// A treaty's time limit. It starts with a reported event and ends a measure unless the required step follows.
/// </summary>
/// <param name="Days">From the event that starts it.</param>
/// <param name="MayEndAfterDays">From here on the requested State may end the measure; a warning is given.</param>
/// <param name="WarnDaysBefore">Before its end.</param>
public sealed record ClockRule(ClockKind Kind, int Days, int? MayEndAfterDays, int WarnDaysBefore);

[JsonConverter(typeof(JsonStringEnumConverter<ClockKind>))]
public enum ClockKind
{
    /// <summary>From the arrest to the full request for extradition.</summary>
    [JsonStringEnumMemberName("provisionalArrest")]
    ProvisionalArrest,

    /// <summary>From the preservation of data to the request for their production.</summary>
    [JsonStringEnumMemberName("preservation")]
    Preservation,
}

/// <summary>Names of content elements (UNTOC 18(15)) that a request must, or should, have.</summary>
public sealed record ContentRule(IReadOnlyList<string> Must, IReadOnlyList<string> Should);
