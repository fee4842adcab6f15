using System.Data.Common;
using Gateway.Adapters.Files;
using Gateway.Domain.Channels;
using Gateway.Domain.Vault;

namespace Gateway.Adapters.Channels.Maildir;

/// <summary>Classifies disk failures. All of them may be temporary, so all of them are retried.</summary>
internal static class MaildirFailure
{
    private const int NoSpace = 28,
        ReadOnly = 30,
        QuotaExceeded = 122;

    public static bool IsAnswer(Exception failure) =>
        failure is OperationCanceledException || ContentFailure.IsAnswer(failure);

    public static ChannelAnswer Sort(Exception failure) =>
        failure is DbException or VaultItemUnreadableException
            ? ContentFailure.Sort(failure)
            : new(DeliveryOutcome.Retryable, Detail(failure));

    private static string Detail(Exception failure) =>
        failure switch
        {
            DirectoryNotFoundException or FileNotFoundException => "maildir-absent",
            UnauthorizedAccessException => "maildir-denied",
            IOException { HResult: NoSpace or QuotaExceeded } => "maildir-full",
            IOException { HResult: ReadOnly } => "maildir-denied",
            OperationCanceledException => "maildir-cancelled",
            _ => "maildir-failed",
        };
}
