using Wolverine.Attributes;

namespace Gateway.Domain.Transmissions;

/// <summary>
/// Asks the channel to carry an attempt that was recorded. Its handler alone waits on the outside world and touches no
/// stream; run twice it repeats the same bytes under the same key.
/// </summary>
/// <param name="Channel">In whose queue it waits; null in what an earlier release stored.</param>
[MessageIdentity("carry-transmission")]
public sealed record CarryTransmission(Guid TransmissionId, int Attempt, string? Channel);
