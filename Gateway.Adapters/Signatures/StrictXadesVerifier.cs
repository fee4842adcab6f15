using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Gateway.Adapters.Messages;
using Gateway.Adapters.Xml;
using Gateway.Domain.Requests;

namespace Gateway.Adapters.Signatures;

/// <summary>
/// Accepts one shape of signature: XAdES enveloped, over the whole document, made with a key of the directory. The document
/// never chooses what is checked or with which key, and what is handed on are the bytes that were digested.
/// </summary>
public sealed class StrictXadesVerifier : ISignatureVerifier
{
    /// <summary>
    /// No more than <see cref="HardenedXml"/> reads. That one, on .NET's reader, checks the schema and reads the content, of the
    /// signed octets only; a test over real, generated and mutated documents (SameAsReaderTests) holds the two to the same content.
    /// </summary>
    private static readonly TreeLimits Limits = new()
    {
        MaxBytes = HardenedXml.MaxCharacters,
        MaxElements = HardenedXml.MaxElements,
        MaxDepth = HardenedXml.MaxDepth,
        MaxAttributes = HardenedXml.MaxAttributes,
        MaxAttributeLength = HardenedXml.MaxAttributeLength,
        MaxNamespacesInScope = HardenedXml.MaxNamespaces,
        MaxNameLength = HardenedXml.MaxNameLength,
        AllowsOldEncodings = false,
    };

    public SignatureVerdict Verify(ReadOnlyMemory<byte> document, IReadOnlyCollection<SigningKey> keys, DateTimeOffset at)
    {
        try
        {
            return SignedDocument.TryRead(document.Span, Limits, out var signed, out var refusal)
                ? Judge(StrictSignature.Read(signed), keys, at)
                : throw SignatureRefused.Format(refusal.Reason);
        }
        catch (SignatureRefused refused)
        {
            return Refuse(refused.Indication, refused.SubIndication, refused.Message);
        }
        catch (CryptographicException)
        {
            return Refuse(SignatureVerdict.Failed, SignatureRefused.FormatFailure, "The signing certificate is not readable.");
        }
    }

    private static SignatureVerdict Judge(StrictSignature signature, IReadOnlyCollection<SigningKey> keys, DateTimeOffset at)
    {
        var properties = SignerProperties.Read(signature.SignedProperties, signature.Document.Id);
        var der = signature.Certificates.FirstOrDefault(properties.Identify)
            ?? throw SignatureRefused.NoCertificate("No certificate in the key information is the one the signer named.");
        using var key = VerificationKey.OfCertificate(der) ?? throw SignatureRefused.Format("The key's kind or curve is not on the closed list.");
        StrictAlgorithms.RequireStrong(key);
        using var certificate = X509CertificateLoader.LoadCertificate(der);
        if (!certificate.RawData.AsSpan().SequenceEqual(der))
            throw SignatureRefused.Format("The signing certificate is not plain DER.");

        var check = SignatureCheck.Of(signature.Signature, key);
        var ofDocument = check.References.Single(each => ReferenceEquals(each.Reference, signature.Document));
        if (check.References.FirstOrDefault(each => !each.IsIntact) is { } broken)
            return Refuse(SignatureVerdict.Failed, SignatureRefused.HashFailure, broken == ofDocument
                ? "The document is not the one that was signed." : "The signed properties are not those that were signed.");
        if (!check.IsIntact || !check.CoversSignedProperties || ofDocument.Scope is not { IsFull: true } || !check.TryRelease(ofDocument, out var content))
            return Refuse(SignatureVerdict.Failed, SignatureRefused.CryptoFailure,
                "The signature was not made with the certificate's key.");

        var signer = keys.FirstOrDefault(known => known.Certificate.Span.SequenceEqual(der));
        var level = properties.HasDataObjectFormat ? Xades.BaselineB : Xades.Bes;
        var (indication, subIndication, reason) = signer is null
            ? (SignatureVerdict.Indeterminate, SignatureVerdict.NoKnownSigner, "The certificate is not one the directory knows.")
            : Validity(certificate, at);
        return new SignatureVerdict(indication, subIndication, signer, level, properties.SigningTime,
            subIndication is null ? content : default, reason is null ? [] : [reason]);
    }

    /// <summary>Without a trusted time the certificate must be valid when the document is looked at.</summary>
    private static (string Indication, string? SubIndication, string? Reason) Validity(X509Certificate2 certificate, DateTimeOffset at)
    {
        if (at.UtcDateTime < certificate.NotBefore.ToUniversalTime())
            return (SignatureVerdict.Failed, SignatureRefused.NotYetValid, "The signing certificate is not valid yet.");
        if (at.UtcDateTime > certificate.NotAfter.ToUniversalTime())
            return (SignatureVerdict.Indeterminate, SignatureRefused.OutOfBounds, "The signing certificate is no longer valid.");
        return (SignatureVerdict.Passed, null, null);
    }

    private static SignatureVerdict Refuse(string indication, string subIndication, string reason) =>
        new(indication, subIndication, null, null, null, default, [reason]);
}
