using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Gateway.Adapters.Cryptography;
using Gateway.Adapters.XmlSignatures;

namespace Gateway.Tests.Signatures;

public sealed class KeyCandidateTests
{
    [Fact]
    public void Keys_are_found_in_every_form_they_are_written_in()
    {
        using var rsa = TestKeys.Certificate("rsa2048").GetRSAPublicKey()!;
        using var ec = TestKeys.Certificate("p256").GetECDsaPublicKey()!;
#pragma warning disable CA5351 // Old keys are read; whether they count is for a policy.
        using var dsa = DSA.Create(1024);
#pragma warning restore CA5351
        var (r, e, d) = (rsa.ExportParameters(false), ec.ExportParameters(false), dsa.ExportParameters(false));
        var keyInfo = $"""
            <KeyInfo>
            <KeyName>ignored</KeyName>
            <X509Data><X509SubjectName>ignored</X509SubjectName>
            <X509Certificate>{Text(
                TestKeys.Certificate("p384").RawData
            )}</X509Certificate><X509Certificate>broken</X509Certificate></X509Data>
            <KeyValue><RSAKeyValue><Modulus>{Text(r.Modulus!)}</Modulus><Exponent>{Text(
                r.Exponent!
            )}</Exponent></RSAKeyValue></KeyValue>
            <KeyValue><DSAKeyValue><P>{Text(d.P!)}</P><Q>{Text(d.Q!)}</Q><G>{Text(d.G!)}</G><Y>{Text(
                d.Y!
            )}</Y></DSAKeyValue></KeyValue>
            <KeyValue><ECKeyValue xmlns="http://www.w3.org/2009/xmldsig11#"><NamedCurve URI="urn:oid:1.2.840.10045.3.1.7"/>
            <PublicKey>{Text([4, .. e.Q.X!, .. e.Q.Y!])}</PublicKey></ECKeyValue></KeyValue>
            <KeyValue><ECKeyValue xmlns="http://www.w3.org/2009/xmldsig11#"><NamedCurve URI="urn:oid:1.2.3"/><PublicKey>BA==</PublicKey></ECKeyValue></KeyValue>
            <DEREncodedKeyValue xmlns="http://www.w3.org/2009/xmldsig11#">{Text(
                ec.ExportSubjectPublicKeyInfo()
            )}</DEREncodedKeyValue>
            <KeyValue/><KeyValue><Other xmlns=""/></KeyValue>
            </KeyInfo>
            """;

        var found = KeyCandidate.In(Signature(keyInfo));

        found
            .Select(each => Convert.ToHexString(each.PublicKey.Span))
            .ShouldBe(
                new[]
                {
                    TestKeys.Certificate("p384").PublicKey.ExportSubjectPublicKeyInfo(),
                    rsa.ExportSubjectPublicKeyInfo(),
                    dsa.ExportSubjectPublicKeyInfo(),
                    ec.ExportSubjectPublicKeyInfo(),
                    ec.ExportSubjectPublicKeyInfo(),
                }.Select(Convert.ToHexString)
            );
        found[0].Certificate!.Value.ToArray().ShouldBe(TestKeys.Certificate("p384").RawData);
        found.Skip(1).ShouldAllBe(each => each.Certificate == null);
    }

    [Fact]
    public void Only_so_many_are_looked_at() =>
        KeyCandidate
            .In(
                Signature(
                    $"<KeyInfo><X509Data>{string.Concat(Enumerable.Repeat($"<X509Certificate>{Text(TestKeys.Certificate("p256").RawData)}</X509Certificate>", 500))}</X509Data></KeyInfo>"
                )
            )
            .Count.ShouldBe(64);

    [Fact]
    public void A_curve_by_parameters_of_its_own_is_not_a_key()
    {
        using var ec = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var explicitly = ec.ExportExplicitParameters(false);
        using var same = ECDsa.Create(explicitly);

        VerificationKey.OfPublicKeyInfo(ec.ExportSubjectPublicKeyInfo()).ShouldNotBeNull().Info.Curve.ShouldBe("P-256");
        VerificationKey.OfPublicKeyInfo(same.ExportSubjectPublicKeyInfo()).ShouldBeNull();
    }

    [Fact]
    public void Noise_is_not_a_key()
    {
        var random = new Random(1);
        var good = TestKeys.Certificate("rsa2048").RawData;
        for (var i = 0; i < 2_000; i++)
        {
            var noise = good.ToArray();
            for (var flips = random.Next(1, 4); flips > 0; flips--)
                noise[random.Next(i % 2 == 0 ? 300 : noise.Length)] ^= (byte)(1 << random.Next(8));
            using var key = VerificationKey.OfCertificate(noise);
            key?.Verify(SignatureAlgorithm.Named(XadesTemplate.More + "rsa-sha256")!, noise, noise.AsSpan(0, 256))
                .ShouldNotBe(ValueOutcome.Valid);
        }
        VerificationKey.OfCertificate(default).ShouldBeNull();
        VerificationKey.OfPublicKeyInfo(new byte[] { 0x30, 0 }).ShouldBeNull();
    }

    private static XmlSignature Signature(string keyInfo) =>
        Engine.Signature(Engine.Read(new DsigTemplate { KeyInfo = keyInfo }.In("<a></a>")));

    private static string Text(byte[] octets) => Convert.ToBase64String(octets);
}
