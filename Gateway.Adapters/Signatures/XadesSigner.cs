using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Xml;
using Gateway.Adapters.Messages;
using Gateway.Domain.Requests;

namespace Gateway.Adapters.Signatures;

/// <summary>Signs a document as its issuing authority: XAdES-BASELINE-B, enveloped (ETSI EN 319 132-1).</summary>
public static class XadesSigner
{
    /// <returns>The document in UTF-8 with the signature as its last element.</returns>
    /// <param name="document">Well-formed and not signed yet.</param>
    /// <param name="certificate">With its private key: RSA of at least 2048 bits, or ECDSA on P-256, P-384 or P-521.</param>
    /// <param name="signingTime">As claimed in the signature, to the second.</param>
    /// <exception cref="ArgumentException">The document or the key is not one that can be signed (with).</exception>
    public static byte[] Sign(ReadOnlyMemory<byte> document, X509Certificate2 certificate, DateTimeOffset signingTime)
    {
        if (!HardenedXml.TryLoad(document, out var tree, out var problem))
            throw new ArgumentException(problem.Detail, nameof(document));
        var root = tree.DocumentElement!;
        if (root.GetElementsByTagName("Signature", Xades.Ds).Count > 0)
            throw new ArgumentException("The document is signed already.", nameof(document));

        var content = SigningForm.Of(tree);
        var id = Convert.ToHexStringLower(SHA256.HashData(content))[..32];
        var algorithm = AlgorithmFor(certificate);
        var signature = SignatureTemplate.Append(root, id, algorithm, certificate, signingTime);
        signature.DocumentDigest.InnerText = Digest(content);
        signature.PropertiesDigest.InnerText = Digest(SigningForm.Of(signature.SignedProperties));
        signature.Value.InnerText = Convert.ToBase64String(Value(algorithm, certificate, SigningForm.Of(signature.SignedInfo)));

        var signed = Write(tree);
        RequireSound(signed, certificate);
        return signed;
    }

    private static SignatureAlgorithm AlgorithmFor(X509Certificate2 certificate)
    {
        try
        {
            using var key = VerificationKey.OfCertificate(certificate.RawData)
                ?? throw new ArgumentException("The key's kind or curve is not one that can be signed with.", nameof(certificate));
            StrictAlgorithms.RequireStrong(key);
            return StrictAlgorithms.For(certificate);
        }
        catch (SignatureRefused refused)
        {
            throw new ArgumentException(refused.Message, nameof(certificate));
        }
    }

    private static byte[] Value(SignatureAlgorithm algorithm, X509Certificate2 certificate, byte[] signed)
    {
        var hash = algorithm.Digest!.HashName;
        using var ecdsa = certificate.GetECDsaPrivateKey();
        if (ecdsa is not null) return ecdsa.SignData(signed, hash, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
        using var rsa = certificate.GetRSAPrivateKey();
        return rsa?.SignData(signed, hash, RSASignaturePadding.Pkcs1)
            ?? throw new ArgumentException("The certificate comes without its private key.", nameof(certificate));
    }

    private static string Digest(byte[] canonical) => Convert.ToBase64String(SHA256.HashData(canonical));

    private static byte[] Write(XmlDocument tree)
    {
        // The declaration may name the encoding the document came in; the writer makes its own.
        if (tree.FirstChild is XmlDeclaration declaration) tree.RemoveChild(declaration);
        using var bytes = new MemoryStream();
        var settings = new XmlWriterSettings { Encoding = new UTF8Encoding(false), NewLineHandling = NewLineHandling.Entitize };
        using (var writer = XmlWriter.Create(bytes, settings)) tree.Save(writer);
        return bytes.ToArray();
    }

    /// <summary>A signature that does not verify must not leave, whatever the document did to the writer.</summary>
    private static void RequireSound(byte[] signed, X509Certificate2 certificate)
    {
        var itself = new SigningKey("self", "self", certificate.RawData);
        var verdict = new StrictXadesVerifier().Verify(signed, [itself], certificate.NotBefore);
        if (!verdict.IsPassed)
            throw new ArgumentException($"The document cannot be signed: {verdict.Reasons[0]}", nameof(signed));
    }
}
