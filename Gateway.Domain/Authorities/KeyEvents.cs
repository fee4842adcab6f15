using System.Text.Json.Serialization;
using Gateway.Domain.Vault;

namespace Gateway.Domain.Authorities;

// Keys whose signatures are accepted, or to which content is encrypted. A change needs two persons, as for endpoints.

/// <summary>A certificate as events cite it.</summary>
/// <param name="KeyId">Opaque id, also cited by every signature that was verified with it.</param>
/// <param name="Certificate">X.509, DER.</param>
/// <param name="Sha256">Digest of the certificate, lower-case hex, to be stored in the event; not stored here.</param>
public sealed record AuthorityKey(
    string KeyId,
    KeyPurpose Purpose,
    VaultItem Certificate,
    DateTimeOffset ValidFrom,
    DateTimeOffset ValidTo,
    [property: JsonIgnore] string? Sha256 = null
);

/// <summary>A key in force from the start, from the configuration file.</summary>
/// <param name="CertificateSha256">Lower-case hex; the certificate that is read must have this digest. Earlier events have
/// only its prefix, in the key id.</param>
public sealed record KeyConfigured(
    Guid AuthorityId,
    AuthorityKey Key,
    DateTimeOffset ConfiguredAt,
    string? CertificateSha256 = null
) : IDomainEvent
{
    DateTimeOffset IDomainEvent.At => ConfiguredAt;

    IEnumerable<VaultItem> IDomainEvent.Cites => [Key.Certificate];
}

/// <summary>One administrator proposes a key. Its signatures are not accepted yet.</summary>
/// <param name="CertificateSha256">As with <see cref="KeyConfigured"/>.</param>
public sealed record KeyProposed(
    Guid AuthorityId,
    Guid ChangeId,
    AuthorityKey Key,
    string ProposedBy,
    DateTimeOffset LapsesAt,
    DateTimeOffset ProposedAt,
    string? CertificateSha256 = null
) : IDomainEvent
{
    DateTimeOffset IDomainEvent.At => ProposedAt;

    IEnumerable<VaultItem> IDomainEvent.Cites => [Key.Certificate];
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
) : IDomainEvent
{
    DateTimeOffset IDomainEvent.At => PinnedAt;

    IEnumerable<VaultItem> IDomainEvent.Cites => [Check];
}

/// <summary>One administrator proposes the end of a key. The proposal changes nothing yet.</summary>
public sealed record KeyRetirementProposed(
    Guid AuthorityId,
    Guid ChangeId,
    string KeyId,
    string ProposedBy,
    DateTimeOffset LapsesAt,
    DateTimeOffset ProposedAt
) : IDomainEvent
{
    DateTimeOffset IDomainEvent.At => ProposedAt;
}

/// <summary>Another administrator confirmed the end: the key is permanently out of use.</summary>
public sealed record KeyRetired(
    Guid AuthorityId,
    Guid ChangeId,
    string KeyId,
    VaultItem Check,
    string ConfirmedBy,
    DateTimeOffset RetiredAt
) : IDomainEvent
{
    DateTimeOffset IDomainEvent.At => RetiredAt;

    IEnumerable<VaultItem> IDomainEvent.Cites => [Check];
}
