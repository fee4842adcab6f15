using System.Security.Cryptography;
using Gateway.Adapters.Cryptography;
using Gateway.Adapters.Timestamps;
using Gateway.Adapters.Xades.Validation;

namespace Gateway.Adapters.EvidenceRecords;

/// <summary>Until when a digest algorithm is trusted; without a date, it is trusted permanently.</summary>
public sealed record DigestExpiryDates(IReadOnlyDictionary<HashAlgorithmName, DateTimeOffset> Dates)
{
    public static readonly DigestExpiryDates None = new(new Dictionary<HashAlgorithmName, DateTimeOffset>());

    /// <summary>The dates of a validation policy: algorithms that it does not name are not trusted at all.</summary>
    public static DigestExpiryDates By(AlgorithmLimits limits, IEnumerable<ImprintAlgorithm> algorithms) =>
        new(
            algorithms.Distinct().ToDictionary(each => each.Name, each => limits.EndOf(DigestAlgorithm.Of(each.Name.Name!)))
        );

    public DateTimeOffset Of(ImprintAlgorithm algorithm) =>
        Dates.TryGetValue(algorithm.Name, out var date) ? date : DateTimeOffset.MaxValue;
}
