using System.Security.Cryptography;
using System.Text;
using Gateway.Adapters.Certificates;
using Gateway.Adapters.Cryptography;
using Gateway.Adapters.Timestamps;
using Gateway.Adapters.Xades.Signing;
using Gateway.Adapters.Xades.Validation;
using Gateway.Adapters.Xml;
using Gateway.Tests.Certificates;
using Org.BouncyCastle.Asn1.Nist;
using Org.BouncyCastle.Math;
using Org.BouncyCastle.Tsp;
using Org.BouncyCastle.Utilities.Collections;
using Org.BouncyCastle.X509;

namespace Gateway.Tests.Signatures.Validation;

/// <summary>A signature that grows property by property, as its owner chooses: also in ways no augmentation would.</summary>
public sealed record SignedFile(string Text)
{
    private const string Content = "<m><a>1</a></m>";
    private const string V141 = "http://uri.etsi.org/01903/v1.4.1#";
    private static long _serial = 1;

    /// <summary>At hand besides: the signer's issuer.</summary>
    public required Holder Issuer { get; init; }

    public static SignedFile By(Holder signer, DateTimeOffset? claimed = null) =>
        new(
            Encoding.UTF8.GetString(
                XadesSigner.Sign(Encoding.UTF8.GetBytes(Content), signer.WithKey(), claimed ?? Chain.Now)
            )
        )
        {
            Issuer = signer.Issuer,
        };

    /// <summary>What is signed was stamped before, and the timestamps are signed with it.</summary>
    /// <param name="stamped">By whom and when; of all there is to sign or, told one by one, of the only thing there
    /// is.</param>
    public static SignedFile OverStamped(Holder signer, params (bool IsOfAll, Holder Authority, DateTimeOffset At)[] stamped)
    {
        var template = new XadesTemplate
        {
            Certificate = signer.WithKey(),
            MoreDataProperties = string.Concat(
                stamped.Select(each =>
                    OfContent(each.IsOfAll, Token(SHA256.HashData(Encoding.UTF8.GetBytes(Content)), each.Authority, each.At))
                )
            ),
        };
        return new SignedFile(HandSigner.Sign(Content, template)) { Issuer = signer.Issuer };
    }

    public SignedFile Stamped(Holder authority, DateTimeOffset at) =>
        WithStamp("xades:SignatureTimeStamp", "", TimestampKind.Signature, authority, at);

    public SignedFile Archived(Holder authority, DateTimeOffset at) =>
        WithStamp("x141:ArchiveTimeStamp", $" xmlns:x141='{V141}'", TimestampKind.Archive, authority, at);

    /// <summary>What the signer's path needs.</summary>
    public SignedFile WithValues(IEnumerable<Holder> certificates, IEnumerable<RevocationSource> revocation) =>
        With(Values(certificates.Select(each => each.Certificate)) + Revocation(revocation));

    public SignedFile WithCertificates(IEnumerable<Certificate> certificates) => With(Values(certificates));

    /// <summary>What the path of a timestamp's authority needs.</summary>
    public SignedFile WithStampData(IEnumerable<Holder> certificates, IEnumerable<RevocationSource> revocation) =>
        With(
            "<x141:TimeStampValidationData "
                + $"xmlns:x141='{V141}'>{Values(certificates.Select(each => each.Certificate))}{Revocation(revocation)}</x141:TimeStampValidationData>"
        );

    /// <summary>A property at the end of the unsigned ones.</summary>
    public SignedFile With(string property)
    {
        const string End = "</xades:UnsignedSignatureProperties>";
        var text = Text.Contains(End, StringComparison.Ordinal)
            ? Text
            : Text.Replace(
                "</xades:QualifyingProperties>",
                $"<xades:UnsignedProperties><xades:UnsignedSignatureProperties>{End}</xades:UnsignedProperties></xades:QualifyingProperties>",
                StringComparison.Ordinal
            );
        return this with { Text = text.Insert(text.LastIndexOf(End, StringComparison.Ordinal), property) };
    }

    public SignatureReport Validate(
        DateTimeOffset at,
        IEnumerable<Holder> anchors,
        IEnumerable<RevocationSource>? more = null,
        DateTimeOffset? existedAt = null,
        ValidationPolicy? policy = null
    )
    {
        var trust = new TrustMaterial([.. anchors.Select(each => each.Certificate)], [Issuer.Certificate], [.. more ?? []]);
        return new SignatureValidator(policy ?? PolicyFile.Default, trust)
            .Validate(Encoding.UTF8.GetBytes(Text), at, null, existedAt)
            .Signatures[0];
    }

    /// <summary>An RFC 3161 token by an implementation that is not ours.</summary>
    public static byte[] Token(byte[] imprint, Holder authority, DateTimeOffset at, bool withCertificate = true)
    {
        var certificate = new X509Certificate(authority.Certificate.Encoded.ToArray());
        var generator = new TimeStampTokenGenerator(
            authority.Keys.Private,
            certificate,
            NistObjectIdentifiers.IdSha256.Id,
            "1.2.3"
        );
        if (withCertificate)
            generator.SetCertificates(CollectionUtilities.CreateStore(new[] { certificate }));
        var query = new TimeStampRequestGenerator();
        query.SetCertReq(withCertificate);
        return generator
            .Generate(
                query.Generate(TspAlgorithms.Sha256, imprint),
                BigInteger.ValueOf(Interlocked.Increment(ref _serial)),
                at.UtcDateTime
            )
            .GetEncoded();
    }

    private SignedFile WithStamp(string name, string declaration, TimestampKind kind, Holder authority, DateTimeOffset at)
    {
        const string Hole = "AAAA";
        var holed = With(
            $"<{name}{declaration}><CanonicalizationMethod xmlns='http://www.w3.org/2000/09/xmldsig#' "
                + $"Algorithm='{XadesTemplate.ExclusiveC14N}'/>"
                + $"<xades:EncapsulatedTimeStamp>{Hole}</xades:EncapsulatedTimeStamp></{name}>"
        );
        var signature = Engine.Signature(Engine.Read(holed.Text));
        var property = signature.UnsignedSignatureProperties!.Value.Elements().Last();
        using var digests = new ImprintDigests(signature, null);
        var imprint = digests.Of(
            ImprintParts.Of(kind, property, signature),
            CanonicalForm.Exclusive,
            DigestAlgorithm.Named(XadesTemplate.Sha256)!
        );
        return this with
        {
            Text = holed.Text.Replace(
                $">{Hole}<",
                $">{Convert.ToBase64String(Token(imprint, authority, at))}<",
                StringComparison.Ordinal
            ),
        };
    }

    private static string OfContent(bool isOfAll, byte[] token)
    {
        var (name, include) = isOfAll
            ? ("AllDataObjectsTimeStamp", "")
            : ("IndividualDataObjectsTimeStamp", "<xades:Include URI='#ref-1' referencedData='true'/>");
        return $"<xades:{name}>{include}<xades:EncapsulatedTimeStamp>{Convert.ToBase64String(token)}</xades:EncapsulatedTimeStamp></xades:{name}>";
    }

    private static string Values(IEnumerable<Certificate> certificates) =>
        $"<xades:CertificateValues>{string.Concat(certificates.Select(each => $"<xades:EncapsulatedX509Certificate>{Convert.ToBase64String(each.Encoded.Span)}</xades:EncapsulatedX509Certificate>"))}</xades:CertificateValues>";

    private static string Revocation(IEnumerable<RevocationSource> revocation)
    {
        string Of<T>(string list, string name) =>
            string.Concat(
                revocation
                    .Where(each => each is T)
                    .Select(each => $"<xades:{name}>{Convert.ToBase64String(each.Encoded.Span)}</xades:{name}>")
            )
                is { Length: > 0 } values
                ? $"<xades:{list}>{values}</xades:{list}>"
                : "";
        return $"<xades:RevocationValues>{Of<RevocationList>("CRLValues", "EncapsulatedCRLValue")}{Of<OcspResponse>("OCSPValues", "EncapsulatedOCSPValue")}</xades:RevocationValues>";
    }
}
