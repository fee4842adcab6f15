namespace Gateway.Domain.Authorities;

/// <summary>A publisher's newest list omits an authority that an older list of this publisher named.</summary>
/// <param name="NewId">Gives each proposal its id.</param>
public sealed record ProposeEndOfLeftOut(string Source, DateTimeOffset PublishedAt, string By, Func<Guid> NewId);

/// <summary>
/// An omission ends nothing by itself. The end of each endpoint and key in force is proposed, and a second person must
/// confirm it.
/// </summary>
public static class ProposeEndOfLeftOutDecider
{
    public static DirectoryDecision Decide(ProposeEndOfLeftOut command, Authority authority, DateTimeOffset now)
    {
        if (!authority.Published.TryGetValue(command.Source, out var named) || named >= command.PublishedAt)
            return DirectoryDecision.Nothing;
        var facts = new List<object>();
        foreach (var endpoint in authority.Endpoints.Where(endpoint => endpoint.IsInForce))
            facts.AddRange(
                ProposeEndpointRetirementDecider
                    .Decide(new(command.NewId(), endpoint.Channel, command.By), authority.After(facts), now)
                    .Facts
            );
        foreach (var key in authority.Keys.Where(key => key.IsInForce))
            facts.AddRange(
                ProposeKeyRetirementDecider
                    .Decide(new(command.NewId(), key.Key.KeyId, command.By), authority.After(facts), now)
                    .Facts
            );
        return DirectoryDecision.To(facts);
    }
}
