using Gateway.Adapters.AuthorityLists;
using Gateway.Domain.Authorities;
using Gateway.Domain.Channels;
using Gateway.Domain.LegalBases;

namespace Gateway.Api.Authorities;

/// <summary>Turns an administrator's request for a change into a decision.</summary>
internal static class AskedChange
{
    /// <summary>The errors of the form, by the same rules as for a whole entry.</summary>
    public static IEnumerable<string> Flaws(
        string code,
        ChangeBody body,
        IReadOnlyDictionary<string, IChannel> channels,
        ILegalBases bases
    )
    {
        var entry = body switch
        {
            EndpointBody endpoint => new ListedAuthority(
                code,
                "-",
                Endpoints: [new(endpoint.Channel, endpoint.Address, endpoint.Sandbox)]
            ),
            KeyBody key => new ListedAuthority(code, "-", Keys: [new(key.Purpose, key.Certificate)]),
            NameBody name => new ListedAuthority(code, name.Name),
            AcceptanceBody acceptance => new ListedAuthority(
                code,
                "-",
                Acceptance: new(acceptance.Electronic, acceptance.Conditions, acceptance.Requirements)
            ),
            RolesBody roles => new ListedAuthority(code, "-", Roles: roles.Roles),
            LanguagesBody languages => new ListedAuthority(code, "-", Languages: languages.Languages),
            _ => new ListedAuthority(code, "-"),
        };
        var flaws = entry
            .Flaws()
            .Concat(ChannelAddresses.Flaws(entry.Endpoints ?? [], channels))
            .Concat(ManualEntryCodes.Flaws(entry, (body as VerificationBody)?.Source, channels, bases));
        return body is VerificationBody { Note: { } note } && !ChangeEndpoints.IsNote(note)
            ? flaws.Append($"A note has 1 to {ChangeEndpoints.LongestNote} characters.")
            : flaws;
    }

    /// <summary>Stores free text in the vault. The remaining decision may be taken more than once.</summary>
    public static async Task<Func<Authority, DateTimeOffset, DirectoryDecision>> PrepareAsync(
        string code,
        ChangeBody body,
        string actor,
        DirectoryVault vault,
        AuthoritySealing sealing,
        DateTimeOffset asked,
        CancellationToken cancellation
    )
    {
        var id = Guid.CreateVersion7(asked);
        switch (body)
        {
            case EndpointBody endpoint:
                var address = await vault.StoreAsync("address", endpoint.Address, cancellation);
                return (authority, now) =>
                    ProposeEndpointDecider.Decide(
                        new(id, endpoint.Channel, endpoint.Preference, endpoint.Sandbox, address, actor),
                        authority,
                        now
                    );
            case EndpointRetirementBody retirement:
                return (authority, now) =>
                    ProposeEndpointRetirementDecider.Decide(new(id, retirement.Channel, actor), authority, now);
            case KeyBody key:
                var certificate = PinnedCertificate.Read(key.Certificate)!;
                var stored = (await vault.StoreAsync([DirectoryVault.Of(certificate.Der)], cancellation))[0];
                var listed = sealing.Key(code, key.Purpose, certificate, stored, asked);
                return (authority, now) =>
                    ProposeKeyDecider.Decide(new(id, listed.Key, listed.IsPinnedElsewhere, actor), authority, now);
            case KeyRetirementBody retirement:
                return (authority, now) =>
                    ProposeKeyRetirementDecider.Decide(new(id, retirement.KeyId, actor), authority, now);
            case NameBody name:
                var item = await vault.StoreAsync("name", name.Name, cancellation);
                return (authority, now) => RenameAuthorityDecider.Decide(new(item), authority, now);
            case RolesBody roles:
                return (authority, now) => DeclareRolesDecider.Decide(new(roles.Roles), authority, now);
            case LanguagesBody languages:
                return (authority, now) => DeclareLanguagesDecider.Decide(new(languages.Languages), authority, now);
            case AcceptanceBody acceptance:
                var texts = await vault.StoreAsync(
                    [
                        .. (acceptance.Requirements ?? []).Select(requirement =>
                            DirectoryVault.Of("requirement", requirement.Text)
                        ),
                    ],
                    cancellation
                );
                var declared = new ElectronicAcceptance(
                    acceptance.Electronic,
                    acceptance.Conditions,
                    [
                        .. (acceptance.Requirements ?? []).Zip(
                            texts,
                            (requirement, text) => new ExtraRequirement(requirement.Code, text)
                        ),
                    ]
                );
                return (authority, now) => DeclareAcceptanceDecider.Decide(new(declared), authority, now);
            case VerificationBody verification:
                var note = verification.Note is null
                    ? null
                    : await vault.StoreAsync("note", verification.Note, cancellation);
                return (authority, now) =>
                    VerifyContactDecider.Decide(new(verification.Source, verification.VerifiedAt, note), authority, now);
            default:
                throw new ArgumentOutOfRangeException(nameof(body), body.GetType().Name, "An unknown kind of change.");
        }
    }
}
