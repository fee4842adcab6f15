using Gateway.Adapters.Cryptography;
using Gateway.Adapters.XmlSignatures;
using Gateway.Domain.Messages;

namespace Gateway.Adapters.Xades.Strict;

/// <summary>
/// The verdict on a signature of the accepted form: whether a key of the directory made it, over the data present.
/// </summary>
/// <param name="Broken">The reference whose data is not what was signed, when the signature value itself is valid; else
/// null.</param>
internal sealed record StrictJudgement(SignatureVerdict Verdict, ReferenceCheck? Broken)
{
    /// <param name="content">The reference whose octets are returned.</param>
    /// <param name="detached">The files its references may name; null for none.</param>
    /// <exception cref="SignatureRejected">At the first flaw of another kind.</exception>
    public static StrictJudgement Of(
        StrictSignature signature,
        SignedReference content,
        IDetachedContent? detached,
        IReadOnlyCollection<SigningKey> keys,
        DateTimeOffset at
    )
    {
        var properties = SignerProperties.Read(signature.SignedProperties, [.. signature.Data.Select(data => data.Id)]);
        var der =
            signature.Certificates.FirstOrDefault(properties.Identify)
            ?? throw SignatureRejected.NoCertificate("No certificate in the key information is the one the signer named.");
        var signer = keys.FirstOrDefault(known => known.Certificate.Span.SequenceEqual(der));
        using var stranger = signer is null ? SignerKey.Read(der) : null;
        var certificate = stranger ?? SignerKey.Of(signer!);
        using var borrowed = certificate.Borrow();

        var check = SignatureCheck.Of(signature.Signature, borrowed.Key, detached);
        if (check.References.FirstOrDefault(each => !each.IsIntact) is { } broken)
            return new(Reject(SignatureRejected.HashFailure, ReasonOf(broken, signature)), check.IsValid ? broken : null);
        if (check.Value == ValueOutcome.ValidWithoutNull)
            return new(
                Reject(
                    SignatureRejected.FormatFailure,
                    "The signature value leaves out the NULL in DigestInfo, which messages must have."
                ),
                null
            );
        var ofContent = check.References.Single(each => ReferenceEquals(each.Reference, content));
        var ofData = check.References.Where(each => signature.Data.Contains(each.Reference));
        if (
            !check.IsIntact
            || !check.CoversSignedProperties
            || !ofData.All(each => each.Scope is { IsFull: true })
            || !check.TryRelease(ofContent, out var octets)
        )
            return new(
                Reject(SignatureRejected.CryptoFailure, "The signature was not made with the certificate's key."),
                null
            );

        var level = properties.HasDataObjectFormat ? XadesNames.BaselineB : XadesNames.Bes;
        var (indication, subIndication, reason) = signer is null
            ? (
                SignatureVerdict.Indeterminate,
                SignatureVerdict.NoKnownSigner,
                "The certificate is not one the directory knows."
            )
            : Validity(certificate, at);
        return new(
            new SignatureVerdict(
                indication,
                subIndication,
                signer,
                level,
                properties.SigningTime,
                subIndication is null ? octets : default,
                reason is null ? [] : [reason]
            ),
            null
        );
    }

    private static string ReasonOf(ReferenceCheck broken, StrictSignature signature)
    {
        if (broken.Outcome != ReferenceOutcome.Altered)
            return broken.Reason!;
        return signature.Data.Contains(broken.Reference) ? "The document is not the one that was signed."
            : broken.Target == signature.SignedProperties ? "The signed properties are not those that were signed."
            : "The key information is not the one that was signed.";
    }

    public static SignatureVerdict Reject(SignatureRejected rejected) =>
        new(rejected.Indication, rejected.SubIndication, null, null, null, default, [rejected.Message]);

    private static SignatureVerdict Reject(string subIndication, string reason) =>
        Reject(new SignatureRejected(SignatureVerdict.Failed, subIndication, reason));

    /// <summary>Without a trusted time the certificate must be valid when the document is verified.</summary>
    private static (string Indication, string? SubIndication, string? Reason) Validity(
        SignerKey certificate,
        DateTimeOffset at
    )
    {
        if (at.UtcDateTime < certificate.NotBefore)
            return (SignatureVerdict.Failed, SignatureRejected.NotYetValid, "The signing certificate is not valid yet.");
        if (at.UtcDateTime > certificate.NotAfter)
            return (
                SignatureVerdict.Indeterminate,
                SignatureRejected.OutOfBounds,
                "The signing certificate is no longer valid."
            );
        return (SignatureVerdict.Passed, null, null);
    }
}
