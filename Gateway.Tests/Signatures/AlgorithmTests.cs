using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Gateway.Adapters.Cryptography;
using Org.BouncyCastle.Crypto;
using Org.BouncyCastle.Crypto.Digests;
using Org.BouncyCastle.Crypto.Engines;
using Org.BouncyCastle.Crypto.Parameters;
using Org.BouncyCastle.Crypto.Signers;
using Org.BouncyCastle.Security;
using Org.BouncyCastle.X509;

namespace Gateway.Tests.Signatures;

/// <summary>Every algorithm on the lists, with values made by the platform or by BouncyCastle directly.</summary>
public sealed class AlgorithmTests
{
    private const string More2007 = "http://www.w3.org/2007/05/xmldsig-more#";
    private const string More2021 = "http://www.w3.org/2021/04/xmldsig-more#";
    private static readonly byte[] Signed = "<SignedInfo/>"u8.ToArray();

    [Theory]
    [InlineData(XadesTemplate.More + "md5", "900150983CD24FB0D6963F7D28E17F72")]
    [InlineData("http://www.w3.org/2000/09/xmldsig#sha1", "A9993E364706816ABA3E25717850C26C9CD0D89D")]
    [InlineData("http://www.w3.org/2001/04/xmlenc#ripemd160", "8EB208F7E05D987A9B044A8E98C6B087F15A0BFC")]
    [InlineData(XadesTemplate.More + "sha224", "23097D223405D8228642A477BDA255B32AADBCE4BDA0B3F7E36C9DA7")]
    [InlineData(
        "http://www.w3.org/2001/04/xmlenc#sha256",
        "BA7816BF8F01CFEA414140DE5DAE2223B00361A396177A9CB410FF61F20015AD"
    )]
    [InlineData(
        XadesTemplate.More + "sha384",
        "CB00753F45A35E8BB5A03D699AC65007272C32AB0EDED1631A8B605A43FF5BED8086072BA1E7CC2358BAECA134C825A7"
    )]
    [InlineData(
        "http://www.w3.org/2001/04/xmlenc#sha512",
        "DDAF35A193617ABACC417349AE20413112E6FA4E89A97EA20A9EEEE64B55D39A2192992A274FC1A836BA3C23A3FEEBBD454D4423643CE80E2A9AC94FA54CA49F"
    )]
    [InlineData(More2007 + "sha3-224", "E642824C3F8CF24AD09234EE7D3C766FC9A3A5168D0C94AD73B46FDF")]
    [InlineData(More2007 + "sha3-256", "3A985DA74FE225B2045C172D6BD390BD855F086E3E9D525B46BFE24511431532")]
    [InlineData(
        More2007 + "sha3-384",
        "EC01498288516FC926459F58E2C6AD8DF9B473CB0FC08C2596DA7CF0E49BE4B298D88CEA927AC7F539F1EDF228376D25"
    )]
    [InlineData(
        More2007 + "sha3-512",
        "B751850B1A57168A5693CD924B6B096E08F621827444F70D884F5D0240D2712E10E116E9192AF3C91A7EC57647E3934057340B4CF408D5A56592F8274EEC53F0"
    )]
    public void Digests_are_those_of_their_standards(string uri, string hex) =>
        Convert.ToHexString(DigestAlgorithm.Named(uri)!.Of("abc"u8)).ShouldBe(hex);

    public static TheoryData<string> Pkcs1 => ["md5", "ripemd160", "sha1", "sha224", "sha256", "sha384", "sha512"];

    [Theory, MemberData(nameof(Pkcs1))]
    public void RSA_with_PKCS_1(string digest)
    {
        var signer = new RsaDigestSigner(Portable(digest));

        Verifies(
            (digest == "sha1" ? "http://www.w3.org/2000/09/xmldsig#" : XadesTemplate.More) + "rsa-" + digest,
            "rsa2048",
            Made(signer, Rsa("rsa2048"))
        );
    }

    public static TheoryData<string> Pss =>
        [.. Pkcs1.Select(row => row.Data), "sha3-224", "sha3-256", "sha3-384", "sha3-512"];

    [Theory, MemberData(nameof(Pss))]
    public void RSA_with_PSS_as_the_URI_says(string digest)
    {
        var salt = Portable(digest).GetDigestSize();
        var signer = new PssSigner(new RsaEngine(), Portable(digest), Portable(digest), salt);

        Verifies($"{More2007}{digest}-rsa-MGF1", "rsa2048", Made(signer, Rsa("rsa2048")));
    }

    public static TheoryData<string> Ecdsa =>
        ["sha1", "sha224", "sha256", "sha384", "sha512", "ripemd160", "sha3-224", "sha3-256", "sha3-384", "sha3-512"];

    [Theory, MemberData(nameof(Ecdsa))]
    public void ECDSA_on_every_curve(string digest)
    {
        var family =
            digest == "ripemd160" ? More2007
            : digest.StartsWith("sha3-", StringComparison.Ordinal) ? More2021
            : XadesTemplate.More;
        var algorithm = SignatureAlgorithm.Named(family + "ecdsa-" + digest)!;
        foreach (var name in new[] { "p256", "p384", "p521", "brainpool256", "brainpool384", "brainpool512" })
        {
            using var key = TestKeys.Certificate(name).GetECDsaPrivateKey()!;

            Verifies(algorithm.Uri, name, key.SignHash(algorithm.Digest!.Of(Signed)));
        }
    }

    [Fact]
    public void The_numbers_of_an_ECDSA_value_may_have_more_or_fewer_zeros_in_front()
    {
        using var key = TestKeys.Certificate("p256").GetECDsaPrivateKey()!;
        using var verification = Key("p256");
        var algorithm = SignatureAlgorithm.Named(XadesTemplate.More + "ecdsa-sha256")!;
        byte[] value;
        do value = key.SignHash(SHA256.HashData(Signed));
        while (value[0] != 0 || value[32] != 0);

        byte[][] spellings = [value, [.. value[1..32], .. value[33..]], [0, .. value[..32], 0, .. value[32..]]];
        foreach (var spelling in spellings)
            verification.Verify(algorithm, Signed, spelling).ShouldBe(ValueOutcome.Valid);
        byte[][] wrong =
        [
            [],
            [1],
            value[1..],
            [1, .. value[..32], 0, .. value[32..]],
            [.. value, 0, 0],
            new byte[64],
        ];
        foreach (var spelling in wrong)
            verification.Verify(algorithm, Signed, spelling).ShouldBe(ValueOutcome.Invalid);
    }

    [Fact]
    public void EdDSA_on_both_curves()
    {
        var random = new SecureRandom();
        var (ed25519, ed448) = (new Ed25519PrivateKeyParameters(random), new Ed448PrivateKeyParameters(random));

        Verifies(More2021 + "eddsa-ed25519", Info(ed25519.GeneratePublicKey()), Made(new Ed25519Signer(), ed25519));
        Verifies(More2021 + "eddsa-ed448", Info(ed448.GeneratePublicKey()), Made(new Ed448Signer([]), ed448));
    }

#pragma warning disable CA5351 // Old signatures are verified; whether they count is for a policy.
    [Fact]
    public void DSA_of_both_sizes()
    {
        foreach (
            var (bits, uri) in new[]
            {
                (1024, "http://www.w3.org/2000/09/xmldsig#dsa-sha1"),
                (2048, "http://www.w3.org/2009/xmldsig11#dsa-sha256"),
            }
        )
        {
            using var dsa = DSA.Create(bits);

            Verifies(
                uri,
                dsa.ExportSubjectPublicKeyInfo(),
                dsa.CreateSignature(SignatureAlgorithm.Named(uri)!.Digest!.Of(Signed))
            );
        }
    }
#pragma warning restore CA5351

    [Theory]
    [InlineData("", "sha256", "sha256", 32)]
    [InlineData("<p:RSAPSSParams/>", "sha256", "sha256", 32)]
    [InlineData(
        "<p:RSAPSSParams><DigestMethod "
            + "Algorithm='http://www.w3.org/2001/04/xmlenc#sha512'/><p:SaltLength>20</p:SaltLength><p:TrailerField>1</p:TrailerField></p:RSAPSSParams>",
        "sha512",
        "sha512",
        20
    )]
    [InlineData(
        "<p:RSAPSSParams><DigestMethod Algorithm='http://www.w3.org/2001/04/xmlenc#sha256'/><p:MaskGenerationFunction "
            + "Algorithm='http://www.w3.org/2007/05/xmldsig-more#MGF1'><DigestMethod "
            + "Algorithm='http://www.w3.org/2001/04/xmldsig-more#sha384'/></p:MaskGenerationFunction></p:RSAPSSParams>",
        "sha256",
        "sha384",
        32
    )]
    [InlineData(
        "<p:RSAPSSParams><DigestMethod "
            + "Algorithm='http://www.w3.org/2007/05/xmldsig-more#sha3-256'/><p:SaltLength>0</p:SaltLength></p:RSAPSSParams>",
        "sha3-256",
        "sha3-256",
        0
    )]
    public void RSA_with_PSS_as_its_parameters_say(string parameters, string digest, string mask, int salt)
    {
        var template = new DsigTemplate
        {
            SignatureMethod = More2007 + "rsa-pss",
            Parameters = parameters.Replace(
                "<p:RSAPSSParams",
                $"<p:RSAPSSParams xmlns:p='{More2007}'",
                StringComparison.Ordinal
            ),
            References = [new("", XadesTemplate.Enveloped, XadesTemplate.ExclusiveC14N)],
        };
        var signer = new PssSigner(new RsaEngine(), Portable(digest), Portable(mask), salt);

        var signed = template.Sign("<a>1</a>", octets => Made(signer, Rsa("rsa2048"), octets));

        Engine.Check(signed, "rsa2048").IsIntact.ShouldBeTrue();
        Engine.Check(signed, "rsa3072").Value.ShouldBe(ValueOutcome.Invalid);
    }

    [Theory]
    [InlineData("<p:SaltLength>x</p:SaltLength>")]
    [InlineData("<p:SaltLength>-1</p:SaltLength>")]
    [InlineData("<p:SaltLength>100000</p:SaltLength>")]
    [InlineData("<p:TrailerField>2</p:TrailerField>")]
    [InlineData("<p:Other/>")]
    [InlineData("<DigestMethod Algorithm='urn:none'/>")]
    [InlineData("<p:MaskGenerationFunction Algorithm='urn:none'/>")]
    public void PSS_parameters_that_are_none_are_not_supported(string parameter)
    {
        var template = new DsigTemplate
        {
            SignatureMethod = More2007 + "rsa-pss",
            Parameters = $"<p:RSAPSSParams xmlns:p='{More2007}'>{parameter}</p:RSAPSSParams>",
        };

        Engine.Check(template.In("<a></a>"), "rsa2048").Value.ShouldBe(ValueOutcome.Unsupported);
    }

    [Theory]
    [InlineData("http://www.w3.org/2000/09/xmldsig#hmac-sha1")]
    [InlineData(XadesTemplate.More + "hmac-sha256")]
    [InlineData("http://www.w3.org/2000/09/xmldsig#rsa-sha256")]
    [InlineData("1.2.840.10045.3.1.7")]
    [InlineData("")]
    public void What_is_not_on_the_list_is_told(string uri) =>
        Engine.Check(new DsigTemplate { SignatureMethod = uri }.In("<a></a>")).Value.ShouldBe(ValueOutcome.Unsupported);

    [Fact]
    public void A_key_of_another_kind_is_told() =>
        Engine.Check(new DsigTemplate().In("<a></a>"), "rsa2048").Value.ShouldBe(ValueOutcome.UnfitKey);

    private static void Verifies(string uri, string key, byte[] value) =>
        Verifies(uri, TestKeys.Certificate(key).PublicKey.ExportSubjectPublicKeyInfo(), value);

    private static void Verifies(string uri, byte[] publicKey, byte[] value)
    {
        using var key = VerificationKey.OfPublicKeyInfo(publicKey)!;
        var algorithm = SignatureAlgorithm.Named(uri)!;

        key.Verify(algorithm, Signed, value).ShouldBe(ValueOutcome.Valid, uri);
        key.Verify(algorithm, "<SignedInfo />"u8, value).ShouldBe(ValueOutcome.Invalid, uri);
        value[^1] ^= 1;
        key.Verify(algorithm, Signed, value).ShouldBe(ValueOutcome.Invalid, uri);
        key.Verify(algorithm, Signed, value.AsSpan(..^1)).ShouldBe(ValueOutcome.Invalid, uri);
        key.Verify(algorithm, Signed, []).ShouldBe(ValueOutcome.Invalid, uri);
    }

    private static byte[] Made(ISigner signer, ICipherParameters key, byte[]? octets = null)
    {
        signer.Init(true, key);
        signer.BlockUpdate(octets ?? Signed);
        return signer.GenerateSignature();
    }

    private static IDigest Portable(string digest) =>
        digest switch
        {
            "ripemd160" => new RipeMD160Digest(),
            _ when digest.StartsWith("sha3-", StringComparison.Ordinal) => DigestUtilities.GetDigest(
                digest.ToUpperInvariant()
            ),
            _ when digest.StartsWith("sha", StringComparison.Ordinal) => DigestUtilities.GetDigest("SHA-" + digest[3..]),
            _ => DigestUtilities.GetDigest(digest.ToUpperInvariant()),
        };

    private static RsaPrivateCrtKeyParameters Rsa(string name)
    {
        using var rsa = TestKeys.Certificate(name).GetRSAPrivateKey()!;
        return (RsaPrivateCrtKeyParameters)DotNetUtilities.GetRsaKeyPair(rsa).Private;
    }

    private static byte[] Info(AsymmetricKeyParameter key) =>
        SubjectPublicKeyInfoFactory.CreateSubjectPublicKeyInfo(key).GetDerEncoded();

    private static VerificationKey Key(string name) => VerificationKey.OfCertificate(TestKeys.Certificate(name).RawData)!;
}
