using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Xml;
using Gateway.Adapters.Messages;
using Gateway.Domain.Requests;

namespace Gateway.Adapters.Signatures;

/// <summary>
/// Accepts one shape of signature: XAdES enveloped, over the whole document, made with a key of the directory. It computes
/// digests and the signature itself, so that the document never chooses what is checked or with which key.
/// </summary>
public sealed class StrictXadesVerifier : ISignatureVerifier
{
    public SignatureVerdict Verify(ReadOnlyMemory<byte> document, IReadOnlyCollection<SigningKey> keys, DateTimeOffset at)
    {
        try
        {
            return HardenedXml.TryLoad(document, out var tree, out var problem)
                ? Judge(tree, keys, at)
                : throw SignatureRefused.Format(problem.Detail);
        }
        catch (SignatureRefused refused)
        {
            return Refuse(refused.Indication, refused.SubIndication, refused.Message);
        }
        catch (Exception hostile) when (hostile is not OutOfMemoryException)
        {
            // Canonicaliser, decoder and certificate parser throw many types for hostile input, and none is a reason to fail.
            return Refuse(SignatureVerdict.Failed, SignatureRefused.FormatFailure, "The document is not readable as a signed one.");
        }
    }

    private static SignatureVerdict Judge(XmlDocument tree, IReadOnlyCollection<SigningKey> keys, DateTimeOffset at)
    {
        var signature = StrictSignature.Read(tree);
        var properties = SignerProperties.Read(signature.SignedProperties, signature.Document.Id);
        var der = signature.Certificates.FirstOrDefault(properties.Identify)
            ?? throw SignatureRefused.NoCertificate("No certificate in the key information is the one the signer named.");
        using var certificate = X509CertificateLoader.LoadCertificate(der);
        if (!certificate.RawData.AsSpan().SequenceEqual(der))
            throw SignatureRefused.Format("The signing certificate is not plain DER.");
        Algorithms.RequireStrongKey(certificate);

        var signedInfo = signature.Form.Of(signature.SignedInfo);
        var propertiesIntact = signature.Properties.Matches(signature.Properties.Form.Of(signature.SignedProperties));
        var content = ContentOf(tree, signature);
        if (!propertiesIntact || !signature.Document.Matches(content))
            return Refuse(SignatureVerdict.Failed, SignatureRefused.HashFailure, propertiesIntact
                ? "The document is not the one that was signed." : "The signed properties are not those that were signed.");
        if (!signature.Algorithm.Verifies(certificate, signedInfo, signature.Value))
            return Refuse(SignatureVerdict.Failed, SignatureRefused.CryptoFailure,
                "The signature was not made with the certificate's key.");

        var signer = keys.FirstOrDefault(key => key.Certificate.Span.SequenceEqual(der));
        var level = properties.HasDataObjectFormat ? Xades.BaselineB : Xades.Bes;
        var (indication, subIndication, reason) = signer is null
            ? (SignatureVerdict.Indeterminate, SignatureVerdict.NoKnownSigner, "The certificate is not one the directory knows.")
            : Validity(certificate, at);
        return new SignatureVerdict(indication, subIndication, signer, level, properties.SigningTime,
            subIndication is null ? content : default, reason is null ? [] : [reason]);
    }

    /// <summary>The canonical document without its signature, in the form whose digest was signed.</summary>
    private static byte[] ContentOf(XmlDocument tree, StrictSignature signature)
    {
        tree.DocumentElement!.RemoveChild(signature.Element);
        if (signature.Document.Uri.Length > 0)
            foreach (var outside in tree.ChildNodes.Cast<XmlNode>().Where(node => node != tree.DocumentElement).ToList())
                tree.RemoveChild(outside);
        return signature.Document.Form.Of(tree);
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
