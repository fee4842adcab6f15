namespace Gateway.Domain.Authorities;

/// <summary>An administrator proposes the end of a key.</summary>
public sealed record ProposeKeyRetirement(Guid ChangeId, string KeyId, string By);

/// <summary>Proposes the end of a key. The key is used until a second administrator confirms its end.</summary>
public static class ProposeKeyRetirementDecider
{
    public static DirectoryDecision Decide(ProposeKeyRetirement command, Authority authority, DateTimeOffset now)
    {
        if (authority.Key(command.KeyId) is not { IsInForce: true } inForce)
            return DirectoryDecision.Rejected(Problem.WrongState, "No such key is in force.");
        if (OpenChanges.Same<KeyRetirement>(authority, now, change => change.KeyId == inForce.Key.KeyId) is { } same)
            return DirectoryDecision.ProposedBefore(same.Id);
        return OpenChanges.TooMany(authority)
            ?? DirectoryDecision.Proposed(
                command.ChangeId,
                new KeyRetirementProposed(
                    authority.Id,
                    command.ChangeId,
                    inForce.Key.KeyId,
                    command.By,
                    now + Change.Term,
                    now
                )
            );
    }
}
