namespace Gateway.Domain.Authorities;

/// <summary>
/// An administrator withdraws a proposal. Any administrator may withdraw it, not only the one who proposed it.
/// </summary>
public sealed record WithdrawChange(Guid ChangeId);

/// <summary>Withdraws a proposal. The entry in force does not change.</summary>
public static class WithdrawChangeDecider
{
    public static DirectoryDecision Decide(WithdrawChange command, Authority authority, DateTimeOffset now)
    {
        if (authority.Settled.TryGetValue(command.ChangeId, out var confirmedBy))
            return confirmedBy is null
                ? DirectoryDecision.Nothing
                : DirectoryDecision.Rejected(Problem.WrongState, "The change is in force already; propose another.");
        return authority.Open.Exists(change => change.Id == command.ChangeId)
            ? DirectoryDecision.To(new ChangeWithdrawn(authority.Id, command.ChangeId, now))
            : DirectoryDecision.Rejected(Problem.NotFound, "No such change waits for confirmation.");
    }
}
