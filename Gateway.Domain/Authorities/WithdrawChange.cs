namespace Gateway.Domain.Authorities;

/// <summary>An administrator takes a proposal back; any may, also one of somebody else.</summary>
public sealed record WithdrawChange(Guid ChangeId);

/// <summary>How a proposal is withdrawn; what is in force is not touched by it.</summary>
public static class WithdrawChangeDecider
{
    public static Decided Decide(WithdrawChange command, Authority authority, DateTimeOffset now)
    {
        if (authority.Settled.TryGetValue(command.ChangeId, out var confirmedBy))
            return confirmedBy is null
                ? Decided.Nothing
                : Decided.Refused(Problem.WrongState, "The change is in force already; propose another.");
        return authority.Open.Exists(change => change.Id == command.ChangeId)
            ? Decided.To(new ChangeWithdrawn(authority.Id, command.ChangeId, now))
            : Decided.Refused(Problem.NotFound, "No such change waits for confirmation.");
    }
}
