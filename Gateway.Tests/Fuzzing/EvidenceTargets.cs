using Gateway.Adapters.Certificates;
using Gateway.Adapters.EvidenceRecords;
using Gateway.Tests.Evidence;

namespace Gateway.Tests.Fuzzing;

/// <summary>Evidence records, from DER to the verdict.</summary>
public static class EvidenceTargets
{
    public static void Read(byte[] input)
    {
        if (EvidenceRecord.Read(input) is not { } record)
            return;
        FuzzTarget.Promise(
            EvidenceRecord.Read(record.Encode()) is { } again && again.Encode().AsSpan().SequenceEqual(record.Encode()),
            "What is written is read as it was."
        );
        new EvidenceCheck(new AnchoredTokenTrust(new TrustMaterial([], [], [])), DigestExpiryDates.None).Of(
            record,
            OriginalDigests.Of(record.Algorithms, Archive.Document("original")),
            Archive.Start.AddYears(30)
        );
    }

    public static IEnumerable<byte[]> Seeds()
    {
        using var archive = new Archive().Appoint();
        var taken = archive
            .TakeAsync([Archive.Document("original")], [Archive.Document("another")])
            .GetAwaiter()
            .GetResult();
        archive.Clock.Advance(TimeSpan.FromDays(365));
        var renewed = archive.RenewAsync(taken[0]).GetAwaiter().GetResult();
        return
        [
            taken[0].Encode(),
            renewed.Encode(),
            archive.RehashAsync(renewed, Archive.Document("original")).GetAwaiter().GetResult().Encode(),
        ];
    }
}
