using System.Data.Common;
using Gateway.Domain.Channels;
using Gateway.Domain.Vault;

namespace Gateway.Adapters.Files;

/// <summary>
/// What every channel answers when the content of a message cannot be read: later, when the database or the disk is
/// away; never, when the vault cannot give it back, so that a person hears of it.
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
