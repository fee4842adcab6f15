using Microsoft.IdentityModel.Tokens;

namespace Gateway.Api.Configuration;

/// <summary>The public keys that an issuer's tokens verify against, each under its own <c>kid</c>.</summary>
internal static class IssuerKeys
{
    private const int SmallestRsaKey = 2048;

    /// <exception cref="InvalidOperationException">The file is no JWK set, or holds what must not be in one.</exception>
    public static IReadOnlyList<SecurityKey> Read(string path)
    {
        JsonWebKeySet set;
        try
        {
            set = new JsonWebKeySet(File.ReadAllText(path)) { SkipUnresolvedJsonWebKeys = true };
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new InvalidOperationException($"The issuer's keys cannot be read: {path}: {exception.Message}", exception);
        }
        if (set.Keys.Any(key => key.HasPrivateKey || key.K is not null))
            throw new InvalidOperationException($"The issuer's keys hold a secret; only public keys belong there: {path}");
        if (
            set.Keys.Any(key => string.IsNullOrEmpty(key.Kid))
            || set.Keys.DistinctBy(key => key.Kid).Count() < set.Keys.Count
        )
            throw new InvalidOperationException($"Every key of the issuer needs a kid of its own: {path}");
        var keys = set.GetSigningKeys();
        return keys.Count > 0 && keys.All(IsStrong)
            ? [.. keys]
            : throw new InvalidOperationException(
                $"The issuer's keys are elliptic curve or RSA of {SmallestRsaKey} bits and more, and at least one "
                    + $"signs: {path}"
            );
    }

    public static bool IsStrong(SecurityKey key) =>
        key switch
        {
            ECDsaSecurityKey => true,
            RsaSecurityKey or X509SecurityKey { PublicKey: System.Security.Cryptography.RSA } => key.KeySize
                >= SmallestRsaKey,
            X509SecurityKey { PublicKey: System.Security.Cryptography.ECDsa } => true,
            JsonWebKey { Kty: JsonWebAlgorithmsKeyTypes.EllipticCurve } => true,
            JsonWebKey { Kty: JsonWebAlgorithmsKeyTypes.RSA } => key.KeySize >= SmallestRsaKey,
            _ => false,
        };
}
