using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Gateway.Adapters.Cryptography;
using Gateway.Adapters.SigningKeys;
using Gateway.Adapters.Xades.Augmentation;
using Gateway.Adapters.Xades.Signing;
using Gateway.Adapters.XmlSignatures;
using Gateway.Tests.Signatures.Augmentation;
using Microsoft.Extensions.Time.Testing;
using Org.BouncyCastle.Crypto.Parameters;
using Org.BouncyCastle.Security;
using Org.BouncyCastle.X509;

namespace Gateway.Tests.Signatures.Signing;

/// <summary>Every algorithm that we sign with, in every packaging, at every level: one file each.</summary>
public sealed class SigningMatrix : IDetachedContent, IDisposable
{
    public static readonly string[] Packagings = ["enveloped", "enveloping", "enveloping-xml", "detached"];
    public static readonly string[] Levels = ["B", "T", "LT", "LTA"];

    private const string Document =
        "<?xml version=\"1.0\"?>\n<!-- before --><a xmlns=\"urn:a\" xmlns:p=\"urn:p\" xml:lang=\"es\">\n  <p:b "
        + "p:c=\"1\">María &amp; &lt;x&gt;</p:b><c xmlns=\"\"><![CDATA[<&]]></c><!-- gone --></a>\n";

    private static readonly string[] Files = ["one.bin", "two.xml"];
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("gateway-matrix-");
    private readonly InventedPki _pki = new();
    private readonly SignatureAugmentation _augmentation;

    public SigningMatrix()
    {
        _augmentation = new SignatureAugmentation(_pki.Stamper(new FakeTimeProvider(TestKeys.Noon)), _pki);
        File.WriteAllBytes(Path.Combine(Folder, Files[0]), [.. Enumerable.Range(0, 300).Select(i => (byte)i)]);
        File.WriteAllText(Path.Combine(Folder, Files[1]), Document);
    }

    public string Folder => _folder.FullName;

    /// <param name="algorithms">All when there is none.</param>
    public async Task<List<MatrixFile>> WriteAsync(string[]? algorithms = null, params string[] levels)
    {
        var files = new List<MatrixFile>();
        foreach (var (name, key, algorithm) in Keys().Where(each => algorithms?.Contains(each.Name) != false))
        foreach (var packaging in Packagings)
        {
            var choice = new SigningChoice(algorithm, algorithm.Digest ?? DigestAlgorithm.Of("SHA512"));
            var signed = Sign(packaging, key, choice);
            foreach (var level in levels.Length > 0 ? levels : Levels)
            {
                if (level != "B")
                    signed = (await _augmentation.AugmentAsync(signed, Enum.Parse<AugmentationLevel>(level), this))
                        .ShouldBeOfType<AugmentationOutcome.Augmented>($"{name} {packaging} {level}")
                        .Document.ToArray();
                var path = Path.Combine(Folder, $"{name}.{packaging}.{level}.xml");
                await File.WriteAllBytesAsync(path, signed);
                files.Add(new MatrixFile(path, name, packaging, level, key.Certificate.ToArray()));
            }
        }
        return files;
    }

    public Stream? Open(string uri) => Files.Contains(uri) ? File.OpenRead(Path.Combine(Folder, uri)) : null;

    public void Dispose() => _folder.Delete(recursive: true);

    private byte[] Sign(string packaging, IPrivateKey key, SigningChoice choice) =>
        packaging switch
        {
            "enveloped" => XadesSigner.SignEnveloped(Encoding.UTF8.GetBytes(Document), key, TestKeys.Noon, choice),
            "enveloping" => XadesSigner.SignEnveloping(
                Encoding.UTF8.GetBytes(Document),
                "application/xml",
                key,
                TestKeys.Noon,
                choice
            ),
            "enveloping-xml" => XadesSigner.SignEnvelopingXml(Encoding.UTF8.GetBytes(Document), key, TestKeys.Noon, choice),
            _ => XadesSigner.SignDetached(
                [new(Files[0], "application/octet-stream"), new(Files[1], "application/xml")],
                this,
                key,
                TestKeys.Noon,
                choice
            ),
        };

    private IEnumerable<(string Name, IPrivateKey Key, SignatureAlgorithm Algorithm)> Keys()
    {
        foreach (var digest in new[] { "sha256", "sha384", "sha512" })
        {
            yield return Of($"rsa-{digest}", "rsa2048", SignatureAlgorithm.More + "rsa-" + digest);
            yield return Of($"pss-{digest}", "rsa3072", $"{SignatureAlgorithm.More2007}{digest}-rsa-MGF1");
        }
        foreach (var digest in new[] { "sha3-256", "sha3-384", "sha3-512" })
            yield return Of($"pss-{digest}", "rsa2048", $"{SignatureAlgorithm.More2007}{digest}-rsa-MGF1");
        foreach (
            var (curve, digest) in new[]
            {
                ("p256", "sha256"),
                ("p384", "sha384"),
                ("p521", "sha512"),
                ("brainpool256", "sha256"),
                ("brainpool384", "sha384"),
                ("brainpool512", "sha512"),
            }
        )
            yield return Of($"ecdsa-{curve}", curve, SignatureAlgorithm.More + "ecdsa-" + digest);
        foreach (var (curve, digest) in new[] { ("p256", "sha3-256"), ("p384", "sha3-384"), ("p521", "sha3-512") })
            yield return Of($"ecdsa-{curve}-{digest}", curve, SignatureAlgorithm.More2021 + "ecdsa-" + digest);
        var edwards = new Ed25519PrivateKeyParameters(new SecureRandom());
        var certificate = _pki.Certify(
            "CN=Officer",
            SubjectPublicKeyInfoFactory.CreateSubjectPublicKeyInfo(edwards.GeneratePublicKey()).GetDerEncoded()
        );
        yield return (
            "ed25519",
            new EdwardsKey(edwards, certificate.RawData, []),
            SignatureAlgorithm.Named(SignatureAlgorithm.More2021 + "eddsa-ed25519")!
        );
    }

    private (string, IPrivateKey, SignatureAlgorithm) Of(string name, string key, string algorithm)
    {
        var certificate = TestKeys.Certificate(key);
        AsymmetricAlgorithm privateKey =
            (AsymmetricAlgorithm?)certificate.GetRSAPrivateKey() ?? certificate.GetECDsaPrivateKey()!;
        return (name, new PlatformKey(_pki.Officer(privateKey)), SignatureAlgorithm.Named(algorithm)!);
    }
}

public sealed record MatrixFile(string Path, string Algorithm, string Packaging, string Level, byte[] Certificate);
