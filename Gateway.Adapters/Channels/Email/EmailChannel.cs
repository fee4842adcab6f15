using Gateway.Adapters.Channels.Mail;
using Gateway.Adapters.Files;
using Gateway.Domain.Channels;
using MimeKit;

namespace Gateway.Adapters.Channels.Email;

/// <summary>
/// Submits messages to a mail server (RFC 6409), one connection each. A reply of 250 to the data means that the server
/// accepted the message; only receipts show whether it arrived.
/// </summary>
public sealed class EmailChannel : IChannel
{
    private readonly SmtpOptions _options;
    private readonly TimeProvider _time;

    /// <exception cref="ArgumentException">The options cannot be used.</exception>
    public EmailChannel(SmtpOptions options, TimeProvider time)
    {
        if (options.Flaws().ToList() is { Count: > 0 } flaws)
            throw new ArgumentException(string.Join("; ", flaws), nameof(options));
        (_options, _time) = (options, time);
        Capabilities = new ChannelCapabilities(options.LargestMessage, EncryptsContent: false);
    }

    public string Name => "email";

    public ChannelCapabilities Capabilities { get; }

    /// <summary>Twice the time to connect, the time to send, and a minute.</summary>
    public TimeSpan? AnswerWithin => 2 * _options.Smtp.ConnectTimeout + _options.SendTimeout + TimeSpan.FromMinutes(1);

    public bool IsAddress(string address) => IsMailAddress(address);

    /// <summary>The form, without a channel at hand.</summary>
    public static bool IsMailAddress(string address) => TransmissionNames.IsAddress(address);

    public async Task<ChannelAnswer> CarryAsync(Dispatch dispatch, CancellationToken cancellation)
    {
        if (!dispatch.Sender.IsSandbox || !dispatch.Recipient.IsSandbox)
            return Permanent("encryption-required");
        if (
            !TransmissionNames.IsAddress(dispatch.Sender.Address) || !TransmissionNames.IsAddress(dispatch.Recipient.Address)
        )
            return Permanent("address-invalid");
        TransmissionMail mail;
        try
        {
            mail = await TransmissionMail.ComposeAsync(
                dispatch,
                dispatch.Sender.Address,
                dispatch.Recipient.Address,
                cancellation
            );
        }
        catch (OperationCanceledException)
        {
            return new ChannelAnswer(DeliveryOutcome.Retryable, "smtp-cancelled");
        }
        catch (Exception failure) when (ContentFailure.IsAnswer(failure))
        {
            return ContentFailure.Sort(failure);
        }
        using (mail)
            return await SubmitAsync(mail, dispatch, cancellation);
    }

    public async Task<string?> ProbeAsync(CancellationToken cancellation)
    {
        using var conversation = new SmtpConversation();
        using var client = new SmtpSubmission(conversation, "");
        try
        {
            await LogInAsync(client, cancellation);
            using var patience = Patience(_options.Smtp.ConnectTimeout, cancellation);
            await client.NoOpAsync(patience.Token);
            return null;
        }
        catch (Exception failure) when (SmtpFailure.IsAnswer(failure))
        {
            return SmtpFailure.Sort(failure, conversation, cancellation.IsCancellationRequested).Detail;
        }
        finally
        {
            await LeaveAsync(client);
        }
    }

    private async Task<ChannelAnswer> SubmitAsync(TransmissionMail mail, Dispatch dispatch, CancellationToken cancellation)
    {
        using var conversation = new SmtpConversation();
        using var client = new SmtpSubmission(conversation, TransmissionNames.Header(dispatch.Key));
        try
        {
            await LogInAsync(client, cancellation);
            client.ForgoBlurringExtensions();
            using var patience = Patience(_options.SendTimeout, cancellation);
            if (!await client.FitsAsync(mail, patience.Token))
                return Permanent("smtp-too-large");
            await client.SendAsync(
                TransmissionMail.Format,
                mail.Message,
                new MailboxAddress(null, _options.SenderAddress ?? dispatch.Sender.Address),
                [new MailboxAddress(null, dispatch.Recipient.Address)],
                patience.Token
            );
            // A reply received before the data ended is not an answer to it.
            return conversation.PeerSpokeLast
                ? new ChannelAnswer(DeliveryOutcome.HandedToChannel, $"smtp-{conversation.Code(250)}")
                : new ChannelAnswer(DeliveryOutcome.Unknown, "smtp-protocol");
        }
        catch (Exception failure) when (SmtpFailure.IsAnswer(failure))
        {
            return SmtpFailure.Sort(failure, conversation, cancellation.IsCancellationRequested);
        }
        finally
        {
            await LeaveAsync(client);
        }
    }

    private async Task LogInAsync(SmtpSubmission client, CancellationToken cancellation)
    {
        var host = _options.Smtp;
        using var patience = Patience(host.ConnectTimeout, cancellation);
        MailTrust.ApplyTo(host, client);
        await client.ConnectAsync(host.Host, host.Port, host.SocketOptions(), patience.Token);
        try
        {
            await client.AuthenticateAsync(host.User, host.Password, patience.Token);
        }
        catch (NotSupportedException)
        {
            throw new MailKit.Security.AuthenticationException("no common mechanism");
        }
    }

    /// <summary>A courtesy only: the result for the message is already known.</summary>
    private async Task LeaveAsync(SmtpSubmission client)
    {
        if (!client.IsConnected)
            return;
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(2), _time);
        try
        {
            await client.DisconnectAsync(quit: true, patience.Token);
        }
        catch (Exception failure) when (SmtpFailure.IsAnswer(failure)) { }
    }

    private TimeoutTokenSource Patience(TimeSpan limit, CancellationToken cancellation) => new(limit, _time, cancellation);

    private static ChannelAnswer Permanent(string detail) => new(DeliveryOutcome.Permanent, detail);
}
