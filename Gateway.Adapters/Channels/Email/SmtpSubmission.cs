using Gateway.Adapters.Channels.Mail;
using MailKit;
using MailKit.Net.Smtp;
using MimeKit;

namespace Gateway.Adapters.Channels.Email;

/// <summary>
/// MailKit's client for one submission. Extensions that blur where a failure belongs are left unused: PIPELINING (which
/// command was refused) and CHUNKING (BDAT has no final dot). 8BITMIME has no use, everything is base64.
/// </summary>
internal sealed class SmtpSubmission(SmtpConversation conversation, string envelopeId) : SmtpClient(conversation)
{
    public void ForgoBlurringExtensions() =>
        Capabilities &= ~(
            SmtpCapabilities.Pipelining | SmtpCapabilities.Chunking | SmtpCapabilities.BinaryMime | SmtpCapabilities.UTF8
        );

    /// <summary>Whether the message as encoded is within the limit the server declared (RFC 1870), if it did.</summary>
    public async Task<bool> FitsAsync(TransmissionMail mail, CancellationToken cancellation) =>
        MaxSize == 0 || await GetSizeAsync(TransmissionMail.Format, mail.Message, cancellation) <= MaxSize;

    /// <summary>Comes back in a bounce (RFC 3461 4.4), which so finds its transmission.</summary>
    protected override string GetEnvelopeId(MimeMessage message) => envelopeId;

    protected override DeliveryStatusNotification? GetDeliveryStatusNotifications(
        MimeMessage message,
        MailboxAddress mailbox
    ) => DeliveryStatusNotification.Failure;
}
