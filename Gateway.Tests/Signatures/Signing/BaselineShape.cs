using Gateway.Adapters.Cryptography;
using Gateway.Adapters.Timestamps;
using Gateway.Adapters.XmlSignatures;

namespace Gateway.Tests.Signatures.Signing;

/// <summary>
/// The requirements of EN 319 132-1, 6.3, on what is where in a signature, each by itself: for signatures of our own,
/// whose verdict validation gives.
/// </summary>
public static class BaselineShape
{
    private const string Ds = "http://www.w3.org/2000/09/xmldsig#";
    private static readonly string[] Refs =
    [
        "CompleteCertificateRefs",
        "CompleteCertificateRefsV2",
        "CompleteRevocationRefs",
        "SigAndRefsTimeStamp",
        "SigAndRefsTimeStampV2",
        "RefsOnlyTimeStamp",
        "RefsOnlyTimeStampV2",
    ];

    /// <summary>B, T, LT or LTA; fails the test for what is none of them.</summary>
    public static string LevelOf(XmlSignature signature)
    {
        RequireB(signature);
        var unsigned = signature.UnsignedSignatureProperties?.Elements().ToList() ?? [];
        var timestamps = unsigned.FindAll(e => e.LocalName == "SignatureTimeStamp");
        if (timestamps.Count == 0)
        {
            unsigned.ShouldBeEmpty();
            return "B";
        }
        timestamps.ShouldAllBe(e => e.Elements().Count(inside => inside.LocalName == "EncapsulatedTimeStamp") == 1);
        unsigned.ShouldNotContain(e => Refs.Contains(e.LocalName));
        foreach (
            var once in new[]
            {
                "CertificateValues",
                "RevocationValues",
                "AttrAuthoritiesCertValues",
                "AttributeRevocationValues",
            }
        )
            unsigned.Count(e => e.LocalName == once).ShouldBeLessThanOrEqualTo(1, once);
        var material = ValidationMaterial.Of(signature);
        var isLongTerm = material.Certificates.Count > 1 && material.Crls.Count + material.Ocsp.Count > 0;
        var archives = unsigned.FindAll(e => e.Is("ArchiveTimeStamp", "http://uri.etsi.org/01903/v1.4.1#"));
        if (archives.Count > 0)
            isLongTerm.ShouldBeTrue();
        for (var i = 0; i < unsigned.Count; i++)
            if (unsigned[i].LocalName == "TimeStampValidationData")
                unsigned[i - 1].LocalName.ShouldBeOneOf("SignatureTimeStamp", "ArchiveTimeStamp");
        return archives.Count > 0 ? "LTA"
            : isLongTerm ? "LT"
            : "T";
    }

    private static void RequireB(XmlSignature signature)
    {
        signature.KeyInfo.ShouldNotBeNull();
        signature.Form.ShouldNotBeNull();
        signature.References.Count.ShouldBeGreaterThan(1);
        signature.References.Count(r => r.IsToSignedProperties).ShouldBe(1);
        var properties = signature.SignedProperties!.Value.Descendants().ToList();
        properties.Count(e => e.LocalName == "SigningTime").ShouldBe(1);
        properties.Count(e => e.LocalName is "SigningCertificate" or "SigningCertificateV2").ShouldBe(1);
        properties.Where(e => e.LocalName == "Cert").ShouldAllBe(e => e.Attribute("URI", "") == null);
        var formats = properties.Where(e => e.LocalName == "DataObjectFormat").ToList();
        foreach (var reference in signature.References.Where(r => !r.IsToSignedProperties))
        {
            var format = formats.Where(e => e.Attribute("ObjectReference", "") == "#" + reference.Id).ShouldHaveSingleItem();
            var type = format.Elements().Where(e => e.LocalName == "MimeType").ShouldHaveSingleItem().Text;
            if (
                signature.Objects.FirstOrDefault(o => reference.Uri == "#" + o.Attribute("Id")) is
                { Tree: not null } container
            )
                container.Attribute("MimeType").ShouldBe(type);
        }
        var certificate = KeyCandidate.In(signature)[0].Certificate!.Value;
        using var key = VerificationKey.OfCertificate(certificate)!;
        SignatureCheck.ValueOf(signature, key).ShouldBe(ValueOutcome.Valid);
    }
}
