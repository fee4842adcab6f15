using Wolverine.Attributes;

namespace Gateway.Domain.Channels;

/// <summary>
/// Asks the channel a message came over to tell its sender that it was taken over, where the channel has a way to.
/// </summary>
[MessageIdentity("confirm-opened")]
public sealed record ConfirmOpened(Guid RequestId, Guid MessageId, DateTimeOffset OpenedAt);
