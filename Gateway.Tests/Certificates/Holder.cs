using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Gateway.Adapters.Certificates;
using Org.BouncyCastle.Asn1.X509;
using Org.BouncyCastle.Crypto;
using Org.BouncyCastle.Crypto.Operators;
using Org.BouncyCastle.Math;
using Org.BouncyCastle.Pkcs;
using Org.BouncyCastle.Security;
using Org.BouncyCastle.X509;

namespace Gateway.Tests.Certificates;

/// <summary>Somebody with a key and a certificate, in an invented public key infrastructure.</summary>
public sealed class Holder
{
    private static readonly SecureRandom Random = new();
    private static long _serial = 1000;

    private Holder(Certificate certificate, AsymmetricCipherKeyPair keys, Holder? issuer) =>
        (Certificate, Keys, Issuer) = (certificate, keys, issuer ?? this);

    public Certificate Certificate { get; }

    public AsymmetricCipherKeyPair Keys { get; }

    public Holder Issuer { get; }

    public BigInteger SerialNumber => new(Certificate.SerialNumber.ToString());

    public static Holder Root(string name, Func<Profile, Profile>? change = null) =>
        Make(name, null, (change ?? (p => p))(Profile.Authority));

    /// <summary>An issuer below this one.</summary>
    public Holder Authority(string name, Func<Profile, Profile>? change = null) =>
        Make(name, this, (change ?? (p => p))(Profile.Authority));

    public Holder Signer(string name, Func<Profile, Profile>? change = null) =>
        Make(name, this, (change ?? (p => p))(Profile.Signer));

    public Holder Stamper(string name, Func<Profile, Profile>? change = null) =>
        Make(name, this, (change ?? (p => p))(Profile.Stamper));

    public Holder Responder(string name, Func<Profile, Profile>? change = null) =>
        Make(name, this, (change ?? (p => p))(Profile.Responder));

    /// <summary>The same key and name, certified once more.</summary>
    public Holder Again(Holder by, Func<Profile, Profile>? change = null) =>
        Make(
            "",
            by,
            (change ?? (p => p))(Profile.Authority with { Subject = Certificate.Subject.Encoded.ToArray(), Keys = Keys })
        );

    /// <summary>A new key of the same name, certified with this one.</summary>
    public Holder Renewed(Func<Profile, Profile>? change = null) =>
        Make("", this, (change ?? (p => p))(Profile.Authority with { Subject = Certificate.Subject.Encoded.ToArray() }));

    public X509Certificate2 WithKey()
    {
        using var key = ECDsa.Create();
        key.ImportPkcs8PrivateKey(PrivateKeyInfoFactory.CreatePrivateKeyInfo(Keys.Private).GetDerEncoded(), out _);
        using var certificate = X509CertificateLoader.LoadCertificate(Certificate.Encoded.Span);
        return certificate.CopyWithPrivateKey(key);
    }

    private static Holder Make(string name, Holder? issuer, Profile profile)
    {
        var keys = profile.Keys ?? TestKeyPairs.Make(profile.KeyKind);
        var generator = new X509V3CertificateGenerator();
        generator.SetSerialNumber(profile.SerialNumber ?? BigInteger.ValueOf(Interlocked.Increment(ref _serial)));
        var subject = profile.Subject is { } given ? X509Name.GetInstance(given) : new X509Name($"C=CO,O=Test,CN={name}");
        generator.SetSubjectDN(subject);
        generator.SetIssuerDN(
            profile.IssuerName is { } odd ? new X509Name(odd)
            : issuer is null ? subject
            : X509Name.GetInstance(issuer.Certificate.Subject.Encoded.ToArray())
        );
        generator.SetNotBefore(profile.From.UtcDateTime);
        generator.SetNotAfter(profile.Until.UtcDateTime);
        generator.SetPublicKey(keys.Public);
        foreach (var extension in profile.Extensions(keys.Public, issuer))
            generator.AddExtension(extension.Oid, extension.IsCritical, extension.Value);
        var signing = (profile.SignedBy ?? issuer)?.Keys ?? keys;
        var der = generator
            .Generate(
                new Asn1SignatureFactory(profile.Algorithm ?? TestKeyPairs.AlgorithmFor(signing), signing.Private, Random)
            )
            .GetEncoded();
        Certificate.TryRead(der, out var certificate, out var flaw).ShouldBeTrue(flaw);
        return new Holder(certificate!, keys, issuer);
    }
}
