using Gateway.Adapters.AuthorityLists;
using Gateway.Domain.Authorities;
using Gateway.Domain.Vault;

namespace Gateway.Api.Authorities;

/// <summary>
/// Stores the descriptions of authorities in the vault, all at once, so that events can cite them. An item that no event
/// cites is removed later.
/// </summary>
public sealed class AuthoritySealing(DirectoryVault vault, RecordedDirectory directory)
{
    /// <param name="listed">Without flaws.</param>
    public async Task<IReadOnlyList<Listing>> SealAsync(
        IReadOnlyList<ListedAuthority> listed,
        DateTimeOffset now,
        CancellationToken cancellation
    )
    {
        var items = new List<NewItem>();
        var finishing = listed.Select(authority => Prepare(authority, items, now)).ToList();
        var stored = await vault.StoreAsync(items, cancellation);
        return [.. finishing.Select(finish => finish(stored))];
    }

    /// <summary>A certificate as an authority's key, and whether another authority signs with it.</summary>
    public ListedKey Key(
        string authority,
        KeyPurpose purpose,
        PinnedCertificate certificate,
        VaultItem item,
        DateTimeOffset now
    ) =>
        new(
            Guid.CreateVersion7(now),
            certificate.Of(authority, purpose, item),
            directory.SigningKeys.Any(key =>
                key.Authority != authority && key.Certificate.Span.SequenceEqual(certificate.Der.Span)
            )
        );

    private Func<IReadOnlyList<VaultItem>, Listing> Prepare(
        ListedAuthority authority,
        List<NewItem> items,
        DateTimeOffset now
    )
    {
        var name = Add(DirectoryVault.Of("name", authority.Name));
        var requirements = (authority.Acceptance?.Requirements ?? [])
            .Select(requirement => (requirement.Code, Item: Add(DirectoryVault.Of("requirement", requirement.Text))))
            .ToList();
        var endpoints = (authority.Endpoints ?? [])
            .Select(endpoint => (Endpoint: endpoint, Item: Add(DirectoryVault.Of("address", endpoint.Address))))
            .ToList();
        var keys = (authority.Keys ?? [])
            .Select(key => (key.Purpose, Certificate: PinnedCertificate.Read(key.Certificate)!))
            .Select(key => (key.Purpose, key.Certificate, Item: Add(DirectoryVault.Of(key.Certificate.Der))))
            .ToList();
        return stored => new Listing(
            authority.Code,
            stored[name],
            authority.Languages,
            authority.Roles,
            authority.Acceptance is { } acceptance
                ? new(
                    acceptance.Electronic,
                    acceptance.Conditions,
                    [.. requirements.Select(requirement => new ExtraRequirement(requirement.Code, stored[requirement.Item]))]
                )
                : null,
            [
                .. endpoints.Select(one => new ListedEndpoint(
                    Guid.CreateVersion7(now),
                    one.Endpoint.Channel,
                    one.Endpoint.Sandbox,
                    stored[one.Item]
                )),
            ],
            [.. keys.Select(key => Key(authority.Code, key.Purpose, key.Certificate, stored[key.Item], now))],
            authority.VerifiedAt
        );

        int Add(NewItem item)
        {
            items.Add(item);
            return items.Count - 1;
        }
    }
}
