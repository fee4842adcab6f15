using Gateway.Adapters.Certificates;
using Gateway.Adapters.Cryptography;
using Gateway.Adapters.XmlSignatures;

namespace Gateway.Adapters.Xades.Validation;

/// <summary>The signer, as far as the signature identifies it (ETSI EN 319 102-1, 5.2.3).</summary>
/// <param name="Certificate">The signer's, or at least one that goes with the key; null when there is none.</param>
/// <param name="Key">What the value is verified with; null when there is none that can be used.</param>
/// <param name="IsNamed">The signed properties name the certificate, by its digest and, where they tell them, by issuer and
/// number.</param>
/// <param name="NamedBy">The digest by which the signed properties name the certificate; null when they do not, or not
/// correctly.</param>
/// <param name="Flaw">Null when the signing certificate is found.</param>
internal sealed record SigningCertificateFound(
    Certificate? Certificate,
    VerificationKey? Key,
    bool IsNamed,
    Conclusion? Flaw,
    string? Warning
)
{
    public DigestAlgorithm? NamedBy { get; init; }
}

/// <summary>Identification of the signing certificate (ETSI EN 319 102-1, 5.2.3.4).</summary>
internal static class SigningCertificateSearch
{
    public static readonly SigningCertificateFound None = new(
        null,
        null,
        false,
        NotFound("There is no certificate of the signer."),
        null
    );

    /// <param name="pool">Searched for the certificate that the signature names but does not hold.</param>
    public static SigningCertificateFound In(
        XmlSignature signature,
        QualifyingProperties? properties,
        CertificatePool pool,
        ValidationPolicy policy
    )
    {
        var candidates = KeyCandidate.In(signature);
        var inKeyInfo = candidates
            .Select(each => each.Certificate is { } der && Certificate.TryRead(der, out var read, out _) ? read : null)
            .OfType<Certificate>()
            .ToList();
        var references = properties?.SigningCertificates ?? [];
        if (references.Count == 0)
            return Unnamed(signature, properties, inKeyInfo, candidates, policy);

        var here = new CertificateIndex(inKeyInfo.Select(each => each.Encoded));
        var named = new[] { here, pool.Index }
            .SelectMany(index => references.Select(reference => reference.In(index)))
            .OfType<Certificate>()
            .Distinct()
            .ToList();
        if ((Verifying(signature, named) ?? named.FirstOrDefault()) is not { } found)
        {
            var other = Verifying(signature, inKeyInfo) ?? inKeyInfo.FirstOrDefault();
            return new SigningCertificateFound(
                other,
                other?.PublicKey ?? AnyKey(signature, candidates),
                false,
                NotFound("No certificate at hand is the one that the signed properties name."),
                null
            );
        }
        var naming = references.First(reference => reference.IsTo(found));
        var isIssuers = naming.NamesIssuerOf(found) ?? true;
        const string Differs = "Issuer and serial number in the signed properties are not those of the certificate.";
        return new SigningCertificateFound(
            found,
            found.PublicKey,
            isIssuers,
            isIssuers || !policy.RequiresIssuerSerial ? null : NotFound(Differs),
            isIssuers ? null : Differs
        )
        {
            NamedBy = naming.Digest,
        };
    }

    private static SigningCertificateFound Unnamed(
        XmlSignature signature,
        QualifyingProperties? properties,
        List<Certificate> inKeyInfo,
        IReadOnlyList<KeyCandidate> candidates,
        ValidationPolicy policy
    )
    {
        const string Unnamed = "No signed property names the signing certificate.";
        var found = Verifying(signature, inKeyInfo) ?? inKeyInfo.FirstOrDefault();
        var isUnreadable = properties is not null && properties.NamesSigningCertificate;
        var flaw =
            found is null ? NotFound("There is no certificate of the signer.")
            : isUnreadable ? NotFound("The signed properties name the signing certificate in a way that cannot be read.")
            : policy.RequiresSigningCertificateReference ? Conclusion.Unsettled(SubIndication.SigConstraintsFailure, Unnamed)
            : null;
        return new SigningCertificateFound(found, found?.PublicKey ?? AnyKey(signature, candidates), false, flaw, Unnamed);
    }

    private static Certificate? Verifying(XmlSignature signature, IEnumerable<Certificate> certificates) =>
        certificates.FirstOrDefault(each =>
            each.PublicKey is { } key && SignatureCheck.Verifies(SignatureCheck.ValueOf(signature, key))
        );

    /// <summary>A bare key only shows whether the signature is consistent.</summary>
    private static VerificationKey? AnyKey(XmlSignature signature, IReadOnlyList<KeyCandidate> candidates)
    {
        var keys = candidates
            .Select(each => VerificationKey.OfPublicKeyInfo(each.PublicKey))
            .OfType<VerificationKey>()
            .ToList();
        return keys.Find(key => SignatureCheck.Verifies(SignatureCheck.ValueOf(signature, key))) ?? keys.FirstOrDefault();
    }

    private static Conclusion NotFound(string reason) =>
        Conclusion.Unsettled(SubIndication.NoSigningCertificateFound, reason);
}
