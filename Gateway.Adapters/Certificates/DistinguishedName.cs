using System.Formats.Asn1;
using System.Text;

namespace Gateway.Adapters.Certificates;

/// <summary>
/// A name (RFC 5280, 4.1.2.4). Two names are equal when their attributes are equal, in any string type, ignoring case and
/// the amount of white space (7.1).
/// </summary>
public sealed class DistinguishedName : IEquatable<DistinguishedName>
{
    private readonly string _canonical;

    private DistinguishedName(IReadOnlyList<IReadOnlyList<NameAttribute>> parts, ReadOnlyMemory<byte> encoded)
    {
        (Parts, Encoded) = (parts, encoded);
        _canonical = string.Join('\u0001', parts.Select(Canonical));
    }

    /// <summary>In the order of the encoding: the most significant first.</summary>
    public IReadOnlyList<IReadOnlyList<NameAttribute>> Parts { get; }

    public ReadOnlyMemory<byte> Encoded { get; }

    public bool IsEmpty => Parts.Count == 0;

    /// <summary>Whether this name is in the subtree of the other (RFC 5280, 4.2.1.10).</summary>
    public bool IsWithin(DistinguishedName other) =>
        other.Parts.Count <= Parts.Count
        && Enumerable.Range(0, other.Parts.Count).All(i => Canonical(Parts[i]) == Canonical(other.Parts[i]));

    /// <summary>The same attributes in any order: some producers write names in reverse.</summary>
    public bool HasSameAttributesAs(DistinguishedName other) =>
        Parts
            .Select(Canonical)
            .Order(StringComparer.Ordinal)
            .SequenceEqual(other.Parts.Select(Canonical).Order(StringComparer.Ordinal));

    /// <exception cref="AsnContentException">It is no name.</exception>
    internal static DistinguishedName Read(AsnReader from)
    {
        var encoded = from.PeekEncodedValue();
        var sequence = from.ReadSequence();
        var parts = new List<IReadOnlyList<NameAttribute>>();
        while (sequence.HasData)
        {
            var set = sequence.ReadSetOf(skipSortOrderValidation: true);
            var attributes = new List<NameAttribute>();
            while (set.HasData)
            {
                var attribute = set.ReadSequence();
                var type = attribute.ReadObjectIdentifier();
                attributes.Add(new NameAttribute(type, NameText.Of(attribute)));
            }
            parts.Add(attributes);
        }
        return new DistinguishedName(parts, encoded);
    }

    public bool Equals(DistinguishedName? other) => other is not null && other._canonical == _canonical;

    public override bool Equals(object? obj) => Equals(obj as DistinguishedName);

    public override int GetHashCode() => _canonical.GetHashCode(StringComparison.Ordinal);

    /// <summary>As RFC 4514 writes it: the most significant last.</summary>
    public override string ToString() =>
        string.Join(',', Parts.Reverse().Select(part => string.Join('+', part.Select(attribute => attribute.ToString()))));

    private static string Canonical(IReadOnlyList<NameAttribute> part) =>
        string.Join(
            '\u0002',
            part.Select(attribute => $"{attribute.Type}={NameText.Fold(attribute.Value)}").Order(StringComparer.Ordinal)
        );
}

/// <param name="Type">Object identifier.</param>
public sealed record NameAttribute(string Type, string Value)
{
    private static readonly Dictionary<string, string> Keywords = new()
    {
        ["2.5.4.3"] = "CN",
        ["2.5.4.4"] = "SN",
        ["2.5.4.5"] = "serialNumber",
        ["2.5.4.6"] = "C",
        ["2.5.4.7"] = "L",
        ["2.5.4.8"] = "ST",
        ["2.5.4.9"] = "STREET",
        ["2.5.4.10"] = "O",
        ["2.5.4.11"] = "OU",
        ["2.5.4.12"] = "title",
        ["2.5.4.42"] = "GN",
        ["2.5.4.97"] = "organizationIdentifier",
        ["1.2.840.113549.1.9.1"] = "emailAddress",
        ["0.9.2342.19200300.100.1.25"] = "DC",
        ["0.9.2342.19200300.100.1.1"] = "UID",
    };

    public override string ToString() => $"{Keywords.GetValueOrDefault(Type, Type)}={Escaped()}";

    private string Escaped()
    {
        var text = new StringBuilder(Value.Length);
        for (var i = 0; i < Value.Length; i++)
        {
            if (
                ",+\"\\<>;=".Contains(Value[i], StringComparison.Ordinal)
                || (i == 0 && Value[i] is '#' or ' ')
                || (i == Value.Length - 1 && Value[i] == ' ')
            )
                text.Append('\\');
            text.Append(char.IsControl(Value[i]) ? '\uFFFD' : Value[i]);
        }
        return text.ToString();
    }
}
