using System.Security.Cryptography.X509Certificates;
using System.Text.RegularExpressions;
using Gateway.Adapters.Cryptography;
using Gateway.Adapters.XmlSignatures;

namespace Gateway.Tests.Signatures.Signing;

/// <summary>
/// Those who verify our files reject them when they are altered, and we reject altered files of theirs: else that
/// something verifies would say nothing.
/// </summary>
public sealed class AlteredMatrixTests
{
    /// <summary>One of each family, and the shortest and the longest digests.</summary>
    private static readonly string[] Algorithms =
    [
        "rsa-sha256",
        "rsa-sha512",
        "pss-sha256",
        "pss-sha3-512",
        "ecdsa-p256",
        "ecdsa-p521",
        "ecdsa-brainpool256",
        "ed25519",
    ];

    /// <summary>With the first, a copy that is as it was, the others are compared.</summary>
    private static readonly string[] Alterations = ["nothing", "content", "properties", "value", "digest"];

    [Fact]
    public async Task Altered_files_of_our_own_are_rejected_here_and_elsewhere()
    {
        ForeignSigner.Require();
        using var matrix = new SigningMatrix();
        var files = (await matrix.WriteAsync(Algorithms, "B")).ToList();
        files.Count.ShouldBe(Algorithms.Length * SigningMatrix.Packagings.Length);

        var altered = Alterations
            .SelectMany(alteration =>
                files.Select(file => (Alteration: alteration, File: Altered(file, matrix.Folder, alteration)))
            )
            .ToList();
        foreach (var (alteration, file) in altered)
        {
            using var key = VerificationKey.OfCertificate(file.Certificate)!;
            var check = SignatureCheck.Of(
                Engine.Signature(Engine.Read(await File.ReadAllBytesAsync(file.Path))),
                key,
                new Beside(Path.GetDirectoryName(file.Path)!)
            );
            (check.IsIntact, check.Value == ValueOutcome.Valid).ShouldBe(
                (alteration == "nothing", alteration is not ("value" or "digest")),
                file.Path
            );
            if (!SigningMatrixTests.KnownToXmlsec.Contains(file.Algorithm))
                continue;
            using var certificate = X509CertificateLoader.LoadCertificate(file.Certificate);
            ForeignSigner
                .VerifiesFile(file.Path, certificate, SigningMatrixTests.ObjectIds)
                .ShouldBe(alteration == "nothing", file.Path);
        }

        var known = altered.FindAll(each => SigningMatrixTests.KnownToJdk.Contains(each.File.Algorithm));
        known
            .Select(each => each.File.Algorithm.Split('-')[0])
            .Distinct()
            .ShouldBe(["rsa", "pss", "ecdsa", "ed25519"], ignoreOrder: true);
        foreach (var jdk in Jdk.Required())
        {
            var answers = Jdk.Run(jdk, matrix.Folder, known.Select(each => new[] { "verify", each.File.Path }));
            foreach (var (alteration, file) in known)
                answers[file.Path]
                    .ShouldStartWith(
                        alteration switch
                        {
                            "nothing" => "OK",
                            "content" or "properties" => "BAD reference",
                            _ => "BAD",
                        },
                        Case.Sensitive,
                        $"{jdk} {file.Path}"
                    );
        }
    }

    [Fact]
    public void Altered_files_of_the_JDK_are_rejected_here()
    {
        var folder = Directory.CreateTempSubdirectory("gateway-jdk-");
        try
        {
            File.WriteAllBytes(Path.Combine(folder.FullName, "one.bin"), [1, 2, 3]);
            File.WriteAllText(Path.Combine(folder.FullName, "two words.xml"), "<x  a='1' ><!-- gone --></x >");
            var twoWords = File.ReadAllBytes(Path.Combine(folder.FullName, "two words.xml"));
            var beside = new Files(("one.bin", [1, 2, 3]), ("two%20words.xml", twoWords));
            var another = new Files(("one.bin", [1, 2, 4]), ("two%20words.xml", twoWords));
            foreach (var jdk in Jdk.Required())
            {
                var tasks = SigningMatrixTests.Tasks(folder.FullName).ToList();
                Jdk.Run(jdk, folder.FullName, tasks.Select(task => task.Words)).Values.ShouldAllBe(answer => answer == "OK");
                foreach (var (words, key, _) in tasks)
                {
                    var (signed, certificate) = (File.ReadAllText(words[^1]), TestKeys.Certificate(key));
                    Engine.Check(signed, certificate, beside).IsIntact.ShouldBeTrue(words[^1]);
                    var ofContent =
                        words[5] == "detached"
                            ? Engine.Check(signed, certificate, another)
                            : Engine.Check(Once(signed, "&lt;x&gt;", "&lt;y&gt;"), certificate, beside);
                    (ofContent.IsIntact, ofContent.Value).ShouldBe((false, ValueOutcome.Valid), words[^1]);
                    Engine.Check(Flipped(signed, "SignatureValue"), certificate, beside).IsIntact.ShouldBeFalse(words[^1]);
                    Engine.Check(Flipped(signed, "DigestValue"), certificate, beside).IsIntact.ShouldBeFalse(words[^1]);
                }
            }
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>A copy in a folder of its own, with its detached files, in which one thing is another.</summary>
    private static MatrixFile Altered(MatrixFile file, string folder, string alteration)
    {
        var beside = Directory.CreateDirectory(Path.Combine(folder, alteration)).FullName;
        var (one, two) = (
            File.ReadAllBytes(Path.Combine(folder, "one.bin")),
            File.ReadAllText(Path.Combine(folder, "two.xml"))
        );
        if (alteration == "content")
            one[0] ^= 1;
        File.WriteAllBytes(Path.Combine(beside, "one.bin"), one);
        File.WriteAllText(Path.Combine(beside, "two.xml"), two);
        var text = File.ReadAllText(file.Path);
        var altered = alteration switch
        {
            "content" => file.Packaging switch
            {
                "detached" => text,
                "enveloping" => Flipped(text, "Object"),
                _ => Once(text, "&lt;x&gt;", "&lt;y&gt;"),
            },
            "properties" => Once(text, "<xades:SigningTime>2026", "<xades:SigningTime>2025"),
            "value" => Flipped(text, "SignatureValue"),
            "digest" => Flipped(text, "DigestValue"),
            _ => text,
        };
        var path = Path.Combine(beside, Path.GetFileName(file.Path));
        File.WriteAllText(path, altered);
        return file with { Path = path };
    }

    private static string Once(string text, string was, string becomes)
    {
        var at = text.IndexOf(was, StringComparison.Ordinal);
        at.ShouldBeGreaterThanOrEqualTo(0, was);
        return text.Remove(at, was.Length).Insert(at, becomes);
    }

    /// <summary>One character in the middle of the base64 in the first element of that name.</summary>
    private static string Flipped(string text, string element)
    {
        var value = Regex.Match(text, $"<(ds:)?{element}[^>]*>([^<]{{20,}})<").Groups[2];
        value.Success.ShouldBeTrue(element);
        var at = value.Index + (value.Length / 2);
        while (!char.IsAsciiLetterOrDigit(text[at]))
            at++;
        return text.Remove(at, 1).Insert(at, text[at] == 'A' ? "B" : "A");
    }

    private sealed class Beside(string folder) : IDetachedContent
    {
        public Stream? Open(string uri) => File.OpenRead(Path.Combine(folder, uri));
    }
}
