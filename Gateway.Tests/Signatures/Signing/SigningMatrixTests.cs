using System.Security.Cryptography.X509Certificates;
using System.Text;
using Gateway.Adapters.Cryptography;
using Gateway.Adapters.Timestamps;
using Gateway.Adapters.XmlSignatures;

namespace Gateway.Tests.Signatures.Signing;

/// <summary>
/// Signatures of our own over all algorithms, packagings and levels verify here, and with xmlsec1 and the JDK as far as
/// those know the algorithm; theirs verify here.
/// </summary>
public sealed class SigningMatrixTests
{
    /// <summary>What xmlsec1 of 1.2 with OpenSSL knows.</summary>
    internal static readonly string[] KnownToXmlsec =
    [
        "rsa-sha256",
        "rsa-sha384",
        "rsa-sha512",
        "ecdsa-p256",
        "ecdsa-p384",
        "ecdsa-p521",
        "ecdsa-brainpool256",
        "ecdsa-brainpool384",
        "ecdsa-brainpool512",
    ];

    /// <summary>What every JDK from 17 knows; ECDSA with SHA-3 is known to later ones.</summary>
    internal static readonly string[] KnownToJdk =
    [
        .. KnownToXmlsec[..6],
        "pss-sha256",
        "pss-sha384",
        "pss-sha512",
        "pss-sha3-256",
        "pss-sha3-384",
        "pss-sha3-512",
        "ed25519",
    ];

    /// <summary>Elements whose ids xmlsec1 has to be told of, besides those of XAdES.</summary>
    internal const string ObjectIds = "http://www.w3.org/2000/09/xmldsig#:Object";

    [Fact]
    public async Task Three_hundred_files_of_our_own_verify_here_and_elsewhere()
    {
        using var matrix = new SigningMatrix();
        var files = await matrix.WriteAsync();

        files.Count.ShouldBe(19 * 4 * 4);
        foreach (var file in files)
        {
            var signature = Engine.Signature(Engine.Read(await File.ReadAllBytesAsync(file.Path)));
            using var key = VerificationKey.OfCertificate(file.Certificate)!;
            var check = SignatureCheck.Of(signature, key, matrix);
            (check.IsIntact, check.CoversSignedProperties).ShouldBe((true, true), file.Path);
            SignatureTimestamps.Of(signature, matrix).ShouldAllBe(timestamp => timestamp.IsIntact);
            BaselineShape.LevelOf(signature).ShouldBe(file.Level, file.Path);
        }

        ForeignSigner.Require();
        foreach (var file in files.Where(file => KnownToXmlsec.Contains(file.Algorithm)))
        {
            using var certificate = X509CertificateLoader.LoadCertificate(file.Certificate);
            ForeignSigner.VerifiesFile(file.Path, certificate, ObjectIds).ShouldBeTrue(file.Path);
        }

        foreach (var jdk in Jdk.Required())
        {
            var answers = Jdk.Run(jdk, matrix.Folder, files.Select(file => new[] { "verify", file.Path }));
            foreach (var file in files)
                if (KnownToJdk.Contains(file.Algorithm))
                    answers[file.Path].ShouldBe("OK", $"{jdk} {file.Path}");
                else
                    answers[file.Path].ShouldNotStartWith("BAD", Case.Sensitive, $"{jdk} {file.Path} {answers[file.Path]}");
            foreach (var known in files.GroupBy(file => file.Algorithm))
                TestContext.Current.TestOutputHelper!.WriteLine(
                    $"{jdk} {known.Key}: "
                        + $"{string.Join(' ', known.Select(file => answers[file.Path].Split(' ')[0]).Distinct())}"
                );
        }
    }

    [Fact]
    public void Files_of_the_JDK_verify_here()
    {
        var folder = Directory.CreateTempSubdirectory("gateway-jdk-");
        try
        {
            File.WriteAllBytes(Path.Combine(folder.FullName, "one.bin"), [1, 2, 3]);
            File.WriteAllText(Path.Combine(folder.FullName, "two words.xml"), "<x  a='1' ><!-- gone --></x >");
            var beside = new Files(
                ("one.bin", [1, 2, 3]),
                ("two%20words.xml", File.ReadAllBytes(Path.Combine(folder.FullName, "two words.xml")))
            );
            foreach (var jdk in Jdk.Required())
            {
                var tasks = Tasks(folder.FullName).ToList();
                var answers = Jdk.Run(jdk, folder.FullName, tasks.Select(task => task.Words));

                foreach (var (words, key, _) in tasks)
                {
                    answers[words[^1]].ShouldBe("OK", $"{jdk} {string.Join(' ', words)}");
                    var check = Engine.Check(File.ReadAllBytes(words[^1]), TestKeys.Certificate(key), beside);
                    check.IsIntact.ShouldBeTrue($"{jdk} {string.Join(' ', words)}");
                }
                tasks.Count.ShouldBe(9 * 3 * 3);
            }
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    internal static IEnumerable<(string[] Words, string Key, string Method)> Tasks(string folder)
    {
        string[] forms = [XadesTemplate.C14N, XadesTemplate.ExclusiveC14N, "http://www.w3.org/2006/12/xml-c14n11"];
        foreach (
            var (key, method) in new[] { "sha256", "sha384", "sha512" }.SelectMany(digest =>
                new[]
                {
                    ("rsa2048", SignatureAlgorithm.More + "rsa-" + digest),
                    ("rsa3072", $"{SignatureAlgorithm.More2007}{digest}-rsa-MGF1"),
                    (
                        digest switch
                        {
                            "sha256" => "p256",
                            "sha384" => "p384",
                            _ => "p521",
                        },
                        SignatureAlgorithm.More + "ecdsa-" + digest
                    ),
                }
            )
        )
        {
            var file = Path.Combine(folder, key + ".p12");
            File.WriteAllBytes(file, TestKeys.Certificate(key).Export(X509ContentType.Pkcs12, "secret"));
            foreach (var form in forms)
            foreach (var packaging in new[] { "enveloped", "enveloping", "detached" })
            {
                var name = Convert.ToHexString(Encoding.ASCII.GetBytes(method + form)).GetHashCode(StringComparison.Ordinal);
                yield return (
                    [
                        "sign",
                        file,
                        method,
                        XadesTemplate.Sha256,
                        form,
                        packaging,
                        Path.Combine(folder, $"{packaging}-{name:x}.xml"),
                    ],
                    key,
                    method
                );
            }
        }
    }
}
