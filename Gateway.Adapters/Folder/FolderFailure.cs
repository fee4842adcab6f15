using Gateway.Domain.Channels;

namespace Gateway.Adapters.Folder;

/// <summary>What a failing folder says of an attempt: always worth another one, since nothing was published.</summary>
internal static class FolderFailure
{
    private const int NoSpace = 28;
    private const int QuotaExceeded = 122;

    public static bool IsAnswer(Exception failure) => failure is IOException or UnauthorizedAccessException or OperationCanceledException;

    public static ChannelAnswer Sort(Exception failure) => new(DeliveryOutcome.Retryable, failure switch
    {
        OperationCanceledException => "folder-cancelled",
        UnauthorizedAccessException => "folder-denied",
        DirectoryNotFoundException or FileNotFoundException => "folder-absent",
        IOException { HResult: NoSpace or QuotaExceeded } => "folder-full",
        _ => "folder-failed",
    });
}
