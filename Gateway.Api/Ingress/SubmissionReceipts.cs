using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using Gateway.Adapters.Cryptography;
using Gateway.Api.Problems;

namespace Gateway.Api.Ingress;

/// <summary>
/// The answer to an accepted submission. The receipt is a compact JWS (RFC 7515) over the other members with the
/// certificate in <c>x5c</c>: whoever holds it can prove what was accepted and when, without the gateway.
/// </summary>
/// <param name="Digest">SHA-256 over the message document as received, lower-case hex.</param>
/// <param name="State">The state of the request when the message was accepted.</param>
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
public sealed class SubmissionReceipts : IDisposable
{
    private static readonly JsonSerializerOptions Plain = new()
    {
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private readonly X509Certificate2 certificate;
    private readonly JwsSigner signer;
    private readonly byte[] header;

    /// <exception cref="ArgumentException">No JWS algorithm fits the key, or it is not there.</exception>
    public SubmissionReceipts(X509Certificate2 certificate)
    {
        (this.certificate, signer) = (certificate, new JwsSigner(certificate));
        header = JsonSerializer.SerializeToUtf8Bytes(
            new Dictionary<string, object>
            {
                ["alg"] = signer.Algorithm,
                ["typ"] = "JOSE",
                ["x5c"] = new[] { Convert.ToBase64String(certificate.RawData) },
            },
            Plain
        );
    }

    /// <summary>The certificate receipts verify against.</summary>
    public X509Certificate2 Certificate => certificate;

    public SubmissionReceipt Sign(Guid id, Guid messageId, string digest, DateTimeOffset acceptedAt, string state)
    {
        var payload = JsonSerializer.SerializeToUtf8Bytes(
            new
            {
                id,
                messageId,
                digest,
                acceptedAt,
                state,
            },
            ApiJson.Options
        );
        return new(id, messageId, digest, acceptedAt, state, signer.Sign(header, payload));
    }

    /// <summary>Whether the key can sign now; what readiness asks.</summary>
    public bool CanSign(DateTimeOffset now)
    {
        if (now < certificate.NotBefore || now > certificate.NotAfter)
            return false;
        try
        {
            return signer.Sign(header, [0]).Length > 0;
        }
        catch (CryptographicException)
        {
            return false;
        }
    }

    public void Dispose()
    {
        signer.Dispose();
        certificate.Dispose();
    }
}
