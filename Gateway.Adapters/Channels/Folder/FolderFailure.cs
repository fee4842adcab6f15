using System.Data.Common;
using Gateway.Adapters.Files;
using Gateway.Domain.Channels;
using Gateway.Domain.Vault;

namespace Gateway.Adapters.Channels.Folder;

/// <summary>The result of an attempt when the folder fails: nothing was published, so a retry is possible.</summary>
internal static class FolderFailure
{
    private const int NoSpace = 28;
    private const int QuotaExceeded = 122;

    public static bool IsAnswer(Exception failure) =>
        failure is OperationCanceledException || ContentFailure.IsAnswer(failure);

    public static ChannelAnswer Sort(Exception failure) =>
        failure is DbException or VaultItemUnreadableException
            ? ContentFailure.Sort(failure)
            : new(DeliveryOutcome.Retryable, Detail(failure));

    private static string Detail(Exception failure) =>
        failure switch
        {
            OperationCanceledException => "folder-cancelled",
            UnauthorizedAccessException => "folder-denied",
            DirectoryNotFoundException or FileNotFoundException => "folder-absent",
            IOException { HResult: NoSpace or QuotaExceeded } => "folder-full",
            _ => "folder-failed",
        };
}
