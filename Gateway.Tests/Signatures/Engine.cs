using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Gateway.Adapters.Cryptography;
using Gateway.Adapters.Xml;
using Gateway.Adapters.XmlSignatures;

namespace Gateway.Tests.Signatures;

/// <summary>The verification engine as tests use it.</summary>
public static class Engine
{
    public static SignedDocument Read(string document) => Read(Encoding.UTF8.GetBytes(document));

    public static SignedDocument Read(byte[] document)
    {
        SignedDocument
            .TryRead(document, TreeLimits.Default, out var signed, out var rejection)
            .ShouldBeTrue(rejection?.Reason);
        return signed!;
    }

    public static XmlSignature Signature(SignedDocument document, int index = 0)
    {
        XmlSignature.TryRead(document, document.Signatures[index], out var signature, out var flaw).ShouldBeTrue(flaw);
        return signature!;
    }

    public static SignatureCheck Check(
        string document,
        string key = "p256",
        IDetachedContent? detached = null,
        int index = 0
    ) => Check(document, TestKeys.Certificate(key), detached, index);

    public static SignatureCheck Check(
        string document,
        X509Certificate2 certificate,
        IDetachedContent? detached = null,
        int index = 0
    ) => Check(Encoding.UTF8.GetBytes(document), certificate, detached, index);

    public static SignatureCheck Check(
        byte[] document,
        X509Certificate2 certificate,
        IDetachedContent? detached = null,
        int index = 0
    )
    {
        using var key = VerificationKey.OfCertificate(certificate.RawData)!;
        return SignatureCheck.Of(Signature(Read(document), index), key, detached);
    }

    /// <summary>Signs by ECDSA with SHA-256, or by RSA with SHA-256 and PKCS #1.</summary>
    public static Func<byte[], byte[]> With(string key) =>
        octets =>
        {
            using var ecdsa = TestKeys.Certificate(key).GetECDsaPrivateKey();
            using var rsa = TestKeys.Certificate(key).GetRSAPrivateKey();
            return ecdsa?.SignData(octets, HashAlgorithmName.SHA256)
                ?? rsa!.SignData(octets, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        };

    public static string Released(this SignatureCheck check, int reference = 0)
    {
        check.TryRelease(check.References[reference], out var octets).ShouldBeTrue();
        return Encoding.UTF8.GetString(octets.Span);
    }
}

/// <summary>Files at hand for detached references.</summary>
public sealed class Files(params (string Name, byte[] Content)[] files) : IDetachedContent
{
    public List<string> Asked { get; } = [];

    public Stream? Open(string uri)
    {
        Asked.Add(uri);
        var found = Array.Find(files, file => file.Name == uri);
        return found.Name is null ? null : new MemoryStream(found.Content);
    }
}
