using Gateway.Adapters.Channels.Mail;
using MailKit;
using MailKit.Net.Smtp;
using MimeKit;

namespace Gateway.Adapters.Channels.Email;

/// <summary>
/// MailKit's client for one submission. Extensions that hide the cause of a failure are not used: PIPELINING (which command
/// was rejected) and CHUNKING (BDAT has no final dot). 8BITMIME is not needed: everything is base64.
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

    /// <summary>A bounce returns it (RFC 3461 4.4) and so identifies its transmission.</summary>
    protected override string GetEnvelopeId(MimeMessage message) => envelopeId;

    protected override DeliveryStatusNotification? GetDeliveryStatusNotifications(
        MimeMessage message,
        MailboxAddress mailbox
    ) => DeliveryStatusNotification.Failure;
}
