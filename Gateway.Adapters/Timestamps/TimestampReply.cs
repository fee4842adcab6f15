using System.Formats.Asn1;

namespace Gateway.Adapters.Timestamps;

/// <summary>A TimeStampResp (RFC 3161, 2.4.2).</summary>
/// <param name="Status">0 granted, 1 granted with changes; the others are rejections.</param>
/// <param name="Failure">Bits of PKIFailureInfo, by number.</param>
/// <param name="Token">Null exactly when it is a rejection.</param>
internal sealed record TimestampReply(int Status, IReadOnlyList<int> Failure, ReadOnlyMemory<byte>? Token)
{
    public const string MediaType = "application/timestamp-reply";
    public const int BadAlgorithm = 0;
    public const int BadRequest = 2;
    public const int BadDataFormat = 5;
    public const int TimeNotAvailable = 14;
    public const int UnacceptedPolicy = 15;
    public const int UnacceptedExtension = 16;
    private const int Rejection = 2;

    public static TimestampReply Granted(ReadOnlyMemory<byte> token) => new(0, [], token);

    public static TimestampReply Rejected(int failure) => new(Rejection, [failure], null);

    public byte[] Encode()
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            using (writer.PushSequence())
            {
                writer.WriteInteger(Status);
                if (Failure is [var bit, ..])
                {
                    var bits = new byte[bit / 8 + 1];
                    bits[^1] = (byte)(0x80 >> (bit % 8));
                    writer.WriteBitString(bits, 7 - bit % 8);
                }
            }
            if (Token is { } token)
                writer.WriteEncodedValue(token.Span);
        }
        return writer.Encode();
    }

    /// <exception cref="AsnContentException">It is not one.</exception>
    public static TimestampReply Decode(ReadOnlyMemory<byte> der)
    {
        var outer = new AsnReader(der, AsnEncodingRules.DER);
        var reply = outer.ReadSequence();
        outer.ThrowIfNotEmpty();
        var status = reply.ReadSequence();
        if (!status.TryReadInt32(out var code) || code is < 0 or > 5)
            throw new AsnContentException("A status that is not known.");
        if (status.HasData && status.PeekTag().HasSameClassAndValue(Asn1Tag.Sequence))
            status.ReadEncodedValue(); // Free text.
        IReadOnlyList<int> failure = status.HasData ? BitsOf(status.ReadBitString(out _)) : [];
        status.ThrowIfNotEmpty();
        ReadOnlyMemory<byte>? token = reply.HasData ? reply.ReadEncodedValue() : default(ReadOnlyMemory<byte>?);
        reply.ThrowIfNotEmpty();
        if (code <= 1 != token is not null)
            throw new AsnContentException("A token goes with a grant, and only with one.");
        return new(code, failure, token);
    }

    private static List<int> BitsOf(byte[] bits) =>
        [.. Enumerable.Range(0, Math.Min(bits.Length, 8) * 8).Where(bit => (bits[bit / 8] & (0x80 >> (bit % 8))) != 0)];
}
