using System.Text.Json.Serialization;

namespace Gateway.Domain.Messages;

/// <summary>What a transport says of an attachment and the signed document says too.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<AttachmentLabel>))]
public enum AttachmentLabel
{
    [JsonStringEnumMemberName("name")]
    Name,

    [JsonStringEnumMemberName("mediaType")]
    MediaType,
}

/// <summary>An attachment that the transport labelled otherwise than its signature does.</summary>
public sealed record RelabelledAttachment(int Number, IReadOnlyList<AttachmentLabel> Differs);

/// <summary>
/// The transport gave attachments another name or media type than the signed document. The signed ones were kept; which
/// labels differed is recorded, what they said is not.
/// </summary>
public sealed record AttachmentsRelabelled(
    Guid RequestId,
    Guid MessageId,
    IReadOnlyList<RelabelledAttachment> Attachments,
    DateTimeOffset NoticedAt
) : IFact, IAboutMessage
{
    DateTimeOffset IFact.At => NoticedAt;
}

/// <summary>Compares what the transport says of attachments with what is signed.</summary>
public static class AttachmentLabels
{
    private const string Unsaid = "application/octet-stream";

    /// <summary>
    /// The labels of one attachment that differ. A transport that gives no name, or the type of any bytes, says nothing.
    /// </summary>
    public static IReadOnlyList<AttachmentLabel> Differences(DeclaredAttachment signed, string name, string mediaType)
    {
        List<AttachmentLabel> differs = [];
        if (name.Length > 0 && name != signed.Name)
            differs.Add(AttachmentLabel.Name);
        if (Essence(mediaType) is var type && type != Unsaid && type != Essence(signed.MediaType))
            differs.Add(AttachmentLabel.MediaType);
        return differs;
    }

    /// <summary>The fact of it; none when nothing differs.</summary>
    public static IEnumerable<object> Facts(
        IReadOnlyList<RelabelledAttachment> relabelled,
        Guid requestId,
        Guid messageId,
        DateTimeOffset now
    ) => relabelled.Count == 0 ? [] : [new AttachmentsRelabelled(requestId, messageId, relabelled, now)];

    private static string Essence(string mediaType) => mediaType.Split(';')[0].Trim().ToLowerInvariant();
}
