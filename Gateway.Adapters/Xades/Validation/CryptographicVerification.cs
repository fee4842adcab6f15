using Gateway.Adapters.Cryptography;
using Gateway.Adapters.Xml;
using Gateway.Adapters.XmlSignatures;

namespace Gateway.Adapters.Xades.Validation;

/// <summary>Cryptographic verification (ETSI EN 319 102-1, 5.2.7) on what the engine found.</summary>
internal static class CryptographicVerification
{
    /// <summary>Null when everything verifies.</summary>
    public static Conclusion? FlawOf(SignatureCheck check)
    {
        var all = check.References.SelectMany(reference => reference.Manifest.Prepend(reference)).ToList();
        if (check.References.FirstOrDefault(each => IsAbsent(each.Outcome)) is { } absent)
            return Conclusion.Unsettled(SubIndication.SignedDataNotFound, absent.Reason!);
        if (all.Find(each => each.Outcome == ReferenceOutcome.Altered) is { } altered)
            return Conclusion.Failed(SubIndication.HashFailure, altered.Reason!);
        if (
            check.References.FirstOrDefault(each =>
                each.Manifest.Count > 0 && each.Manifest.All(inside => IsAbsent(inside.Outcome))
            )
            is not null
        )
            return Conclusion.Unsettled(SubIndication.SignedDataNotFound, "Nothing of what a manifest lists is at hand.");
        return check.Value switch
        {
            ValueOutcome.Valid or ValueOutcome.ValidWithoutNull => null,
            ValueOutcome.Unsupported => Conclusion.Unsettled(
                SubIndication.CryptoConstraintsFailureNoPoe,
                "The signature method or its canonical form is not on the closed lists."
            ),
            ValueOutcome.Exceeded => Conclusion.Unsettled(
                SubIndication.SignedDataNotFound,
                "There is more to verify than a document may make its reader verify."
            ),
            _ => Conclusion.Failed(SubIndication.SigCryptoFailure, "The signature was not made with the certificate's key."),
        };
    }

    /// <summary>A counter-signature must sign the signature that contains it (ETSI EN 319 132-1, 5.2.7).</summary>
    public static bool IsOfParent(SignatureCheck check, Element parentValue) =>
        check.References.Any(each => each.IsIntact && each.Covers(parentValue));

    private static bool IsAbsent(ReferenceOutcome outcome) =>
        outcome is not (ReferenceOutcome.Intact or ReferenceOutcome.Altered);
}
