namespace Gateway.Domain.Messages;

/// <summary>
/// The places of a message's parts, under which the vault keeps them: a part is given out in its own place only.
/// </summary>
public static class PartPlace
{
    public static string Document(Guid messageId) => $"{messageId}/document";

    /// <param name="number">1-based, as in the signed document.</param>
    public static string Attachment(Guid messageId, int number) => $"{messageId}/attachments/{number}";
}
