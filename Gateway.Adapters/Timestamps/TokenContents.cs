using System.Formats.Asn1;

namespace Gateway.Adapters.Timestamps;

/// <summary>
/// Adds certificates and revocation lists to a token, where CMS has them (RFC 5652, 5.1) and no signature covers them; the
/// renewal over the token then covers them. Must be done before a token is hashed for the first time.
/// </summary>
internal static class TokenContents
{
    private static readonly Asn1Tag Explicit = new(TagClass.ContextSpecific, 0, isConstructed: true);
    private static readonly Asn1Tag Certificates = new(TagClass.ContextSpecific, 0, isConstructed: true);
    private static readonly Asn1Tag Lists = new(TagClass.ContextSpecific, 1, isConstructed: true);

    /// <returns>The unchanged token when it is not CMS in DER.</returns>
    public static ReadOnlyMemory<byte> Complete(
        ReadOnlyMemory<byte> token,
        IEnumerable<ReadOnlyMemory<byte>> certificates,
        IEnumerable<ReadOnlyMemory<byte>> lists
    )
    {
        try
        {
            return Completed(token, certificates, lists);
        }
        catch (AsnContentException)
        {
            return token;
        }
    }

    private static byte[] Completed(
        ReadOnlyMemory<byte> token,
        IEnumerable<ReadOnlyMemory<byte>> certificates,
        IEnumerable<ReadOnlyMemory<byte>> lists
    )
    {
        var content = new AsnReader(token, AsnEncodingRules.DER).ReadSequence();
        var type = content.ReadObjectIdentifier();
        var signed = content.ReadSequence(Explicit).ReadSequence();
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            writer.WriteObjectIdentifier(type);
            using (writer.PushSequence(Explicit))
            using (writer.PushSequence())
            {
                for (var before = 0; before < 3; before++) // Version, digest algorithms, what is signed.
                    writer.WriteEncodedValue(signed.ReadEncodedValue().Span);
                WriteSet(writer, Certificates, Following(signed, Certificates), certificates);
                WriteSet(writer, Lists, Following(signed, Lists), lists);
                writer.WriteEncodedValue(signed.ReadEncodedValue().Span);
                signed.ThrowIfNotEmpty();
            }
        }
        return writer.Encode();
    }

    private static List<ReadOnlyMemory<byte>> Following(AsnReader reader, Asn1Tag tag)
    {
        var values = new List<ReadOnlyMemory<byte>>();
        if (!reader.HasData || !reader.PeekTag().HasSameClassAndValue(tag))
            return values;
        var set = reader.ReadSetOf(skipSortOrderValidation: true, tag);
        while (set.HasData)
            values.Add(set.ReadEncodedValue());
        return values;
    }

    private static void WriteSet(
        AsnWriter writer,
        Asn1Tag tag,
        List<ReadOnlyMemory<byte>> there,
        IEnumerable<ReadOnlyMemory<byte>> added
    )
    {
        var all = there.Concat(added).DistinctBy(value => Convert.ToHexString(value.Span)).ToList();
        if (all.Count == 0)
            return;
        using (writer.PushSetOf(tag))
            foreach (var value in all)
                writer.WriteEncodedValue(value.Span);
    }
}
