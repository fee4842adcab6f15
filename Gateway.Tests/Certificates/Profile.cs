using System.Security.Cryptography;
using Org.BouncyCastle.Asn1;
using Org.BouncyCastle.Asn1.X509;
using Org.BouncyCastle.Crypto;
using Org.BouncyCastle.Math;
using Org.BouncyCastle.X509;

namespace Gateway.Tests.Certificates;

/// <summary>What stands in an invented certificate, with every choice open.</summary>
public sealed record Profile
{
    public static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    public static readonly DateTimeOffset End = new(2028, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public static readonly Profile Authority = new()
    {
        BasicConstraints = new BasicConstraints(true),
        KeyUsage = X509KeyUsage.KeyCertSign | X509KeyUsage.CrlSign,
    };
    public static readonly Profile Signer = new() { KeyUsage = X509KeyUsage.DigitalSignature | X509KeyUsage.NonRepudiation };
    public static readonly Profile Stamper = new()
    {
        KeyUsage = X509KeyUsage.DigitalSignature,
        Purposes = [KeyPurposeID.id_kp_timeStamping],
    };
    public static readonly Profile Responder = new()
    {
        KeyUsage = X509KeyUsage.DigitalSignature,
        Purposes = [KeyPurposeID.id_kp_OCSPSigning],
        NoCheck = true,
    };

    public DateTimeOffset From { get; init; } = Start;
    public DateTimeOffset Until { get; init; } = End;
    public byte[]? Subject { get; init; }
    public string? IssuerName { get; init; }
    public Holder? SignedBy { get; init; }
    public AsymmetricCipherKeyPair? Keys { get; init; }
    public string KeyKind { get; init; } = "P-256";
    public string? Algorithm { get; init; }
    public BigInteger? SerialNumber { get; init; }
    public BasicConstraints? BasicConstraints { get; init; }
    public int? KeyUsage { get; init; }
    public KeyPurposeID[] Purposes { get; init; } = [];
    public bool NoCheck { get; init; }

    /// <summary>Further ones, or in place of those above.</summary>
    public (string Oid, bool IsCritical, Asn1Encodable Value)[] More { get; init; } = [];

    public Profile With(string oid, bool isCritical, Asn1Encodable value) =>
        this with
        {
            More = [.. More, (oid, isCritical, value)],
        };

    public IEnumerable<(DerObjectIdentifier Oid, bool IsCritical, Asn1Encodable Value)> Extensions(
        AsymmetricKeyParameter key,
        Holder? issuer
    )
    {
        var all = new List<(DerObjectIdentifier Oid, bool IsCritical, Asn1Encodable Value)>
        {
            (X509Extensions.SubjectKeyIdentifier, false, new SubjectKeyIdentifier(IdOf(key))),
        };
        if (issuer is not null)
            all.Add((X509Extensions.AuthorityKeyIdentifier, false, new AuthorityKeyIdentifier(IdOf(issuer.Keys.Public))));
        if (BasicConstraints is not null)
            all.Add((X509Extensions.BasicConstraints, true, BasicConstraints));
        if (KeyUsage is { } usage)
            all.Add((X509Extensions.KeyUsage, true, new KeyUsage(usage)));
        if (Purposes.Length > 0)
            all.Add((X509Extensions.ExtendedKeyUsage, true, new ExtendedKeyUsage(Purposes)));
        if (NoCheck)
            all.Add((new DerObjectIdentifier("1.3.6.1.5.5.7.48.1.5"), false, DerNull.Instance));
        all.RemoveAll(each => More.Any(other => other.Oid == each.Oid.Id));
        return all.Concat(More.Select(each => (new DerObjectIdentifier(each.Oid), each.IsCritical, each.Value)));
    }

    private static byte[] IdOf(AsymmetricKeyParameter key) =>
        SHA256.HashData(SubjectPublicKeyInfoFactory.CreateSubjectPublicKeyInfo(key).GetDerEncoded())[..20];
}
