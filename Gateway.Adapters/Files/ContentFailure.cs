using System.Data.Common;
using Gateway.Domain.Channels;
using Gateway.Domain.Vault;

namespace Gateway.Adapters.Files;

/// <summary>
/// The answer of every channel when the content of a message cannot be read: retryable when the database or the disk is
/// unavailable; permanent when the vault cannot return it, so that a person is notified.
/// </summary>
internal static class ContentFailure
{
    public static bool IsAnswer(Exception failure) =>
        failure
            is IOException
                or UnauthorizedAccessException
                or DbException
                or TimeoutException
                or VaultItemUnreadableException;

    public static ChannelAnswer Sort(Exception failure) =>
        failure is VaultItemUnreadableException
            ? new(DeliveryOutcome.Permanent, "content-unreadable")
            : new(DeliveryOutcome.Retryable, "content-unavailable");
}
