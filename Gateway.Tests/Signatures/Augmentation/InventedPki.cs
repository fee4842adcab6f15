using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Gateway.Adapters.Certificates;
using Gateway.Adapters.Timestamps;
using Gateway.Adapters.Xades.Augmentation;
using Org.BouncyCastle.Crypto.Operators;
using Org.BouncyCastle.Ocsp;
using Org.BouncyCastle.Security;
using Org.BouncyCastle.X509;
using BigInteger = System.Numerics.BigInteger;

namespace Gateway.Tests.Signatures.Augmentation;

/// <summary>
/// A root; below it an authority for officers, which tells of revocation by OCSP, and one for timestamps, which does by
/// list. All keys are of P-256 but where a test brings its own.
/// </summary>
public sealed class InventedPki : IMaterialSource
{
    public static readonly DateTimeOffset From = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    public static readonly DateTimeOffset Until = new(2036, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private const string Timestamping = "1.3.6.1.5.5.7.3.8";
    private const string OcspSigning = "1.3.6.1.5.5.7.3.9";

    private readonly X509Certificate2 _stampers;
    private readonly X509Certificate2 _responder;
    private readonly HashSet<string> _revoked = [];
    private int _serial;

    public InventedPki()
    {
        Root = Authority("CN=Root", null);
        Officers = Authority("CN=Officers", Root);
        _stampers = Authority("CN=Stampers", Root);
        _responder = Issued(
            "CN=Responder",
            ECDsa.Create(ECCurve.NamedCurves.nistP256),
            Officers,
            Until,
            request =>
            {
                request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(OcspSigning)], false));
                request.CertificateExtensions.Add(new X509Extension("1.3.6.1.5.5.7.48.1.5", [5, 0], false));
            }
        );
    }

    public X509Certificate2 Root { get; }

    public X509Certificate2 Officers { get; }

    /// <summary>When revocation is told of.</summary>
    public DateTimeOffset Now { get; set; } = TestKeys.Noon;

    public bool TellsOfRevocation { get; set; } = true;

    /// <summary>Else the responder answers that it does not know who is asked about.</summary>
    public bool KnowsOfficers { get; set; } = true;

    public bool HasAnchor { get; set; } = true;

    public int Asked { get; private set; }

    public X509Certificate2 Officer(AsymmetricAlgorithm? key = null, DateTimeOffset? until = null) =>
        Issued("CN=Officer", key ?? ECDsa.Create(ECCurve.NamedCurves.nistP256), Officers, until ?? Until);

    public LocalTimestampAuthority Stamper(TimeProvider clock) =>
        new(Stamper(), LocalTimestampAuthority.SandboxPolicy, clock);

    public X509Certificate2 Stamper() =>
        Issued(
            "CN=Stamper",
            ECDsa.Create(ECCurve.NamedCurves.nistP256),
            _stampers,
            Until,
            request =>
                request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(Timestamping)], critical: true))
        );

    public void Revoke(X509Certificate2 certificate) => _revoked.Add(certificate.SerialNumber);

    public Task<TrustMaterial> AtHandAsync(
        IReadOnlyList<Certificate> targets,
        IReadOnlyList<Certificate> embedded,
        CancellationToken cancellation
    )
    {
        Asked++;
        return Task.FromResult(Material(targets));
    }

    public TrustMaterial Material(IReadOnlyList<Certificate> targets)
    {
        IEnumerable<byte[]> revocation = TellsOfRevocation
            ?
            [
                List(Root, []),
                List(_stampers, []),
                .. targets
                    .Where(each => each.Issuer.Encoded.Span.SequenceEqual(Officers.SubjectName.RawData))
                    .Select(Answer),
            ]
            : [];
        return new TrustMaterial(
            HasAnchor ? [Read(Root)] : [],
            [Read(Officers), Read(_stampers)],
            [.. revocation.SelectMany(each => CertificateFile.Read(each).Revocation)]
        );
    }

    public static Certificate Read(X509Certificate2 certificate)
    {
        Certificate.TryRead(certificate.RawData, out var read, out var flaw).ShouldBeTrue(flaw);
        return read!;
    }

    /// <summary>Certifies a public key of any kind.</summary>
    public X509Certificate2 Certify(string subject, byte[] publicKeyInfo)
    {
        var key = PublicKey.CreateFromSubjectPublicKeyInfo(publicKeyInfo, out _);
        var request = new CertificateRequest(new X500DistinguishedName(subject), key, HashAlgorithmName.SHA256);
        using var issuer = Officers.GetECDsaPrivateKey()!;
        return request.Create(Officers.SubjectName, X509SignatureGenerator.CreateForECDsa(issuer), From, Until, Serial());
    }

    private X509Certificate2 Authority(string subject, X509Certificate2? issuer)
    {
        var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(subject, key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(
            new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, true)
        );
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        return issuer is null
            ? request.CreateSelfSigned(From, Until)
            : request.Create(issuer, From, Until, Serial()).CopyWithPrivateKey(key);
    }

    private X509Certificate2 Issued(
        string subject,
        AsymmetricAlgorithm key,
        X509Certificate2 issuer,
        DateTimeOffset until,
        Action<CertificateRequest>? more = null
    )
    {
        var request = key is RSA rsa
            ? new CertificateRequest(subject, rsa, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)
            : new CertificateRequest(subject, (ECDsa)key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(
            new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature | X509KeyUsageFlags.NonRepudiation, true)
        );
        more?.Invoke(request);
        using var signer = issuer.GetECDsaPrivateKey()!;
        var issued = request.Create(
            issuer.SubjectName,
            X509SignatureGenerator.CreateForECDsa(signer),
            From,
            until,
            Serial()
        );
        return key is RSA ofRsa ? issued.CopyWithPrivateKey(ofRsa) : issued.CopyWithPrivateKey((ECDsa)key);
    }

    private byte[] Serial() => [1, (byte)(++_serial >> 8), (byte)_serial];

    private byte[] List(X509Certificate2 issuer, IEnumerable<X509Certificate2> revoked)
    {
        var list = new CertificateRevocationListBuilder();
        foreach (var each in revoked)
            list.AddEntry(each, Now);
        return list.Build(issuer, BigInteger.One, Now.AddDays(7), HashAlgorithmName.SHA256, thisUpdate: Now);
    }

    private byte[] Answer(Certificate certificate)
    {
        var issuer = new X509CertificateParser().ReadCertificate(Officers.RawData);
        var id = new CertificateID(
            CertificateID.DigestSha1,
            issuer,
            new Org.BouncyCastle.Math.BigInteger(
                certificate.SerialNumber.ToString(System.Globalization.CultureInfo.InvariantCulture)
            )
        );
        var serial = Convert.ToHexString(certificate.SerialNumber.ToByteArray(isBigEndian: true));
        CertificateStatus status =
            _revoked.Contains(serial) ? new RevokedStatus(From.AddDays(1).UtcDateTime, 0)
            : KnowsOfficers ? CertificateStatus.Good
            : new UnknownStatus();
        var responder = new X509CertificateParser().ReadCertificate(_responder.RawData);
        using var key = _responder.GetECDsaPrivateKey()!;
        var answers = new BasicOcspRespGenerator(new RespID(responder.SubjectDN));
        answers.AddResponse(id, status, Now.UtcDateTime, Now.AddDays(7).UtcDateTime, null);
        var signer = new Asn1SignatureFactory("SHA256WITHECDSA", PrivateKeyFactory.CreateKey(key.ExportPkcs8PrivateKey()));
        return new OCSPRespGenerator()
            .Generate(OCSPRespGenerator.Successful, answers.Generate(signer, [responder], Now.UtcDateTime))
            .GetEncoded();
    }
}
