using Wolverine.Attributes;

namespace Gateway.Domain.Channels;

/// <summary>
/// Asks the channel of an arrived message to inform its sender that it was taken over, if the channel supports this.
/// </summary>
[MessageIdentity("confirm-opened")]
public sealed record ConfirmOpened(Guid RequestId, Guid MessageId, DateTimeOffset OpenedAt);
