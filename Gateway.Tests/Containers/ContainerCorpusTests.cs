using Gateway.Adapters.Asic;
using Gateway.Adapters.Cryptography;
using Gateway.Adapters.XmlSignatures;
using Gateway.Tests.Signatures;

namespace Gateway.Tests.Containers;

/// <summary>
/// Real containers of others: each answered as the collection's index states, as far as containers are concerned.
/// </summary>
public sealed class ContainerCorpusTests
{
    private const string Intact = "every reference intact";
    private const string Rejected = "archive rejected: ";

    /// <summary>What its signatures come to without certificates, and every finding that is more than a notice.</summary>
    public static readonly TheoryData<string, string, string> Answers = new()
    {
        { "dss/asic/onefile-ok.asics", Intact, "" },
        { "dss/asic/onefile-too-much-files.asice", Intact, "Warning ManifestOmits, Warning UnsignedFile" },
        {
            "dss/asic/onefile-wrong-file.asice",
            "NotFound",
            "Warning ManifestListsMissing, Warning ManifestOmits, Error NothingSigned, Warning UnsignedFile"
        },
        { "dss/asic/removed-doc.asics", "Altered", "" },
        { "dss/asic/no-root-signed-file.asics", Intact, "Warning SignaturesRoot, Error NotOneFile" },
        { "dss/asic/container-with-counter-signature.asice", Intact, "" },
        { "dss/asic/test+test.edoc", Intact, "" },
        { "digidoc4j/valid-containers/valid-asice.asice", Intact, "" },
        { "digidoc4j/valid-containers/PSS-signature.asice", Intact, "" },
        { "digidoc4j/valid-containers/plus-in-datafile-name-unencoded-in-signature.asice", Intact, "" },
        {
            "digidoc4j/invalid-containers/datafile-name-in-signature-contains-path-separator.asice",
            "NotFound",
            "Error NothingSigned, Error UnsignedFileInManifest"
        },
        {
            "digidoc4j/invalid-containers/KS-18_lisatudfilemanifest.4.asice",
            Intact,
            "Warning MimetypePadded, Error UnsignedFileInManifest"
        },
        {
            "digidoc4j/invalid-containers/multiple_EncapsulatedTimeStamp_elements_in_single_SignatureTimeStamp.asice",
            Intact,
            ""
        },
        { "digidoc4j/invalid-containers/TS-08_23634_TS_OCSP_before_TS.asice", Intact, "" },
        {
            "digidoc4j/invalid-containers/zip_misses_file_which_is_in_manifest.asice",
            "NotFound",
            "Warning ManifestListsMissing"
        },
        { "digidoc4j/invalid-containers/missing_mimetype_file.asice", Intact, "Warning MimetypeMissing" },
        { "digidoc4j/invalid-containers/zip-bomb.asice", Intact, "16 × Warning ManifestOmits, 16 × Warning UnsignedFile" },
        { "libdigidocpp/asice-path.asice", "", "Error NothingSigned, Error UnsignedFileInManifest" },
        { "libdigidocpp/dot.asice", Rejected + "Name", "" },
        { "X-Road/valid-signed-message.asice", Intact, "" },
        { "X-Road/valid-batch-ts.asice", Intact, "" },
        { "X-Road/invalid-digest.asice", "Altered", "" },
        { "X-Road/invalid-ts-hashchainresult.asice", "Altered", "Error ManifestAltered, 2 × Error UnsignedFileInManifest" },
    };

    [Theory, MemberData(nameof(Answers))]
    public void A_real_container_is_answered_as_the_index_states(string file, string signatures, string findings)
    {
        var path = Path.Combine(SignatureCorpus.Folder(), file);

        if (!AsicContainer.TryRead(() => File.OpenRead(path), ContainerPolicy.Default, out var container, out var rejection))
        {
            (Rejected + rejection.Flaw).ShouldBe(signatures, rejection.Reason);
            return;
        }
        Found(container).ShouldBe(findings);
        string.Join(", ", container.Signatures.Select(each => Check(container, each)).Distinct()).ShouldBe(signatures);
    }

    [Fact]
    public void Every_container_of_the_collection_is_in_the_table()
    {
        var there = SignatureCorpus
            .Files()
            .Where(file => AsicContainer.IsArchive(File.ReadAllBytes(file)))
            .Select(file => Path.GetRelativePath(SignatureCorpus.Folder(), file));

        Answers.Select(each => each.Data.Item1).Order().ShouldBe(there.Order());
    }

    [Fact]
    public void Archives_inside_are_files_like_others()
    {
        var path = Path.Combine(SignatureCorpus.Folder(), "digidoc4j/invalid-containers/zip-bomb.asice");

        AsicContainer.TryRead(() => File.OpenRead(path), ContainerPolicy.Default, out var container, out _).ShouldBeTrue();

        container!.DataFiles.Count.ShouldBe(17);
        container.Kind.ShouldBe(ContainerKind.Extended);
    }

    [Fact]
    public void A_batch_timestamp_is_recognised()
    {
        var path = Path.Combine(SignatureCorpus.Folder(), "X-Road/valid-batch-ts.asice");

        AsicContainer.TryRead(() => File.OpenRead(path), ContainerPolicy.Default, out var container, out _).ShouldBeTrue();

        container!
            .Findings.Where(finding => finding.Flaw == ContainerFlaw.HashChain)
            .ShouldHaveSingleItem()
            .Entry.ShouldBe("ts-hashchainresult.xml");
        container.Manifests.ShouldHaveSingleItem().Signature.ShouldBe("META-INF/timestamp.tst");
    }

    private static string Found(AsicContainer container) =>
        string.Join(
            ", ",
            container
                .Findings.Where(finding => finding.Weight != FindingWeight.Notice)
                .GroupBy(finding => $"{finding.Weight} {finding.Flaw}")
                .Select(group => group.Count() == 1 ? group.Key : $"{group.Count()} × {group.Key}")
        );

    private static string Check(AsicContainer container, ContainerSignature signature)
    {
        if (signature.Signature is null)
            return "not a signature";
        var candidates = KeyCandidate
            .In(signature.Signature)
            .Select(each => VerificationKey.OfPublicKeyInfo(each.PublicKey))
            .OfType<VerificationKey>();
        var key = candidates.First(each => SignatureCheck.ValueOf(signature.Signature, each) == ValueOutcome.Valid);
        var check = SignatureCheck.Of(signature.Signature, key, container.Files);
        return check.References.FirstOrDefault(each => !each.IsIntact)?.Outcome.ToString() ?? Intact;
    }
}
