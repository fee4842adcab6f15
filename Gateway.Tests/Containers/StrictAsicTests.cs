using System.Text;
using Gateway.Adapters.Asic;
using Gateway.Adapters.SigningKeys;
using Gateway.Adapters.Zip;
using Gateway.Domain;
using Gateway.Domain.Messages;
using Gateway.Tests.Signatures;

namespace Gateway.Tests.Containers;

/// <summary>One shape of container is accepted as a message; every other is rejected with the reason.</summary>
public sealed class StrictAsicTests
{
    private static readonly byte[] Annex = "annex"u8.ToArray();
    private static readonly AsicTemplate Sound = new()
    {
        Files = [("message.xml", "<m/>"u8.ToArray()), ("anexos/petición 1+2.pdf", Annex)],
    };

    public static readonly TheoryData<string> Keys = ["p256", "p384", "rsa2048", "brainpool256"];

    [Theory, MemberData(nameof(Keys))]
    public void A_container_with_everything_signed_passes(string key)
    {
        var answer = Verify((Sound with { Certificate = TestKeys.Certificate(key) }).Write(), key);

        answer.Problem.ShouldBeNull();
        answer.Verdict!.IsPassed.ShouldBeTrue(string.Join(' ', answer.Verdict.Reasons));
        answer.Verdict.Level.ShouldBe("XAdES-BASELINE-B");
        Encoding.UTF8.GetString(answer.Verdict.SignedContent.Span).ShouldBe("<m/>");
        var file = answer.Files.ShouldHaveSingleItem();
        (file.Name, file.Size, file.Sha256).ShouldBe(
            ("anexos/petición 1+2.pdf", 5, Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(Annex)))
        );
        new StreamReader(file.Open()).ReadToEnd().ShouldBe("annex");
    }

    [Theory, MemberData(nameof(Keys))]
    public void What_is_signed_here_is_accepted_here(string key)
    {
        using var bytes = new MemoryStream();
        using var signer = new PlatformKey(TestKeys.Certificate(key));

        AsicSigner.Write(bytes, ContainerKind.Extended, [.. Sound.Files.Select(AsicTemplate.Pack)], signer, TestKeys.Noon);

        var verdict = Verify(bytes.ToArray(), key).Verdict!;
        verdict.IsPassed.ShouldBeTrue(string.Join(' ', verdict.Reasons));
        verdict.Level.ShouldBe("XAdES-BASELINE-B");
        verdict.SigningTime.ShouldBe(TestKeys.Noon);
    }

    [Fact]
    public void The_document_of_a_container_that_was_verified_is_read_again() =>
        new StrictAsicVerifier(1_000_000, 100_000)
            .DocumentIn(() => new MemoryStream(Sound.Write()))
            .ToArray()
            .ShouldBe("<m/>"u8.ToArray());

    [Fact]
    public void More_references_than_a_container_may_have_files_are_not_looked_at()
    {
        var files = Enumerable.Range(0, 150).Select(i => ($"none{i}", Annex)).Prepend(Sound.Files[0]).ToArray();

        var verdict = Verdict(Sound with { Files = files, Packed = [Sound.Files[0]] });

        verdict.SubIndication.ShouldBe("FORMAT_FAILURE");
        verdict.Reasons.ShouldHaveSingleItem().ShouldContain("more references");
    }

    [Fact]
    public void Another_key_is_not_known() =>
        Verdict(Sound with { Certificate = TestKeys.Certificate("stranger") })
            .SubIndication.ShouldBe(SignatureVerdict.NoKnownSigner);

    [Fact]
    public void A_weak_key_is_rejected() =>
        Verdict(Sound with { Certificate = TestKeys.Certificate("rsa1024") })
            .SubIndication.ShouldBe("CRYPTO_CONSTRAINTS_FAILURE");

    [Fact]
    public void An_altered_attachment_is_told_from_an_altered_document()
    {
        Verify((Sound with { Packed = [Sound.Files[0], ("anexos/petición 1+2.pdf", "annex!"u8.ToArray())] }).Write())
            .Problem!.Name.ShouldBe(Problem.AttachmentAltered);
        Verdict(Sound with { Packed = [("message.xml", "<n/>"u8.ToArray()), Sound.Files[1]] })
            .SubIndication.ShouldBe("HASH_FAILURE");
    }

    [Fact]
    public void A_missing_attachment_is_missed() =>
        Verify((Sound with { Packed = [Sound.Files[0]] }).Write()).Problem!.Name.ShouldBe(Problem.AttachmentMissing);

    [Fact]
    public void An_altered_attachment_of_a_forged_signature_is_a_forged_signature()
    {
        var forged = Sound with
        {
            Packed = [Sound.Files[0], ("anexos/petición 1+2.pdf", "annex!"u8.ToArray())],
            Change = text => text.Replace("r-0", "r-9", StringComparison.Ordinal),
        };

        Verify(forged.Write()).Problem.ShouldBeNull();
        Verdict(forged).SubIndication.ShouldBe("HASH_FAILURE");
    }

    public static readonly TheoryData<string, string> Rejected = new()
    {
        { "no message document", "message.xml" },
        { "a file that is not signed", "not signed" },
        { "a file signed twice", "same file" },
        { "a document that is signed itself", "itself signed" },
        { "an ASiC-S container", "not an ASiC-E one" },
        { "a second signature", "more signatures" },
        { "another root", "root" },
        { "something beside the signature", "nothing else" },
        { "a counter-signature", "exactly one signature" },
        { "a reference with a transform", "a file as it is" },
        { "a reference with a type", "Not exactly one reference" },
        { "a reference to its own document", "a file as it is" },
        { "an attribute of the root", "not expected" },
        { "a comment", "other than elements and text" },
        { "a further file in META-INF", "META-INF" },
        { "a timestamp beside", "not looked into" },
        { "a deflated mimetype", "first entry" },
        { "no manifest", "no manifest" },
        { "a manifest that lists less", "not in the manifest" },
        { "a manifest that lists more", "not there" },
    };

    [Theory, MemberData(nameof(Rejected))]
    public void Any_other_shape_is_rejected(string what, string because)
    {
        var answer = Verify(Odd(what));

        answer.Problem.ShouldBeNull(what);
        answer.Verdict!.Indication.ShouldBe(SignatureVerdict.Failed, what);
        answer.Verdict.SubIndication.ShouldBe("FORMAT_FAILURE", what);
        answer.Verdict.Reasons.ShouldHaveSingleItem().ShouldContain(because, Case.Sensitive, what);
        answer.Verdict.SignedContent.IsEmpty.ShouldBeTrue();
        answer.Files.ShouldBeEmpty();
    }

    [Fact]
    public void What_is_too_long_is_too_large()
    {
        var large = new AsicTemplate
        {
            Files = [("message.xml", Encoding.UTF8.GetBytes($"<m>{new string(' ', 100_000)}</m>"))],
        }.Write();
        var larger = new AsicTemplate
        {
            Files = [("message.xml", "<m/>"u8.ToArray()), ("a.bin", new byte[1_000_000])],
        }.Write();

        Verify(large).Problem!.Name.ShouldBe(Problem.TooLarge);
        Verify(larger).Problem!.Name.ShouldBe(Problem.TooLarge);
    }

    [Fact]
    public void What_is_no_archive_is_malformed() =>
        Verify("PK\u0003\u0004 and no more"u8.ToArray()).Problem!.Name.ShouldBe(Problem.MalformedRequest);

    [Fact]
    public void A_file_with_a_wrong_checksum_is_not_accepted_though_it_is_what_was_signed()
    {
        var sound = Sound.Write();
        var broken = HandMade(
            entry =>
                entry.Name == "message.xml"
                    ? new HandEntry(entry.Name, entry.Content) { Crc = 7 }
                    : new HandEntry(entry.Name, entry.Content),
            sound
        );

        Verify(HandMade(entry => new HandEntry(entry.Name, entry.Content), sound)).Verdict!.IsPassed.ShouldBeTrue();
        Verify(broken).Verdict!.IsPassed.ShouldBeFalse();
    }

    private static byte[] Odd(string what)
    {
        string Ref(string attributes) => $"<Reference URI=\"message.xml\" {attributes}";
        return what switch
        {
            "no message document" => new AsicTemplate { Files = [("nachricht.xml", "<m/>"u8.ToArray())] }.Write(),
            "a file that is not signed" => (Sound with { Packed = [.. Sound.Files, ("b", Annex)] }).Write(),
            "a file signed twice" => (
                Sound with
                {
                    References = [new("message.xml"), new("/message.xml"), new(AsicWriter.UriOf(Sound.Files[1].Name))],
                    Files = [.. Sound.Files, ("/message.xml", "<m/>"u8.ToArray())],
                    Packed = Sound.Files,
                }
            ).Write(),
            "a document that is signed itself" => (
                Sound with
                {
                    Files = [("message.xml", "<m><Signature xmlns='http://www.w3.org/2000/09/xmldsig#'/></m>"u8.ToArray())],
                }
            ).Write(),
            "an ASiC-S container" => new AsicTemplate { Kind = ContainerKind.Simple }.Write(),
            "a second signature" => (Sound with { Change = text => Twice(text) }).Write(),
            "another root" => (
                Sound with
                {
                    Change = text => text.Replace("XAdESSignatures", "Signatures", StringComparison.Ordinal),
                }
            ).Write(),
            "something beside the signature" => (
                Sound with
                {
                    Change = text => text.Replace("</asic:XAdES", "<asic:x/></asic:XAdES", StringComparison.Ordinal),
                }
            ).Write(),
            "a counter-signature" => (Sound with { Change = CounterSign }).Write(),
            "a reference with a transform" => (
                Sound with
                {
                    References =
                    [
                        new("message.xml", XadesTemplate.ExclusiveC14N),
                        new(AsicWriter.UriOf(Sound.Files[1].Name)),
                    ],
                }
            ).Write(),
            "a reference with a type" => (
                Sound with
                {
                    Change = text =>
                        text.Replace(
                            Ref(""),
                            Ref("Type=\"http://uri.etsi.org/01903#SignedProperties\" "),
                            StringComparison.Ordinal
                        ),
                }
            ).Write(),
            "a reference to its own document" => (
                Sound with
                {
                    References =
                    [
                        new("message.xml"),
                        new(AsicWriter.UriOf(Sound.Files[1].Name)),
                        new("#props-1", XadesTemplate.ExclusiveC14N),
                    ],
                }
            ).Write(),
            "an attribute of the root" => (
                Sound with
                {
                    Change = text =>
                        text.Replace("<asic:XAdESSignatures ", "<asic:XAdESSignatures a=\"1\" ", StringComparison.Ordinal),
                }
            ).Write(),
            "a comment" => (
                Sound with
                {
                    Change = text => text.Replace("</asic:XAdES", "<!-- x --></asic:XAdES", StringComparison.Ordinal),
                }
            ).Write(),
            "a further file in META-INF" => HandMade(Same, Sound.Write(), new HandEntry("META-INF/x", Annex)),
            "a timestamp beside" => HandMade(Same, Sound.Write(), new HandEntry("META-INF/timestamp.tst", Annex)),
            "a deflated mimetype" => HandMade(
                entry => entry.Name == "mimetype" ? HandEntry.Deflated(entry.Name, entry.Content) : Same(entry),
                Sound.Write()
            ),
            "no manifest" => HandMade(entry => entry.Name == "META-INF/manifest.xml" ? null : Same(entry), Sound.Write()),
            "a manifest that lists less" => Manifest(text =>
                text.Replace("full-path=\"message.xml\"", "full-path=\"/\"", StringComparison.Ordinal)
            ),
            "a manifest that lists more" => Manifest(text =>
                text.Replace(
                    "</manifest:manifest>",
                    "<manifest:file-entry manifest:full-path=\"x\"/></manifest:manifest>",
                    StringComparison.Ordinal
                )
            ),
            _ => throw new ArgumentOutOfRangeException(nameof(what)),
        };
    }

    private static byte[] Manifest(Func<string, string> change) =>
        HandMade(
            entry =>
                entry.Name == "META-INF/manifest.xml"
                    ? new HandEntry(entry.Name, Encoding.UTF8.GetBytes(change(Encoding.UTF8.GetString(entry.Content))))
                    : Same(entry),
            Sound.Write()
        );

    private static string Twice(string text)
    {
        var (start, end) = (
            text.IndexOf("<Signature ", StringComparison.Ordinal),
            text.IndexOf("</asic:", StringComparison.Ordinal)
        );
        return text.Insert(
            end,
            text[start..end]
                .Replace("sig-1", "sig-2", StringComparison.Ordinal)
                .Replace("props-1", "props-2", StringComparison.Ordinal)
        );
    }

    private static string CounterSign(string text) =>
        text.Replace(
            "</xades:QualifyingProperties>",
            "<xades:UnsignedProperties><xades:UnsignedSignatureProperties><xades:CounterSignature><Signature/></xades:CounterSignature>"
                + "</xades:UnsignedSignatureProperties></xades:UnsignedProperties></xades:QualifyingProperties>",
            StringComparison.Ordinal
        );

    private static HandEntry Same((string Name, byte[] Content) entry) => new(entry.Name, entry.Content);

    private static byte[] HandMade(
        Func<(string Name, byte[] Content), HandEntry?> change,
        byte[] container,
        params HandEntry[] more
    )
    {
        StrictZip.TryRead(() => new MemoryStream(container), ZipLimits.Default, out var zip, out _).ShouldBeTrue();
        var made = new HandZip();
        foreach (var entry in zip!.Entries)
        {
            using var content = new MemoryStream();
            using (var source = zip.Open(entry))
                source.CopyTo(content);
            if (change((entry.Name, content.ToArray())) is { } changed)
                made.Add(changed);
        }
        foreach (var entry in more)
            made.Add(entry);
        return made.Bytes();
    }

    private static ContainerVerdict Verify(byte[] container, string key = "p256") =>
        new StrictAsicVerifier(1_000_000, 100_000).Verify(
            () => new MemoryStream(container),
            [TestKeys.Known(key), TestKeys.Known("rsa1024")],
            TestKeys.Noon
        );

    private static SignatureVerdict Verdict(AsicTemplate template) => Verify(template.Write()).Verdict!;
}
