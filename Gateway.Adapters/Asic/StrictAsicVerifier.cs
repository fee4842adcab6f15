using System.Security.Cryptography;
using Gateway.Adapters.Xades.Strict;
using Gateway.Adapters.XmlSignatures;
using Gateway.Adapters.Zip;
using Gateway.Domain;
using Gateway.Domain.Messages;

namespace Gateway.Adapters.Asic;

/// <summary>
/// Accepts one shape of container: ASiC-E with the message document and its attachments, a manifest, and one signature
/// over every file, made with a key of the directory. Returns only bytes that were digested.
/// </summary>
/// <param name="largestMessage">Limit for the container, and for its files together, in bytes.</param>
/// <param name="largestDocument">Limit for the message document, in bytes.</param>
public sealed class StrictAsicVerifier(long largestMessage, long largestDocument) : IContainerVerifier
{
    /// <summary>Where the message document lies.</summary>
    public const string DocumentName = "message.xml";

    private const int MostEntries = 110;
    private const int LargestMetadata = 4 * 1024 * 1024;

    private readonly ContainerPolicy _policy = ContainerPolicy.Strict with
    {
        Zip = new ZipLimits
        {
            MaxLength = largestMessage,
            MaxExpanded = largestMessage + LargestMetadata,
            MaxEntries = MostEntries,
        },
        MaxMetadata = LargestMetadata,
        MaxSignatures = 1,
    };

    public ContainerVerdict Verify(Func<Stream> container, IReadOnlyCollection<SigningKey> keys, DateTimeOffset at)
    {
        if (!AsicContainer.TryRead(container, _policy, out var asic, out var rejection))
            return Reject(
                rejection.Flaw == ZipFlaw.Limit ? Problem.TooLarge : Problem.MalformedRequest,
                $"The container is not read. {rejection.Reason}"
            );
        try
        {
            RequireShape(asic);
            var document =
                asic.DataFiles.FirstOrDefault(file => file.Name == DocumentName)
                ?? throw SignatureRejected.Format("The container does not hold message.xml in its root.");
            if (document.Length > largestDocument)
                return Reject(Problem.TooLarge, $"The message document may have {largestDocument} bytes at most.");
            var signature = StrictSignature.ReadDetached(asic.Signatures[0].Document);
            if (signature.Data.Count > MostEntries)
                throw SignatureRejected.Format("There are more references than a container may have files.");
            var named = signature.Data.ToLookup(data => asic.Files.Find(data.Uri!));
            if (named.Any(file => file.Key is not null && file.Count() > 1))
                throw SignatureRejected.Format("Two references are to the same file.");
            var content = named[document].Single();
            return Answer(asic, document, StrictJudgement.Of(signature, content, asic.Files, keys, at));
        }
        catch (SignatureRejected rejected)
        {
            return new ContainerVerdict(null, StrictJudgement.Reject(rejected), []);
        }
        catch (InvalidDataException)
        {
            return Reject(
                Problem.MalformedRequest,
                "The container is not read. A file in it breaks off or is not what the archive says."
            );
        }
    }

    public ReadOnlyMemory<byte> DocumentIn(Func<Stream> container)
    {
        if (!AsicContainer.TryRead(container, _policy, out var asic, out _))
            throw new ArgumentException("It is no container.", nameof(container));
        using var octets = new MemoryStream();
        using var content = asic.Zip.Open(asic.DataFiles.Single(file => file.Name == DocumentName));
        content.CopyTo(octets);
        return octets.ToArray();
    }

    private static void RequireShape(AsicContainer asic)
    {
        // The signature check finds a listed file that is missing, and reports it more precisely.
        if (
            asic.Findings.FirstOrDefault(finding =>
                finding.Weight == FindingWeight.Error && finding.Flaw != ContainerFlaw.ManifestListsMissing
            ) is
            { } error
        )
            throw SignatureRejected.Format(error.Reason);
        if (asic.Kind != ContainerKind.Extended)
            throw SignatureRejected.Format("The container is not an ASiC-E one.");
        if (asic.Signatures is not [{ } signature])
            throw SignatureRejected.Format("The container does not hold exactly one signature.");
        if (
            asic.Zip.Entries.Any(entry =>
                !entry.IsFolder
                && entry.Name is not (AsicNames.Mimetype or AsicNames.Manifest)
                && entry != signature.File
                && !asic.DataFiles.Contains(entry)
            )
        )
            throw SignatureRejected.Format("META-INF holds something else than a manifest and one file of signatures.");
    }

    private static ContainerVerdict Answer(AsicContainer asic, ZipEntry document, StrictJudgement judged)
    {
        if (
            judged.Broken is { Reference.IsSameDocument: false } broken
            && asic.Files.Find(broken.Reference.Uri!) != document
        )
            return new ContainerVerdict(
                broken.Outcome == ReferenceOutcome.NotFound
                    ? new Problem(Problem.AttachmentMissing, "A file that was signed is not in the container.")
                    : new Problem(Problem.AttachmentAltered, "A file in the container is not the one that was signed."),
                judged.Verdict,
                []
            );
        if (!judged.Verdict.IsPassed)
            return new ContainerVerdict(null, judged.Verdict, []);
        if (asic.Error is { } error)
            throw SignatureRejected.Format(error.Reason);
        if (
            SignedDocument.TryRead(judged.Verdict.SignedContent.Span, StrictXadesVerifier.Limits, out var inner, out _)
            && inner.Signatures.Count > 0
        )
            throw SignatureRejected.Format("The message document in the container is itself signed.");
        return new ContainerVerdict(
            null,
            judged.Verdict,
            [.. asic.DataFiles.Where(file => file != document).Select(file => Of(asic, file))]
        );
    }

    private static ContainedFile Of(AsicContainer asic, ZipEntry file)
    {
        using var content = asic.Zip.Open(file);
        return new ContainedFile(
            file.Name,
            file.Length,
            Convert.ToHexStringLower(SHA256.HashData(content)),
            () => asic.Zip.Open(file)
        );
    }

    private static ContainerVerdict Reject(string problem, string detail) => new(new Problem(problem, detail), null, []);
}
