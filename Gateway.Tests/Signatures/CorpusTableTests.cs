using System.IO.Compression;
using System.Text.RegularExpressions;
using Gateway.Adapters.Cryptography;
using Gateway.Adapters.Xml;
using Gateway.Adapters.XmlSignatures;

namespace Gateway.Tests.Signatures;

/// <summary>
/// Real signatures of others: core validation answers each as it must, and as the collection expects where it can.
/// </summary>
public sealed class CorpusTableTests
{
    public static TheoryData<string> Files => [.. CorpusCases.All.Select(each => each.File)];

    [Theory, MemberData(nameof(Files))]
    public void A_real_signature_is_answered_as_the_table_says(string file)
    {
        var path = Path.Combine(SignatureCorpus.Folder(), file);
        var bytes = File.ReadAllBytes(path);

        var answer = bytes is [(byte)'P', (byte)'K', ..]
            ? InContainer(bytes)
            : Of(bytes, new Beside(Path.GetDirectoryName(path)!));

        answer.ShouldBe(CorpusCases.All.Single(each => each.File == file).Answer);
    }

    [Fact]
    public void The_table_is_that_of_the_collections_index()
    {
        var index = File.ReadAllText(Path.Combine(SignatureCorpus.Folder(), "INDEX.md"));
        var indexed = Regex
            .Matches(index, @"^\| ([^ |]+/[^ |]+) \| [^ |]+:", RegexOptions.Multiline)
            .Select(match => match.Groups[1].Value);

        CorpusCases.All.Select(each => each.File).Order().ShouldBe(indexed.Order());
    }

    private static string InContainer(byte[] bytes)
    {
        using var zip = new ZipArchive(new MemoryStream(bytes));
        var answers = zip
            .Entries.Where(entry =>
                Regex.IsMatch(entry.FullName, "^META-INF/.*signatures.*\\.xml$", RegexOptions.IgnoreCase)
            )
            .Select(entry => Of(Content(entry), new InZip(zip)))
            .Distinct()
            .ToList();
        return answers.Count == 0 ? CorpusCases.Nothing : answers.ShouldHaveSingleItem();
    }

    private static string Of(byte[] document, IDetachedContent detached)
    {
        if (!SignedDocument.TryRead(document, TreeLimits.Default, out var signed, out var rejection))
            return rejection.Flaw == XmlFlaw.Doctype ? CorpusCases.Doctype : rejection.ToString();
        var answers = signed.Signatures.Select(element => Of(signed, element, detached)).ToList();
        return answers.Count == 0
            ? CorpusCases.Nothing
            : answers.Find(answer => answer is not (CorpusCases.Intact or CorpusCases.Partial)) ?? answers[0];
    }

    private static string Of(SignedDocument document, Element element, IDetachedContent detached)
    {
        if (!XmlSignature.TryRead(document, element, out var signature, out _))
            return CorpusCases.NoSignature;
        var candidates = KeyCandidate
            .In(signature)
            .Select(each => VerificationKey.OfPublicKeyInfo(each.PublicKey))
            .OfType<VerificationKey>()
            .ToList();
        if (candidates.Count == 0)
            return CorpusCases.NoKey;
        using var key =
            candidates.Find(each => SignatureCheck.ValueOf(signature, each) == ValueOutcome.Valid) ?? candidates[0];

        var check = SignatureCheck.Of(signature, key, detached);

        if (check.Value == ValueOutcome.Unsupported)
            return CorpusCases.Unsupported;
        if (check.Value != ValueOutcome.Valid)
            return CorpusCases.InvalidValue;
        foreach (var reference in check.References)
            check.TryRelease(reference, out _).ShouldBe(reference.IsIntact);
        return check.References.FirstOrDefault(reference => !reference.IsIntact)?.Outcome switch
        {
            null => check.References.Any(reference => reference.Scope!.IsFull) ? CorpusCases.Intact : CorpusCases.Partial,
            ReferenceOutcome.Altered => CorpusCases.Altered,
            ReferenceOutcome.NotFound => CorpusCases.NotFound,
            ReferenceOutcome.Misplaced => CorpusCases.Misplaced,
            var other => other.ToString()!,
        };
    }

    private static byte[] Content(ZipArchiveEntry entry)
    {
        using var content = entry.Open();
        using var whole = new MemoryStream();
        content.CopyTo(whole);
        return whole.ToArray();
    }

    private sealed class Beside(string folder) : IDetachedContent
    {
        public Stream? Open(string uri) =>
            File.Exists(Path.Combine(folder, Path.GetFileName(uri)))
                ? File.OpenRead(Path.Combine(folder, Path.GetFileName(uri)))
                : null;
    }

    private sealed class InZip(ZipArchive zip) : IDetachedContent
    {
        public Stream? Open(string uri) =>
            (zip.GetEntry(Uri.UnescapeDataString(uri).TrimStart('/')) ?? zip.GetEntry(uri)) is { } entry
                ? new MemoryStream(Content(entry))
                : null;
    }
}
