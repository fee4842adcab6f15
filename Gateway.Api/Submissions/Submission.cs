using Gateway.Domain.Messages;

namespace Gateway.Api.Submissions;

/// <summary>A signed message and its attachments as received, before any of them is verified.</summary>
public sealed class Submission(SpooledContent document, IReadOnlyList<SpooledContent> attachments) : IDisposable
{
    public SpooledContent Document => document;

    /// <summary>Beside the document; a container holds its own.</summary>
    public IReadOnlyList<SpooledContent> Attachments => attachments;

    public bool IsContainer => document.MediaType == DocumentForm.Container.MediaType;

    /// <summary>
    /// What is equal for the same message however it is framed: the digests of the document and of each attachment.
    /// </summary>
    public string BytesToFingerprint =>
        string.Join(
            '\n',
            attachments.Select(attachment => attachment.Sha256).Order(StringComparer.Ordinal).Prepend(document.Sha256)
        );

    public void Dispose()
    {
        document.Dispose();
        foreach (var attachment in attachments)
            attachment.Dispose();
    }
}
