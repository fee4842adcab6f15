using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Xml;
using Gateway.Adapters.Cryptography;
using Gateway.Adapters.SigningKeys;
using Gateway.Adapters.Xades.Strict;
using Gateway.Adapters.Xml;
using Gateway.Adapters.XmlSignatures;
using Gateway.Domain.Messages;

namespace Gateway.Adapters.Xades.Signing;

/// <summary>
/// Signs as XAdES-BASELINE-B (ETSI EN 319 132-1). Returns only signatures that the gateway's own engine verifies.
/// </summary>
public static class XadesSigner
{
    /// <summary>
    /// Signs a message as its issuing authority, in the one form and with the algorithms that messages have.
    /// </summary>
    /// <returns>The document in UTF-8 with the signature as its last element.</returns>
    /// <param name="document">Well-formed and not signed yet.</param>
    /// <param name="certificate">With its private key: RSA of at least 2048 bits, or ECDSA on P-256, P-384 or P-521.</param>
    /// <param name="signingTime">As claimed in the signature, to the second.</param>
    /// <exception cref="ArgumentException">The document cannot be signed, or the key cannot sign.</exception>
    public static byte[] Sign(ReadOnlyMemory<byte> document, X509Certificate2 certificate, DateTimeOffset signingTime)
    {
        using var key = new PlatformKey(certificate);
        var signed = SignEnveloped(document, key, signingTime, StrictChoice(certificate));
        var itself = new SigningKey("self", "self", certificate.RawData);
        var verdict = new StrictXadesVerifier().Verify(signed, [itself], certificate.NotBefore);
        return verdict.IsPassed
            ? signed
            : throw new ArgumentException($"The document cannot be signed: {verdict.Reasons[0]}", nameof(document));
    }

    /// <summary>An XML document, with the signature in it.</summary>
    /// <returns>The document in UTF-8 with the signature as its last element.</returns>
    /// <param name="document">Well-formed and not signed yet.</param>
    /// <exception cref="ArgumentException">The document cannot be signed, or the key cannot sign.</exception>
    /// <exception cref="CryptographicException">The key fails.</exception>
    public static byte[] SignEnveloped(
        ReadOnlyMemory<byte> document,
        IPrivateKey key,
        DateTimeOffset signingTime,
        SigningChoice? choice = null
    )
    {
        if (!HardenedXml.TryLoad(document, out var tree, out var problem))
            throw new ArgumentException(problem.Detail, nameof(document));
        var root = tree.DocumentElement!;
        if (root.GetElementsByTagName("Signature", XadesNames.Ds).Count > 0)
            throw new ArgumentException("The document is signed already.", nameof(document));
        choice ??= SigningChoice.For(key.Certificate);
        var data = new DataToSign(
            "",
            "application/xml",
            choice.Digest.Of(SigningForm.Of(tree)),
            XadesNames.Enveloped,
            XadesNames.ExclusiveC14N
        );
        return SignatureWriter.Write(root, choice, [data], key, signingTime);
    }

    /// <summary>Octets of any kind, which the signature then holds in base64.</summary>
    /// <exception cref="ArgumentException">The key is not one that can be signed with.</exception>
    /// <exception cref="CryptographicException">The key fails.</exception>
    public static byte[] SignEnveloping(
        ReadOnlyMemory<byte> content,
        string mimeType,
        IPrivateKey key,
        DateTimeOffset signingTime,
        SigningChoice? choice = null
    )
    {
        choice ??= SigningChoice.For(key.Certificate);
        var data = new DataToSign("", mimeType, choice.Digest.Of(content.Span), XadesNames.Base64)
        {
            Fill = container => container.InnerText = Convert.ToBase64String(content.Span),
        };
        return SignatureWriter.Write(HardenedXml.NewTree(), choice, [data], key, signingTime);
    }

    /// <summary>An XML document, which the signature then holds as XML.</summary>
    /// <exception cref="ArgumentException">The document cannot be signed, or the key cannot sign.</exception>
    /// <exception cref="CryptographicException">The key fails.</exception>
    public static byte[] SignEnvelopingXml(
        ReadOnlyMemory<byte> document,
        IPrivateKey key,
        DateTimeOffset signingTime,
        SigningChoice? choice = null
    )
    {
        if (!HardenedXml.TryLoad(document, out var content, out var problem))
            throw new ArgumentException(problem.Detail, nameof(document));
        var tree = HardenedXml.NewTree();
        var data = new DataToSign("", "application/xml", null, XadesNames.ExclusiveC14N)
        {
            Fill = container => container.AppendChild(tree.ImportNode(content.DocumentElement!, deep: true)),
        };
        return SignatureWriter.Write(tree, choice ?? SigningChoice.For(key.Certificate), [data], key, signingTime);
    }

    /// <summary>Files that stay where they are.</summary>
    /// <param name="files">At least one, and no two of the same name.</param>
    /// <param name="content">Where each is read, twice.</param>
    /// <exception cref="ArgumentException">A file is missing, or the key cannot sign.</exception>
    /// <exception cref="CryptographicException">The key fails.</exception>
    public static byte[] SignDetached(
        IReadOnlyList<DetachedFile> files,
        IDetachedContent content,
        IPrivateKey key,
        DateTimeOffset signingTime,
        SigningChoice? choice = null,
        SignatureRoot around = SignatureRoot.None
    )
    {
        if (files.Count is 0 or >= XmlSignature.MostReferences || files.DistinctBy(file => file.Uri).Count() < files.Count)
            throw new ArgumentException("There is no file, or too many, or one is named twice.", nameof(files));
        choice ??= SigningChoice.For(key.Certificate);
        var data = files
            .Select(file => new DataToSign(file.Uri, file.MimeType, DigestOf(file, content, choice.Digest)))
            .ToList();
        var tree = HardenedXml.NewTree();
        XmlNode parent =
            around == SignatureRoot.None
                ? tree
                : tree.AppendChild(tree.CreateElement("asic:XAdESSignatures", XadesNames.Asic))!;
        return SignatureWriter.Write(parent, choice, data, key, signingTime, content);
    }

    private static byte[] DigestOf(DetachedFile file, IDetachedContent content, DigestAlgorithm algorithm)
    {
        if (file.Uri.Length == 0 || file.Uri[0] == '#')
            throw new ArgumentException("The name of a file is none.", nameof(file));
        using var stream =
            content.Open(file.Uri)
            ?? throw new ArgumentException("A file that is to be signed is not at hand.", nameof(content));
        using var digest = OctetDigest.Start(algorithm);
        var buffer = new byte[64 * 1024];
        for (int read; (read = stream.Read(buffer)) > 0; )
            digest.Append(buffer.AsSpan(0, read));
        return digest.Finish();
    }

    private static SigningChoice StrictChoice(X509Certificate2 certificate)
    {
        try
        {
            using var key =
                VerificationKey.OfCertificate(certificate.RawData)
                ?? throw new ArgumentException(
                    "The key's kind or curve is not one that can be signed with.",
                    nameof(certificate)
                );
            StrictAlgorithms.RequireStrong(key);
            return SigningChoice.For(certificate.RawData);
        }
        catch (SignatureRejected rejected)
        {
            throw new ArgumentException(rejected.Message, nameof(certificate));
        }
    }
}
