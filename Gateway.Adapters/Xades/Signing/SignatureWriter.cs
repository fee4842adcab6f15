using System.Text;
using System.Xml;
using Gateway.Adapters.Cryptography;
using Gateway.Adapters.SigningKeys;
using Gateway.Adapters.Xml;
using Gateway.Adapters.XmlSignatures;
using XmlDeclaration = System.Xml.XmlDeclaration;

namespace Gateway.Adapters.Xades.Signing;

/// <summary>
/// Puts a signature into a tree, computes it with the platform's canonical form and writes the tree; then verifies the
/// output with the gateway's own engine.
/// </summary>
internal static class SignatureWriter
{
    /// <param name="parent">The element, or the empty document, that the signature goes into.</param>
    /// <exception cref="ArgumentException">The written signature cannot be read back or does not verify.</exception>
    public static byte[] Write(
        XmlNode parent,
        SigningChoice choice,
        IReadOnlyList<DataToSign> data,
        IPrivateKey key,
        DateTimeOffset signingTime,
        IDetachedContent? detached = null
    )
    {
        var tree = parent as XmlDocument ?? parent.OwnerDocument!;
        var id = IdFor(data, key, signingTime);
        var template = SignatureTemplate.Append(parent, id, choice, data, key.Certificate, signingTime);
        for (var i = 0; i < data.Count; i++)
            template.DataDigests[i].InnerText = Convert.ToBase64String(
                data[i].Digest ?? choice.Digest.Of(SigningForm.Of(template.Objects[i]!))
            );
        template.PropertiesDigest.InnerText = Convert.ToBase64String(
            choice.Digest.Of(SigningForm.Of(template.SignedProperties))
        );
        template.Value.InnerText = Convert.ToBase64String(key.Sign(choice.Algorithm, SigningForm.Of(template.SignedInfo)));
        var signed = Bytes(tree);
        RequireSound(signed, id, key.Certificate, detached);
        return signed;
    }

    /// <summary>
    /// Derives the id from the certificate, the signing time and the data, so that only equal input gives an equal id.
    /// </summary>
    private static string IdFor(IReadOnlyList<DataToSign> data, IPrivateKey key, DateTimeOffset signingTime)
    {
        using var digest = OctetDigest.Start(DigestAlgorithm.Of("SHA256"));
        digest.Append(key.Certificate.Span);
        digest.Append(Encoding.UTF8.GetBytes($"{signingTime.UtcTicks}"));
        foreach (var each in data)
            digest.Append(each.Digest ?? Encoding.UTF8.GetBytes(each.Uri));
        return Convert.ToHexStringLower(digest.Finish())[..32];
    }

    private static byte[] Bytes(XmlDocument tree)
    {
        // The declaration may name the encoding the document came in; the writer makes its own.
        if (tree.FirstChild is XmlDeclaration declaration)
            tree.RemoveChild(declaration);
        using var bytes = new MemoryStream();
        var settings = new XmlWriterSettings
        {
            Encoding = new UTF8Encoding(false),
            NewLineHandling = NewLineHandling.Entitize,
        };
        using (var writer = XmlWriter.Create(bytes, settings))
            tree.Save(writer);
        return bytes.ToArray();
    }

    /// <summary>Throws when the signature just written cannot be read back or does not verify.</summary>
    private static void RequireSound(byte[] signed, string id, ReadOnlyMemory<byte> certificate, IDetachedContent? detached)
    {
        using var key = VerificationKey.OfCertificate(certificate);
        if (
            key is null
            || !SignedDocument.TryRead(signed, TreeLimits.Default, out var document, out _)
            || document.ById("S-" + id) is not { } element
            || !XmlSignature.TryRead(document, element, out var signature, out _)
        )
            throw new ArgumentException("The document cannot be signed: what was written cannot be read.", nameof(signed));
        var check = SignatureCheck.Of(signature, key, detached);
        if (!check.IsIntact || !check.CoversSignedProperties)
            throw new ArgumentException("The document cannot be signed: the signature does not verify.", nameof(signed));
    }
}
