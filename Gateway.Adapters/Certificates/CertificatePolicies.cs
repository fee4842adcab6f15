using System.Formats.Asn1;

namespace Gateway.Adapters.Certificates;

/// <summary>Policies under which certificates are issued (RFC 5280, 4.2.1.4 and 4.2.1.5).</summary>
internal static class CertificatePolicies
{
    public const string Any = "2.5.29.32.0";
    private const int Most = 100;

    public static List<string> Read(AsnReader sequence)
    {
        var policies = new List<string>();
        while (sequence.HasData)
        {
            policies.Add(sequence.ReadSequence().ReadObjectIdentifier());
            if (policies.Count > Most)
                throw new AsnContentException("There are too many policies.");
        }
        return policies;
    }

    public static List<(string, string)> ReadMappings(AsnReader sequence)
    {
        var mappings = new List<(string, string)>();
        while (sequence.HasData)
        {
            var mapping = sequence.ReadSequence();
            mappings.Add((mapping.ReadObjectIdentifier(), mapping.ReadObjectIdentifier()));
            if (mappings.Count > Most || mappings[^1].Item1 == Any || mappings[^1].Item2 == Any)
                throw new AsnContentException("Any policy is not mapped, nor are so many.");
        }
        return mappings;
    }
}
