using Gateway.Adapters.Certificates;
using Org.BouncyCastle.Asn1;
using Org.BouncyCastle.Asn1.X509;
using Org.BouncyCastle.Crypto.Operators;
using Org.BouncyCastle.Ocsp;
using Org.BouncyCastle.Security;
using Org.BouncyCastle.X509;

namespace Gateway.Tests.Certificates;

/// <summary>Lists and responses of invented issuers, with every choice open.</summary>
public sealed record Revocation
{
    private static readonly SecureRandom Random = new();

    public required DateTimeOffset At { get; init; }

    public DateTimeOffset? Next { get; init; }

    public (Holder Who, DateTimeOffset At, int Reason)[] Revoked { get; init; } = [];

    /// <summary>Who signs; the issuer unless said otherwise.</summary>
    public Holder? By { get; init; }

    /// <summary>Whose key it really is, where that is not the key of who signs.</summary>
    public Holder? Forger { get; init; }

    /// <summary>Of the certificate, as a response means it, where that is not its issuer.</summary>
    public Holder? IssuerMeant { get; init; }

    /// <summary>Said of the same certificate in the same response.</summary>
    public Revocation? Besides { get; init; }

    public string? Algorithm { get; init; }

    /// <summary>Of the list, or of a response as a whole.</summary>
    public (string Oid, bool IsCritical, Asn1Encodable Value)[] Extensions { get; init; } = [];

    /// <summary>Of each entry of a list.</summary>
    public (string Oid, bool IsCritical, Asn1Encodable Value)[] EntryExtensions { get; init; } = [];

    /// <summary>Of the answer of a response.</summary>
    public (string Oid, bool IsCritical, Asn1Encodable Value)[] AnswerExtensions { get; init; } = [];

    public bool IsUnknown { get; init; }

    public string? IssuerName { get; init; }

    /// <summary>The certificate of a responder is left out.</summary>
    public bool WithoutCertificate { get; init; }

    public RevocationList List(Holder issuer)
    {
        var generator = new X509V2CrlGenerator();
        generator.SetIssuerDN(
            IssuerName is { } odd ? new X509Name(odd) : X509Name.GetInstance(issuer.Certificate.Subject.Encoded.ToArray())
        );
        generator.SetThisUpdate(At.UtcDateTime);
        if (Next is { } next)
            generator.SetNextUpdate(next.UtcDateTime);
        foreach (var (who, at, reason) in Revoked)
            if (EntryExtensions.Length > 0)
                generator.AddCrlEntry(who.SerialNumber, at.UtcDateTime, Of(EntryExtensions));
            else
                generator.AddCrlEntry(who.SerialNumber, at.UtcDateTime, reason);
        foreach (var (oid, isCritical, value) in Extensions)
            generator.AddExtension(new DerObjectIdentifier(oid), isCritical, value);
        var signer = (Forger ?? By ?? issuer).Keys;
        var der = generator
            .Generate(new Asn1SignatureFactory(Algorithm ?? TestKeyPairs.AlgorithmFor(signer), signer.Private, Random))
            .GetEncoded();
        RevocationList.TryRead(der, out var list, out var flaw).ShouldBeTrue(flaw);
        return list!;
    }

    public OcspResponse Response(Holder of)
    {
        var responder = By ?? of.Issuer;
        var generator = new BasicOcspRespGenerator(new RespID(responder.Keys.Public));
        AddAnswers(generator, of);
        generator.SetResponseExtensions(Of(Extensions));
        var keys = (Forger ?? responder).Keys;
        X509Certificate[] chain = WithoutCertificate ? [] : [new X509Certificate(responder.Certificate.Encoded.ToArray())];
        var basic = generator.Generate(
            new Asn1SignatureFactory(Algorithm ?? TestKeyPairs.AlgorithmFor(keys), keys.Private, Random),
            chain,
            At.UtcDateTime
        );
        var der = new OCSPRespGenerator().Generate(OCSPRespGenerator.Successful, basic).GetEncoded();
        OcspResponse.TryRead(der, out var response, out var flaw).ShouldBeTrue(flaw);
        return response!;
    }

    private void AddAnswers(BasicOcspRespGenerator generator, Holder of)
    {
        var issuer = new X509Certificate((IssuerMeant ?? of.Issuer).Certificate.Encoded.ToArray());
        CertificateStatus? status = IsUnknown ? new UnknownStatus() : null;
        foreach (var (who, at, reason) in Revoked)
            if (who == of)
                status = new RevokedStatus(at.UtcDateTime, reason);
        generator.AddResponse(
            new CertificateID(CertificateID.DigestSha1, issuer, of.SerialNumber),
            status,
            At.UtcDateTime,
            Next?.UtcDateTime,
            Of(AnswerExtensions)
        );
        Besides?.AddAnswers(generator, of);
    }

    private static X509Extensions? Of((string Oid, bool IsCritical, Asn1Encodable Value)[] extensions) =>
        extensions.Length == 0
            ? null
            : new X509Extensions(
                extensions.ToDictionary(
                    each => new DerObjectIdentifier(each.Oid),
                    each => new X509Extension(each.IsCritical, new DerOctetString(each.Value))
                )
            );
}
