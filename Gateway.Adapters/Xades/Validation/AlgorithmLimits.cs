using Gateway.Adapters.Certificates;
using Gateway.Adapters.Cryptography;

namespace Gateway.Adapters.Xades.Validation;

/// <summary>Until when signatures with keys of a kind, from a length on, are trusted.</summary>
/// <param name="Kind"><c>RSA</c>, <c>DSA</c>, <c>ECDSA</c> or <c>EDDSA</c>.</param>
/// <param name="Scheme">The padding scheme of RSA: <c>PKCS1</c> or <c>PSS</c>; null for both.</param>
/// <param name="Bits">The least length it holds for; the longest entry that fits counts.</param>
/// <param name="Until">The first day on which they are no longer trusted; null for open.</param>
public sealed record KeyLimit(string Kind, int Bits, DateOnly? Until, string? Scheme = null);

/// <summary>
/// Until when algorithms and key lengths are trusted (ETSI TS 119 312). What is not named is never trusted.
/// </summary>
/// <param name="Digests">By name; the first day on which it is no longer trusted, null for open.</param>
public sealed record AlgorithmLimits(IReadOnlyDictionary<string, DateOnly?> Digests, IReadOnlyList<KeyLimit> Keys)
{
    public static readonly DateTimeOffset Never = DateTimeOffset.MinValue;
    public static readonly DateTimeOffset Open = DateTimeOffset.MaxValue;

    public DateTimeOffset EndOf(DigestAlgorithm? digest) =>
        digest is not null && Digests.TryGetValue(digest.Name, out var until) ? Start(until) : Never;

    /// <summary>The earlier end of the digest's and the key's.</summary>
    public DateTimeOffset EndOf(SignatureAlgorithm? algorithm, VerificationKey? key)
    {
        if (algorithm is null || key is null)
            return Never;
        var (kind, scheme) = algorithm.Scheme switch
        {
            SignatureScheme.RsaPkcs1 => ("RSA", "PKCS1"),
            SignatureScheme.RsaPss => ("RSA", "PSS"),
            SignatureScheme.Ecdsa => ("ECDSA", null),
            SignatureScheme.Dsa => ("DSA", (string?)null),
            _ => ("EDDSA", null),
        };
        var limit = Keys.Where(each =>
                each.Kind == kind && (each.Scheme is null || each.Scheme == scheme) && each.Bits <= key.Bits
            )
            .MaxBy(each => each.Bits);
        var ofKey = limit is null ? Never : Start(limit.Until);
        var ofDigest = algorithm.Digest is null ? Open : EndOf(algorithm.Digest);
        return ofKey < ofDigest ? ofKey : ofDigest;
    }

    internal DateTimeOffset EndOf(SignedStructure signed, Certificate signer) => EndOf(signed.Algorithm, signer.PublicKey);

    private static DateTimeOffset Start(DateOnly? until) =>
        until is { } day ? new DateTimeOffset(day.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero) : Open;
}
