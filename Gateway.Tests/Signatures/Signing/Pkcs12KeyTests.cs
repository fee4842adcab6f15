using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Gateway.Adapters.Cryptography;
using Gateway.Adapters.SigningKeys;
using Gateway.Adapters.Xades.Signing;
using Gateway.Adapters.XmlSignatures;
using Gateway.Tests.TimestampAuthorities;

namespace Gateway.Tests.Signatures.Signing;

/// <summary>Keys of PKCS #12 files, made by the platform and by openssl, old protection and new.</summary>
public sealed class Pkcs12KeyTests
{
    public static TheoryData<string> Platforms =>
        ["rsa2048", "p256", "p384", "p521", "brainpool256", "brainpool384", "brainpool512"];

    [Theory, MemberData(nameof(Platforms))]
    public void A_file_of_the_platform_is_opened(string name)
    {
        var certificate = TestKeys.Certificate(name);

        using var key = Pkcs12Key.Open(certificate.Export(X509ContentType.Pkcs12, "secret"), "secret");

        key.Certificate.ToArray().ShouldBe(certificate.RawData);
        Engine.Check(XadesSigner.SignEnveloped("<a/>"u8.ToArray(), key, TestKeys.Noon), certificate).IsIntact.ShouldBeTrue();
    }

    [Theory]
    [InlineData("rsa:2048", null)]
    [InlineData("rsa:2048", "-legacy")]
    [InlineData("ed25519", null)]
    [InlineData("ed448", null)]
    [InlineData("ec", null)]
    public async Task A_file_of_openssl_is_opened_with_all_that_is_in_it(string kind, string? how)
    {
        using var openssl = new OpenSsl();
        openssl.Write(
            "issuer.pem",
            System.Text.Encoding.ASCII.GetBytes(TestKeys.Certificate("p384").ExportCertificatePem())
        );
        string[] curve = kind == "ec" ? ["-pkeyopt", "ec_paramgen_curve:P-256"] : [];
        (
            await openssl.RunAsync([
                "req",
                "-x509",
                "-newkey",
                kind,
                .. curve,
                "-nodes",
                "-keyout",
                "key.pem",
                "-out",
                "cert.pem",
                "-subj",
                "/CN=Officer",
                "-days",
                "30",
            ])
        ).Code.ShouldBe(0);
        string[] legacy = how is null ? [] : [how];
        var (code, said) = await openssl.RunAsync([
            "pkcs12",
            "-export",
            "-inkey",
            "key.pem",
            "-in",
            "cert.pem",
            "-certfile",
            "issuer.pem",
            "-passout",
            "pass:geheim",
            "-out",
            "k.p12",
            .. legacy,
        ]);
        code.ShouldBe(0, said);

        using var key = Pkcs12Key.Open(openssl.Read("k.p12"), "geheim");

        key.Issuers.ShouldHaveSingleItem().ToArray().ShouldBe(TestKeys.Certificate("p384").RawData);
        var signed = Engine.Signature(
            Engine.Read(XadesSigner.SignEnveloping("text"u8.ToArray(), "text/plain", key, TestKeys.Noon))
        );
        using var verification = VerificationKey.OfCertificate(key.Certificate)!;
        SignatureCheck.Of(signed, verification).IsIntact.ShouldBeTrue();
    }

    [Fact]
    public void What_is_not_a_file_with_one_key_is_told()
    {
        var file = TestKeys.Certificate("p256").Export(X509ContentType.Pkcs12, "secret");
        using var withoutKey = X509CertificateLoader.LoadCertificate(TestKeys.Certificate("p256").RawData);

        Opening(file, "another").ShouldBe("The file is not protected by this password.");
        Opening(file, null).ShouldBe("The file is not protected by this password.");
        Opening(withoutKey.Export(X509ContentType.Pkcs12, "secret"), "secret")
            .ShouldBe("The file does not hold exactly one key.");
        foreach (var broken in new[] { [], "text"u8.ToArray(), file[..^10], file[..100] })
            Opening(broken, "secret");
        for (var at = 0; at < file.Length; at += 7)
        {
            var mutated = file.ToArray();
            mutated[at] ^= 0x55;
            try
            {
                Pkcs12Key.Open(mutated, "secret").Dispose();
            }
            catch (CryptographicException)
            {
                // As it should be; anything else fails the test.
            }
        }
    }

    private static string Opening(byte[] file, string? password) =>
        Should.Throw<CryptographicException>(() => Pkcs12Key.Open(file, password)).Message;
}
