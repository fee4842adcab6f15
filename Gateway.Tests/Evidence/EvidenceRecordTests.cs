using System.Security.Cryptography;
using Gateway.Adapters.EvidenceRecords;
using Gateway.Adapters.Timestamps;
using Gateway.Tests.TimestampAuthorities;
using Org.BouncyCastle.Asn1.Tsp;
using Ber = Org.BouncyCastle.Asn1;
using EvidenceRecord = Gateway.Adapters.EvidenceRecords.EvidenceRecord;

namespace Gateway.Tests.Evidence;

public sealed class EvidenceRecordTests : IDisposable
{
    private static readonly ReadOnlyMemory<byte> Request = Archive.Document("request"),
        Annex = Archive.Document("annex"),
        Answer = Archive.Document("answer");
    private readonly Archive archive = new Archive().Appoint();

    public void Dispose() => archive.Dispose();

    [Fact]
    public async Task Many_originals_have_a_record_each_and_one_timestamp()
    {
        var records = await archive.TakeAsync([Request, Annex], [Answer], [Archive.Document("third")]);

        var verdict = archive.Verify(records[0], Request, Annex);
        verdict.Flaw.ShouldBeNull();
        verdict.Since.ShouldBe(Archive.Start);
        verdict.Until.ShouldBe(new DateTimeOffset(archive.Authority.Authority.NotAfter.ToUniversalTime()));
        verdict
            .Proofs.Select(proof => Convert.ToHexString(proof.Digest.Span))
            .ShouldBe([Hex(SHA256.HashData(Request.Span)), Hex(SHA256.HashData(Annex.Span))]);
        archive.Verify(records[1], Answer).IsProven.ShouldBeTrue();
        records.Select(record => Hex(SoundToken.Read(record.Last.Token)!.Hash.Span)).Distinct().Count().ShouldBe(1);
    }

    [Fact]
    public async Task Nothing_else_is_proven()
    {
        var records = await archive.TakeAsync([Request, Annex], [Answer]);
        archive.Verify(records[0], Request, Archive.Document("annex!")).Flaw.ShouldBe(EvidenceFlaw.NotOfThis);
        archive.Verify(records[0], Answer).Flaw.ShouldBe(EvidenceFlaw.NotOfThis);
        archive.Verify(records[1], Request).Flaw.ShouldBe(EvidenceFlaw.NotOfThis);
        archive.Verify(records[0]).Flaw.ShouldBe(EvidenceFlaw.NotOfThis);
    }

    [Fact]
    public async Task A_record_tells_nothing_of_the_other_originals()
    {
        var records = await archive.TakeAsync([Request], [Answer]);
        Hex(records[0].Encode()).ShouldNotContain(Hex(SHA256.HashData(Answer.Span)));
        Hex(records[1].Encode()).ShouldNotContain(Hex(SHA256.HashData(Request.Span)));
    }

    [Fact]
    public async Task Each_group_of_hashes_holds_one_that_is_random_so_that_nobody_can_try_out_the_other_originals()
    {
        var originals = Enumerable
            .Range(0, 8)
            .Select(i => (IReadOnlyList<ReadOnlyMemory<byte>>)[Archive.Document($"original {i}")])
            .ToArray();
        var records = await archive.TakeAsync(originals);
        var again = await archive.TakeAsync(originals);
        var later = await archive.RehashAsync(records[0], originals[0][0]);

        var random = records
            .Concat(again)
            .Select((record, i) => Beside(record, SHA256.HashData(originals[i % 8][0].Span)))
            .ToList();
        random.Add(Beside(later, later.Leaf(1, Archive.Sha512, SHA512.HashData(originals[0][0].Span))));

        random.Distinct().Count().ShouldBe(17);
        // Half of the bits are set, or nearly: what only counts, or is copied, has a pattern.
        random.Sum(hex => Convert.FromHexString(hex).Sum(octet => int.PopCount(octet))).ShouldBeInRange(1_950, 2_658);
    }

    /// <summary>What else is in the group of an original's own hash.</summary>
    private static string Beside(EvidenceRecord record, byte[] own) =>
        record.Last.ReducedHashTree[0].Select(hash => Hex(hash.Span)).Where(hash => hash != Hex(own)).ShouldHaveSingleItem();

    [Fact]
    public async Task A_timestamp_of_a_time_to_come_proves_nothing()
    {
        var record = (await archive.TakeAsync([Request]))[0];
        EvidenceVerdict At(DateTimeOffset now) =>
            new EvidenceCheck(new AnchoredTokenTrust(Archive.Trust(archive.Anchors)), archive.Sunsets).Of(
                record,
                Archive.Digests([Request]),
                now
            );

        At(Archive.Start).IsProven.ShouldBeTrue();
        At(Archive.Start.AddSeconds(-1)).Flaw.ShouldBe(EvidenceFlaw.OutOfOrder);
    }

    [Fact]
    public async Task A_timestamp_that_is_older_than_the_one_it_renews_proves_nothing()
    {
        archive.Clock.Advance(TimeSpan.FromDays(10));
        var record = (await archive.TakeAsync([Request]))[0];
        async Task<EvidenceFlaw?> RenewedAt(DateTimeOffset time)
        {
            var clock = new Microsoft.Extensions.Time.Testing.FakeTimeProvider(time);
            var maker = new EvidenceMaker(
                new LocalTimestampAuthority(archive.Authority.Authority, LocalTimestampAuthority.SandboxPolicy, clock),
                [archive.Authority.Root.RawData],
                []
            );
            return archive
                .Verify(
                    Archive.Records(await maker.RenewTimestampsAsync([record], TestContext.Current.CancellationToken))[0],
                    Request
                )
                .Flaw;
        }

        (await RenewedAt(archive.Now)).ShouldBeNull();
        (await RenewedAt(archive.Now.AddSeconds(-1))).ShouldBe(EvidenceFlaw.OutOfOrder);
        (await RenewedAt(Archive.Start)).ShouldBe(EvidenceFlaw.OutOfOrder);
    }

    [Fact]
    public async Task Another_library_reads_the_same_and_openssl_finds_DER()
    {
        var encoded = (
            await archive.RehashAsync(
                await archive.RenewAsync((await archive.TakeAsync([Request, Annex], [Answer]))[0]),
                Request,
                Annex
            )
        ).Encode();

        var top = Ber.Asn1Sequence.GetInstance(encoded);
        top.GetDerEncoded().ShouldBe(encoded);
        var sequence = ArchiveTimeStampSequence.GetInstance(top[2]);
        sequence.GetDerEncoded().ShouldBe(top[2].ToAsn1Object().GetDerEncoded());
        sequence.GetArchiveTimeStampChains().Select(chain => chain.GetArchiveTimestamps().Length).ShouldBe([2, 1]);
        using var openssl = new OpenSsl();
        openssl.Write("record", encoded);
        var (code, said) = await openssl.RunAsync("asn1parse", "-inform", "DER", "-in", "record");
        code.ShouldBe(0, said);
        said.Split('\n').Count(line => line.Contains("pkcs7-signedData", StringComparison.Ordinal)).ShouldBe(3);
    }

    [Fact]
    public async Task The_standards_steps_taken_by_hand_end_at_the_imprints()
    {
        var taken = (await archive.TakeAsync([Request, Annex], [Answer], [Archive.Document("third")]))[0];
        archive.Clock.Advance(TimeSpan.FromDays(400));
        var renewed = await archive.RenewAsync(taken);
        archive.Clock.Advance(TimeSpan.FromDays(400));
        var rehashed = await archive.RenewAsync(await archive.RehashAsync(renewed, Request, Annex));

        ByHand
            .Verify(rehashed.Encode(), Request.ToArray(), Annex.ToArray())
            .Select(time => (time - Archive.Start).Days)
            .ShouldBe([0, 400, 800, 800]);
        Should.Throw<ShouldAssertException>(() => ByHand.Verify(rehashed.Encode(), Request.ToArray(), Answer.ToArray()));
    }

    [Theory]
    [InlineData("reordered")]
    [InlineData("left out")]
    [InlineData("repeated")]
    [InlineData("taken from another")]
    [InlineData("tree cut")]
    public async Task Timestamps_that_are_moved_prove_nothing(string how)
    {
        var records = await archive.TakeAsync([Request], [Answer], [Annex]);
        archive.Clock.Advance(TimeSpan.FromDays(10));
        var renewed = await archive.RenewAsync(records[0]);
        archive.Clock.Advance(TimeSpan.FromDays(10));
        var twice = await archive.RenewAsync(renewed);
        archive.Verify(twice, Request).IsProven.ShouldBeTrue();
        var chain = twice.Chains[0];
        var others = (await archive.RenewAsync((await archive.TakeAsync([Request]))[0])).Chains[0];

        var moved = new EvidenceRecord([
            how switch
            {
                "reordered" => [chain[0], chain[2], chain[1]],
                "left out" => [chain[0], chain[2]],
                "repeated" => [chain[0], chain[1], chain[1]],
                "taken from another" => [chain[0], others[1]],
                _ =>
                [
                    ArchiveTimestamp.Of(Archive.Sha256, [.. chain[0].ReducedHashTree.SkipLast(1)], chain[0].Token),
                    chain[1],
                    chain[2],
                ],
            },
        ]);

        archive
            .Verify(moved, Request)
            .Flaw.ShouldBe(
                how switch
                {
                    "reordered" => EvidenceFlaw.BrokenChain,
                    "left out" => EvidenceFlaw.BrokenChain,
                    "repeated" => EvidenceFlaw.BrokenChain,
                    "taken from another" => EvidenceFlaw.BrokenChain,
                    _ => EvidenceFlaw.BrokenTree,
                }
            );
    }

    private static string Hex(ReadOnlySpan<byte> bytes) => Convert.ToHexString(bytes);
}
