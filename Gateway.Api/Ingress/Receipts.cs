using System.Buffers.Text;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using Gateway.Api.Problems;

namespace Gateway.Api.Ingress;

/// <summary>
/// The answer to an accepted submission. The receipt is a compact JWS (RFC 7515) over the other members with the
/// certificate in <c>x5c</c>: whoever holds it can prove what was accepted and when, without the gateway.
/// </summary>
/// <param name="Digest">SHA-256 over the message document as received, lower-case hex.</param>
/// <param name="State">Of the request when the message was accepted.</param>
public sealed record SubmissionReceipt(
    Guid Id,
    Guid MessageId,
    string Digest,
    DateTimeOffset AcceptedAt,
    string State,
    string Receipt
);

/// <summary>
/// Signs receipts with the gateway's own key: ES256, ES384 or ES512 (RFC 7518) as the curve of an ECDSA key asks, or PS256
/// with RSA.
/// </summary>
public sealed class Receipts : IDisposable
{
    private static readonly JsonSerializerOptions Plain = new()
    {
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private readonly X509Certificate2 certificate;
    private readonly string header;
    private readonly HashAlgorithmName digest;

    public Receipts(X509Certificate2 certificate)
    {
        this.certificate = certificate;
        if (!certificate.HasPrivateKey)
            throw new InvalidOperationException("The receipt certificate has no private key.");
        (var algorithm, digest) = AlgorithmOf(certificate);
        header = Base64Url.EncodeToString(
            JsonSerializer.SerializeToUtf8Bytes(
                new Dictionary<string, object>
                {
                    ["alg"] = algorithm,
                    ["typ"] = "JOSE",
                    ["x5c"] = new[] { Convert.ToBase64String(certificate.RawData) },
                },
                Plain
            )
        );
    }

    /// <summary>The certificate receipts verify against.</summary>
    public X509Certificate2 Certificate => certificate;

    public SubmissionReceipt Sign(Guid id, Guid messageId, string digest, DateTimeOffset acceptedAt, string state)
    {
        var payload = Base64Url.EncodeToString(
            JsonSerializer.SerializeToUtf8Bytes(
                new
                {
                    id,
                    messageId,
                    digest,
                    acceptedAt,
                    state,
                },
                ApiJson.Options
            )
        );
        var signingInput = Encoding.ASCII.GetBytes($"{header}.{payload}");
        return new(
            id,
            messageId,
            digest,
            acceptedAt,
            state,
            $"{header}.{payload}.{Base64Url.EncodeToString(SignBytes(signingInput))}"
        );
    }

    /// <summary>Whether the key can sign now; what readiness asks.</summary>
    public bool CanSign(DateTimeOffset now)
    {
        if (now < certificate.NotBefore || now > certificate.NotAfter)
            return false;
        try
        {
            return SignBytes([0]).Length > 0;
        }
        catch (CryptographicException)
        {
            return false;
        }
    }

    public void Dispose() => certificate.Dispose();

    /// <exception cref="InvalidOperationException">No JWS algorithm fits the key.</exception>
    private static (string Algorithm, HashAlgorithmName Digest) AlgorithmOf(X509Certificate2 certificate)
    {
        using var ecdsa = certificate.GetECDsaPublicKey();
        using var rsa = certificate.GetRSAPublicKey();
        return ecdsa?.ExportParameters(includePrivateParameters: false).Curve.Oid.Value switch
        {
            "1.2.840.10045.3.1.7" => ("ES256", HashAlgorithmName.SHA256),
            "1.3.132.0.34" => ("ES384", HashAlgorithmName.SHA384),
            "1.3.132.0.35" => ("ES512", HashAlgorithmName.SHA512),
            null when rsa is not null => ("PS256", HashAlgorithmName.SHA256),
            _ => throw new InvalidOperationException("The receipt key is neither RSA nor on P-256, P-384 or P-521."),
        };
    }

    private byte[] SignBytes(byte[] bytes)
    {
        using var ecdsa = certificate.GetECDsaPrivateKey();
        if (ecdsa is not null)
            return ecdsa.SignData(bytes, digest);
        using var rsa = certificate.GetRSAPrivateKey()!;
        return rsa.SignData(bytes, digest, RSASignaturePadding.Pss);
    }
}
