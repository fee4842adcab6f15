using System.Security.Cryptography;
using System.Security.Cryptography.Pkcs;
using System.Text;
using Gateway.Adapters.Timestamps;
using Microsoft.Extensions.Time.Testing;
using Org.BouncyCastle.Tsp;
using Org.BouncyCastle.X509;

namespace Gateway.Tests.TimestampAuthorities;

public sealed class LocalTimestampAuthorityTests : IDisposable
{
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 10, 20, 30, 456, TimeSpan.Zero);
    private static readonly byte[] Content = Encoding.UTF8.GetBytes("what was there");
    private readonly FakeTimeProvider clock = new(Now);
    private readonly TimestampKeys keys = new(Now.AddDays(-1));

    public void Dispose() => keys.Dispose();

    [Theory]
    [InlineData(false, 256, "-sha256")]
    [InlineData(false, 384, "-sha384")]
    [InlineData(false, 521, "-sha512")]
    [InlineData(true, 2048, "-sha256")]
    public async Task Openssl_asks_and_verifies(bool isRsa, int bits, string digest)
    {
        using var own = new TimestampKeys(Now.AddDays(-1), isRsa: isRsa, bits: bits);
        using var openssl = new OpenSsl();
        openssl.Write("data", Content);
        openssl.Write("root.pem", Encoding.ASCII.GetBytes(own.Root.ExportCertificatePem()));
        (await openssl.RunAsync("ts", "-query", "-data", "data", digest, "-cert", "-out", "query.tsq")).Code.ShouldBe(0);

        openssl.Write("reply.tsr", Authority(own).Answer(openssl.Read("query.tsq")));

        (await openssl.RunAsync(Verify("query.tsq"))).Said.ShouldContain("Verification: OK");
        (await openssl.RunAsync("ts", "-reply", "-in", "reply.tsr", "-text")).Said.ShouldContain("Accuracy: 0x01 seconds");
        openssl.Write("data", [.. Content, 0]);
        (await openssl.RunAsync("ts", "-query", "-data", "data", digest, "-cert", "-out", "other.tsq")).Code.ShouldBe(0);
        (await openssl.RunAsync(Verify("other.tsq"))).Said.ShouldContain("FAILED");

        string[] Verify(string query) =>
            [
                "ts",
                "-verify",
                "-queryfile",
                query,
                "-in",
                "reply.tsr",
                "-CAfile",
                "root.pem",
                "-attime",
                $"{Now.ToUnixTimeSeconds()}",
            ];
    }

    [Fact]
    public void Two_other_libraries_find_what_was_asked_in_the_answer()
    {
        var query = new TimeStampRequestGenerator();
        query.SetCertReq(true);
        var asked = query.Generate(
            TspAlgorithms.Sha512,
            SHA512.HashData(Content),
            Org.BouncyCastle.Math.BigInteger.ValueOf(77)
        );
        var reply = new TimeStampResponse(Authority(keys).Answer(asked.GetEncoded()));

        reply.Validate(asked);
        reply.TimeStampToken.Validate(new X509CertificateParser().ReadCertificate(keys.Authority.RawData));
        reply.TimeStampToken.TimeStampInfo.GenTime.ShouldBe(Now.UtcDateTime);

        var platforms = Rfc3161TimestampRequest.CreateFromData(
            Content,
            HashAlgorithmName.SHA256,
            nonce: new byte[] { 1, 2, 3 },
            requestSignerCertificates: true
        );
        var token = platforms.ProcessResponse(Authority(keys).Answer(platforms.Encode()), out _);
        token.VerifySignatureForData(Content, out var signer).ShouldBeTrue();
        signer!.RawData.ShouldBe(keys.Authority.RawData);
    }

    [Fact]
    public async Task No_two_tokens_have_the_same_number()
    {
        var tokens = new List<string>();
        for (var number = 0; number < 20; number++)
            tokens.Add(Convert.ToHexString(Decoded(await StampedAsync()).TokenInfo.GetSerialNumber().Span));
        tokens.Distinct().Count().ShouldBe(20);
    }

    [Fact]
    public async Task What_it_stamps_can_be_read_and_no_bit_of_it_be_turned()
    {
        var token = (await StampedAsync()).ToArray();
        var read = SoundToken.Read(token).ShouldNotBeNull();
        Told(read)
            .ShouldBe((Now, Convert.ToHexString(keys.Authority.RawData), Convert.ToHexString(SHA256.HashData(Content))));

        for (var place = 0; place < token.Length; place++)
        {
            var turned = (byte[])token.Clone();
            turned[place] ^= 1;
            // Some bytes say nothing that is signed; none of those may change what is told.
            if (SoundToken.Read(turned) is { } still)
                Told(still).ShouldBe(Told(read));
        }

        static (DateTimeOffset, string, string) Told(SoundToken token) =>
            (token.Time, Convert.ToHexString(token.Signer.Encoded.Span), Convert.ToHexString(token.Hash.Span));
    }

    [Theory]
    [InlineData(0, "badAlg")]
    [InlineData(1, "badDataFormat")]
    [InlineData(2, "unacceptedPolicy")]
    [InlineData(3, "unacceptedExtension")]
    [InlineData(4, "badRequest")]
    [InlineData(5, "timeNotAvailable")]
    public void What_it_cannot_stamp_is_rejected_with_the_reason(int which, string expected)
    {
        var sha256 = ImprintAlgorithm.Named(HashAlgorithmName.SHA256)!;
        var good = new TimestampQuery(sha256, SHA256.HashData(Content), 5, WantsCertificate: true);
        if (which == 5)
            clock.Advance(TimeSpan.FromDays(3000));
        var query = which switch
        {
            0 => new TimestampQuery(new(HashAlgorithmName.SHA1, "1.3.14.3.2.26", 20), new byte[20], 5, true).Encode(),
            1 => (good with { Hash = new byte[20] }).Encode(),
            2 => (good with { Policy = "1.2.3.4" }).Encode(),
            3 => WithExtension(good.Encode()),
            4 => [.. good.Encode(), 0],
            _ => good.Encode(),
        };

        var reply = TimestampReply.Decode(Authority(keys).Answer(query));

        reply.Token.ShouldBeNull();
        reply.Failure.ShouldBe([
            expected switch
            {
                "badAlg" => 0,
                "badRequest" => 2,
                "badDataFormat" => 5,
                "timeNotAvailable" => 14,
                "unacceptedPolicy" => 15,
                _ => 16,
            },
        ]);
    }

    [Fact]
    public void Without_being_asked_for_the_certificate_stays_out()
    {
        var query = new TimestampQuery(
            ImprintAlgorithm.Named(HashAlgorithmName.SHA256),
            SHA256.HashData(Content),
            null,
            WantsCertificate: false
        );
        var token = TimestampReply.Decode(Authority(keys).Answer(query.Encode())).Token!.Value;
        Decoded(token).AsSignedCms().Certificates.ShouldBeEmpty();
        SoundToken.Read(token).ShouldBeNull();
        SoundToken.Read(token, [keys.Authority.RawData]).ShouldNotBeNull().Nonce.ShouldBeNull();
    }

    [Theory]
    [InlineData(true, "1.3.6.1.5.5.7.3.8", "1.3.6.1.5.5.7.3.2")]
    [InlineData(false, "1.3.6.1.5.5.7.3.8")]
    [InlineData(true, "1.3.6.1.5.5.7.3.2")]
    [InlineData(true)]
    public void A_certificate_for_other_things_too_is_not_taken(bool isCritical, params string[] usages)
    {
        using var unfit = keys.Issue("unfit", 1, false, 256, usages, isCritical);
        Should.Throw<ArgumentException>(() =>
            new LocalTimestampAuthority(unfit, LocalTimestampAuthority.SandboxPolicy, clock)
        );
    }

    private LocalTimestampAuthority Authority(TimestampKeys of) =>
        new(of.Authority, LocalTimestampAuthority.SandboxPolicy, clock);

    private async Task<ReadOnlyMemory<byte>> StampedAsync() =>
        (await Authority(keys).StampAsync(HashAlgorithmName.SHA256, SHA256.HashData(Content), CancellationToken.None))
            .ShouldBeOfType<TimestampAnswer.Stamped>()
            .Token;

    private static Rfc3161TimestampToken Decoded(ReadOnlyMemory<byte> token)
    {
        Rfc3161TimestampToken.TryDecode(token, out var decoded, out _).ShouldBeTrue();
        return decoded!;
    }

    private static byte[] WithExtension(byte[] query)
    {
        byte[] extension = [0xA0, 0x0B, 0x30, 0x09, 0x06, 0x03, 0x55, 0x1D, 0x13, 0x04, 0x02, 0x30, 0x00];
        return [query[0], (byte)(query[1] + extension.Length), .. query[2..], .. extension];
    }
}
