using Gateway.Adapters.Cryptography;

namespace Gateway.Adapters.SigningKeys;

/// <summary>
/// A private key with its certificate, wherever it is kept: in a file, or in a device that it never leaves.
/// </summary>
public interface IPrivateKey : IDisposable
{
    /// <summary>X.509, DER.</summary>
    ReadOnlyMemory<byte> Certificate { get; }

    /// <summary>Further certificates that came with it, X.509 in DER: its issuers, as far as they are known.</summary>
    IReadOnlyList<ReadOnlyMemory<byte>> Issuers { get; }

    /// <returns>The value as XML signatures have it (XMLDSig core 1.1, 6.4): of ECDSA the two numbers side by
    /// side.</returns>
    /// <exception cref="System.Security.Cryptography.CryptographicException">The key does not support this algorithm, or its
    /// device fails.</exception>
    byte[] Sign(SignatureAlgorithm algorithm, ReadOnlySpan<byte> octets);
}
