using Gateway.Adapters.Timestamps;
using Gateway.Adapters.XmlSignatures;

namespace Gateway.Adapters.Xades.Augmentation;

/// <summary>
/// What was intact must remain intact, in every signature of the document: one signature may cover another in its earlier
/// form, and then nothing can be added to that other one.
/// </summary>
internal static class HarmCheck
{
    /// <exception cref="AugmentationEnded">Something would be harmed, or what was added is not intact itself.</exception>
    /// <param name="stamps">How many timestamps were added.</param>
    public static void Require(SignatureInDocument before, SignatureInDocument after, int stamps)
    {
        if (
            after.Timestamps.Count != before.Timestamps.Count + stamps
            || !after.Timestamps.Skip(before.Timestamps.Count).All(added => added.IsIntact)
        )
            throw Harmful();
        var (earlier, later) = (Read(before), Read(after));
        if (earlier.Count != later.Count || !earlier.Zip(later).All(pair => IsKept(pair.First, pair.Second, after.Detached)))
            throw Harmful();
    }

    private static List<XmlSignature?> Read(SignatureInDocument signature) =>
        [
            .. signature.Document.Signatures.Select(each =>
                XmlSignature.TryRead(signature.Document, each, out var read, out _) ? read : null
            ),
        ];

    private static bool IsKept(XmlSignature? before, XmlSignature? after, IDetachedContent? detached)
    {
        if (before is null || after is null)
            return before is null;
        if (
            !before.SignedOctets.AsSpan().SequenceEqual(after.SignedOctets)
            || !before.Value.Span.SequenceEqual(after.Value.Span)
        )
            return false;
        var references = new ReferenceVerifier(before, detached).Check().Zip(new ReferenceVerifier(after, detached).Check());
        var timestamps = SignatureTimestamps.Of(before, detached).Zip(SignatureTimestamps.Of(after, detached));
        return references.All(pair => pair.Second.IsIntact || !pair.First.IsIntact)
            && timestamps.All(pair => pair.Second.IsIntact || !pair.First.IsIntact);
    }

    private static AugmentationEnded Harmful() =>
        AugmentationEnded.Rejected(
            AugmentationRejection.Harmful,
            "Something in the document that was intact would not be any more."
        );
}
