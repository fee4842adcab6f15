using Gateway.Adapters.Certificates;
using Gateway.Adapters.Cryptography;
using Gateway.Adapters.Timestamps;
using Gateway.Adapters.XmlSignatures;

namespace Gateway.Adapters.Xades.Validation;

/// <summary>Doubts about the algorithms of a signature or a timestamp itself (ETSI EN 319 102-1, 5.2.8.4 step 2).</summary>
internal static class AlgorithmDoubts
{
    public static IEnumerable<Doubt> Of(SignatureCheck check, VerificationKey? key, ValidationContext context)
    {
        var limits = context.Policy.Algorithms;
        if (
            At(
                limits.EndOf(check.Signature.Algorithm, key),
                context,
                "The signature method or its key is not relied on any more."
            ) is
            { } ofValue
        )
            yield return ofValue;
        // What a manifest lists is signed through its digest in the manifest.
        var digests = check
            .References.Concat(check.References.SelectMany(each => each.Manifest).Where(each => each.IsIntact))
            .Min(each => limits.EndOf(each.Reference.Digest));
        if (At(digests, context, "A digest algorithm of what is signed is not relied on any more.") is { } ofDigest)
            yield return ofDigest;
    }

    public static IEnumerable<Doubt> Of(TimestampToken token, Certificate authority, ValidationContext context)
    {
        var limits = context.Policy.Algorithms;
        DateTimeOffset[] ends =
        [
            limits.EndOf(token.SignatureAlgorithm, authority.PublicKey),
            limits.EndOf(token.Signer.Digest),
            limits.EndOf(token.Digest),
        ];
        if (At(ends.Min(), context, "An algorithm of the timestamp is not relied on any more.") is { } doubt)
            yield return doubt;
    }

    private static Doubt? At(DateTimeOffset end, ValidationContext context, string reason) =>
        context.At < end
            ? null
            : new Doubt(SubIndication.CryptoConstraintsFailureNoPoe, reason, Before: end) { IsOfPath = false };
}
