using System.Globalization;
using System.Xml;
using System.Xml.Linq;
using Gateway.Domain.Messages;

namespace Gateway.Adapters.Messages;

/// <summary>Reads the codes and dates of a valid message; its free text is not read.</summary>
internal static class ParticularsReader
{
    private static readonly XNamespace M = MessageFormat.Namespace;

    /// <summary>Null when the message has none of them.</summary>
    public static Particulars? Read(XElement message) =>
        message.Element(M + "communication")?.Elements().ElementAtOrDefault(2) is not { } content
            ? null
            : content.Name.LocalName switch
            {
                "questions" => new(Due: Day(content, "answerBy")),
                "progress" => new(
                    Stage: Code<Stage>(content, "stage"),
                    Expected: Day(content, "expectedOn"),
                    ArrestedAt: Instant(content, "arrestedAt"),
                    PreservedUntil: Day(content, "preservedUntil")
                ),
                "outcome" => new(
                    Extent: Code<Extent>(content, "extent"),
                    IsImpossible: content.Element(M + "impossible") is not null,
                    UseLimits:
                    [
                        .. content
                            .Elements(M + "useLimits")
                            .Elements()
                            .Select(limit => Vocabulary<UseLimit>.Read(limit.Value))
                            .Distinct(),
                    ],
                    ExternalItems: content.Elements(M + "externalItems").Elements().Count()
                ),
                "refusal" => new(
                    Extent: Code<Extent>(content, "extent"),
                    Grounds: Grounds(content),
                    Consultation: Consultation(content)
                ),
                "postponement" => new(
                    Grounds: Grounds(content),
                    Consultation: Consultation(content),
                    Until: Day(content, "until")
                ),
                "withdrawal" => new(Extent: Code<Extent>(content, "extent")),
                "channelNotice" => new(
                    NewChannel: content.Element(M + "newChannel")!.Value,
                    ChannelGround: Code<ChannelGround>(content, "ground")
                ),
                "returned" => new(Grounds: Grounds(content)),
                _ => null,
            };

    private static IReadOnlyList<string> Grounds(XElement content) =>
        [.. content.Elements(M + "ground").Select(ground => ground.Value)];

    private static PriorConsultation Consultation(XElement content) =>
        content.Element(M + "consultation")!.Element(M + "heldOn") is null
            ? PriorConsultation.NotPossible
            : PriorConsultation.Held;

    private static T? Code<T>(XElement content, string name)
        where T : struct, Enum => content.Element(M + name) is { } element ? Vocabulary<T>.Read(element.Value) : null;

    private static DateOnly? Day(XElement content, string name) =>
        content.Element(M + name) is { } element
            ? DateOnly.ParseExact(element.Value.Trim(), "yyyy-MM-dd", CultureInfo.InvariantCulture)
            : null;

    private static DateTimeOffset? Instant(XElement content, string name) =>
        content.Element(M + name) is { } element ? XmlConvert.ToDateTimeOffset(element.Value) : null;
}
