using Gateway.Domain.Vault;

namespace Gateway.Domain.Transmissions;

/// <summary>A person orders another attempt of a transmission that failed or whose outcome is unknown.</summary>
public sealed record OrderResend(Guid TransmissionId, VaultItem Reasons);

/// <summary>Decides on a resend: never while attempts are running, never after the channel took the message.</summary>
public static class OrderResendDecider
{
    /// <summary>Null when the transmission may be resent.</summary>
    public static Problem? Reject(Transmission transmission) =>
        transmission.MayBeResent
            ? null
            : new(
                Problem.WrongState,
                "Only a failed transmission or one of unknown outcome is resent; this one is "
                    + $"{Codes.Of(transmission.State)}."
            );

    public static (TransmissionResendOrdered Fact, StartAttempt Next) Decide(
        OrderResend command,
        Transmission transmission,
        DateTimeOffset now
    ) =>
        (
            new(transmission.Id, transmission.Attempt, command.Reasons, now),
            new StartAttempt(transmission.Id, transmission.Attempt)
        );
}
