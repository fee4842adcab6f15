using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Security.Cryptography.Xml;
using System.Xml;

namespace Gateway.Tests.Signatures;

/// <summary>
/// Computes what a <see cref="XadesTemplate"/> leaves empty, in exclusive form only: sound signatures of shapes that our
/// own signer never makes.
/// </summary>
public static class HandSigner
{
    /// <param name="sign">Makes the value over SignedInfo; null for the usual way.</param>
    public static string Sign(string document, XadesTemplate template, Func<byte[], byte[]>? sign = null)
    {
        var tree = Tree(template.In(document));
        foreach (XmlElement reference in tree.GetElementsByTagName("Reference", SignedXml.XmlDsigNamespaceUrl))
        {
            var uri = reference.GetAttribute("URI");
            var algorithm = ((XmlElement)reference["DigestMethod"]!).GetAttribute("Algorithm");
            reference["DigestValue"]!.InnerText = Convert.ToBase64String(
                Digest(algorithm, uri is "#props-1" or "#key-info" ? Canonical(tree, uri) : Canonical(Tree(document), ""))
            );
        }
        var signature = (XmlElement)tree.GetElementsByTagName("Signature", SignedXml.XmlDsigNamespaceUrl)[0]!;
        signature["SignatureValue"]!.InnerText = Convert.ToBase64String(
            (sign ?? (octets => Value(template, octets)))(Canonical(tree, "SignedInfo"))
        );
        return tree.OuterXml;
    }

    public static XmlDocument Tree(string document)
    {
        var tree = new XmlDocument { PreserveWhitespace = true };
        tree.LoadXml(document);
        return tree;
    }

    private static byte[] Canonical(XmlDocument tree, string what)
    {
        var transform = new XmlDsigExcC14NTransform();
        if (what.Length == 0)
            transform.LoadInput(tree);
        else
            transform.LoadInput(
                tree.SelectNodes(
                    what == "SignedInfo"
                        ? "//*[local-name()='SignedInfo']/descendant-or-self::node() | "
                            + "//*[local-name()='SignedInfo']/descendant-or-self::*/@*"
                        : $"//*[@Id='{what[1..]}']/descendant-or-self::node() | "
                            + $"//*[@Id='{what[1..]}']/descendant-or-self::*/@*"
                )!
            );
        return ((MemoryStream)transform.GetOutput(typeof(Stream))).ToArray();
    }

#pragma warning disable CA5350 // That SHA-1 is rejected is what is tested.
    private static byte[] Digest(string algorithm, byte[] data) =>
        algorithm switch
        {
            XadesTemplate.Sha1 => SHA1.HashData(data),
            XadesTemplate.Sha256 => SHA256.HashData(data),
            _ => SHA512.HashData(data),
        };
#pragma warning restore CA5350

    private static byte[] Value(XadesTemplate template, byte[] signedInfo)
    {
        var method = template.SignatureMethod ?? "sha256";
        var hash = method.Contains("sha1", StringComparison.Ordinal) ? HashAlgorithmName.SHA1 : HashAlgorithmName.SHA256;
        using var rsa = template.Certificate.GetRSAPrivateKey();
        if (rsa is not null)
            return rsa.SignData(
                signedInfo,
                hash,
                method.Contains("MGF1", StringComparison.Ordinal) ? RSASignaturePadding.Pss : RSASignaturePadding.Pkcs1
            );
        using var ecdsa = template.Certificate.GetECDsaPrivateKey()!;
        return ecdsa.SignData(signedInfo, hash);
    }
}
