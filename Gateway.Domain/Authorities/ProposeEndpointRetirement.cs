namespace Gateway.Domain.Authorities;

/// <summary>An administrator proposes the end of an authority's endpoint on a channel.</summary>
public sealed record ProposeEndpointRetirement(Guid ChangeId, string Channel, string By);

/// <summary>Proposes the end of an endpoint. The endpoint is used until a second administrator confirms its end.</summary>
public static class ProposeEndpointRetirementDecider
{
    public static DirectoryDecision Decide(ProposeEndpointRetirement command, Authority authority, DateTimeOffset now)
    {
        if (authority.Endpoint(command.Channel) is not { } inForce)
            return DirectoryDecision.Rejected(Problem.WrongState, "No endpoint is in force on this channel.");
        if (OpenChanges.Same<EndpointRetirement>(authority, now, change => change.Revision == inForce.Id) is { } same)
            return DirectoryDecision.ProposedBefore(same.Id);
        return OpenChanges.TooMany(authority)
            ?? DirectoryDecision.Proposed(
                command.ChangeId,
                new ChannelEndpointRetirementProposed(
                    authority.Id,
                    command.ChangeId,
                    command.Channel,
                    inForce.Id,
                    command.By,
                    now + Change.Term,
                    now
                )
            );
    }
}
