using Gateway.Domain.Authorities;

namespace Gateway.Api.Authorities;

/// <summary>A change that waits for a second person, as whoever proposed it is told.</summary>
/// <param name="Kind"><c>endpoint</c>, <c>endpointRetirement</c>, <c>key</c> or <c>keyRetirement</c>.</param>
public sealed record ProposedChange(Guid Id, string Kind, string? Channel, string? KeyId)
{
    internal static IReadOnlyList<ProposedChange> Among(IEnumerable<object> facts) =>
        [.. facts.Select(Of).OfType<ProposedChange>()];

    private static ProposedChange? Of(object fact) =>
        fact switch
        {
            ChannelEndpointProposed proposed => new(proposed.ChangeId, "endpoint", proposed.Channel, null),
            ChannelEndpointRetirementProposed proposed => new(
                proposed.ChangeId,
                "endpointRetirement",
                proposed.Channel,
                null
            ),
            KeyProposed proposed => new(proposed.ChangeId, "key", null, proposed.Key.KeyId),
            KeyRetirementProposed proposed => new(proposed.ChangeId, "keyRetirement", null, proposed.KeyId),
            _ => null,
        };
}

/// <summary>A change that waits for a second person, as that person has to see it to check it.</summary>
/// <param name="Address">Absent where the change sets none, or it cannot be read; what cannot be read cannot be
/// confirmed.</param>
/// <param name="Certificate">PEM.</param>
/// <param name="Replaces">The revision in force when it was proposed.</param>
public sealed record OpenChangeItem(
    Guid Id,
    string Kind,
    string? Channel,
    string? Address,
    bool? Sandbox,
    int? Preference,
    Guid? Replaces,
    string? KeyId,
    KeyPurpose? Purpose,
    string? Certificate,
    DateTimeOffset? ValidFrom,
    DateTimeOffset? ValidTo,
    string ProposedBy,
    DateTimeOffset ProposedAt,
    DateTimeOffset LapsesAt
)
{
    internal static OpenChangeItem Of(Change change, DirectoryStream stream)
    {
        var item = new OpenChangeItem(
            change.Id,
            "",
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            change.ProposedBy,
            change.ProposedAt,
            change.LapsesAt
        );
        return change switch
        {
            EndpointChange endpoint => item with
            {
                Kind = "endpoint",
                Channel = endpoint.Channel,
                Address = new DecryptedAuthority(stream.Authority, stream.Open).Text(endpoint.Address),
                Sandbox = endpoint.IsSandbox,
                Preference = endpoint.Preference,
                Replaces = endpoint.Replaces,
            },
            EndpointRetirement retirement => item with
            {
                Kind = "endpointRetirement",
                Channel = retirement.Channel,
                Replaces = retirement.Revision,
            },
            KeyChange { Key: var key } => item with
            {
                Kind = "key",
                KeyId = key.KeyId,
                Purpose = key.Purpose,
                Certificate = stream.Open(key.Certificate) is { } der ? KeyItem.Pem(der.Span) : null,
                ValidFrom = key.ValidFrom,
                ValidTo = key.ValidTo,
            },
            KeyRetirement retirement => item with { Kind = "keyRetirement", KeyId = retirement.KeyId },
            _ => throw new ArgumentOutOfRangeException(nameof(change), change.GetType().Name, "An unknown kind of change."),
        };
    }
}
