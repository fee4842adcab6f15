using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Gateway.Adapters.Cryptography;

namespace Gateway.Adapters.SigningKeys;

/// <summary>A key of RSA or ECDSA in memory.</summary>
public sealed class PlatformKey : IPrivateKey
{
    private readonly RSA? _rsa;
    private readonly ECDsa? _ecdsa;

    internal PlatformKey(
        RSA? rsa,
        ECDsa? ecdsa,
        ReadOnlyMemory<byte> certificate,
        IReadOnlyList<ReadOnlyMemory<byte>> issuers
    ) => (_rsa, _ecdsa, Certificate, Issuers) = (rsa, ecdsa, certificate, issuers);

    /// <exception cref="ArgumentException">The certificate comes without a private key of RSA or ECDSA.</exception>
    public PlatformKey(X509Certificate2 certificate)
        : this(certificate.GetRSAPrivateKey(), certificate.GetECDsaPrivateKey(), certificate.RawData, [])
    {
        if (_rsa is null && _ecdsa is null)
            throw new ArgumentException("The certificate comes without its private key.", nameof(certificate));
    }

    public ReadOnlyMemory<byte> Certificate { get; }

    public IReadOnlyList<ReadOnlyMemory<byte>> Issuers { get; }

    public byte[] Sign(SignatureAlgorithm algorithm, ReadOnlySpan<byte> octets) =>
        (algorithm.Scheme, _rsa, _ecdsa) switch
        {
            (SignatureScheme.RsaPkcs1, { } rsa, _) => rsa.SignData(
                octets,
                algorithm.Digest!.HashName,
                RSASignaturePadding.Pkcs1
            ),
            (SignatureScheme.RsaPss, { } rsa, _) when algorithm.Pss == PssParameters.For(algorithm.Digest!) => rsa.SignData(
                octets,
                algorithm.Digest!.HashName,
                RSASignaturePadding.Pss
            ),
            (SignatureScheme.Ecdsa, _, { } ecdsa) => ecdsa.SignHash(
                algorithm.Digest!.Of(octets),
                DSASignatureFormat.IeeeP1363FixedFieldConcatenation
            ),
            _ => throw new CryptographicException("The key does not do this algorithm."),
        };

    public void Dispose()
    {
        _rsa?.Dispose();
        _ecdsa?.Dispose();
    }
}
