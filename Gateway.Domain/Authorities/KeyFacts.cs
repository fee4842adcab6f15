using System.Text.Json.Serialization;
using Gateway.Domain.Vault;

namespace Gateway.Domain.Authorities;

// Whose signatures are believed, and to whom content is encrypted. A change takes two persons, as with endpoints.

/// <summary>A certificate as events cite it.</summary>
/// <param name="KeyId">Opaque id, also cited by every signature that was verified with it.</param>
/// <param name="Certificate">X.509, DER.</param>
/// <param name="Sha256">Of the certificate, lower-case hex, on its way to the fact; not stored here.</param>
public sealed record AuthorityKey(
    string KeyId,
    KeyPurpose Purpose,
    VaultItem Certificate,
    DateTimeOffset ValidFrom,
    DateTimeOffset ValidTo,
    [property: JsonIgnore] string? Sha256 = null
);

/// <summary>In force from the start, by the configuration file.</summary>
/// <param name="CertificateSha256">Lower-case hex: the certificate that is read must have it. Earlier facts have its
/// beginning in the key id only.</param>
public sealed record KeyConfigured(
    Guid AuthorityId,
    AuthorityKey Key,
    DateTimeOffset ConfiguredAt,
    string? CertificateSha256 = null
) : IFact
{
    DateTimeOffset IFact.At => ConfiguredAt;

    IEnumerable<VaultItem> IFact.Cites => [Key.Certificate];
}

/// <summary>One administrator proposes a key. Nothing it signed is believed yet.</summary>
/// <param name="CertificateSha256">As with <see cref="KeyConfigured"/>.</param>
public sealed record KeyProposed(
    Guid AuthorityId,
    Guid ChangeId,
    AuthorityKey Key,
    string ProposedBy,
    DateTimeOffset LapsesAt,
    DateTimeOffset ProposedAt,
    string? CertificateSha256 = null
) : IFact
{
    DateTimeOffset IFact.At => ProposedAt;

    IEnumerable<VaultItem> IFact.Cites => [Key.Certificate];
}

/// <summary>Another administrator checked the key out of band: it is in force from here on, within its validity.</summary>
/// <param name="Check">How and with whom.</param>
public sealed record KeyPinned(
    Guid AuthorityId,
    Guid ChangeId,
    string KeyId,
    VaultItem Check,
    string ConfirmedBy,
    DateTimeOffset PinnedAt
) : IFact
{
    DateTimeOffset IFact.At => PinnedAt;

    IEnumerable<VaultItem> IFact.Cites => [Check];
}

/// <summary>One administrator proposes that a key is used no longer. Changes nothing yet.</summary>
public sealed record KeyRetirementProposed(
    Guid AuthorityId,
    Guid ChangeId,
    string KeyId,
    string ProposedBy,
    DateTimeOffset LapsesAt,
    DateTimeOffset ProposedAt
) : IFact
{
    DateTimeOffset IFact.At => ProposedAt;
}

/// <summary>Another administrator confirmed it: the key is out of use, for good.</summary>
public sealed record KeyRetired(
    Guid AuthorityId,
    Guid ChangeId,
    string KeyId,
    VaultItem Check,
    string ConfirmedBy,
    DateTimeOffset RetiredAt
) : IFact
{
    DateTimeOffset IFact.At => RetiredAt;

    IEnumerable<VaultItem> IFact.Cites => [Check];
}
