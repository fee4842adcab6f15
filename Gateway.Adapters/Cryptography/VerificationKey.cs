using System.Formats.Asn1;
using System.Security.Cryptography;
using Org.BouncyCastle.Crypto;
using Org.BouncyCastle.Crypto.Engines;
using Org.BouncyCastle.Crypto.Parameters;
using Org.BouncyCastle.Crypto.Signers;

namespace Gateway.Adapters.Cryptography;

/// <summary>
/// A public key to verify with: RSA, ECDSA on a named curve, DSA, Ed25519 or Ed448. Small keys are accepted; a policy
/// decides which are strong enough. Keys that are too large, and so only cost time, are rejected. So are curves with
/// explicit parameters.
/// </summary>
public sealed class VerificationKey : IDisposable
{
    private const int MostRsaBits = 8192;
    private const int MostExponentBytes = 8;
    private const int MostUsualExponentBytes = 4;
    private const int MostDsaBits = 3072; // FIPS 186-4, 4.2
    private const int MostPortableBits = 4096;

    private readonly RSA? _rsa;
    private readonly ECDsa? _ecdsa;
    private readonly DSA? _dsa;
    private readonly AsymmetricKeyParameter? _edwards;

    private VerificationKey(PublicKeyInfo info)
    {
        Info = info;
        switch (info.Kind)
        {
            case PublicKeyKind.Rsa:
                _rsa = RSA.Create();
                _rsa.ImportRSAPublicKey(info.Key.Span, out _);
                Bits = _rsa.KeySize;
                if (Bits > MostRsaBits || _rsa.ExportParameters(false).Exponent!.Length > MostExponentBytes)
                    throw TooLarge();
                break;
            case PublicKeyKind.Ecdsa:
                _ecdsa = ECDsa.Create();
                _ecdsa.ImportSubjectPublicKeyInfo(info.Encoded.Span, out _);
                Bits = _ecdsa.KeySize;
                break;
            case PublicKeyKind.Dsa:
                _dsa = DSA.Create();
                _dsa.ImportSubjectPublicKeyInfo(info.Encoded.Span, out _);
                Bits = _dsa.KeySize;
                if (Bits > MostDsaBits)
                    throw TooLarge();
                break;
            case PublicKeyKind.Ed25519:
                (_edwards, Bits) = (new Ed25519PublicKeyParameters(info.Key.Span), 256);
                break;
            default:
                (_edwards, Bits) = (new Ed448PublicKeyParameters(info.Key.Span), 456);
                break;
        }
    }

    public PublicKeyInfo Info { get; }

    public int Bits { get; }

    /// <summary>The key of an X.509 certificate; null when it has none that can be used.</summary>
    public static VerificationKey? OfCertificate(ReadOnlyMemory<byte> der) => Make(PublicKeyInfo.InCertificate(der));

    /// <summary>Reads a SubjectPublicKeyInfo (RFC 5280, 4.1.2.7) in DER; null when it holds no usable key.</summary>
    public static VerificationKey? OfPublicKeyInfo(ReadOnlyMemory<byte> der) => Make(PublicKeyInfo.Read(der));

    /// <summary>Never throws because of the value or of a key of another kind.</summary>
    public ValueOutcome Verify(SignatureAlgorithm algorithm, ReadOnlySpan<byte> signed, ReadOnlySpan<byte> value)
    {
        if (!IsFor(algorithm.Scheme))
            return ValueOutcome.UnfitKey;
        if (IsPortable(algorithm) && Bits > MostPortableBits)
            return ValueOutcome.Unsupported;
        try
        {
            return IsValid(algorithm, signed, value) ? ValueOutcome.Valid : ValueOutcome.Invalid;
        }
        catch (Exception odd)
            when (odd is CryptographicException or CryptoException or ArgumentException or ArithmeticException)
        {
            return ValueOutcome.Invalid; // The libraries throw for values and keys that no signer makes.
        }
    }

    /// <summary>Whether a value of RSA PKCS #1 is correct except for the missing NULL in DigestInfo.</summary>
    internal bool VerifiesWithoutNull(SignatureAlgorithm algorithm, ReadOnlySpan<byte> signed, ReadOnlySpan<byte> value) =>
        algorithm.Scheme == SignatureScheme.RsaPkcs1
        && _rsa?.ExportParameters(false) is { Exponent.Length: <= MostUsualExponentBytes } key
        && Pkcs1Encoding.IsOf(key, algorithm.Digest!, signed, value, withNull: false);

    /// <summary>The approximate cost of a verification, in half milliseconds.</summary>
    internal int CostOf(SignatureAlgorithm? algorithm) =>
        algorithm is not null && IsPortable(algorithm)
            ? Bits * Bits / 50_000
            : Info.Curve switch
            {
                null or "P-256" => 1,
                "brainpoolP512r1" => 5,
                "brainpoolP384r1" or "brainpoolP320r1" => 3,
                _ => 2,
            };

    public void Dispose()
    {
        _rsa?.Dispose();
        _ecdsa?.Dispose();
        _dsa?.Dispose();
    }

    private static VerificationKey? Make(PublicKeyInfo? info)
    {
        try
        {
            return info is null ? null : new VerificationKey(info);
        }
        catch (Exception unusable)
            when (unusable
                    is CryptographicException
                        or AsnContentException
                        or ArgumentException
                        or PlatformNotSupportedException
            )
        {
            return null;
        }
    }

    private bool IsFor(SignatureScheme scheme) =>
        scheme switch
        {
            SignatureScheme.RsaPkcs1 or SignatureScheme.RsaPss => _rsa is not null,
            SignatureScheme.Ecdsa => _ecdsa is not null,
            SignatureScheme.Dsa => _dsa is not null,
            SignatureScheme.Ed25519 => _edwards is Ed25519PublicKeyParameters,
            _ => _edwards is Ed448PublicKeyParameters,
        };

    /// <summary>RSA with a digest or parameters that the platform does not have.</summary>
    private static bool IsPortable(SignatureAlgorithm algorithm) =>
        algorithm.Scheme switch
        {
            SignatureScheme.RsaPkcs1 => !OctetDigest.IsPlatforms(algorithm.Digest!),
            SignatureScheme.RsaPss => algorithm.Pss != PssParameters.For(algorithm.Digest!)
                || !OctetDigest.IsPlatforms(algorithm.Digest!),
            _ => false,
        };

    private bool IsValid(SignatureAlgorithm algorithm, ReadOnlySpan<byte> signed, ReadOnlySpan<byte> value) =>
        algorithm.Scheme switch
        {
            SignatureScheme.RsaPkcs1 when IsPortable(algorithm) => Pkcs1Encoding.IsOf(
                _rsa!.ExportParameters(false),
                algorithm.Digest!,
                signed,
                value,
                withNull: true
            ),
            SignatureScheme.RsaPkcs1 => _rsa!.VerifyData(
                signed,
                value,
                algorithm.Digest!.HashName,
                RSASignaturePadding.Pkcs1
            ),
            SignatureScheme.RsaPss when IsPortable(algorithm) => IsValid(
                Portable(algorithm.Pss!),
                PortableRsa(),
                signed,
                value
            ),
            SignatureScheme.RsaPss => _rsa!.VerifyData(signed, value, algorithm.Digest!.HashName, RSASignaturePadding.Pss),
            SignatureScheme.Ecdsa => FixedFields.Of(value, (Bits + 7) / 8) is { } fields
                && _ecdsa!.VerifyHash(
                    algorithm.Digest!.Of(signed),
                    fields,
                    DSASignatureFormat.IeeeP1363FixedFieldConcatenation
                ),
            SignatureScheme.Dsa => FixedFields.Of(value, _dsa!.ExportParameters(false).Q!.Length) is { } fields
                && _dsa.VerifySignature(algorithm.Digest!.Of(signed), fields),
            SignatureScheme.Ed25519 => IsValid(new Ed25519Signer(), _edwards!, signed, value),
            _ => IsValid(new Ed448Signer([]), _edwards!, signed, value),
        };

    private static bool IsValid(
        ISigner signer,
        AsymmetricKeyParameter key,
        ReadOnlySpan<byte> signed,
        ReadOnlySpan<byte> value
    )
    {
        signer.Init(false, key);
        signer.BlockUpdate(signed);
        return signer.VerifySignature(value.ToArray());
    }

    private static CryptographicException TooLarge() => new("The key is larger than any that is used.");

    private RsaKeyParameters PortableRsa()
    {
        var parameters = _rsa!.ExportParameters(false);
        return new RsaKeyParameters(false, new(1, parameters.Modulus), new(1, parameters.Exponent));
    }

    private static PssSigner Portable(PssParameters pss) =>
        new(
            new RsaEngine(),
            OctetDigest.PortableOf(pss.Digest),
            OctetDigest.PortableOf(pss.MaskDigest),
            pss.SaltLength,
            PssSigner.TrailerImplicit
        );
}
