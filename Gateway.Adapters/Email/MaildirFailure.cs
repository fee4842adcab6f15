using System.Data.Common;
using Gateway.Domain.Channels;

namespace Gateway.Adapters.Email;

/// <summary>Sorts what a disk can do to us. All of it may pass, so all of it is worth another attempt.</summary>
internal static class MaildirFailure
{
    private const int NoSpace = 28, ReadOnly = 30, QuotaExceeded = 122;

    public static bool IsAnswer(Exception failure) =>
        failure is IOException or UnauthorizedAccessException or DbException or TimeoutException or OperationCanceledException;

    public static ChannelAnswer Sort(Exception failure) => new(DeliveryOutcome.Retryable, failure switch
    {
        DirectoryNotFoundException or FileNotFoundException => "maildir-absent",
        UnauthorizedAccessException => "maildir-denied",
        IOException { HResult: NoSpace or QuotaExceeded } => "maildir-full",
        IOException { HResult: ReadOnly } => "maildir-denied",
        OperationCanceledException => "maildir-cancelled",
        _ => "maildir-failed",
    });
}
