using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Gateway.Tests.TimestampAuthorities;

/// <summary>A root of its own and a timestamp authority under it, in force from a time for some years.</summary>
internal sealed class TimestampKeys : IDisposable
{
    private readonly ECDsa rootKey = ECDsa.Create(ECCurve.NamedCurves.nistP384);
    private readonly DateTimeOffset from;

    public TimestampKeys(
        DateTimeOffset from,
        int years = 5,
        string name = "Test timestamps",
        bool isRsa = false,
        int bits = 256
    )
    {
        this.from = from;
        var request = new CertificateRequest($"CN={name} root", rootKey, HashAlgorithmName.SHA384);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(
            new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, true)
        );
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        Root = request.CreateSelfSigned(from, from.AddYears(years));
        Authority = Issue(name, years, isRsa, bits, ["1.3.6.1.5.5.7.3.8"]);
    }

    public X509Certificate2 Root { get; }

    public X509Certificate2 Authority { get; }

    public X509Certificate2 Issue(string name, int years, bool isRsa, int bits, string[] usages, bool isCritical = true)
    {
        using AsymmetricAlgorithm key = isRsa
            ? RSA.Create(bits)
            : ECDsa.Create(
                bits switch
                {
                    384 => ECCurve.NamedCurves.nistP384,
                    521 => ECCurve.NamedCurves.nistP521,
                    _ => ECCurve.NamedCurves.nistP256,
                }
            );
        var subject = new X500DistinguishedName($"CN={name}, O=Test");
        var request = key is RSA rsa
            ? new CertificateRequest(subject, rsa, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)
            : new CertificateRequest(subject, (ECDsa)key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, true));
        if (usages.Length > 0)
            request.CertificateExtensions.Add(
                new X509EnhancedKeyUsageExtension([.. usages.Select(usage => new Oid(usage))], isCritical)
            );
        using var issued = request.Create(
            Root.SubjectName,
            X509SignatureGenerator.CreateForECDsa(rootKey),
            from,
            from.AddYears(years).AddSeconds(-1),
            RandomNumberGenerator.GetBytes(16)
        );
        return key is RSA withRsa ? issued.CopyWithPrivateKey(withRsa) : issued.CopyWithPrivateKey((ECDsa)key);
    }

    /// <summary>A list of the root that revokes one certificate; <paramref name="issued"/> is when it was made.</summary>
    public byte[] Revoking(
        X509Certificate2 certificate,
        DateTimeOffset revoked,
        X509RevocationReason reason,
        DateTimeOffset issued
    )
    {
        var list = new CertificateRevocationListBuilder();
        list.AddEntry(certificate, revoked, reason);
        return list.Build(
            Root.SubjectName,
            X509SignatureGenerator.CreateForECDsa(rootKey),
            1,
            issued.AddDays(30),
            HashAlgorithmName.SHA384,
            X509AuthorityKeyIdentifierExtension.CreateFromCertificate(Root, true, false),
            issued
        );
    }

    public void Dispose()
    {
        Root.Dispose();
        Authority.Dispose();
        rootKey.Dispose();
    }
}
