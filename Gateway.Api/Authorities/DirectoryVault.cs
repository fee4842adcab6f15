using System.Text;
using Gateway.Api.Persistence;
using Gateway.Domain.Authorities;
using Gateway.Domain.Vault;
using JasperFx;

namespace Gateway.Api.Authorities;

/// <summary>
/// The directory's content in the vault: names, addresses, certificates, notes and lists, under one key of its own.
/// </summary>
public sealed class DirectoryVault(IVault vault)
{
    /// <summary>The directory belongs to no authority, so it is stored under no authority's tenant.</summary>
    public static readonly VaultScope Scope = new(
        StorageConstants.DefaultTenantId,
        new Guid("d17ec704-0000-8000-8000-000000000001")
    );

    public const string Text = "text/plain; charset=utf-8";
    public const string Certificate = "application/pkix-cert";

    public Task<IReadOnlyList<VaultItem>> StoreAsync(IReadOnlyList<NewItem> items, CancellationToken cancellation) =>
        vault.StoreAsync(Scope, items, cancellation);

    public async Task<VaultItem> StoreAsync(string name, string text, CancellationToken cancellation) =>
        (await StoreAsync([Of(name, text)], cancellation))[0];

    public static NewItem Of(string name, string text) => VaultItems.Of(name, Text, Encoding.UTF8.GetBytes(text));

    public static NewItem Of(ReadOnlyMemory<byte> certificate) =>
        VaultItems.Of("certificate.der", Certificate, certificate.ToArray());

    /// <exception cref="VaultItemUnreadableException">Missing, altered, or its key destroyed.</exception>
    public async Task<ReadOnlyMemory<byte>> OpenAsync(VaultItem item, CancellationToken cancellation)
    {
        await using var stream = await vault.OpenAsync(Scope, item, null, cancellation);
        using var copy = new MemoryStream();
        await stream.CopyToAsync(copy, cancellation);
        return copy.ToArray();
    }

    /// <returns>Null when the item cannot be read.</returns>
    public async Task<string?> ReadTextAsync(VaultItem item, CancellationToken cancellation)
    {
        try
        {
            return Encoding.UTF8.GetString((await OpenAsync(item, cancellation)).Span);
        }
        catch (VaultItemUnreadableException)
        {
            return null;
        }
    }

    /// <summary>Prevents a signing certificate from being in force for two authorities, even when acts race.</summary>
    public async Task<Claim> ClaimAsync(string authority, string certificateSha256, CancellationToken cancellation)
    {
        var fingerprint = await vault.FingerprintAsync("signing-certificate:" + certificateSha256, cancellation);
        return new(Claim.SigningKey(fingerprint), AuthorityCode.StreamId(authority), fingerprint, null);
    }
}
