using System.Formats.Asn1;
using System.IO.Compression;
using System.Numerics;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Gateway.Adapters.Certificates;
using Gateway.Adapters.Xades.Validation;
using Gateway.Tests.Certificates;
using Org.BouncyCastle.Asn1;
using Org.BouncyCastle.Crypto.Operators;
using Org.BouncyCastle.Ocsp;
using X509Certificate = Org.BouncyCastle.X509.X509Certificate;

namespace Gateway.Tests.Signatures.Validation;

/// <summary>
/// Small files made to keep their reader busy: keys, names, digests, numbers. None costs more than an honest one by much.
/// </summary>
[Collection(Infrastructure.Alone.Name)]
public sealed class CostTests
{
    private const string RipeMd = XadesTemplate.More + "rsa-ripemd160";
    private const string V141 = "http://uri.etsi.org/01903/v1.4.1#";
    private static readonly DateTimeOffset At = World.Signing.AddHours(1);
    private static readonly int[] SmallPrimes =
    [
        .. Enumerable.Range(3, 1_500).Where(n => Enumerable.Range(2, (int)Math.Sqrt(n)).All(d => d == n || n % d != 0)),
    ];
    private readonly World _world = new();

    [Theory]
    [InlineData(RipeMd, 1, 256, 3)]
    [InlineData(RipeMd, 64, 256, 3)]
    [InlineData(RipeMd, 64, 512, 3)]
    [InlineData(RipeMd, 4, 1024, 3)]
    [InlineData(RipeMd, 4, 2048, 3)]
    [InlineData(RipeMd, 4, 2048, 2048)]
    [InlineData(XadesTemplate.More + "rsa-sha256", 64, 384, 384)]
    [InlineData(XadesTemplate.More + "rsa-sha256", 64, 1024, 8)]
    [InlineData(XadesTemplate.More + "rsa-sha256", 64, 2048, 3)]
    public void Keys_of_any_size_and_number(string algorithm, int keys, int bytes, int exponentBytes)
    {
        var all = string.Concat(
            Enumerable
                .Range(0, keys)
                .Select(_ =>
                    $"<KeyValue><RSAKeyValue><Modulus>{Text(Modulus(bytes))}</Modulus>"
                    + $"<Exponent>{Text(exponentBytes == 3 ? [1, 0, 1] : Odd(exponentBytes, first: 0x7f))}</Exponent></RSAKeyValue></KeyValue>"
                )
        );
        var document = new DsigTemplate { SignatureMethod = algorithm, KeyInfo = $"<KeyInfo>{all}</KeyInfo>" }
            .In("<m></m>")
            .Replace(
                "<SignatureValue/>",
                $"<SignatureValue>{Text(Odd(bytes, first: 1))}</SignatureValue>",
                StringComparison.Ordinal
            )
            .Replace("<DigestValue/>", "<DigestValue>AAAA</DigestValue>", StringComparison.Ordinal);

        Quickly.Do(() => Validate(document).Indication.ShouldNotBe(Indication.TotalPassed), seconds: 2);
    }

    [Theory]
    [InlineData("", 3)]
    [InlineData("a b c n7", 1)]
    public void Many_names_and_many_small_parts_before_a_timestamp(string prefixes, int tokens)
    {
        var list =
            prefixes.Length == 0
                ? ""
                : $"<InclusiveNamespaces xmlns='{XadesTemplate.ExclusiveC14N}' PrefixList='{prefixes}'/>";
        var token = Convert.ToBase64String(SignedFile.Token(new byte[32], _world.Stamper, World.Signing));
        var stamps = string.Concat(
            Enumerable.Repeat(
                $"<x141:ArchiveTimeStamp xmlns:x141='{V141}'><CanonicalizationMethod "
                    + "xmlns='http://www.w3.org/2000/09/xmldsig#' "
                    + $"Algorithm='{XadesTemplate.ExclusiveC14N}'>{list}</CanonicalizationMethod><xades:EncapsulatedTimeStamp>{token}</xades:EncapsulatedTimeStamp></x141:ArchiveTimeStamp>",
                tokens
            )
        );
        var document = _world
            .Signed()
            .With(
                $"<z>{string.Concat(Enumerable.Range(1, 19_000).Select(i => $"<n{i}/>"))}</z>"
                    + string.Concat(Enumerable.Repeat("<a/>", prefixes.Length == 0 ? 100_000 : 20_000))
                    + stamps
            )
            .Text;

        Quickly.Do(() => Validate(document).Signatures[0].Timestamps.Count.ShouldBe(tokens), seconds: 2);
    }

    [Fact]
    public void Many_tokens_that_each_name_a_certificate_that_is_not_there()
    {
        var token = Convert.ToBase64String(
            SignedFile.Token(new byte[32], _world.Stamper, World.Signing, withCertificate: false)
        );
        var large = Enumerable
            .Range(0, 80)
            .Select(_ =>
                _world.Issuer.Signer(
                    "Large",
                    profile => profile.With("1.2.3.4", false, new DerOctetString(new byte[240_000]))
                )
            );
        var document = _world
            .Signed()
            .WithValues(large, [])
            .With(
                string.Concat(
                    Enumerable.Repeat(
                        $"<xades:SignatureTimeStamp><xades:EncapsulatedTimeStamp>{token}</xades:EncapsulatedTimeStamp></xades:SignatureTimeStamp>",
                        200
                    )
                )
            )
            .Text;

        Quickly.Do(() => Validate(document).Signatures[0].Timestamps.Count.ShouldBe(200), seconds: 1.5);
    }

    [Fact]
    public void A_serial_number_of_millions_of_digits()
    {
        var template = new XadesTemplate { Certificate = TestKeys.Certificate("p256"), SecondVersion = false };
        var document = HandSigner
            .Sign("<m></m>", template)
            .Replace("<X509SerialNumber>1<", $"<X509SerialNumber>{new string('7', 4_000_000)}<", StringComparison.Ordinal);

        Quickly.Do(() => Validate(document).Indication.ShouldNotBe(Indication.TotalPassed));
    }

    [Fact]
    public void Many_responses_with_many_answers_about_one_certificate()
    {
        var chain = Chain.Of(1);
        var id = new CertificateID(
            CertificateID.DigestSha1,
            new X509Certificate(chain.Issuers[0].Certificate.Encoded.ToArray()),
            chain.Target.SerialNumber
        );
        var stranger = chain.Root.Signer("No responder");
        var crowded = Enumerable
            .Range(0, 50)
            .Select(i =>
            {
                var response = new BasicOcspRespGenerator(new RespID(stranger.Keys.Public));
                for (var each = 0; each < 1_000; each++)
                    response.AddResponse(id, CertificateStatus.Good, chain.At.AddSeconds(-i).UtcDateTime, null, null);
                var signed = response.Generate(
                    new Asn1SignatureFactory("SHA256WITHECDSA", stranger.Keys.Private),
                    [],
                    chain.At.UtcDateTime
                );
                return (RevocationSource)OcspResponseOf(
                    new OCSPRespGenerator().Generate(OCSPRespGenerator.Successful, signed).GetEncoded()
                );
            })
            .ToList();
        var context = (chain with { MoreSources = crowded }).Context();

        Quickly.Do(() =>
        {
            // As often as a file of many timestamps would have it asked.
            for (var i = 0; i < 1_000; i++)
                context.About(chain.Target.Certificate, chain.Issuers[0].Certificate).Count.ShouldBe(1);
        });
    }

    [Theory]
    [InlineData("-----BEGIN A-----\n")]
    [InlineData("-----BEGIN A-----\n-----END B-----\n")]
    [InlineData("-----BEGIN A-----\nAAAA\n-----END A-----\n")]
    [InlineData("-----BEGIN ")]
    public void Labels_without_end(string label)
    {
        var file = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat(label, 8_000_000 / label.Length)));

        Quickly.Do(() => CertificateFile.Read(file).Certificates.ShouldBeEmpty());
    }

    [Fact]
    public void A_container_whose_many_files_of_signatures_each_hold_many_issuers_of_one_name()
    {
        var certificates = Enumerable
            .Range(0, 700)
            .Select(_ => Holder.Root("Issuer"))
            .Prepend(_world.Signer)
            .Select(each => $"<X509Certificate>{Convert.ToBase64String(each.Certificate.Encoded.Span)}</X509Certificate>");
        using var key = _world.Signer.WithKey().GetECDsaPrivateKey()!;
        var signatures = Encoding.UTF8.GetBytes(
            new DsigTemplate
            {
                References = [new DsigReference("a.txt")],
                KeyInfo = $"<KeyInfo><X509Data>{string.Concat(certificates)}</X509Data></KeyInfo>",
            }.Sign(
                "<asic:XAdESSignatures xmlns:asic=\"http://uri.etsi.org/02918/v1.2.1#\">[signature]</asic:XAdESSignatures>",
                octets => key.SignData(octets, HashAlgorithmName.SHA256),
                new Files(("a.txt", [1]))
            )
        );
        using var bytes = new MemoryStream();
        using (var zip = new ZipArchive(bytes, ZipArchiveMode.Create, leaveOpen: true))
            foreach (
                var (name, content) in Enumerable
                    .Range(0, 30)
                    .Select(i => ($"META-INF/signatures{i}.xml", signatures))
                    .Prepend(("a.txt", [1]))
                    .Prepend(("mimetype", "application/vnd.etsi.asic-e+zip"u8.ToArray()))
            )
            {
                using var entry = zip.CreateEntry(
                        name,
                        name == "mimetype" ? CompressionLevel.NoCompression : CompressionLevel.Fastest
                    )
                    .Open();
                entry.Write(content);
            }
        var validator = new FileValidator(PolicyFile.Default, new TrustMaterial([_world.Root.Certificate], [], []));

        Quickly.Do(
            () =>
            {
                var report = validator.Validate(() => new MemoryStream(bytes.ToArray()), At);
                report.Signatures.Count.ShouldBe(30, report.Error);
                report
                    .Signatures[0]
                    .Conclusion.SubIndication.ShouldBe(
                        SubIndication.NoCertificateChainFound,
                        string.Join(' ', report.Signatures[0].Reasons)
                    );
            },
            seconds: 2
        );
    }

    [Fact]
    public void A_list_whose_numbers_would_all_fall_into_one_slot()
    {
        const int SizeOfTable = 36_353;
        var entries = new AsnWriter(AsnEncodingRules.DER);
        using (entries.PushSequence())
            for (var i = 1; i < 36_000; i++)
                using (entries.PushSequence())
                {
                    entries.WriteInteger(i * (long)SizeOfTable);
                    entries.WriteUtcTime(At);
                }
        var octets = entries.Encode();

        Quickly.Do(() => new RevokedEntries(octets).Find(5).ShouldBeNull(), seconds: 0.3);
    }

    private ValidationReport Validate(string document, params IReadOnlyList<RevocationSource> revocation) =>
        new SignatureValidator(
            PolicyFile.Default,
            new TrustMaterial([.. _world.Anchors.Select(each => each.Certificate)], [], revocation)
        ).Validate(Encoding.UTF8.GetBytes(document), At);

    private static OcspResponse OcspResponseOf(byte[] der)
    {
        OcspResponse.TryRead(der, out var response, out var flaw).ShouldBeTrue(flaw);
        return response!;
    }

    /// <summary>Without small factors, which would give it away.</summary>
    private static byte[] Modulus(int bytes)
    {
        while (true)
        {
            var octets = Odd(bytes, first: 0xff);
            var number = new BigInteger(octets, isUnsigned: true, isBigEndian: true);
            if (SmallPrimes.All(prime => number % prime != 0))
                return octets;
        }
    }

    private static byte[] Odd(int bytes, byte first)
    {
        var octets = RandomNumberGenerator.GetBytes(bytes);
        (octets[0], octets[^1]) = (first, (byte)(octets[^1] | 1));
        return octets;
    }

    private static string Text(byte[] octets) => Convert.ToBase64String(octets);
}
