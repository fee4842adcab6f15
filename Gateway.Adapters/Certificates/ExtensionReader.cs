using System.Formats.Asn1;

namespace Gateway.Adapters.Certificates;

/// <summary>
/// Reads extensions one by one. An unreadable extension that affects trust counts as an unknown critical one.
/// </summary>
internal static class ExtensionReader
{
    private const int Most = 100;
    private static readonly Asn1Tag First = new(TagClass.ContextSpecific, 0);
    private static readonly Asn1Tag Second = new(TagClass.ContextSpecific, 1);

    private static readonly Dictionary<string, Action<AsnReader, CertificateExtensions, bool>> Known = new()
    {
        ["2.5.29.14"] = (value, read, _) => read.SubjectKeyIdentifier = value.ReadOctetString(),
        ["2.5.29.15"] = (value, read, _) => read.Usage = value.ReadNamedBitListValue<KeyUsages>(),
        ["2.5.29.17"] = (value, read, _) => read.AlternativeNames = GeneralName.ReadAll(value.ReadSequence()),
        ["2.5.29.19"] = ReadBasicConstraints,
        ["2.5.29.30"] = (value, read, _) => read.NameConstraints = NameConstraints.Read(value),
        ["2.5.29.31"] = (value, read, _) => read.DistributionPoints = ReadDistributionPoints(value.ReadSequence()),
        ["2.5.29.32"] = (value, read, _) => read.Policies = CertificatePolicies.Read(value.ReadSequence()),
        ["2.5.29.33"] = (value, read, _) => read.PolicyMappings = CertificatePolicies.ReadMappings(value.ReadSequence()),
        ["2.5.29.35"] = ReadAuthorityKey,
        ["2.5.29.36"] = ReadPolicyConstraints,
        ["2.5.29.37"] = ReadPurposes,
        ["2.5.29.54"] = (value, read, _) => read.InhibitAnyPolicy = Count(value, Asn1Tag.Integer),
        ["2.5.29.56"] = (_, read, _) => read.IsNeverRevoked = true,
        ["0.4.0.194121.2.1"] = (_, read, _) => read.IsNeverRevoked = true,
        ["1.3.6.1.5.5.7.1.1"] = ReadAccess,
        ["1.3.6.1.5.5.7.1.3"] = (_, _, _) => { }, // What the issuer states of qualified certificates (RFC 3739).
        ["1.3.6.1.5.5.7.48.1.5"] = (_, read, _) => read.HasNoCheck = true,
    };

    private static readonly HashSet<string> OnlyInforming =
    [
        "2.5.29.14",
        "2.5.29.31",
        "2.5.29.35",
        "2.5.29.56",
        "0.4.0.194121.2.1",
        "1.3.6.1.5.5.7.1.1",
        "1.3.6.1.5.5.7.1.3",
        "1.3.6.1.5.5.7.48.1.5",
    ];

    /// <exception cref="AsnContentException">They are not extensions, too many, or one is there twice.</exception>
    public static void Read(AsnReader sequence, CertificateExtensions read)
    {
        var seen = new HashSet<string>();
        var unprocessed = new List<string>();
        while (sequence.HasData)
        {
            var (oid, isCritical, value) = Next(sequence);
            if (!seen.Add(oid) || seen.Count > Most)
                throw new AsnContentException("An extension is there twice, or there are too many.");
            if (!Known.TryGetValue(oid, out var reader))
            {
                if (isCritical)
                    unprocessed.Add(oid);
                continue;
            }
            try
            {
                reader(new AsnReader(value, AsnEncodingRules.DER), read, isCritical);
            }
            catch (AsnContentException)
            {
                if (isCritical || !OnlyInforming.Contains(oid))
                    unprocessed.Add(oid);
            }
        }
        read.Unprocessed = unprocessed;
    }

    public static (string Oid, bool IsCritical, ReadOnlyMemory<byte> Value) Next(AsnReader sequence)
    {
        var extension = sequence.ReadSequence();
        var oid = extension.ReadObjectIdentifier();
        var isCritical = extension.PeekTag() == Asn1Tag.Boolean && extension.ReadBoolean();
        return (oid, isCritical, extension.ReadOctetString());
    }

    private static void ReadBasicConstraints(AsnReader value, CertificateExtensions read, bool isCritical)
    {
        var constraints = value.ReadSequence();
        read.IsAuthority = constraints.HasData && constraints.PeekTag() == Asn1Tag.Boolean && constraints.ReadBoolean();
        if (constraints.HasData)
            read.PathLength = Count(constraints, Asn1Tag.Integer);
        constraints.ThrowIfNotEmpty();
    }

    private static void ReadPurposes(AsnReader value, CertificateExtensions read, bool isCritical)
    {
        var sequence = value.ReadSequence();
        var purposes = new List<string>();
        while (sequence.HasData)
            purposes.Add(sequence.ReadObjectIdentifier());
        (read.Purposes, read.ArePurposesCritical) = (purposes, isCritical);
    }

    private static void ReadPolicyConstraints(AsnReader value, CertificateExtensions read, bool isCritical)
    {
        var constraints = value.ReadSequence();
        if (constraints.HasData && constraints.PeekTag().HasSameClassAndValue(First))
            read.RequireExplicitPolicy = Count(constraints, First);
        if (constraints.HasData)
            read.InhibitPolicyMapping = Count(constraints, Second);
    }

    private static void ReadAuthorityKey(AsnReader value, CertificateExtensions read, bool isCritical)
    {
        var parts = value.ReadSequence();
        if (parts.HasData && parts.PeekTag().HasSameClassAndValue(First))
            read.AuthorityKeyIdentifier = parts.ReadOctetString(First);
    }

    private static void ReadAccess(AsnReader value, CertificateExtensions read, bool isCritical)
    {
        List<string> responders = [],
            issuers = [];
        var descriptions = value.ReadSequence();
        while (descriptions.HasData)
        {
            var description = descriptions.ReadSequence();
            var method = description.ReadObjectIdentifier();
            var name = GeneralName.Read(description);
            if (name.Kind != GeneralNameKind.Uri)
                continue;
            if (method == "1.3.6.1.5.5.7.48.1")
                responders.Add(name.Text);
            if (method == "1.3.6.1.5.5.7.48.2")
                issuers.Add(name.Text);
        }
        (read.Responders, read.IssuerAddresses) = (responders, issuers);
    }

    internal static List<GeneralName> ReadDistributionPoints(AsnReader points)
    {
        var names = new List<GeneralName>();
        while (points.HasData)
        {
            var point = points.ReadSequence();
            if (point.HasData && point.PeekTag().HasSameClassAndValue(First))
                names.AddRange(ReadDistributionPoint(point));
        }
        return names;
    }

    /// <summary>The full names of one point; empty for a name relative to its issuer.</summary>
    internal static List<GeneralName> ReadDistributionPoint(AsnReader point)
    {
        var name = point.ReadSequence(new Asn1Tag(TagClass.ContextSpecific, 0, true));
        return name.PeekTag().HasSameClassAndValue(First)
            ? GeneralName.ReadAll(name.ReadSequence(new Asn1Tag(TagClass.ContextSpecific, 0, true)))
            : [];
    }

    private static int Count(AsnReader from, Asn1Tag tag)
    {
        var number = from.ReadInteger(tag);
        return number.Sign < 0
            ? throw new AsnContentException("A count is not negative.")
            : (int)System.Numerics.BigInteger.Min(number, int.MaxValue);
    }
}
