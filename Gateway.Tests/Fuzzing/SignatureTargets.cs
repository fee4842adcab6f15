using System.Security.Cryptography;
using System.Text;
using Gateway.Adapters.Cryptography;
using Gateway.Adapters.Xades.Signing;
using Gateway.Adapters.Xades.Strict;
using Gateway.Adapters.Xml;
using Gateway.Adapters.XmlSignatures;
using Gateway.Domain.Messages;
using Gateway.Tests.Signatures;

namespace Gateway.Tests.Fuzzing;

/// <summary>Verification from bytes to released octets, with the keys the signature itself puts forward.</summary>
public static class SignatureTargets
{
    private static readonly TreeLimits Limits = new() { MaxBytes = 1024 * 1024 };
    private static readonly Files AtHand = new(("f", "abc"u8.ToArray()), ("document.xml", "<a/>"u8.ToArray()));
    private static readonly SigningKey Known = TestKeys.Known("p256");

    public static IEnumerable<byte[]> Words =>
        new[]
        {
            XadesTemplate.C14N,
            XadesTemplate.ExclusiveC14N,
            XadesTemplate.Enveloped,
            XadesTemplate.Base64,
            XadesTemplate.Sha1,
            XadesTemplate.Sha256,
            XadesTemplate.More + "ecdsa-sha256",
            XadesTemplate.More + "rsa-sha256",
            "http://www.w3.org/2006/12/xml-c14n11",
            "http://www.w3.org/2002/06/xmldsig-filter2",
            "http://www.w3.org/TR/1999/REC-xpath-19991116",
            "not(ancestor-or-self::ds:Signature)",
            "here()/ancestor::ds:Signature[1]",
            "Filter='subtract'",
            "#xpointer(/)",
            "#xpointer(id('x'))",
            "URI=''",
            "URI='f'",
            "Type='http://uri.etsi.org/01903#SignedProperties'",
            "PrefixList='a #default'",
            "http://www.w3.org/2000/09/xmldsig#Manifest",
            "urn:oid:1.2.840.10045.3.1.7",
        }.Select(Encoding.UTF8.GetBytes);

    public static void Verify(byte[] input)
    {
        new StrictXadesVerifier().Verify(input, [Known], TestKeys.Noon);
        if (!SignedDocument.TryRead(input, Limits, out var document, out _))
            return;
        foreach (var element in document.Signatures.Take(4))
            if (XmlSignature.TryRead(document, element, out var signature, out _))
                Verify(signature);
    }

    public static IEnumerable<byte[]> Seeds() =>
        [
            .. FuzzSeeds.Of(file => FuzzSeeds.IsXml(file) && file.AsSpan().IndexOf("SignedInfo"u8) >= 0),
            Encoding.UTF8.GetBytes(
                new DsigTemplate
                {
                    References =
                    [
                        new("f"),
                        new("document.xml", XadesTemplate.C14N),
                        new("#o", XadesTemplate.Base64),
                        new("", XadesTemplate.Enveloped),
                    ],
                }.Sign("<a><o Id='o'>aGVsbG8=</o></a>", Engine.With("p256"), AtHand)
            ),
            XadesSigner.Sign("<m>María</m>"u8.ToArray(), TestKeys.Certificate("p256"), TestKeys.Noon),
        ];

    private static void Verify(XmlSignature signature)
    {
        foreach (var candidate in KeyCandidate.In(signature).Take(2))
        {
            using var key = VerificationKey.OfPublicKeyInfo(candidate.PublicKey);
            if (key is null or { Bits: > 8192 })
                continue;
            var check = SignatureCheck.Of(signature, key, AtHand);
            _ = check.CoversSignedProperties;
            foreach (var reference in check.References)
            {
                var isReleased = check.TryRelease(reference, out var octets);
                FuzzTarget.Promise(
                    isReleased == (check.IsValid && reference.IsIntact),
                    "Released is what is intact and signed."
                );
                FuzzTarget.Promise(
                    !isReleased
                        || CryptographicOperations.FixedTimeEquals(
                            reference.Reference.Digest!.Of(octets.Span),
                            reference.Reference.DigestValue.Span
                        ),
                    "Released is what was digested."
                );
            }
        }
    }
}
