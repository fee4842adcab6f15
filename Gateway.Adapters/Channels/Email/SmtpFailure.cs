using System.Data.Common;
using System.Net.Sockets;
using Gateway.Adapters.Files;
using Gateway.Domain.Channels;
using Gateway.Domain.Vault;
using MailKit;
using MailKit.Net.Smtp;
using MailKit.Security;

namespace Gateway.Adapters.Channels.Email;

/// <summary>Sorts every way an SMTP submission can fail; the table is in <c>docs/channels/email.md</c>.</summary>
internal static class SmtpFailure
{
    public static bool IsAnswer(Exception failure) =>
        failure
            is SmtpCommandException
                or SmtpProtocolException
                or ServiceNotConnectedException
                or ServiceNotAuthenticatedException
                or AuthenticationException
                or SslHandshakeException
                or SocketException
                or IOException
                or TimeoutException
                or OperationCanceledException
                or NotSupportedException
                or System.Security.Authentication.AuthenticationException
                or DbException
                or VaultItemUnreadableException;

    /// <param name="isOurs">The cancellation came from the caller, not from a timeout.</param>
    public static ChannelAnswer Sort(Exception failure, SmtpConversation conversation, bool isOurs) =>
        failure is SmtpCommandException rejection ? SortRejection((int)rejection.StatusCode, conversation)
        : conversation.DataEnded
            ? new ChannelAnswer(
                DeliveryOutcome.Unknown,
                failure is SmtpProtocolException && conversation.PeerSpokeLast
                    ? "smtp-protocol"
                    : "smtp-no-answer-after-data"
            )
        : failure is DbException or VaultItemUnreadableException ? ContentFailure.Sort(failure)
        : Retryable(Detail(failure, conversation, isOurs));

    private static ChannelAnswer SortRejection(int status, SmtpConversation conversation) =>
        (status / 100) switch
        {
            2 when conversation.DataEnded => new ChannelAnswer(
                DeliveryOutcome.HandedToChannel,
                $"smtp-{conversation.Code(status)}"
            ),
            4 => Retryable($"smtp-{conversation.Code(status)}"),
            // 530, 534, 535, 538: about the account; and before MAIL every rejection is about the connection.
            5 when status is 530 or 534 or 535 or 538 => Retryable("smtp-auth"),
            5 when conversation.MailBegun => new ChannelAnswer(
                DeliveryOutcome.Permanent,
                $"smtp-{conversation.Code(status)}"
            ),
            5 => Retryable($"smtp-{conversation.Code(status)}"),
            _ => new ChannelAnswer(
                conversation.DataEnded ? DeliveryOutcome.Unknown : DeliveryOutcome.Retryable,
                "smtp-protocol"
            ),
        };

    private static string Detail(Exception failure, SmtpConversation conversation, bool isOurs) =>
        failure switch
        {
            OperationCanceledException when isOurs => "smtp-cancelled",
            OperationCanceledException or TimeoutException => "smtp-timeout",
            SslHandshakeException or NotSupportedException or System.Security.Authentication.AuthenticationException =>
                "smtp-tls",
            AuthenticationException or ServiceNotAuthenticatedException => "smtp-auth",
            SocketException => "smtp-connect",
            SmtpProtocolException when conversation.PeerSpokeLast => "smtp-protocol",
            _ => "smtp-lost",
        };

    private static ChannelAnswer Retryable(string detail) => new(DeliveryOutcome.Retryable, detail);
}
