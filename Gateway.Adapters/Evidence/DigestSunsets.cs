using System.Security.Cryptography;
using Gateway.Adapters.TimestampAuthorities;

namespace Gateway.Adapters.Evidence;

/// <summary>Until when a digest algorithm may be relied on; one without a date, without end.</summary>
public sealed record DigestSunsets(IReadOnlyDictionary<HashAlgorithmName, DateTimeOffset> Dates)
{
    public static readonly DigestSunsets None = new(new Dictionary<HashAlgorithmName, DateTimeOffset>());

    public DateTimeOffset Of(ImprintAlgorithm algorithm) => Dates.TryGetValue(algorithm.Name, out var date) ? date : DateTimeOffset.MaxValue;
}
