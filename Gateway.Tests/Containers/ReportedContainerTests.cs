using System.Formats.Asn1;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using Gateway.Adapters.Asic;
using Gateway.Adapters.Certificates;
using Gateway.Adapters.Xades.Validation;
using Gateway.Domain.Messages;
using Gateway.Tests.Signatures;
using Gateway.Tests.Signatures.Validation;

namespace Gateway.Tests.Containers;

/// <summary>Containers as tools in use make them: what validation says of each, and that messages stay strict.</summary>
public sealed class ReportedContainerTests
{
    private const string Passed = "TOTAL-PASSED";
    private const string Extended = "application/vnd.etsi.asic-e+zip";
    private const string Ds = "http://www.w3.org/2000/09/xmldsig#";
    private static readonly byte[] Message = "<m/>"u8.ToArray();
    private static readonly AsicTemplate Sound = new() { Files = [("message.xml", Message)] };

    [Theory]
    [InlineData(null, "There is no mimetype.")]
    [InlineData("application/vnd.bdoc-1.0", "The mimetype is not that of an ASiC container.")]
    [InlineData("application/vnd.lt.archyvai.adoc-2008", "The mimetype is not that of an ASiC container.")]
    [InlineData("", "The mimetype is not that of an ASiC container.")]
    [InlineData("\uFEFF" + Extended, "There is white space around the mimetype, or a byte order mark before it.")]
    [InlineData("\uFEFF" + Extended + "\r\n", "There is white space around the mimetype, or a byte order mark before it.")]
    [InlineData(Extended, null)]
    public void A_mimetype_that_is_missing_or_another_is_a_warning_and_an_error_of_a_message(
        string? mimetype,
        string? warning
    )
    {
        var container = Zip(mimetype, Sound.Signatures(), ("message.xml", Message));

        var report = Validate(container);

        (Answers.Answer(report), report.Signatures[0].Level).ShouldBe(
            (Passed, SignatureLevel.B),
            string.Join(' ', report.Signatures[0].Reasons)
        );
        report.Signatures[0].Reasons.ShouldBe(warning is null ? [] : [warning]);
        Answers
            .Answer(Validate(Zip(mimetype, Sound.Signatures(), ("message.xml", "<n/>"u8.ToArray()))))
            .ShouldBe("TOTAL-FAILED HASH_FAILURE");
        Strict(container).IsPassed.ShouldBeFalse();
        Strict(container).Reasons.ShouldHaveSingleItem().ShouldBe(warning ?? "There is no manifest.");
    }

    [Theory]
    [InlineData("a/message.xml")]
    [InlineData("message.xml")]
    public void A_container_whose_kind_nobody_says_is_not_held_to_what_a_kind_asks(string name)
    {
        var files = (Name: name, Content: Message);
        Answers.Answer(Validate(Zip(null, (Sound with { Files = [files] }).Signatures(), files))).ShouldBe(Passed);
    }

    [Theory]
    [InlineData("sound", Passed)]
    [InlineData("sound, deep", Passed)]
    [InlineData("sound, by SHA-512 beside", Passed)]
    [InlineData("another message", "TOTAL-FAILED HASH_FAILURE")]
    [InlineData("another message and its hash", "TOTAL-FAILED HASH_FAILURE")]
    [InlineData("another hash beside", "TOTAL-FAILED HASH_FAILURE")]
    [InlineData("order changed", "TOTAL-FAILED HASH_FAILURE")]
    [InlineData("no file in it", "TOTAL-FAILED HASH_FAILURE")]
    [InlineData("another result", "TOTAL-FAILED HASH_FAILURE")]
    [InlineData("no chain", "INDETERMINATE SIGNED_DATA_NOT_FOUND")]
    [InlineData("no such step", "INDETERMINATE SIGNED_DATA_NOT_FOUND")]
    [InlineData("a step twice", "INDETERMINATE SIGNED_DATA_NOT_FOUND")]
    [InlineData("a step in itself", "INDETERMINATE SIGNED_DATA_NOT_FOUND")]
    [InlineData("steps without end", "INDETERMINATE SIGNED_DATA_NOT_FOUND")]
    [InlineData("a transform", "INDETERMINATE SIGNED_DATA_NOT_FOUND")]
    [InlineData("a weak digest", "INDETERMINATE SIGNED_DATA_NOT_FOUND")]
    [InlineData("a file that is not there", "INDETERMINATE SIGNED_DATA_NOT_FOUND")]
    [InlineData("not signed", "TOTAL-FAILED FORMAT_FAILURE")]
    public void A_batch_signature_is_followed_through_its_chain_of_hashes(string what, string expected)
    {
        var report = Validate(Batch(what));

        Answers.Answer(report).ShouldBe(expected, string.Join(' ', report.Signatures[0].Reasons));
        Strict(Batch(what)).IsPassed.ShouldBeFalse();
    }

    [Theory]
    [InlineData("sound", Passed)]
    [InlineData("another hash beside", "TOTAL-FAILED HASH_FAILURE")]
    [InlineData("another message", "TOTAL-FAILED HASH_FAILURE")]
    [InlineData("no chain", "INDETERMINATE SIGNED_DATA_NOT_FOUND")]
    public void A_batch_timestamp_is_followed_through_its_chain_of_hashes(string what, string expected)
    {
        var signatures = Sound.Signatures();
        var beside = SHA256.HashData("other"u8);
        var (chain, result) = Chain(
            [Data("/META-INF/signatures.xml", what == "another message" ? [1] : signatures), Hash(beside)],
            List((signatures, XadesTemplate.Sha256, true), (beside, XadesTemplate.Sha256, false))
        );
        if (what == "another hash beside")
            chain = chain.Replace(
                Convert.ToBase64String(beside),
                Convert.ToBase64String(SHA256.HashData([1])),
                StringComparison.Ordinal
            );
        var manifest = $"""
            <asic:ASiCManifest xmlns:asic="http://uri.etsi.org/2918/v1.2.1#" xmlns:ds="{Ds}"><asic:SigReference URI="META-INF/timestamp.tst"/>
            <asic:DataObjectReference URI="ts-hashchainresult.xml"><ds:DigestMethod Algorithm="{XadesTemplate.Sha256}"/>
            <ds:DigestValue>{Convert.ToBase64String(
                SHA256.HashData(Encoding.UTF8.GetBytes(result))
            )}</ds:DigestValue></asic:DataObjectReference></asic:ASiCManifest>
            """;
        List<(string, byte[])> files =
        [
            ("message.xml", Message),
            ("ts-hashchainresult.xml", Encoding.UTF8.GetBytes(result)),
            ("META-INF/ASiCManifest.xml", Encoding.UTF8.GetBytes(manifest)),
            ("META-INF/timestamp.tst", [48, 0]),
        ];
        if (what != "no chain")
            files.Add(("sig-hashchain.xml", Encoding.UTF8.GetBytes(chain)));

        Answers.Answer(Validate(Zip(Extended, signatures, [.. files]))).ShouldBe(expected);
    }

    private static byte[] Batch(string what)
    {
        var method = what == "a weak digest" ? "http://www.w3.org/2000/09/xmldsig#sha1" : XadesTemplate.Sha256;
        var beside = SHA256.HashData("other"u8);
        string first = Data("/message.xml", Message),
            second = Hash(beside);
        if (what == "no file in it")
            first = Hash(SHA256.HashData(Message));
        if (what == "a transform")
            first = first.Replace("<DigestValue>", "<Transforms/><DigestValue>", StringComparison.Ordinal);
        if (what == "a file that is not there")
            first = Data("/none.xml", Message);
        var list = List((Message, XadesTemplate.Sha256, true), (beside, XadesTemplate.Sha256, false));
        var more = "";
        if (what == "sound, by SHA-512 beside")
        {
            const string Sha512 = "http://www.w3.org/2001/04/xmlenc#sha512";
            var longer = SHA512.HashData("other"u8);
            second = Hash(longer)
                .Replace("<DigestValue>", $"<DigestMethod Algorithm=\"{Sha512}\"/><DigestValue>", StringComparison.Ordinal);
            list = List((Message, XadesTemplate.Sha256, true), (longer, Sha512, false));
        }
        if (what == "sound, deep")
        {
            more = $"<h:HashStep id=\"STEP1\">{first}{second}</h:HashStep>";
            (first, second) = (Hash(beside), "<h:StepRef URI=\"#STEP1\"/>");
            list = List((beside, XadesTemplate.Sha256, false), (SHA256.HashData(list), XadesTemplate.Sha256, false));
        }
        if (what == "a step in itself")
            second = "<h:StepRef URI=\"#STEP0\"/>";
        if (what == "steps without end")
        {
            more =
                string.Concat(
                    Enumerable
                        .Range(1, 40)
                        .Select(i =>
                            $"<h:HashStep id=\"STEP{i}\"><h:StepRef URI=\"#STEP{i + 1}\"/><h:StepRef "
                            + $"URI=\"#STEP{i + 1}\"/></h:HashStep>"
                        )
                ) + $"<h:HashStep id=\"STEP41\">{second}</h:HashStep>";
            second = "<h:StepRef URI=\"#STEP1\"/>";
        }
        if (what == "a step twice")
            more = $"<h:HashStep id=\"STEP0\">{second}</h:HashStep>";
        var (chain, result) = Chain(what == "order changed" ? [second, first] : [first, second], list, method, more);
        if (what == "no such step")
            result = result.Replace("#STEP0", "#STEP9", StringComparison.Ordinal);
        var files = new[] { ("sig-hashchainresult.xml", Encoding.UTF8.GetBytes(result)) };
        if (what == "not signed")
            files = [("sig-hashchain.xml", Encoding.UTF8.GetBytes(chain))];
        var signatures = (Sound with { Files = files }).Signatures();

        if (what == "another hash beside")
            chain = chain.Replace(
                Convert.ToBase64String(beside),
                Convert.ToBase64String(SHA256.HashData([1])),
                StringComparison.Ordinal
            );
        if (what == "another message and its hash")
            chain = chain.Replace(
                Convert.ToBase64String(SHA256.HashData(Message)),
                Convert.ToBase64String(SHA256.HashData("<n/>"u8)),
                StringComparison.Ordinal
            );
        if (what == "another result")
            result = result.Replace("<DigestValue>", "<DigestValue>\n", StringComparison.Ordinal);
        List<(string, byte[])> packed =
        [
            ("message.xml", what.StartsWith("another message", StringComparison.Ordinal) ? "<n/>"u8.ToArray() : Message),
            ("sig-hashchainresult.xml", Encoding.UTF8.GetBytes(result)),
        ];
        if (what != "no chain")
            packed.Add(("sig-hashchain.xml", Encoding.UTF8.GetBytes(chain)));
        var manifest = $"""
            <m:manifest xmlns:m="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"><m:file-entry m:full-path="/" m:media-type="{Extended}"/>
            {string.Concat(
                packed.Select(file => $"<m:file-entry m:full-path=\"{file.Item1}\" m:media-type=\"text/xml\"/>")
            )}</m:manifest>
            """;
        return Zip(Extended, signatures, [.. packed, ("META-INF/manifest.xml", Encoding.UTF8.GetBytes(manifest))]);
    }

    private static string Data(string uri, byte[] content) =>
        $"<h:DataRef URI=\"{uri}\"><DigestValue>{Convert.ToBase64String(SHA256.HashData(content))}</DigestValue></h:DataRef>";

    private static string Hash(byte[] hash) =>
        $"<h:HashValue><DigestValue>{Convert.ToBase64String(hash)}</DigestValue></h:HashValue>";

    /// <summary>DigestList in DER, as the specification of batch hashing has it.</summary>
    private static byte[] List(params (byte[] Octets, string Method, bool IsContent)[] items)
    {
        var list = new AsnWriter(AsnEncodingRules.DER);
        using (list.PushSequence())
            foreach (var (octets, method, isContent) in items)
                using (list.PushSequence())
                {
                    list.WriteOctetString(isContent ? SHA256.HashData(octets) : octets);
                    list.WriteCharacterString(UniversalTagNumber.UTF8String, method);
                    list.PushSequence().Dispose();
                }
        return list.Encode();
    }

    private static (string Chain, string Result) Chain(
        string[] items,
        byte[] list,
        string method = XadesTemplate.Sha256,
        string more = ""
    ) =>
        (
            $"<h:HashChain xmlns=\"{Ds}\" xmlns:h=\"http://cyber.ee/hashchain\"><h:DefaultDigestMethod "
                + $"Algorithm=\"{method}\"/><h:HashStep id=\"STEP0\">{string.Concat(items)}</h:HashStep>{more}</h:HashChain>",
            $"<h:HashChainResult xmlns=\"{Ds}\" xmlns:h=\"http://cyber.ee/hashchain\" "
                + "URI=\"/sig-hashchain.xml#STEP0\"><DigestMethod "
                + $"Algorithm=\"{method}\"/><DigestValue>{Convert.ToBase64String(SHA256.HashData(list))}</DigestValue></h:HashChainResult>"
        );

    private static byte[] Zip(string? mimetype, byte[] signatures, params (string Name, byte[] Content)[] files)
    {
        using var bytes = new MemoryStream();
        using (var zip = new ZipArchive(bytes, ZipArchiveMode.Create, leaveOpen: true))
            foreach (
                var (name, content) in (mimetype is null ? [] : new[] { ("mimetype", Encoding.UTF8.GetBytes(mimetype)) })
                    .Concat(files)
                    .Append(("META-INF/signatures.xml", signatures))
            )
            {
                using var entry = zip.CreateEntry(name, CompressionLevel.NoCompression).Open();
                entry.Write(content);
            }
        return bytes.ToArray();
    }

    private static ValidationReport Validate(byte[] container)
    {
        Certificate.TryRead(Sound.Certificate.RawData, out var anchor, out _).ShouldBeTrue();
        return new FileValidator(PolicyFile.Default, new TrustMaterial([anchor!], [], [])).Validate(
            () => new MemoryStream(container),
            TestKeys.Noon
        );
    }

    private static SignatureVerdict Strict(byte[] container) =>
        new StrictAsicVerifier(1_000_000, 100_000)
            .Verify(() => new MemoryStream(container), [TestKeys.Known("p256")], TestKeys.Noon)
            .Verdict!;
}
