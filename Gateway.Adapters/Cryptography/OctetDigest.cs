using System.Security.Cryptography;
using Gateway.Adapters.Xml;
using Org.BouncyCastle.Crypto;
using Org.BouncyCastle.Security;
using Org.BouncyCastle.Utilities;

namespace Gateway.Adapters.Cryptography;

/// <summary>A running digest: by the platform if it has the algorithm, otherwise by BouncyCastle.</summary>
internal abstract class OctetDigest : IDisposable
{
    public static OctetDigest Start(DigestAlgorithm algorithm) =>
        IsPlatforms(algorithm)
            ? new Platform(IncrementalHash.CreateHash(algorithm.HashName))
            : new Portable(PortableOf(algorithm));

    public static bool IsPlatforms(DigestAlgorithm algorithm) =>
        algorithm.Name switch
        {
            "MD5" or "SHA1" or "SHA256" or "SHA384" or "SHA512" => true,
            "SHA3-256" => SHA3_256.IsSupported,
            "SHA3-384" => SHA3_384.IsSupported,
            "SHA3-512" => SHA3_512.IsSupported,
            _ => false,
        };

    public static IDigest PortableOf(DigestAlgorithm algorithm) =>
        DigestUtilities.GetDigest(
            algorithm.Name switch
            {
                "SHA1" => "SHA-1",
                "SHA224" => "SHA-224",
                "SHA256" => "SHA-256",
                "SHA384" => "SHA-384",
                "SHA512" => "SHA-512",
                var name => name,
            }
        );

    public abstract void Append(ReadOnlySpan<byte> octets);

    public abstract byte[] Finish();

    /// <summary>A copy with the same state.</summary>
    public abstract OctetDigest Copy();

    public abstract void Dispose();

    private sealed class Platform(IncrementalHash hash) : OctetDigest
    {
        public override void Append(ReadOnlySpan<byte> octets) => hash.AppendData(octets);

        public override byte[] Finish() => hash.GetHashAndReset();

        public override OctetDigest Copy() => new Platform(hash.Clone());

        public override void Dispose() => hash.Dispose();
    }

    private sealed class Portable(IDigest digest) : OctetDigest
    {
        public override void Append(ReadOnlySpan<byte> octets) => digest.BlockUpdate(octets);

        public override byte[] Finish() => DigestUtilities.DoFinal(digest);

        public override OctetDigest Copy() => new Portable((IDigest)((IMemoable)digest).Copy());

        public override void Dispose() => digest.Reset();
    }
}

/// <summary>Digests canonical octets while they are written.</summary>
internal sealed class DigestSink(OctetDigest digest, long limit) : OctetSink(limit)
{
    protected override void Take(ReadOnlySpan<byte> octets) => digest.Append(octets);
}
