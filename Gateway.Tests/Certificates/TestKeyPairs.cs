using System.Collections.Concurrent;
using Org.BouncyCastle.Asn1.Sec;
using Org.BouncyCastle.Crypto;
using Org.BouncyCastle.Crypto.Generators;
using Org.BouncyCastle.Crypto.Parameters;
using Org.BouncyCastle.Math;
using Org.BouncyCastle.Security;

namespace Gateway.Tests.Certificates;

/// <summary>Keys for invented certificates. RSA keys take a while, so each length is made once.</summary>
public static class TestKeyPairs
{
    private static readonly SecureRandom Random = new();
    private static readonly ConcurrentDictionary<string, AsymmetricCipherKeyPair> Rsa = new();

    public static AsymmetricCipherKeyPair Make(string kind)
    {
        if (kind.StartsWith("RSA", StringComparison.Ordinal))
            return Rsa.GetOrAdd(kind, _ => MakeRsa(int.Parse(kind[3..])));
        if (kind == "Ed25519")
        {
            var edwards = new Ed25519KeyPairGenerator();
            edwards.Init(new Ed25519KeyGenerationParameters(Random));
            return edwards.GenerateKeyPair();
        }
        var generator = new ECKeyPairGenerator();
        generator.Init(
            new ECKeyGenerationParameters(
                kind == "P-192" ? SecObjectIdentifiers.SecP192r1 : SecObjectIdentifiers.SecP256r1,
                Random
            )
        );
        return generator.GenerateKeyPair();
    }

    public static string AlgorithmFor(AsymmetricCipherKeyPair keys) =>
        keys.Private switch
        {
            RsaPrivateCrtKeyParameters => "SHA256withRSA",
            Ed25519PrivateKeyParameters => "Ed25519",
            _ => "SHA256withECDSA",
        };

    private static AsymmetricCipherKeyPair MakeRsa(int bits)
    {
        var generator = new RsaKeyPairGenerator();
        generator.Init(new RsaKeyGenerationParameters(BigInteger.ValueOf(65537), Random, bits, 80));
        return generator.GenerateKeyPair();
    }
}
