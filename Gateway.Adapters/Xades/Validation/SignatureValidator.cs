using Gateway.Adapters.Certificates;
using Gateway.Adapters.Xml;
using Gateway.Adapters.XmlSignatures;

namespace Gateway.Adapters.Xades.Validation;

/// <summary>
/// Validates the signatures of documents of any origin (ETSI EN 319 102-1). It uses no network and no trust store of the
/// machine.
/// </summary>
/// <param name="trust">Without it no signature passes.</param>
public sealed class SignatureValidator(ValidationPolicy policy, TrustMaterial trust)
{
    private const int MostSignatures = 200;

    /// <summary>Never throws for what is in the document.</summary>
    /// <param name="at">The time that counts as now.</param>
    /// <param name="detached">What signatures may name outside the document; null for nothing.</param>
    /// <param name="existedAt">Since when the document is known, from elsewhere, to exist in this form; null when
    /// unknown.</param>
    public ValidationReport Validate(
        ReadOnlySpan<byte> document,
        DateTimeOffset at,
        IDetachedContent? detached = null,
        DateTimeOffset? existedAt = null
    )
    {
        if (!SignedDocument.TryRead(document, TreeLimits.Default, out var signed, out var rejection))
            return new ValidationReport(ValidationReport.Xml, [], rejection.Reason);
        var signatures = Validate(signed, at, detached, existedAt);
        return new ValidationReport(
            ValidationReport.Xml,
            signatures,
            signed.Signatures.Count == 0 ? "The document holds no signature." : FlawOf(signed)
        );
    }

    /// <summary>Null when every signature of the document is validated.</summary>
    public static string? FlawOf(SignedDocument document) =>
        document.Signatures.Count > MostSignatures
            ? $"There are more than {MostSignatures} signatures in a document."
            : null;

    /// <inheritdoc cref="Validate(ReadOnlySpan{byte}, DateTimeOffset, IDetachedContent?, DateTimeOffset?)"/>
    /// <returns>One for each signature, nested ones included, in document order; of too many (<see cref="FlawOf"/>) the
    /// first ones only.</returns>
    public IReadOnlyList<SignatureReport> Validate(
        SignedDocument document,
        DateTimeOffset at,
        IDetachedContent? detached = null,
        DateTimeOffset? existedAt = null
    ) => Validate(document, at, detached, existedAt, new SignatureBudget());

    /// <param name="work">Shared by the documents of one container.</param>
    internal IReadOnlyList<SignatureReport> Validate(
        SignedDocument document,
        DateTimeOffset at,
        IDetachedContent? detached,
        DateTimeOffset? existedAt,
        SignatureBudget work
    )
    {
        var context = new ValidationContext(policy, at, trust, existedAt, work);
        var subjects = Subjects(document, context, detached);
        ProofExtraction.Run([.. subjects.OfType<SubjectSignature>()], context);
        var conclude = new SignatureConclusion(context, detached);
        return
        [
            .. document
                .Signatures.Zip(subjects)
                .Select(each => each.Second is { } subject ? conclude.Of(subject) : NotOne(each.First, document)),
        ];
    }

    private List<SubjectSignature?> Subjects(SignedDocument document, ValidationContext context, IDetachedContent? detached)
    {
        var subjects = new List<SubjectSignature?>();
        foreach (var element in document.Signatures.Take(MostSignatures))
        {
            if (!XmlSignature.TryRead(document, element, out var signature, out _))
            {
                subjects.Add(null);
                continue;
            }
            var parent = SubjectSignature.ParentOf(element) is { } outer
                ? subjects.Find(each => each?.Signature.Element == outer)?.Signature
                : null;
            var material = SignatureMaterial.Of(signature, detached, context.Pool);
            material.AddTo(context);
            subjects.Add(
                new SubjectSignature(signature, parent, QualifyingProperties.Of(signature), material)
                {
                    Signer = SigningCertificateSearch.None,
                }
            );
        }
        foreach (var subject in subjects.OfType<SubjectSignature>())
            subject.Signer = SigningCertificateSearch.In(subject.Signature, subject.Properties, context.Pool, policy);
        return subjects;
    }

    private static SignatureReport NotOne(Element element, SignedDocument document)
    {
        XmlSignature.TryRead(document, element, out _, out var flaw);
        var checks = new CheckList();
        checks.Add("format", Conclusion.Failed(SubIndication.FormatFailure, flaw ?? "It is not a signature."));
        return new SignatureReport
        {
            Id = element.Attribute("Id"),
            Conclusion = checks.Decision!,
            Checks = checks.All,
        };
    }
}
