using System.Formats.Asn1;
using System.Security.Cryptography;
using Gateway.Adapters.Cryptography;
using Net.Pkcs11Interop.Common;
using Net.Pkcs11Interop.HighLevelAPI;

namespace Gateway.Adapters.SigningKeys;

/// <summary>
/// A key in a PKCS #11 device (OASIS, 2.40): a card or a hardware module. The device receives the digested data and returns
/// the signature value; the key is never read.
/// </summary>
public sealed class Pkcs11Key : IPrivateKey
{
    private readonly Pkcs11Token _token;
    private readonly IObjectHandle _key;

    private Pkcs11Key(Pkcs11Token token, string keyLabel)
    {
        _token = token;
        _key =
            token.Find(CKO.CKO_PRIVATE_KEY, keyLabel)
            ?? throw new CryptographicException("The device does not hold exactly one key of that label.");
        Certificate =
            token.CertificateOf(_key, keyLabel)
            ?? throw new CryptographicException("The device does not hold the key's certificate.");
    }

    public ReadOnlyMemory<byte> Certificate { get; }

    public IReadOnlyList<ReadOnlyMemory<byte>> Issuers => [];

    /// <param name="library">Path of the device's PKCS #11 library.</param>
    /// <param name="token">Label of the token.</param>
    /// <param name="keyLabel">The label of the key; its certificate has the same id or label.</param>
    /// <exception cref="CryptographicException">The library, the token, the key or its certificate is missing, or the PIN is
    /// wrong.</exception>
    public static IPrivateKey Open(string library, string token, string pin, string keyLabel)
    {
        var opened = Pkcs11Token.Open(library, token, pin);
        try
        {
            return Pkcs11Token.Guard(() => new Pkcs11Key(opened, keyLabel));
        }
        catch
        {
            opened.Dispose();
            throw;
        }
    }

    public byte[] Sign(SignatureAlgorithm algorithm, ReadOnlySpan<byte> octets)
    {
        var factories = Pkcs11Token.Factories;
        var mechanisms = factories.MechanismFactory;
        switch (algorithm.Scheme)
        {
            case SignatureScheme.RsaPkcs1:
                return Sign(mechanisms.Create(CKM.CKM_RSA_PKCS), DigestInfo(algorithm.Digest!, octets));
            case SignatureScheme.RsaPss when Pss(algorithm) is var (hash, mask):
                var parameters = factories.MechanismParamsFactory.CreateCkRsaPkcsPssParams(
                    (ulong)hash,
                    (ulong)mask,
                    (ulong)algorithm.Pss!.SaltLength
                );
                return Sign(mechanisms.Create(CKM.CKM_RSA_PKCS_PSS, parameters), algorithm.Digest!.Of(octets));
            case SignatureScheme.Ecdsa:
                return Sign(mechanisms.Create(CKM.CKM_ECDSA), algorithm.Digest!.Of(octets));
            case SignatureScheme.Ed25519:
                return Sign(mechanisms.Create(Pkcs11Token.Eddsa), octets.ToArray());
            default:
                throw new CryptographicException("The key does not do this algorithm.");
        }
    }

    public void Dispose() => _token.Dispose();

    private byte[] Sign(IMechanism mechanism, byte[] octets)
    {
        using (mechanism)
            return Pkcs11Token.Guard(() => _token.Sign(mechanism, _key, octets));
    }

    /// <summary>RFC 8017, 9.2.</summary>
    private static byte[] DigestInfo(DigestAlgorithm digest, ReadOnlySpan<byte> octets)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            using (writer.PushSequence())
            {
                writer.WriteObjectIdentifier(CmsAlgorithms.OidOf(digest));
                writer.WriteNull();
            }
            writer.WriteOctetString(digest.Of(octets));
        }
        return writer.Encode();
    }

    private static (CKM Hash, CKG Mask)? Pss(SignatureAlgorithm algorithm) =>
        algorithm.Pss!.MaskDigest == algorithm.Digest
            ? algorithm.Digest!.Name switch
            {
                "SHA256" => (CKM.CKM_SHA256, CKG.CKG_MGF1_SHA256),
                "SHA384" => (CKM.CKM_SHA384, CKG.CKG_MGF1_SHA384),
                "SHA512" => (CKM.CKM_SHA512, CKG.CKG_MGF1_SHA512),
                _ => null,
            }
            : null;
}
