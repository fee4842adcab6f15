using Gateway.Domain.Vault;

namespace Gateway.Domain.Authorities;

/// <summary>An administrator proposes an authority's endpoint on a channel.</summary>
/// <param name="Preference">1 is the authority's first choice; null keeps the place the channel has, or takes the
/// last.</param>
public sealed record ProposeEndpoint(
    Guid ChangeId,
    string Channel,
    int? Preference,
    bool IsSandbox,
    VaultItem Address,
    string By
);

/// <summary>
/// Proposes an endpoint. The endpoint in force stays in force until a second administrator confirms the new one.
/// </summary>
public static class ProposeEndpointDecider
{
    public static DirectoryDecision Decide(ProposeEndpoint command, Authority authority, DateTimeOffset now)
    {
        if (!DirectoryCodes.IsChannel(command.Channel))
            return DirectoryDecision.Rejected(Problem.MalformedRequest, "A channel has a name such as email.");
        if (command.Preference is < 1 or > 99)
            return DirectoryDecision.Rejected(Problem.MalformedRequest, "A preference is 1 to 99.");
        var inForce = authority.Endpoint(command.Channel);
        if (inForce is not null && Asks(inForce.IsSandbox, inForce.Address, inForce.Preference))
            return DirectoryDecision.Nothing;
        if (
            OpenChanges.Same<EndpointChange>(
                authority,
                now,
                change => change.Channel == command.Channel && Asks(change.IsSandbox, change.Address, change.Preference)
            ) is
            { } same
        )
            return DirectoryDecision.ProposedBefore(same.Id);
        return OpenChanges.TooMany(authority)
            ?? DirectoryDecision.Proposed(
                command.ChangeId,
                new ChannelEndpointProposed(
                    authority.Id,
                    command.ChangeId,
                    command.Channel,
                    command.Preference ?? inForce?.Preference ?? Last(authority) + 1,
                    command.IsSandbox,
                    command.Address,
                    inForce?.Id,
                    command.By,
                    now + Change.Term,
                    now
                )
            );

        bool Asks(bool isSandbox, VaultItem address, int preference) =>
            isSandbox == command.IsSandbox
            && address.ItemId == command.Address.ItemId
            && (command.Preference ?? preference) == preference;
    }

    private static int Last(Authority authority) =>
        authority
            .Endpoints.Where(endpoint => endpoint.IsInForce)
            .Select(endpoint => endpoint.Preference)
            .Concat(authority.Open.OfType<EndpointChange>().Select(change => change.Preference))
            .DefaultIfEmpty(0)
            .Max();
}
