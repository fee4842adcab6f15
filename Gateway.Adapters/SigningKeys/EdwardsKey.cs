using System.Security.Cryptography;
using Gateway.Adapters.Cryptography;
using Org.BouncyCastle.Crypto;
using Org.BouncyCastle.Crypto.Parameters;
using Org.BouncyCastle.Crypto.Signers;

namespace Gateway.Adapters.SigningKeys;

/// <summary>An Ed25519 or Ed448 key in memory (RFC 8032), which the platform does not support.</summary>
internal sealed class EdwardsKey(
    AsymmetricKeyParameter key,
    ReadOnlyMemory<byte> certificate,
    IReadOnlyList<ReadOnlyMemory<byte>> issuers
) : IPrivateKey
{
    public ReadOnlyMemory<byte> Certificate => certificate;

    public IReadOnlyList<ReadOnlyMemory<byte>> Issuers => issuers;

    public byte[] Sign(SignatureAlgorithm algorithm, ReadOnlySpan<byte> octets)
    {
        ISigner signer = (algorithm.Scheme, key) switch
        {
            (SignatureScheme.Ed25519, Ed25519PrivateKeyParameters) => new Ed25519Signer(),
            (SignatureScheme.Ed448, Ed448PrivateKeyParameters) => new Ed448Signer([]),
            _ => throw new CryptographicException("The key does not do this algorithm."),
        };
        signer.Init(true, key);
        signer.BlockUpdate(octets);
        return signer.GenerateSignature();
    }

    public void Dispose() { }
}
