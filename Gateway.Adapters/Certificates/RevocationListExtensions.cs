using System.Formats.Asn1;

namespace Gateway.Adapters.Certificates;

/// <summary>Which certificates a list covers (RFC 5280, 5.2).</summary>
internal sealed record RevocationListExtensions
{
    private const int MostComparisons = 1_000;

    private bool _isUnderstood = true;
    private bool _forUsersOnly;
    private bool _forAuthoritiesOnly;
    private IReadOnlyList<GeneralName>? _point;

    /// <summary>The extension expiredCertsOnCRL (X.509, 9.5.2.8).</summary>
    public DateTimeOffset? CoversExpired { get; private set; }

    /// <exception cref="AsnContentException">They are no extensions.</exception>
    public static RevocationListExtensions Read(AsnReader list)
    {
        var read = new RevocationListExtensions();
        if (!list.HasData)
            return read;
        var extensions = list.ReadSequence(new Asn1Tag(TagClass.ContextSpecific, 0, true)).ReadSequence();
        list.ThrowIfNotEmpty();
        var seen = new HashSet<string>();
        while (extensions.HasData)
        {
            var (oid, isCritical, value) = ExtensionReader.Next(extensions);
            if (!seen.Add(oid))
                throw new AsnContentException("An extension is there twice.");
            var reader = new AsnReader(value, AsnEncodingRules.DER);
            if (oid == "2.5.29.28")
                read.ReadIssuingPoint(reader.ReadSequence());
            else if (oid == "2.5.29.60")
                read.CoversExpired = reader.ReadGeneralizedTime();
            else if (oid == "2.5.29.27" || (isCritical && oid is not ("2.5.29.20" or "2.5.29.35")))
                read._isUnderstood = false; // A delta, or unknown.
        }
        return read;
    }

    public bool Concern(Certificate certificate)
    {
        var isAuthority = certificate.Extensions.IsAuthority == true;
        if (!_isUnderstood || (_forUsersOnly && isAuthority) || (_forAuthoritiesOnly && !isAuthority))
            return false;
        return _point is null || AreSome(_point, certificate.Extensions.DistributionPoints);
    }

    private static bool AreSome(IReadOnlyList<GeneralName> point, IReadOnlyList<GeneralName> points) =>
        (long)point.Count * points.Count <= MostComparisons && point.Any(name => points.Any(name.IsSameAs));

    private void ReadIssuingPoint(AsnReader point)
    {
        while (point.HasData)
        {
            var tag = point.PeekTag();
            if (tag.TagClass != TagClass.ContextSpecific)
                throw new AsnContentException("An issuing point holds something else.");
            switch (tag.TagValue)
            {
                case 0:
                    _point = ExtensionReader.ReadDistributionPoint(point);
                    break;
                case 1:
                    _forUsersOnly = point.ReadBoolean(tag);
                    break;
                case 2:
                    _forAuthoritiesOnly = point.ReadBoolean(tag);
                    break;
                default:
                    // Some reasons only, indirect, attribute certificates only: false is not written in DER.
                    _isUnderstood = false;
                    point.ReadEncodedValue();
                    break;
            }
        }
    }
}
