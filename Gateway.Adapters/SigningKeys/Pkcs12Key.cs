using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.Pkcs;
using Org.BouncyCastle.Crypto;
using Org.BouncyCastle.Crypto.Parameters;
using Org.BouncyCastle.X509;
using PublicKeyInfo = Gateway.Adapters.Cryptography.PublicKeyInfo;

namespace Gateway.Adapters.SigningKeys;

/// <summary>
/// Opens the one key of a PKCS #12 file (RFC 7292) with its certificate: RSA, ECDSA on a named curve, Ed25519 or Ed448.
/// </summary>
public static class Pkcs12Key
{
    private const string Rsa = "1.2.840.113549.1.1.1";
    private const string EllipticCurve = "1.2.840.10045.2.1";
    private const string Ed25519 = "1.3.101.112";
    private const string Ed448 = "1.3.101.113";

    /// <exception cref="CryptographicException"> The password is another one, or the file does not hold exactly one
    /// key, of a kind that signs, and its certificate.
    /// </exception>
    public static IPrivateKey Open(ReadOnlyMemory<byte> file, string? password)
    {
        try
        {
            var bags = Bags(Pkcs12Info.Decode(file, out _, skipCopy: true), password).ToList();
            var certificates = bags.OfType<Pkcs12CertBag>().Where(bag => bag.IsX509Certificate).Select(Der).ToList();
            var keys = bags.Select(bag => KeyIn(bag, password)).OfType<Pkcs8PrivateKeyInfo>().ToList();
            return keys is [var only]
                ? With(only, certificates)
                : throw new CryptographicException("The file does not hold exactly one key.");
        }
        catch (AsnContentException)
        {
            throw new CryptographicException("The file is not PKCS #12.");
        }
    }

    private static IEnumerable<Pkcs12SafeBag> Bags(Pkcs12Info file, string? password)
    {
        if (file.IntegrityMode != Pkcs12IntegrityMode.Password || !file.VerifyMac(password))
            throw new CryptographicException("The file is not protected by this password.");
        foreach (var contents in file.AuthenticatedSafe)
        {
            if (contents.ConfidentialityMode == Pkcs12ConfidentialityMode.Password)
                contents.Decrypt(password);
            foreach (var bag in contents.GetBags())
                yield return bag;
        }
    }

    private static Pkcs8PrivateKeyInfo? KeyIn(Pkcs12SafeBag bag, string? password) =>
        bag switch
        {
            Pkcs12ShroudedKeyBag shrouded => Pkcs8PrivateKeyInfo.DecryptAndDecode(
                password,
                shrouded.EncryptedPkcs8PrivateKey,
                out _
            ),
            Pkcs12KeyBag plain => Pkcs8PrivateKeyInfo.Decode(plain.Pkcs8PrivateKey, out _, skipCopy: true),
            _ => null,
        };

    private static ReadOnlyMemory<byte> Der(Pkcs12CertBag bag)
    {
        using var certificate = bag.GetCertificate();
        return certificate.RawData;
    }

    private static IPrivateKey With(Pkcs8PrivateKeyInfo key, List<ReadOnlyMemory<byte>> certificates)
    {
        switch (key.AlgorithmId.Value)
        {
            case Rsa:
                var rsa = RSA.Create();
                rsa.ImportPkcs8PrivateKey(key.Encode(), out _);
                var (ofRsa, issuersOfRsa) = Split(certificates, rsa.ExportSubjectPublicKeyInfo());
                return new PlatformKey(rsa, null, ofRsa, issuersOfRsa);
            case EllipticCurve:
                var ecdsa = ECDsa.Create();
                ecdsa.ImportPkcs8PrivateKey(key.Encode(), out _);
                var (ofEcdsa, issuersOfEcdsa) = Split(certificates, ecdsa.ExportSubjectPublicKeyInfo());
                return new PlatformKey(null, ecdsa, ofEcdsa, issuersOfEcdsa);
            case Ed25519:
                var ed25519 = new Ed25519PrivateKeyParameters(Seed(key));
                var (of25519, issuersOf25519) = Split(certificates, Encoded(ed25519.GeneratePublicKey()));
                return new EdwardsKey(ed25519, of25519, issuersOf25519);
            case Ed448:
                var ed448 = new Ed448PrivateKeyParameters(Seed(key));
                var (of448, issuersOf448) = Split(certificates, Encoded(ed448.GeneratePublicKey()));
                return new EdwardsKey(ed448, of448, issuersOf448);
            default:
                throw new CryptographicException("The key is not of a kind that signs here.");
        }
    }

    /// <summary>RFC 8410, 7: an octet string in an octet string.</summary>
    private static ReadOnlySpan<byte> Seed(Pkcs8PrivateKeyInfo key) =>
        new AsnReader(key.PrivateKeyBytes, AsnEncodingRules.BER).ReadOctetString();

    private static byte[] Encoded(AsymmetricKeyParameter key) =>
        SubjectPublicKeyInfoFactory.CreateSubjectPublicKeyInfo(key).GetDerEncoded();

    private static (ReadOnlyMemory<byte> Own, List<ReadOnlyMemory<byte>> Issuers) Split(
        List<ReadOnlyMemory<byte>> certificates,
        byte[] publicKey
    )
    {
        var key =
            PublicKeyInfo.Read(publicKey)?.Key
            ?? throw new CryptographicException("The key is not of a kind that signs here.");
        var own = certificates.FindIndex(each =>
            PublicKeyInfo.InCertificate(each) is { } info && info.Key.Span.SequenceEqual(key.Span)
        );
        if (own < 0)
            throw new CryptographicException("The file does not hold the key's certificate.");
        return (certificates[own], [.. certificates.Where((_, i) => i != own)]);
    }
}
