using System.Formats.Asn1;
using Gateway.Adapters.Cryptography;

namespace Gateway.Adapters.Timestamps;

/// <summary>Takes a token apart: ContentInfo, SignedData, TSTInfo. BER is read, since tokens in it exist.</summary>
internal static class TokenReader
{
    public const string TstInfo = "1.2.840.113549.1.9.16.1.4";
    private const string SignedData = "1.2.840.113549.1.7.2";
    private static readonly Asn1Tag Tag0 = new(TagClass.ContextSpecific, 0, true);
    private static readonly Asn1Tag Tag1 = new(TagClass.ContextSpecific, 1, true);

    /// <exception cref="AsnContentException">It is not encoded as a token.</exception>
    /// <exception cref="TokenRejected">It is something else.</exception>
    public static TimestampToken Read(ReadOnlyMemory<byte> encoded)
    {
        var outer = new AsnReader(encoded, AsnEncodingRules.BER);
        var contentInfo = outer.ReadSequence();
        outer.ThrowIfNotEmpty();
        if (contentInfo.ReadObjectIdentifier() != SignedData)
            throw new TokenRejected("The token is not signed.");
        var signed = contentInfo.ReadSequence(Tag0).ReadSequence();
        signed.ReadInteger();
        signed.ReadSetOf(skipSortOrderValidation: true);
        var content = Content(signed.ReadSequence());
        var certificates = Optional(signed, Tag0);
        var revocation = Optional(signed, Tag1);
        var signers = signed.ReadSetOf(skipSortOrderValidation: true);
        var signer = TokenSigner.Read(signers.ReadSequence());
        if (signers.HasData)
            throw new TokenRejected("The token is signed by more than one.");
        return Read(encoded, content, signer, TokenMaterial.Read(certificates, revocation, signer.UnsignedAttributes));
    }

    private static TimestampToken Read(
        ReadOnlyMemory<byte> encoded,
        ReadOnlyMemory<byte> content,
        TokenSigner signer,
        TokenMaterial material
    )
    {
        var outer = new AsnReader(content, AsnEncodingRules.BER);
        var info = outer.ReadSequence();
        outer.ThrowIfNotEmpty();
        if (!info.TryReadInt32(out var version) || version != 1)
            throw new TokenRejected("The token is of another version.");
        var policy = info.ReadObjectIdentifier();
        var imprint = info.ReadSequence();
        var digest = CmsAlgorithms.Digest(AlgorithmIdentifier.Read(imprint).Oid);
        var value = imprint.ReadOctetString();
        var serialNumber = info.ReadIntegerBytes();
        var time = info.ReadGeneralizedTime();
        TimeSpan? accuracy = Next(info, Asn1Tag.Sequence) ? AccuracyIn(info.ReadSequence()) : null;
        var isOrdered = Next(info, Asn1Tag.Boolean) && info.ReadBoolean();
        var nonce = Next(info, Asn1Tag.Integer) ? info.ReadIntegerBytes() : (ReadOnlyMemory<byte>?)null;
        return new TimestampToken(content, signer)
        {
            Encoded = encoded,
            Material = material,
            Time = time,
            Accuracy = accuracy,
            IsOrdered = isOrdered,
            Policy = policy,
            SerialNumber = serialNumber,
            Nonce = nonce,
            Digest = digest,
            Imprint = value,
        };
    }

    private static ReadOnlyMemory<byte> Content(AsnReader encapsulated)
    {
        if (encapsulated.ReadObjectIdentifier() != TstInfo)
            throw new TokenRejected("What is signed is not a timestamp.");
        return encapsulated.ReadSequence(Tag0).ReadOctetString();
    }

    private static AsnReader? Optional(AsnReader signed, Asn1Tag tag) =>
        Next(signed, tag) ? signed.ReadSetOf(skipSortOrderValidation: true, tag) : null;

    /// <summary>Seconds, thousandths and millionths, each as far as it is there (RFC 3161, 2.4.2).</summary>
    private static TimeSpan AccuracyIn(AsnReader accuracy)
    {
        var (sum, last) = (TimeSpan.Zero, -1);
        while (accuracy.HasData)
        {
            var tag = accuracy.PeekTag();
            // Each at most once, in this order: seconds, then [0], then [1].
            var part =
                tag == Asn1Tag.Integer ? 0
                : tag.TagClass == TagClass.ContextSpecific && tag.TagValue <= 1 ? tag.TagValue + 1
                : last;
            if (part <= last)
                throw NoAccuracy();
            last = part;
            if (!accuracy.TryReadInt32(out var number, tag) || number < 0)
                throw NoAccuracy();
            sum +=
                tag == Asn1Tag.Integer ? TimeSpan.FromSeconds(number)
                : tag.TagValue == 0 ? TimeSpan.FromMilliseconds(number)
                : TimeSpan.FromMicroseconds(number);
        }
        return sum;
    }

    private static TokenRejected NoAccuracy() => new("The token's accuracy is none.");

    private static bool Next(AsnReader reader, Asn1Tag tag) => reader.HasData && reader.PeekTag().HasSameClassAndValue(tag);
}
