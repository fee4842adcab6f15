namespace Gateway.Domain.Authorities;

/// <summary>An administrator proposes a key of an authority.</summary>
/// <param name="IsPinnedElsewhere">Whether another authority signs with it.</param>
public sealed record ProposeKey(Guid ChangeId, AuthorityKey Key, bool IsPinnedElsewhere, string By);

/// <summary>
/// Proposes a key. Until a second administrator confirms it, its signatures are not accepted and nothing is encrypted to it.
/// </summary>
public static class ProposeKeyDecider
{
    public static DirectoryDecision Decide(ProposeKey command, Authority authority, DateTimeOffset now)
    {
        if (command.Key.ValidTo <= now)
            return DirectoryDecision.Rejected(Problem.WrongState, "The certificate is no longer valid.");
        if (command.IsPinnedElsewhere && command.Key.Purpose == KeyPurpose.Signing)
            return DirectoryDecision.Rejected(
                Problem.WrongState,
                "The certificate is pinned for another authority; one certificate signs for one."
            );
        if (authority.Key(command.Key.KeyId) is { } known)
            return known.IsInForce
                ? DirectoryDecision.Nothing
                : DirectoryDecision.Rejected(
                    Problem.WrongState,
                    "The key was retired, which is for good; a new key is needed."
                );
        if (OpenChanges.Same<KeyChange>(authority, now, change => change.Key.KeyId == command.Key.KeyId) is { } same)
            return DirectoryDecision.ProposedBefore(same.Id);
        return OpenChanges.TooMany(authority)
            ?? DirectoryDecision.Proposed(
                command.ChangeId,
                new KeyProposed(
                    authority.Id,
                    command.ChangeId,
                    command.Key,
                    command.By,
                    now + Change.Term,
                    now,
                    command.Key.Sha256
                )
            );
    }
}
