using System.Security.Cryptography;
using Gateway.Adapters.Timestamps;
using Gateway.Adapters.Xml;
using Gateway.Adapters.XmlSignatures;
using Gateway.Tests.Signatures.Augmentation;
using Microsoft.Extensions.Time.Testing;
using TimestampToken = Gateway.Adapters.Timestamps.TimestampToken;

namespace Gateway.Tests.Signatures.Timestamps;

/// <summary>
/// Tokens changed at random, or made to hurt: an answer for each, at once, and never another time for what was signed.
/// </summary>
[Collection(Infrastructure.Alone.Name)]
public sealed class HostileTokenTests
{
    [Fact]
    public async Task Five_thousand_mutated_tokens_are_answered_and_none_says_anything_else()
    {
        var originals = await OriginalsAsync();
        var (read, valid) = (0, 0);

        for (var seed = 0; seed < 5_000; seed++)
        {
            var original = originals[seed % originals.Count];
            var mutated = Mutated(original.Encoded.ToArray(), new Random(seed));
            TimestampToken? token = null;
            TokenCheck? check = null;
            Quickly.Do(() =>
            {
                if (TimestampToken.TryRead(mutated, out token, out var flaw))
                    check = token.Check();
                else
                    flaw.ShouldNotBeNullOrEmpty();
            });

            if (token is null)
                continue;
            read++;
            if (!check!.IsValid)
                continue;
            valid++;
            (token.Time, token.Policy, token.Accuracy).ShouldBe((original.Time, original.Policy, original.Accuracy));
            token.Imprint.ToArray().ShouldBe(original.Imprint.ToArray());
            token.SerialNumber.ToArray().ShouldBe(original.SerialNumber.ToArray());
            check.Certificate!.Value.ToArray().ShouldBe(original.Check().Certificate!.Value.ToArray());
        }
        read.ShouldBeGreaterThan(1_000, "most changes leave it a token");
        valid.ShouldBeGreaterThan(50, "of what nobody signed");
        valid.ShouldBeLessThan(read / 2);
    }

    [Fact]
    public void Tokens_made_to_hurt_are_answered_at_once()
    {
        byte[][] hostile =
        [
            [.. Enumerable.Repeat((byte)0x30, 2_000_000).Select((b, i) => i % 2 == 0 ? (byte)0x30 : (byte)0x80)],
            [0x30, 0x84, 0x7F, 0xFF, 0xFF, 0xFF],
            [0x30, 0x88, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF],
            [],
            [0x30],
            [0x30, 0x80, 0, 0],
            new byte[5_000_000],
            [0x30, 0x83, 0x1E, 0x84, 0x80, .. Enumerable.Repeat((byte)0x30, 2_000_000)],
        ];
        foreach (var each in hostile)
            Quickly.Do(() => TimestampToken.TryRead(each, out _, out _).ShouldBeFalse());
    }

    [Fact]
    public async Task A_signer_that_names_another_certificate_is_not_followed()
    {
        var pki = new InventedPki();
        var stamped = (TimestampAnswer.Stamped)
            await pki.Stamper(new FakeTimeProvider(TestKeys.Noon))
                .StampAsync(HashAlgorithmName.SHA256, new byte[32], default);
        var other = pki.Stamper();
        TimestampToken.TryRead(stamped.Token, out var token, out _).ShouldBeTrue();
        var own = token!.Check().Certificate!.Value.ToArray();
        token.SigningCertificates.ShouldAllBe(named => named.Identifies(own) && !named.Identifies(other.RawData));

        // The same length and place: one certificate for the other.
        var without = token with
        {
            Material = token.Material with { Certificates = [other.RawData] },
        };
        without.Check().Outcome.ShouldBe(TokenOutcome.NoCertificate);
        without.Check(own).Outcome.ShouldBe(TokenOutcome.Valid);
    }

    private static async Task<List<TimestampToken>> OriginalsAsync()
    {
        var originals = new List<TimestampToken>();
        var stamped = (TimestampAnswer.Stamped)
            await new InventedPki()
                .Stamper(new FakeTimeProvider(TestKeys.Noon))
                .StampAsync(HashAlgorithmName.SHA512, new byte[64], default);
        TimestampToken.TryRead(stamped.Token, out var own, out _).ShouldBeTrue();
        originals.Add(own!);
        foreach (var file in SignatureCorpus.XmlFiles())
            if (SignedDocument.TryRead(await File.ReadAllBytesAsync(file), TreeLimits.Default, out var document, out _))
                foreach (var element in document.Signatures)
                    if (XmlSignature.TryRead(document, element, out var signature, out _))
                        originals.AddRange(
                            SignatureTimestamps
                                .Of(signature)
                                .SelectMany(each => each.Tokens)
                                .Select(each => each.Token)
                                .OfType<TimestampToken>()
                        );
        originals.Count.ShouldBeGreaterThan(20);
        return originals;
    }

    private static byte[] Mutated(byte[] token, Random random)
    {
        var mutated = token.ToList();
        for (var change = random.Next(1, 4); change > 0; change--)
        {
            var at = random.Next(mutated.Count);
            switch (random.Next(6))
            {
                case 0:
                    mutated[at] ^= (byte)(1 << random.Next(8));
                    break;
                case 1:
                    mutated[at] = (byte)random.Next(256);
                    break;
                case 2:
                    mutated.RemoveAt(at);
                    break;
                case 3:
                    mutated.Insert(at, (byte)random.Next(256));
                    break;
                case 4:
                    mutated.RemoveRange(at, random.Next(mutated.Count - at));
                    break;
                default:
                    mutated[random.Next(Math.Min(200, mutated.Count))] = new byte[]
                    {
                        0x30,
                        0x80,
                        0x31,
                        0xA0,
                        0x02,
                        0x00,
                        0xFF,
                    }[random.Next(7)];
                    break;
            }
            if (mutated.Count == 0)
                break;
        }
        return [.. mutated];
    }
}
