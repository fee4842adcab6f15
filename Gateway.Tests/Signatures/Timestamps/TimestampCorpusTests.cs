using System.IO.Compression;
using System.Security.Cryptography.Pkcs;
using System.Text.RegularExpressions;
using Gateway.Adapters.Cryptography;
using Gateway.Adapters.Timestamps;
using Gateway.Adapters.Xml;
using Gateway.Adapters.XmlSignatures;

namespace Gateway.Tests.Signatures.Timestamps;

/// <summary>Timestamps of real signatures of others: those copied from elsewhere are told apart, and no others.</summary>
public sealed class TimestampCorpusTests
{
    /// <summary>Those that are not of what they should be of; every other one in the collection is intact.</summary>
    private static readonly Dictionary<(string File, TimestampKind Kind), ReferenceOutcome> Exceptions = new()
    {
        [("dss/xades/xades-t-copied-sigtst.xml", TimestampKind.Signature)] = ReferenceOutcome.Altered,
        [("dss/xades/xades-lta-copied-atst.xml", TimestampKind.Archive)] = ReferenceOutcome.Altered,
        [("xades4j/bad/document.signed.t.bes.badtsdigest.xml", TimestampKind.Signature)] = ReferenceOutcome.Altered,

        // X-Road stamps the value decoded, not the element as the standard has it.
        [("X-Road/valid-signed-message.asice", TimestampKind.Signature)] = ReferenceOutcome.Altered,
        [("X-Road/invalid-digest.asice", TimestampKind.Signature)] = ReferenceOutcome.Altered,

        // What these are of was changed, taken away, or is not in the collection.
        [("dss/asic/removed-doc.asics", TimestampKind.AllDataObjects)] = ReferenceOutcome.Altered,
        [("dss/asic/removed-doc.asics", TimestampKind.Archive)] = ReferenceOutcome.Altered,
        [("dss/asic/onefile-wrong-file.asice", TimestampKind.AllDataObjects)] = ReferenceOutcome.NotFound,
        [("xades4j/document.signed.bes.extres.xml", TimestampKind.IndividualDataObjects)] = ReferenceOutcome.NotFound,
        [("dss/xades/xades-detached-with-object-type-ref.xml", TimestampKind.AllDataObjects)] = ReferenceOutcome.NotFound,
        [("dss/xades/xades-detached-with-object-type-ref.xml", TimestampKind.Archive)] = ReferenceOutcome.NotFound,
    };

    [Fact]
    public void Timestamps_of_real_signatures_are_intact_but_those_that_are_not()
    {
        var found = Found().ToList();

        foreach (var (file, timestamp) in found)
        foreach (var token in timestamp.Tokens)
        {
            token.Imprint.ShouldBe(
                Exceptions.GetValueOrDefault((file, timestamp.Kind), ReferenceOutcome.Intact),
                $"{file} {timestamp.Kind}: {token.Reason}"
            );
            token.Check!.Outcome.ShouldBe(TokenOutcome.Valid, $"{file} {timestamp.Kind}");
            token.IsIntact.ShouldBe(token.Imprint == ReferenceOutcome.Intact);
        }
        found.Count.ShouldBe(41);
        Exceptions.Keys.ShouldAllBe(each => found.Any(f => f.File == each.File && f.Timestamp.Kind == each.Kind));
    }

    [Fact]
    public void Tokens_say_to_us_what_they_say_to_the_platform()
    {
        var tokens = Found().SelectMany(each => each.Timestamp.Tokens).Select(each => each.Token!).ToList();

        foreach (var token in tokens)
        {
            Rfc3161TimestampToken.TryDecode(token.Encoded, out var platforms, out var length).ShouldBeTrue();
            var info = platforms!.TokenInfo;
            length.ShouldBe(token.Encoded.Length);
            (token.Time, token.Policy, token.IsOrdered).ShouldBe((info.Timestamp, info.PolicyId.Value, info.IsOrdering));
            token.Accuracy.ShouldBe(info.AccuracyInMicroseconds is { } micros ? TimeSpan.FromMicroseconds(micros) : null);
            token.SerialNumber.ToArray().ShouldBe(info.GetSerialNumber().ToArray());
            token.Nonce?.ToArray().ShouldBe(info.GetNonce()?.ToArray());
            token.Imprint.ToArray().ShouldBe(info.GetMessageHash().ToArray());
            CmsAlgorithms.OidOf(token.Digest!).ShouldBe(info.HashAlgorithmId.Value);
            foreach (var certificate in platforms.AsSignedCms().Certificates)
                token.Material.Certificates.ShouldContain(each => each.ToArray().SequenceEqual(certificate.RawData));
            platforms.VerifySignatureForHash(token.Imprint.Span, info.HashAlgorithmId, out var signer).ShouldBeTrue();
            token.Check().Certificate!.Value.ToArray().ShouldBe(signer!.RawData);
        }
        tokens.Count.ShouldBe(44);
    }

    [Fact]
    public void What_a_signature_carries_to_be_validated_is_read()
    {
        var document = Engine.Read(
            File.ReadAllBytes(Path.Combine(SignatureCorpus.Folder(), "dss/xades/xades-extended-xl.xml"))
        );
        var signature = Engine.Signature(document);

        var material = ValidationMaterial.Of(signature).With(SignatureTimestamps.Of(signature));

        var all = material.Certificates.Concat(material.Crls).Concat(material.Ocsp).ToList();
        all.CountBy(each => (each.Kind, each.Source))
            .Select(each => (each.Key.Kind, each.Key.Source, each.Value))
            .ShouldBe([
                (MaterialKind.Certificate, MaterialSource.KeyInfo, 2),
                (MaterialKind.Certificate, MaterialSource.TimeStampValidationData, 6),
                (MaterialKind.Certificate, MaterialSource.CertificateValues, 4),
                (MaterialKind.Certificate, MaterialSource.Token, 12),
                (MaterialKind.Crl, MaterialSource.TimeStampValidationData, 4),
                (MaterialKind.Crl, MaterialSource.RevocationValues, 2),
                (MaterialKind.Crl, MaterialSource.Token, 4),
                (MaterialKind.Ocsp, MaterialSource.RevocationValues, 1),
            ]);
        material
            .References.Select(each => each.Kind)
            .ShouldBe([
                .. Enumerable.Repeat(MaterialKind.Certificate, 3),
                MaterialKind.Crl,
                MaterialKind.Crl,
                MaterialKind.Ocsp,
            ]);
        material.References.ShouldAllBe(reference =>
            all.Any(each => each.Kind == reference.Kind && reference.Identifies(each.Encoded))
        );
    }

    private static IEnumerable<(string File, XadesTimestamp Timestamp)> Found()
    {
        foreach (var file in SignatureCorpus.Files().Order(StringComparer.Ordinal))
        {
            var bytes = File.ReadAllBytes(file);
            var name = Path.GetRelativePath(SignatureCorpus.Folder(), file);
            if (bytes is [(byte)'P', (byte)'K', ..])
            {
                using var zip = new ZipArchive(new MemoryStream(bytes));
                foreach (
                    var entry in zip.Entries.Where(e =>
                        Regex.IsMatch(e.FullName, "^META-INF/.*signatures.*\\.xml$", RegexOptions.IgnoreCase)
                    )
                )
                foreach (var each in Of(Content(entry), new InZip(zip)))
                    yield return (name, each);
            }
            else
                foreach (var each in Of(bytes, null))
                    yield return (name, each);
        }
    }

    private static IEnumerable<XadesTimestamp> Of(byte[] document, IDetachedContent? detached)
    {
        if (!SignedDocument.TryRead(document, TreeLimits.Default, out var signed, out _))
            return [];
        return signed.Signatures.SelectMany(element =>
            XmlSignature.TryRead(signed, element, out var signature, out _)
                ? SignatureTimestamps.Of(signature, detached)
                : []
        );
    }

    private static byte[] Content(ZipArchiveEntry entry)
    {
        using var content = entry.Open();
        using var whole = new MemoryStream();
        content.CopyTo(whole);
        return whole.ToArray();
    }

    private sealed class InZip(ZipArchive zip) : IDetachedContent
    {
        public Stream? Open(string uri) =>
            (zip.GetEntry(Uri.UnescapeDataString(uri).TrimStart('/')) ?? zip.GetEntry(uri)) is { } entry
                ? new MemoryStream(Content(entry))
                : null;
    }
}
