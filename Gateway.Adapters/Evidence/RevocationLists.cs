using System.Security.Cryptography.X509Certificates;
using Org.BouncyCastle.Asn1;
using Org.BouncyCastle.Asn1.X509;
using Org.BouncyCastle.Security;
using Org.BouncyCastle.X509;

namespace Gateway.Adapters.Evidence;

internal enum RevocationStatus
{
    Good,
    Revoked,
    Unknown,
}

/// <summary>What revocation lists (RFC 5280, 5) say of the certificates of timestamps.</summary>
internal sealed class RevocationLists
{
    private readonly IReadOnlyList<X509Crl> _lists;

    private RevocationLists(IReadOnlyList<X509Crl> lists) => _lists = lists;

    /// <summary>What cannot be read is left out.</summary>
    public static RevocationLists Read(IEnumerable<ReadOnlyMemory<byte>> encoded) => new([.. encoded.Select(Read).OfType<X509Crl>()]);

    /// <summary>
    /// A certificate revoked after the token is no harm to it, unless the key may have been in other hands (RFC 3161, 4):
    /// then somebody may have made the token later than it says, as long as nothing older covers it.
    /// </summary>
    public RevocationStatus Say(X509Certificate2 certificate, X509Certificate2 issuer, DateTimeOffset stamped, DateTimeOffset at)
    {
        var key = new X509CertificateParser().ReadCertificate(issuer.RawData);
        var asked = new X509CertificateParser().ReadCertificate(certificate.RawData);
        var status = RevocationStatus.Unknown;
        foreach (var list in _lists.Where(list => list.IssuerDN.Equivalent(asked.IssuerDN, true) && IsSignedBy(list, key)))
        {
            if (list.GetRevokedCertificate(asked.SerialNumber) is { } entry && entry.RevocationDate <= at.UtcDateTime
                && (entry.RevocationDate <= stamped.UtcDateTime || !IsHarmless(entry)))
                return RevocationStatus.Revoked;
            if (list.ThisUpdate >= stamped.UtcDateTime)
                status = RevocationStatus.Good;
        }
        return status;
    }

    private static bool IsHarmless(X509CrlEntry entry)
    {
        try
        {
            return entry.GetExtensionValue(X509Extensions.ReasonCode) is { } extension
                && DerEnumerated.GetInstance(Asn1Object.FromByteArray(extension.GetOctets())).IntValueExact
                    is CrlReason.AffiliationChanged or CrlReason.Superseded or CrlReason.CessationOfOperation;
        }
        catch (Exception odd) when (odd is IOException or ArgumentException or ArithmeticException or InvalidOperationException)
        {
            return false;
        }
    }

    private static bool IsSignedBy(X509Crl list, Org.BouncyCastle.X509.X509Certificate issuer)
    {
        try
        {
            return list.IsSignatureValid(issuer.GetPublicKey());
        }
        catch (Exception odd) when (odd is GeneralSecurityException or ArgumentException or Org.BouncyCastle.Crypto.CryptoException or InvalidOperationException or IOException)
        {
            return false;
        }
    }

    private static X509Crl? Read(ReadOnlyMemory<byte> encoded)
    {
        try
        {
            return new X509CrlParser().ReadCrl(encoded.ToArray());
        }
        catch (Exception odd) when (odd is GeneralSecurityException or ArgumentException or IOException or InvalidOperationException)
        {
            return null;
        }
    }
}
