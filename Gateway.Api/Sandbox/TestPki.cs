using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Gateway.Api.Sandbox;

/// <summary>
/// The test authority of a sandbox: issues certificates for test persons and the gateway's own keys, then its key is
/// discarded. Its signatures have no value outside.
/// </summary>
public sealed class TestPki : IDisposable
{
    private readonly ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly DateTimeOffset from;
    private readonly X509Certificate2 root;

    public TestPki(DateTimeOffset now)
    {
        from = now.AddHours(-1);
        var request = new CertificateRequest("CN=Gateway sandbox test authority", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, true, 0, true));
        request.CertificateExtensions.Add(
            new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, true)
        );
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        root = request.CreateSelfSigned(from, from.AddYears(10));
    }

    public string RootPem => root.ExportCertificatePem();

    /// <summary>
    /// A test person: signs messages and calls over TLS with one ECDSA key on P-256, or one RSA key of 3072 bits.
    /// </summary>
    public X509Certificate2 IssuePerson(string name, string state, bool isRsa)
    {
        var subject = new X500DistinguishedName($"CN={name}, O=Sandbox, C={state}");
        if (isRsa)
        {
            using var rsa = RSA.Create(3072);
            using var certificate = Issue(ForPerson(new(subject, rsa, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)));
            return certificate.CopyWithPrivateKey(rsa);
        }
        using var ecdsa = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var issued = Issue(ForPerson(new(subject, ecdsa, HashAlgorithmName.SHA256)));
        return issued.CopyWithPrivateKey(ecdsa);
    }

    private static CertificateRequest ForPerson(CertificateRequest request)
    {
        request.CertificateExtensions.Add(
            new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature | X509KeyUsageFlags.NonRepudiation, true)
        );
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new("1.3.6.1.5.5.7.3.2")], false));
        return request;
    }

    /// <summary>A key of the gateway itself: for TLS on loopback, or for receipts.</summary>
    public X509Certificate2 IssueGateway(string name, bool forTls)
    {
        using var ecdsa = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(new X500DistinguishedName($"CN={name}"), ecdsa, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, true));
        if (forTls)
        {
            var names = new SubjectAlternativeNameBuilder();
            names.AddDnsName("localhost");
            names.AddIpAddress(IPAddress.Loopback);
            names.AddIpAddress(IPAddress.IPv6Loopback);
            request.CertificateExtensions.Add(names.Build());
            request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new("1.3.6.1.5.5.7.3.1")], false));
        }
        using var issued = Issue(request);
        return issued.CopyWithPrivateKey(ecdsa);
    }

    /// <summary>A timestamp authority, RFC 3161, 2.3: its certificate is for timestamps alone, and critically so.</summary>
    public X509Certificate2 IssueTimestampAuthority(string name)
    {
        using var ecdsa = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(new X500DistinguishedName($"CN={name}"), ecdsa, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new("1.3.6.1.5.5.7.3.8")], true));
        using var issued = Issue(request);
        return issued.CopyWithPrivateKey(ecdsa);
    }

    public void Dispose()
    {
        root.Dispose();
        key.Dispose();
    }

    private X509Certificate2 Issue(CertificateRequest request)
    {
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromCertificate(root, true, false));
        return request.Create(
            root.SubjectName,
            X509SignatureGenerator.CreateForECDsa(key),
            from,
            from.AddYears(5),
            RandomNumberGenerator.GetBytes(16)
        );
    }
}
