using System.Formats.Asn1;
using System.Security.Cryptography;
using Gateway.Adapters.Timestamps;
using Gateway.Tests.TimestampAuthorities;

namespace Gateway.Tests.Fuzzing;

/// <summary>Timestamp tokens as signatures carry them and as authorities answer.</summary>
public static class TimestampTargets
{
    public static void Read(byte[] input)
    {
        try
        {
            _ = TimestampReply.Decode(input);
        }
        catch (AsnContentException)
        {
            // It says so of what it cannot read.
        }
        if (!TimestampToken.TryRead(input, out var token, out var flaw))
        {
            FuzzTarget.Promise(flaw.Length > 0, "What is no token is told why.");
            FuzzTarget.Promise(SoundToken.Read(input) is null, "What is no token is no sound one.");
            return;
        }
        FuzzTarget.Promise(
            SoundToken.Read(input) is null || token.Check().IsValid,
            "A sound token is signed by whom it names."
        );
    }

    public static IEnumerable<byte[]> Seeds()
    {
        using var keys = new TimestampKeys(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));
        var token = new TokenWriter(keys.Authority, LocalTimestampAuthority.SandboxPolicy).Write(
            TimestampQuery.For(HashAlgorithmName.SHA256, SHA256.HashData([1])),
            new DateTimeOffset(2026, 6, 15, 12, 0, 0, TimeSpan.Zero)
        );
        return DerSeeds
            .In("EncapsulatedTimeStamp")
            .Concat([token, TimestampReply.Granted(token).Encode(), TimestampReply.Rejected(2).Encode()]);
    }
}
