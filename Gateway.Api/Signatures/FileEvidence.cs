using System.Text.Json;
using Gateway.Adapters.Certificates;
using Gateway.Adapters.EvidenceRecords;
using Gateway.Adapters.Xades.Validation;

namespace Gateway.Api.Signatures;

/// <summary>What an evidence record (docs/formats/evidence.md) proves of files, judged as their signatures are.</summary>
/// <param name="Since">When they were there for certain; null when nothing is proven.</param>
/// <param name="Until">When the record must be renewed.</param>
/// <param name="Flaw">Why it proves nothing: one of <see cref="EvidenceFlaw"/>, or <c>notARecord</c>; null when it
/// proves.</param>
public sealed record FileEvidence(DateTimeOffset? Since, DateTimeOffset? Until, string? Flaw)
{
    /// <param name="record">Path of the record.</param>
    /// <param name="files">Paths of the document and all that was attached to it.</param>
    /// <exception cref="IOException">One cannot be read.</exception>
    internal static async Task<FileEvidence> OfAsync(
        string record,
        IEnumerable<string> files,
        TrustMaterial trust,
        ValidationPolicy policy,
        DateTimeOffset at
    )
    {
        if (EvidenceRecord.Read(await File.ReadAllBytesAsync(record)) is not { } read)
            return new FileEvidence(null, null, "notARecord");
        var digests = await OriginalDigests.OfAsync(
            read.Algorithms,
            files.Select(file => (Func<CancellationToken, Task<Stream>>)(_ => Task.FromResult<Stream>(File.OpenRead(file)))),
            CancellationToken.None
        );
        var verdict = new EvidenceCheck(
            new AnchoredTokenTrust(trust, policy.RequiresRevocation ? AnchoredTokenTrust.UsualWait : null),
            DigestExpiryDates.By(policy.Algorithms, read.Algorithms)
        ).Of(read, digests, at);
        return new FileEvidence(
            verdict.Since,
            verdict.Until,
            verdict.Flaw is { } flaw ? JsonNamingPolicy.CamelCase.ConvertName(flaw.ToString()) : null
        );
    }
}
