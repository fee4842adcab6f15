using Gateway.Domain.Messages;

namespace Gateway.Domain.Authorities;

/// <summary>
/// The authorities that this gateway serves and those it can reach. The directory is read in memory: all answers of one
/// instant come from one state, and old revisions can be found permanently.
/// </summary>
public interface IAuthorityDirectory
{
    IReadOnlyCollection<KnownAuthority> All { get; }

    KnownAuthority? Find(string code);

    /// <summary>The authority as it was known at a past instant; null when it was not known yet.</summary>
    KnownAuthority? Find(string code, DateTimeOffset at);

    /// <summary>Every signing key in force, of every authority.</summary>
    IReadOnlyCollection<SigningKey> SigningKeys { get; }

    /// <summary>Every signing key that was in force at a past instant.</summary>
    IReadOnlyCollection<SigningKey> SigningKeysAt(DateTimeOffset at);

    /// <summary>A key that is or was in force, by the id that a verified signature cites.</summary>
    KnownKey? FindKey(string code, string keyId);

    /// <summary>An endpoint that is or was in force, by the revision that an attempt cites.</summary>
    KnownEndpoint? FindEndpoint(string code, Guid revision);
}
