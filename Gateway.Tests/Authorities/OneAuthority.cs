using Gateway.Domain.Authorities;
using Gateway.Domain.Messages;

namespace Gateway.Tests.Authorities;

/// <summary>A directory that knows one authority.</summary>
internal sealed class OneAuthority(KnownAuthority authority) : IAuthorityDirectory
{
    public IReadOnlyCollection<KnownAuthority> All => [authority];

    public IReadOnlyCollection<SigningKey> SigningKeys => authority.SigningKeys;

    public KnownAuthority? Find(string code) => code == authority.Code ? authority : null;

    public KnownAuthority? Find(string code, DateTimeOffset at) => Find(code);

    public IReadOnlyCollection<SigningKey> SigningKeysAt(DateTimeOffset at) => SigningKeys;

    public KnownKey? FindKey(string code, string keyId) => null;

    public KnownEndpoint? FindEndpoint(string code, Guid revision) => null;
}
