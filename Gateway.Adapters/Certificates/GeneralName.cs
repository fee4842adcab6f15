using System.Formats.Asn1;
using System.Text;

namespace Gateway.Adapters.Certificates;

public enum GeneralNameKind
{
    Mail = 1,
    Dns = 2,
    Directory = 4,
    Uri = 6,
    Address = 7,
    Other = -1,
}

/// <summary>A name of one of the kinds of RFC 5280, 4.2.1.6.</summary>
/// <param name="Text">The text of mail, DNS and URI names; else empty.</param>
/// <param name="Directory">Of a directory name only.</param>
/// <param name="Octets">For an address its bytes, in constraints with its mask; for other kinds the whole encoding.</param>
public sealed record GeneralName(
    GeneralNameKind Kind,
    string Text,
    DistinguishedName? Directory,
    ReadOnlyMemory<byte> Octets
)
{
    /// <exception cref="AsnContentException">The data is not of this form.</exception>
    internal static GeneralName Read(AsnReader from)
    {
        var tag = from.PeekTag();
        if (tag.TagClass != TagClass.ContextSpecific)
            throw new AsnContentException("It is no general name.");
        switch (tag.TagValue)
        {
            case 1 or 2 or 6:
                var text = Encoding.Latin1.GetString(from.ReadOctetString(tag));
                return new GeneralName((GeneralNameKind)tag.TagValue, text, null, default);
            case 4:
                return new GeneralName(
                    GeneralNameKind.Directory,
                    "",
                    DistinguishedName.Read(from.ReadSequence(tag)),
                    default
                );
            case 7:
                return new GeneralName(GeneralNameKind.Address, "", null, from.ReadOctetString(tag));
            default:
                return new GeneralName(GeneralNameKind.Other, "", null, from.ReadEncodedValue());
        }
    }

    internal static List<GeneralName> ReadAll(AsnReader sequence)
    {
        var names = new List<GeneralName>();
        while (sequence.HasData)
            names.Add(Read(sequence));
        return names;
    }

    public bool IsSameAs(GeneralName other) =>
        Kind == other.Kind
        && Kind switch
        {
            GeneralNameKind.Directory => Directory!.Equals(other.Directory),
            GeneralNameKind.Address or GeneralNameKind.Other => Octets.Span.SequenceEqual(other.Octets.Span),
            _ => Text == other.Text,
        };
}
