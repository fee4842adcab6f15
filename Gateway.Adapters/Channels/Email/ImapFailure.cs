using System.Net.Sockets;
using MailKit;
using MailKit.Net.Imap;
using MailKit.Security;

namespace Gateway.Adapters.Channels.Email;

/// <summary>Why a mailbox cannot be read, as a code for health.</summary>
internal static class ImapFailure
{
    public static string? Code(Exception failure) =>
        failure switch
        {
            SocketException => "imap-connect",
            SslHandshakeException or System.Security.Authentication.AuthenticationException or NotSupportedException =>
                "imap-tls",
            AuthenticationException or ServiceNotAuthenticatedException => "imap-auth",
            OperationCanceledException or TimeoutException => "imap-timeout",
            FolderNotFoundException => "imap-folder",
            ImapCommandException => "imap-refused",
            ImapProtocolException => "imap-protocol",
            IOException or ServiceNotConnectedException => "imap-lost",
            _ => null,
        };
}
