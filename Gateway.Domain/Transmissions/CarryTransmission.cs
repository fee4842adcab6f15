using Wolverine.Attributes;

namespace Gateway.Domain.Transmissions;

/// <summary>
/// Asks the channel to carry a recorded attempt. Only its handler waits for external systems, and it writes to no stream. If
/// it runs twice, it sends the same bytes under the same key.
/// </summary>
/// <param name="Channel">The channel in whose queue it waits; null in messages that an earlier release stored.</param>
[MessageIdentity("carry-transmission")]
public sealed record CarryTransmission(Guid TransmissionId, int Attempt, string? Channel);
