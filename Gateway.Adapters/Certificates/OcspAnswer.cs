using System.Formats.Asn1;
using System.Numerics;
using Gateway.Adapters.Cryptography;

namespace Gateway.Adapters.Certificates;

/// <summary>
/// The answer for one certificate, identified by digests of its issuer and by its serial number (RFC 6960, 4.2.1).
/// </summary>
internal sealed record OcspAnswer(
    DigestAlgorithm? Digest,
    ReadOnlyMemory<byte> IssuerName,
    ReadOnlyMemory<byte> IssuerKey,
    BigInteger SerialNumber,
    CertificateStanding Standing,
    DateTimeOffset? RevokedAt,
    RevocationReason? Reason,
    DateTimeOffset ThisUpdate,
    DateTimeOffset? NextUpdate
)
{
    private static readonly Asn1Tag First = new(TagClass.ContextSpecific, 0, true);
    private static readonly Asn1Tag Second = new(TagClass.ContextSpecific, 1, true);

    private DateTimeOffset? Cutoff { get; init; }

    private (DigestAlgorithm Digest, ReadOnlyMemory<byte> Value)? CertificateDigest { get; init; }

    private bool IsUnderstood { get; init; } = true;

    /// <exception cref="AsnContentException">The data is not of this form.</exception>
    public static OcspAnswer Read(AsnReader single)
    {
        var id = single.ReadSequence();
        var digest = CmsAlgorithms.Digest(AlgorithmIdentifier.Read(id).Oid);
        var (name, key, serial) = (id.ReadOctetString(), id.ReadOctetString(), id.ReadInteger());
        var (standing, revokedAt, reason) = ReadStanding(single);
        var thisUpdate = single.ReadGeneralizedTime();
        DateTimeOffset? nextUpdate =
            single.HasData && single.PeekTag() == First ? single.ReadSequence(First).ReadGeneralizedTime() : null;
        var answer = new OcspAnswer(digest, name, key, serial, standing, revokedAt, reason, thisUpdate, nextUpdate);
        return single.HasData ? answer.With(single.ReadSequence(Second).ReadSequence()) : answer;
    }

    public bool IsOf(Certificate certificate, Certificate issuer) =>
        IsUnderstood
        && Digest is not null
        && SerialNumber == certificate.SerialNumber
        && certificate.Issuer.Equals(issuer.Subject)
        && certificate.IssuerDigest(Digest).SequenceEqual(IssuerName.Span)
        && issuer.KeyDigest(Digest) is { IsEmpty: false } key
        && key.SequenceEqual(IssuerKey.Span);

    public DateTimeOffset? CoversExpired(Certificate certificate) =>
        CertificateDigest is var (digest, value) && digest.Of(certificate.Encoded.Span).AsSpan().SequenceEqual(value.Span)
            ? DateTimeOffset.MinValue
            : Cutoff;

    public static bool AreUnderstood(AsnReader extensions)
    {
        while (extensions.HasData)
            if (ExtensionReader.Next(extensions) is { IsCritical: true })
                return false;
        return true;
    }

    private OcspAnswer With(AsnReader extensions)
    {
        var answer = this;
        while (extensions.HasData)
        {
            var (oid, isCritical, value) = ExtensionReader.Next(extensions);
            var reader = new AsnReader(value, AsnEncodingRules.DER);
            if (oid == "1.3.6.1.5.5.7.48.1.6")
                answer = answer with { Cutoff = reader.ReadGeneralizedTime() };
            else if (oid == "1.3.36.8.3.13")
                answer = answer.WithDigest(reader.ReadSequence());
            else if (isCritical)
                answer = answer with { IsUnderstood = false };
        }
        return answer;
    }

    /// <summary>The extension CertHash (Common PKI, part 4): the responder knows exactly this certificate.</summary>
    private OcspAnswer WithDigest(AsnReader hash) =>
        CmsAlgorithms.Digest(AlgorithmIdentifier.Read(hash).Oid) is { } digest
            ? this with
            {
                CertificateDigest = (digest, hash.ReadOctetString()),
            }
            : this;

    private static (CertificateStanding, DateTimeOffset?, RevocationReason?) ReadStanding(AsnReader single)
    {
        var tag = single.PeekTag();
        if (tag.TagClass != TagClass.ContextSpecific || tag.TagValue > 2)
            throw new AsnContentException("There is no such status.");
        if (tag.TagValue != 1)
        {
            single.ReadEncodedValue();
            return (tag.TagValue == 0 ? CertificateStanding.Good : CertificateStanding.Unknown, null, null);
        }
        var revoked = single.ReadSequence(tag);
        var at = revoked.ReadGeneralizedTime();
        var reason = revoked.HasData
            ? revoked.ReadSequence(First).ReadEnumeratedValue<RevocationReason>()
            : RevocationReason.Unspecified;
        return (CertificateStanding.Revoked, at, reason);
    }
}
