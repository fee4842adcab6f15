using Gateway.Adapters.Channels.Mail;

namespace Gateway.Adapters.Channels.Email;

/// <summary>Where mail is submitted.</summary>
public sealed record SmtpOptions
{
    /// <summary>The server that accepts mail for submission.</summary>
    public MailHost Smtp { get; init; } = new();

    /// <summary>Envelope sender (RFC 5321 reverse-path), where bounces go; unset: the sending authority's address.</summary>
    public string? SenderAddress { get; init; }

    /// <summary>From MAIL to the reply after the data. RFC 5321 4.5.3.2 would allow the reply alone ten minutes.</summary>
    public TimeSpan SendTimeout { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Bytes of document and attachments together, before encoding.</summary>
    public long LargestMessage { get; init; } = 20L << 20;

    /// <summary>Errors in these options, one sentence each, without secrets.</summary>
    public IEnumerable<string> Flaws()
    {
        foreach (var flaw in Smtp.Flaws("Smtp"))
            yield return flaw;
        if (SenderAddress is not null && !TransmissionNames.IsAddress(SenderAddress))
            yield return "SenderAddress is not a mail address";
        if (SendTimeout <= TimeSpan.Zero)
            yield return "SendTimeout is not positive";
        if (LargestMessage <= 0)
            yield return "LargestMessage is not positive";
    }
}
