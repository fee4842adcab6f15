using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Gateway.Domain.Messages;

namespace Gateway.Tests.Signatures;

/// <summary>Signing certificates of invented officers, valid through 2026. Made once: RSA keys take a while.</summary>
public static class TestKeys
{
    public static readonly DateTimeOffset From = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    public static readonly DateTimeOffset Noon = new(2026, 6, 15, 12, 0, 0, TimeSpan.Zero);
    public static readonly DateTimeOffset Until = new(2026, 12, 31, 23, 59, 59, TimeSpan.Zero);

    private static readonly Dictionary<string, Lazy<X509Certificate2>> Made = new()
    {
        ["rsa1024"] = new(() => Rsa(1024)),
        ["rsa2048"] = new(() => Rsa(2048)),
        ["rsa3072"] = new(() => Rsa(3072)),
        ["p256"] = new(() => Curve(ECCurve.NamedCurves.nistP256)),
        ["p384"] = new(() => Curve(ECCurve.NamedCurves.nistP384)),
        ["p521"] = new(() => Curve(ECCurve.NamedCurves.nistP521)),
        ["brainpool256"] = new(() => Curve(ECCurve.NamedCurves.brainpoolP256r1)),
        ["brainpool384"] = new(() => Curve(ECCurve.NamedCurves.brainpoolP384r1)),
        ["brainpool512"] = new(() => Curve(ECCurve.NamedCurves.brainpoolP512r1)),
        ["stranger"] = new(() => Curve(ECCurve.NamedCurves.nistP256)),
    };

    public static X509Certificate2 Certificate(string name) => Made[name].Value;

    public static SigningKey Known(string name) => Known(Certificate(name));

    public static SigningKey Known(X509Certificate2 certificate) => new("key-1", "CO-CA", certificate.RawData);

    private static X509Certificate2 Rsa(int bits)
    {
        using var key = RSA.Create(bits);
        return SelfSigned(
            new CertificateRequest("CN=Officer RSA", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)
        );
    }

    private static X509Certificate2 Curve(ECCurve curve)
    {
        using var key = ECDsa.Create(curve);
        return SelfSigned(new CertificateRequest("CN=Officer EC", key, HashAlgorithmName.SHA256));
    }

    private static X509Certificate2 SelfSigned(CertificateRequest request) => request.CreateSelfSigned(From, Until);
}
