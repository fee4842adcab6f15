using System.Text.Json.Serialization;

namespace Gateway.Domain.Messages;

/// <summary>A label of an attachment that both the transport and the signed document state.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<AttachmentLabel>))]
public enum AttachmentLabel
{
    [JsonStringEnumMemberName("name")]
    Name,

    [JsonStringEnumMemberName("mediaType")]
    MediaType,
}

/// <summary>An attachment whose transport labels differ from the signed ones.</summary>
public sealed record RelabelledAttachment(int Number, IReadOnlyList<AttachmentLabel> Differs);

/// <summary>
/// The transport gave attachments another name or media type than the signed document. The signed labels were kept. The
/// event records which labels differed, but not their values.
/// </summary>
public sealed record AttachmentsRelabelled(
    Guid RequestId,
    Guid MessageId,
    IReadOnlyList<RelabelledAttachment> Attachments,
    DateTimeOffset NoticedAt
) : IDomainEvent, IAboutMessage
{
    DateTimeOffset IDomainEvent.At => NoticedAt;
}

/// <summary>Compares the transport's labels of attachments with the signed ones.</summary>
public static class AttachmentLabels
{
    private const string Unsaid = "application/octet-stream";

    /// <summary>
    /// The labels of one attachment that differ. A missing name and the general media type for bytes are not compared.
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

    /// <summary>The event for differing labels; none when no label differs.</summary>
    public static IEnumerable<object> Facts(
        IReadOnlyList<RelabelledAttachment> relabelled,
        Guid requestId,
        Guid messageId,
        DateTimeOffset now
    ) => relabelled.Count == 0 ? [] : [new AttachmentsRelabelled(requestId, messageId, relabelled, now)];

    private static string Essence(string mediaType) => mediaType.Split(';')[0].Trim().ToLowerInvariant();
}
