using Gateway.Domain.Vault;

namespace Gateway.Domain.Authorities;

/// <summary>A second administrator confirms a proposed change.</summary>
/// <param name="Check">How it was checked out of band, and with whom.</param>
public sealed record ConfirmChange(Guid ChangeId, VaultItem Check, string By);

/// <summary>
/// Confirms a change. It needs a person other than the one who proposed it, it must be in time, and the entry to be replaced
/// must be the same as at the time of the proposal.
/// </summary>
public static class ConfirmChangeDecider
{
    public static DirectoryDecision Decide(ConfirmChange command, Authority authority, DateTimeOffset now)
    {
        if (authority.Settled.TryGetValue(command.ChangeId, out var confirmedBy))
            return confirmedBy == command.By
                ? DirectoryDecision.Nothing
                : DirectoryDecision.Rejected(
                    Problem.WrongState,
                    "The change waits no longer: it was confirmed, withdrawn, or has lapsed."
                );
        if (authority.Open.Find(change => change.Id == command.ChangeId) is not { } open)
            return DirectoryDecision.Rejected(Problem.NotFound, "No such change waits for confirmation.");
        if (open.ProposedBy == command.By)
            return DirectoryDecision.Rejected(
                Problem.Forbidden,
                "Who proposed a change does not confirm it: it takes a second person."
            );
        if (open.HasLapsed(now))
            return DirectoryDecision.Rejected(Problem.WrongState, "The proposal has lapsed; propose it again.");
        return open switch
        {
            EndpointChange change when authority.Endpoint(change.Channel)?.Id != change.Replaces => Overtaken,
            EndpointChange change => DirectoryDecision.To(
                new ChannelEndpointConfirmed(authority.Id, change.Id, change.Channel, command.Check, command.By, now)
            ),
            EndpointRetirement change when authority.Endpoint(change.Channel)?.Id != change.Revision => Overtaken,
            EndpointRetirement change => DirectoryDecision.To(
                new ChannelEndpointRetired(
                    authority.Id,
                    change.Id,
                    change.Channel,
                    change.Revision,
                    command.Check,
                    command.By,
                    now
                )
            ),
            KeyChange change when authority.Key(change.Key.KeyId) is not null => Overtaken,
            KeyChange { Key.ValidTo: var end } when end <= now => DirectoryDecision.Rejected(
                Problem.WrongState,
                "The certificate is no longer valid."
            ),
            KeyChange change => DirectoryDecision.To(
                new KeyPinned(authority.Id, change.Id, change.Key.KeyId, command.Check, command.By, now)
            ),
            KeyRetirement change when authority.Key(change.KeyId) is not { IsInForce: true } => Overtaken,
            KeyRetirement change => DirectoryDecision.To(
                new KeyRetired(authority.Id, change.Id, change.KeyId, command.Check, command.By, now)
            ),
            _ => throw new ArgumentOutOfRangeException(nameof(authority), open.GetType().Name, "An unknown kind of change."),
        };
    }

    private static DirectoryDecision Overtaken =>
        DirectoryDecision.Rejected(
            Problem.WrongState,
            "What this would replace has changed since it was proposed; propose it again."
        );
}
