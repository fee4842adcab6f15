using Gateway.Domain.Authorities;
using Gateway.Domain.Requests;

namespace Gateway.Api.Authorities;

/// <summary>The directory as configured in a <see cref="DirectoryFile"/>, read once at start.</summary>
public sealed class ConfiguredDirectory : IAuthorityDirectory
{
    private readonly Dictionary<string, Authority> byCode;

    public ConfiguredDirectory(DirectoryFile file)
    {
        byCode = file.Authorities.Select(entry => entry.Read()).ToDictionary(authority => authority.Code);
        All = byCode.Values;
        SigningKeys = [.. All.SelectMany(authority => authority.SigningKeys)];
    }

    public IReadOnlyCollection<Authority> All { get; }

    public IReadOnlyCollection<SigningKey> SigningKeys { get; }

    public Authority? Find(string code) => byCode.GetValueOrDefault(code);
}
