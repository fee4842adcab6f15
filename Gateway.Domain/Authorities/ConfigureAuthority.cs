namespace Gateway.Domain.Authorities;

/// <summary>The configuration file names an authority that the directory does not know.</summary>
/// <param name="Listing">Its endpoints in order of preference.</param>
/// <param name="State">As written in the file, because an older code need not begin with its country.</param>
public sealed record ConfigureAuthority(Listing Listing, string State);

/// <summary>
/// Fills an empty directory from the configuration file, with everything in force at once. A person who can write that file
/// controls the gateway already, and no one can confirm a change before the first authority exists.
/// </summary>
public static class ConfigureAuthorityDecider
{
    /// <summary>The actor these events are recorded under.</summary>
    public const string Actor = "configuration";

    public static IReadOnlyList<object> Decide(ConfigureAuthority command, DateTimeOffset now)
    {
        var (listing, id) = (command.Listing, AuthorityCode.StreamId(command.Listing.Code));
        return
        [
            new AuthorityRegistered(id, listing.Code, command.State, listing.Name, now),
            new LanguageDeclared(id, listing.Languages ?? [], now),
            .. listing.Endpoints.Select(
                (endpoint, index) =>
                    new ChannelEndpointConfigured(
                        id,
                        endpoint.ChangeId,
                        endpoint.Channel,
                        index + 1,
                        endpoint.IsSandbox,
                        endpoint.Address,
                        now
                    )
            ),
            .. listing.Keys.Select(key => new KeyConfigured(id, key.Key, now, key.Key.Sha256)),
        ];
    }
}
