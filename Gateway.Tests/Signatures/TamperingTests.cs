using Gateway.Adapters.Xades.Signing;
using Gateway.Adapters.Xades.Strict;
using Gateway.Domain.Messages;
using Gateway.Tests.Messages;

namespace Gateway.Tests.Signatures;

public sealed class TamperingTests
{
    private static readonly StrictXadesVerifier Verifier = new();

    [Theory]
    [InlineData("p256", 1)]
    [InlineData("rsa2048", 2)]
    public void A_flipped_bit_never_changes_what_is_read(string key, int seed)
    {
        var signed = XadesSigner.Sign(
            Samples.Of(MessageKind.Acknowledgement).Write(),
            TestKeys.Certificate(key),
            TestKeys.Noon
        );
        SigningKey[] keys = [TestKeys.Known(key)];
        var original = Verifier.Verify(signed, keys, TestKeys.Noon).SignedContent.ToArray();
        var random = new Random(seed);
        var harmless = 0;

        for (var i = 0; i < 2_000; i++)
        {
            var altered = signed.ToArray();
            altered[random.Next(altered.Length)] ^= (byte)(1 << random.Next(8));

            var verdict = Verifier.Verify(altered, keys, TestKeys.Noon);

            if (!verdict.IsPassed)
            {
                verdict.SignedContent.IsEmpty.ShouldBeTrue();
                continue;
            }
            verdict.SignedContent.ToArray().ShouldBe(original);
            harmless++;
        }
        // Upper case in the name of the encoding, and no more than that.
        harmless.ShouldBeLessThan(10);
    }

    [Fact]
    public void A_byte_taken_out_put_in_or_a_cut_never_changes_what_is_read()
    {
        var signed = XadesSigner.Sign(
            Samples.Of(MessageKind.StatusEnquiry).Write(),
            TestKeys.Certificate("p256"),
            TestKeys.Noon
        );
        SigningKey[] keys = [TestKeys.Known("p256")];
        var original = Verifier.Verify(signed, keys, TestKeys.Noon).SignedContent.ToArray();
        var random = new Random(3);

        for (var i = 0; i < 1_000; i++)
        {
            var at = random.Next(signed.Length);
            byte[] altered = (i % 3) switch
            {
                0 => [.. signed[..at], .. signed[(at + 1)..]],
                1 => [.. signed[..at], (byte)random.Next(256), .. signed[at..]],
                _ => signed[..at],
            };

            var verdict = Verifier.Verify(altered, keys, TestKeys.Noon);

            if (verdict.IsPassed)
                verdict.SignedContent.ToArray().ShouldBe(original);
        }
    }

    [Fact]
    public void Noise_is_rejected()
    {
        var random = new Random(4);
        for (var i = 0; i < 500; i++)
        {
            var noise = new byte[random.Next(200)];
            random.NextBytes(noise);
            Verifier.Verify(noise, [TestKeys.Known("p256")], TestKeys.Noon).IsPassed.ShouldBeFalse();
        }
    }
}
