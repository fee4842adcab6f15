using Gateway.Adapters.Cryptography;
using Gateway.Adapters.XmlSignatures;

namespace Gateway.Adapters.Xades.Validation;

/// <summary>Validation of a signature at the current time (ETSI EN 319 102-1, 5.3).</summary>
/// <param name="Check">Null when there is no key to verify with.</param>
/// <param name="Certificate">Null when a step before it decided.</param>
/// <param name="Doubts">Doubts about the signature, unless it existed in time.</param>
internal sealed record BasicOutcome(
    SignatureCheck? Check,
    bool IsIntact,
    CertificateConclusion? Certificate,
    IReadOnlyList<Doubt> Doubts
);

internal sealed class BasicValidation(ValidationContext context, IDetachedContent? detached)
{
    private readonly CertificateValidation _certificates = new(context);

    public BasicOutcome Of(SubjectSignature subject, CheckList checks)
    {
        checks.Add("format", FormatCheck.FlawOf(subject.Signature));
        if (SignatureIds.IsUnsignedPointerAmbiguous(subject.Signature))
            checks.Warn(
                "format",
                "Something in the signature that is not signed points to an id that occurs more than once."
            );
        checks.Add("signingCertificate", subject.Signer.Flaw);
        if (subject.Signer.Flaw is null)
            checks.Warn("signingCertificate", subject.Signer.Warning);
        if (subject.Signer.NamedBy is { } named && context.At >= context.Policy.Algorithms.EndOf(named))
            checks.Warn(
                "signingCertificate",
                "The signing certificate is named by a digest that is not relied on any more."
            );
        var check = subject.Signer.Key is { } key ? SignatureCheck.Of(subject.Signature, key, detached) : null;
        var isIntact = Verify(subject, check, checks);
        if (checks.Decision is not null || subject.Signer.Certificate is not { } signer)
            return new BasicOutcome(check, isIntact, null, []);

        var certificate = _certificates.Of(signer, CertificateUse.Signature);
        checks.Add("certificatePath", certificate.Flaw);
        var doubts = certificate.Doubts.Concat(AlgorithmDoubts.Of(check!, subject.Signer.Key, context)).ToList();
        return new BasicOutcome(check, isIntact, certificate, doubts);
    }

    private static bool Verify(SubjectSignature subject, SignatureCheck? check, CheckList checks)
    {
        if (check is null)
        {
            checks.Add(
                "cryptography",
                Conclusion.Unsettled(
                    SubIndication.NoSigningCertificateFound,
                    "There is no key to verify the signature with."
                )
            );
            return false;
        }
        var isIntact = check.References.All(reference => reference.IsIntact);
        if (isIntact && subject.Parent is { } parent && !CryptographicVerification.IsOfParent(check, parent.ValueElement))
        {
            checks.Add(
                "cryptography",
                Conclusion.Failed(SubIndication.HashFailure, "The counter-signature is of another signature's value.")
            );
            return false;
        }
        var flaw = CryptographicVerification.FlawOf(check);
        if (flaw is null && subject.Properties is not null && !check.CoversSignedProperties)
            flaw = Conclusion.Failed(SubIndication.FormatFailure, "The signature does not cover its own signed properties.");
        checks.Add("cryptography", flaw);
        if (check.Value == ValueOutcome.ValidWithoutNull)
            checks.Warn(
                "cryptography",
                "The signature value leaves out the NULL in DigestInfo, as PKCS #1 does not have it."
            );
        if (check.References.SelectMany(reference => reference.Manifest).Any(each => !each.IsIntact))
            checks.Warn("manifest", "Something that a manifest lists is not at hand.");
        return isIntact;
    }
}
