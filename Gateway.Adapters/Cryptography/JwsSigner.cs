using System.Buffers.Text;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Gateway.Adapters.Cryptography;

/// <summary>
/// Signs compact JWS (RFC 7515) with the algorithm that fits the key (RFC 7518): ES256, ES384 or ES512 for its curve, PS256
/// for RSA. May be used by several threads.
/// </summary>
public sealed class JwsSigner : IDisposable
{
    private const int LeastRsaBits = 2048;

    private readonly Lock signing = new();
    private readonly ECDsa? ecdsa;
    private readonly RSA? rsa;
    private readonly HashAlgorithmName digest;

    /// <exception cref="ArgumentException">No algorithm fits the key, or the certificate has no private key.</exception>
    public JwsSigner(X509Certificate2 certificate)
    {
        (ecdsa, rsa) = (certificate.GetECDsaPrivateKey(), certificate.GetRSAPrivateKey());
        (Algorithm, digest) = ecdsa?.ExportParameters(includePrivateParameters: false).Curve.Oid.Value switch
        {
            "1.2.840.10045.3.1.7" => ("ES256", HashAlgorithmName.SHA256),
            "1.3.132.0.34" => ("ES384", HashAlgorithmName.SHA384),
            "1.3.132.0.35" => ("ES512", HashAlgorithmName.SHA512),
            null when rsa?.KeySize >= LeastRsaBits => ("PS256", HashAlgorithmName.SHA256),
            _ => throw new ArgumentException(
                "The key is neither on P-256, P-384 or P-521 nor RSA of 2048 bits or more, or it is not there."
            ),
        };
    }

    /// <summary>The <c>alg</c> of the header.</summary>
    public string Algorithm { get; }

    /// <param name="header">As JSON, in UTF-8.</param>
    public string Sign(ReadOnlySpan<byte> header, ReadOnlySpan<byte> payload)
    {
        var signed = $"{Base64Url.EncodeToString(header)}.{Base64Url.EncodeToString(payload)}";
        var bytes = Encoding.ASCII.GetBytes(signed);
        byte[] signature;
        lock (signing)
            signature = ecdsa is not null
                ? ecdsa.SignData(bytes, digest, DSASignatureFormat.IeeeP1363FixedFieldConcatenation)
                : rsa!.SignData(bytes, digest, RSASignaturePadding.Pss);
        return $"{signed}.{Base64Url.EncodeToString(signature)}";
    }

    public void Dispose()
    {
        ecdsa?.Dispose();
        rsa?.Dispose();
    }
}
