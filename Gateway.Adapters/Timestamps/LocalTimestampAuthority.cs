using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Gateway.Adapters.Timestamps;

/// <summary>
/// An authority with its own key and the time of this machine, to within a second. Its value depends on its certificate; the
/// certificate of the sandbox has no value outside.
/// </summary>
public sealed class LocalTimestampAuthority : ITimestampAuthority
{
    /// <summary>What the sandbox promises: nothing (an object identifier under a UUID of its own, ITU-T X.667).</summary>
    public const string SandboxPolicy = "2.25.316913862574311850431862790526143768401";

    private const string TimestampingOnly = "1.3.6.1.5.5.7.3.8";
    private readonly X509Certificate2 _certificate;
    private readonly TokenWriter _writer;
    private readonly string _policy;
    private readonly TimeProvider _clock;

    /// <param name="certificate">With its private key, RSA or ECDSA; for timestamps alone, and critically so (RFC 3161,
    /// 2.3).</param>
    /// <exception cref="ArgumentException">The certificate is not one of a timestamp authority.</exception>
    public LocalTimestampAuthority(X509Certificate2 certificate, string policy, TimeProvider clock)
    {
        if (!certificate.HasPrivateKey || (certificate.GetECDsaPublicKey() is null && certificate.GetRSAPublicKey() is null))
            throw new ArgumentException("The certificate comes without a private key of RSA or ECDSA.", nameof(certificate));
        if (
            certificate.Extensions.OfType<X509EnhancedKeyUsageExtension>().SingleOrDefault() is not { Critical: true } usage
            || usage.EnhancedKeyUsages.Count != 1
            || usage.EnhancedKeyUsages[0].Value != TimestampingOnly
        )
            throw new ArgumentException("The certificate is not for timestamps alone.", nameof(certificate));
        (_certificate, _policy, _clock) = (certificate, policy, clock);
        _writer = new TokenWriter(certificate, policy);
    }

    public Task<TimestampAnswer> StampAsync(
        HashAlgorithmName algorithm,
        ReadOnlyMemory<byte> hash,
        CancellationToken cancellation
    )
    {
        var (query, now) = (TimestampQuery.For(algorithm, hash), _clock.GetUtcNow());
        return Task.FromResult<TimestampAnswer>(
            IsInForce(now)
                ? new TimestampAnswer.Stamped(_writer.Write(query, now), now)
                : new TimestampAnswer.Failed(TimestampFailure.Rejected, $"2:{TimestampReply.TimeNotAvailable}")
        );
    }

    /// <summary>Answers a TimeStampReq with a TimeStampResp, for any input.</summary>
    public byte[] Answer(ReadOnlyMemory<byte> query) => Decide(query).Encode();

    private TimestampReply Decide(ReadOnlyMemory<byte> encoded)
    {
        try
        {
            var query = TimestampQuery.Decode(encoded);
            var now = _clock.GetUtcNow();
            if (query.Algorithm is null)
                return TimestampReply.Rejected(TimestampReply.BadAlgorithm);
            if (query.Hash.Length != query.Algorithm.Length)
                return TimestampReply.Rejected(TimestampReply.BadDataFormat);
            if (query.Policy is not null && query.Policy != _policy)
                return TimestampReply.Rejected(TimestampReply.UnacceptedPolicy);
            if (query.HasExtensions)
                return TimestampReply.Rejected(TimestampReply.UnacceptedExtension);
            return IsInForce(now)
                ? TimestampReply.Granted(_writer.Write(query, now))
                : TimestampReply.Rejected(TimestampReply.TimeNotAvailable);
        }
        catch (AsnContentException)
        {
            return TimestampReply.Rejected(TimestampReply.BadRequest);
        }
    }

    private bool IsInForce(DateTimeOffset now) => now >= _certificate.NotBefore && now <= _certificate.NotAfter;
}
