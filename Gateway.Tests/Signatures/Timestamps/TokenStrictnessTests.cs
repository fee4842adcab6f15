using System.Formats.Asn1;
using Gateway.Adapters.Timestamps;
using Gateway.Tests.Certificates;

namespace Gateway.Tests.Signatures.Timestamps;

/// <summary>
/// A token is one signer's word on one thing at one time, or it is none (RFC 3161, 2.4.2; RFC 5652; RFC 5816).
/// </summary>
public sealed class TokenStrictnessTests
{
    private const string Data = "1.2.840.113549.1.7.1";
    private static readonly Asn1Tag Thousandths = new(TagClass.ContextSpecific, 0);
    private static readonly Asn1Tag Millionths = new(TagClass.ContextSpecific, 1);
    private static readonly Holder Authority = Holder.Root("Stamp root").Stamper("Stamper");
    private static readonly Holder Other = Holder.Root("Stamp root").Stamper("Stamper");

    [Fact]
    public void A_sound_one_is_read()
    {
        var token = Read(
            new HandToken(Authority) { Accuracy = Accuracy((Asn1Tag.Integer, 1), (Thousandths, 2), (Millionths, 3)) }
        );

        (token.Time, token.Accuracy).ShouldBe(
            (TestKeys.Noon, TimeSpan.FromSeconds(1) + TimeSpan.FromMilliseconds(2) + TimeSpan.FromMicroseconds(3))
        );
        token
            .Check()
            .ShouldSatisfyAllConditions(
                check => check.Outcome.ShouldBe(TokenOutcome.Valid),
                check => check.Certificate!.Value.ToArray().ShouldBe(Authority.Certificate.Encoded.ToArray())
            );
    }

    [Fact]
    public void What_says_too_much_or_something_else_is_no_token()
    {
        var sound = new HandToken(Authority);
        (string Why, HandToken Token)[] odd =
        [
            ("something follows", sound with { AfterAll = [0] }),
            ("something follows the time", sound with { AfterInfo = [5, 0] }),
            ("two signers", sound with { Signers = 2 }),
            ("no signer", sound with { Signers = 0 }),
            ("another content", sound with { ContentType = Data }),
            ("another content by the signer's word", sound with { SignedContentType = Data }),
            ("no content by the signer's word", sound with { SignedContentType = null }),
            ("another version", sound with { Version = 2 }),
            ("no signed attributes", sound with { SignsAttributes = false }),
            ("no digest", sound with { Digests = [] }),
            ("two digests", sound with { Digests = [null, new byte[32]] }),
            ("a digest of two values", sound with { HasTwoValues = true }),
            ("seconds twice", sound with { Accuracy = Accuracy((Asn1Tag.Integer, 1), (Asn1Tag.Integer, 1)) }),
            ("seconds last", sound with { Accuracy = Accuracy((Thousandths, 1), (Asn1Tag.Integer, 1)) }),
            ("thousandths after millionths", sound with { Accuracy = Accuracy((Millionths, 1), (Thousandths, 1)) }),
            ("less than nothing", sound with { Accuracy = Accuracy((Asn1Tag.Integer, -1)) }),
        ];

        foreach (var (why, token) in odd)
            TimestampToken.TryRead(token.Encode(), out _, out _).ShouldBeFalse(why);
    }

    [Fact]
    public void The_signer_is_who_it_says_in_every_way_it_says_it()
    {
        var sound = new HandToken(Authority);

        Outcome(sound with { First = [Authority] }).ShouldBe(TokenOutcome.Valid);
        Outcome(sound with { First = [Authority], Second = [] }).ShouldBe(TokenOutcome.Valid);
        Outcome(sound with { Second = [] }).ShouldBe(TokenOutcome.NoCertificate);
        Outcome(sound with { Second = [Other] }).ShouldBe(TokenOutcome.NoCertificate);
        Outcome(sound with { First = [Other] }).ShouldBe(TokenOutcome.NoCertificate);
        Outcome(sound with { First = [Authority], Second = [Other] }).ShouldBe(TokenOutcome.NoCertificate);
    }

    [Fact]
    public void It_signed_this_content_with_its_own_key()
    {
        var sound = new HandToken(Authority);

        Outcome(sound with { Digests = [new byte[32]] }).ShouldBe(TokenOutcome.Invalid);
        Outcome(sound with { Value = value => [.. value[..^1], (byte)(value[^1] ^ 1)] }).ShouldBe(TokenOutcome.Invalid);
        Outcome(sound with { Value = _ => [0x30, 0] }).ShouldBe(TokenOutcome.Invalid);
        Outcome(sound with { Value = _ => [] }).ShouldBe(TokenOutcome.Invalid);
    }

    private static TimestampToken Read(HandToken made)
    {
        TimestampToken.TryRead(made.Encode(), out var token, out var flaw).ShouldBeTrue(flaw);
        return token!;
    }

    private static TokenOutcome Outcome(HandToken made) => Read(made).Check().Outcome;

    private static Action<AsnWriter> Accuracy(params (Asn1Tag Tag, int Number)[] parts) =>
        info =>
        {
            using (info.PushSequence())
                foreach (var (tag, number) in parts)
                    info.WriteInteger(number, tag);
        };
}
