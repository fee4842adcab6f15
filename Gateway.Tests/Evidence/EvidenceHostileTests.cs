using System.Formats.Asn1;
using Gateway.Adapters.EvidenceRecords;

namespace Gateway.Tests.Evidence;

/// <summary>Records made to hurt their reader.</summary>
public sealed class EvidenceHostileTests : IDisposable
{
    private const int Mutations = 5000;
    private static readonly ReadOnlyMemory<byte> Original = Archive.Document("original");
    private readonly Archive archive = new Archive().Appoint();

    public void Dispose() => archive.Dispose();

    [Fact]
    public async Task No_mutation_throws_and_none_proves_anything_else()
    {
        var record = (await archive.TakeAsync([Original], [Archive.Document("other")]))[0];
        archive.Clock.Advance(TimeSpan.FromDays(50));
        var encoded = (await archive.RehashAsync(await archive.RenewAsync(record), Original)).Encode();
        var (random, unread, rejected, proven) = (new Random(20260301), 0, 0, 0);
        for (var round = 0; round < Mutations; round++)
        {
            var mutated = Mutate(encoded, random);
            if (EvidenceRecord.Read(mutated) is not { } read)
                unread++;
            else if (archive.Verify(read, Original) is { IsProven: true } verdict)
            {
                // Some bytes are covered by nothing: the certificates in the last token, for one. None changes what is told.
                verdict.Since.ShouldBe(Archive.Start);
                archive.Verify(read, Archive.Document("another")).IsProven.ShouldBeFalse();
                proven++;
            }
            else
                rejected++;
        }
        unread.ShouldBeGreaterThan(500);
        rejected.ShouldBeGreaterThan(500);
        (unread + rejected + proven).ShouldBe(Mutations);
        proven.ShouldBeLessThan(Mutations / 3);
    }

    [Fact]
    public void Rubbish_of_any_length_is_no_record()
    {
        var random = new Random(7);
        for (var length = 0; length < 300; length++)
        {
            var bytes = new byte[length];
            random.NextBytes(bytes);
            EvidenceRecord.Read(bytes).ShouldBeNull();
        }
        EvidenceRecord.Read(new byte[17 * 1024 * 1024]).ShouldBeNull();
    }

    [Theory]
    [InlineData(5000, 1, 1)]
    [InlineData(1, 100, 1)]
    [InlineData(1, 1, 300)]
    public async Task More_than_anybody_needs_is_not_read(int hashes, int lists, int timestamps)
    {
        var token = (await archive.TakeAsync([Original]))[0].Last.Token;
        var tree = Enumerable
            .Repeat(
                (IReadOnlyList<ReadOnlyMemory<byte>>)[.. Enumerable.Repeat((ReadOnlyMemory<byte>)new byte[32], hashes)],
                lists
            )
            .ToList();
        var record = new EvidenceRecord([
            [.. Enumerable.Repeat(ArchiveTimestamp.Of(Archive.Sha256, tree, token), timestamps)],
        ]);
        EvidenceRecord.Read(record.Encode()).ShouldBeNull();
    }

    [Theory]
    [InlineData("trailing")]
    [InlineData("long length")]
    [InlineData("version 2")]
    [InlineData("encrypted")]
    [InlineData("no chain")]
    [InlineData("algorithm not declared")]
    public async Task What_only_resembles_a_record_is_none(string how)
    {
        var record = (await archive.TakeAsync([Original], [Archive.Document("other")]))[0];
        var encoded = record.Encode();
        EvidenceRecord.Read(encoded).ShouldNotBeNull();
        EvidenceRecord
            .Read(
                how switch
                {
                    "trailing" => [.. encoded, 0],
                    "long length" => [0x30, 0x83, 0, .. encoded[2..]],
                    "version 2" => Rewritten(encoded, (index, value) => index == 0 ? [0x02, 0x01, 0x02] : value),
                    "encrypted" => Rewritten(
                        encoded,
                        (index, value) => index == 1 ? [.. value, 0xA1, 0x02, 0x05, 0x00] : value
                    ),
                    "no chain" => Rewritten(encoded, (index, value) => index == 2 ? [0x30, 0x00] : value),
                    _ => Rewritten(
                        encoded,
                        (index, value) =>
                            index == 1
                                ? [0x30, 0x0D, 0x30, 0x0B, 0x06, 0x09, 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x03]
                                : value
                    ),
                }
            )
            .ShouldBeNull();
    }

    private static byte[] Rewritten(byte[] encoded, Func<int, byte[], byte[]> change)
    {
        var values = new List<byte>();
        var reader = new AsnReader(encoded, AsnEncodingRules.DER).ReadSequence();
        for (var index = 0; reader.HasData; index++)
            values.AddRange(change(index, reader.ReadEncodedValue().ToArray()));
        return [0x30, 0x82, (byte)(values.Count >> 8), (byte)values.Count, .. values];
    }

    private static byte[] Mutate(byte[] encoded, Random random)
    {
        var mutated = encoded.ToList();
        for (var changes = random.Next(1, 4); changes > 0; changes--)
        {
            var place = random.Next(mutated.Count);
            switch (random.Next(5))
            {
                case 0:
                    mutated.RemoveRange(place, Math.Min(random.Next(1, 20), mutated.Count - place));
                    break;
                case 1:
                    mutated.InsertRange(place, mutated.GetRange(0, random.Next(1, 20)));
                    break;
                default:
                    mutated[place] = random.Next(3) switch
                    {
                        0 => (byte)(mutated[place] ^ (1 << random.Next(8))),
                        1 => 0xFF,
                        _ => (byte)random.Next(256),
                    };
                    break;
            }
        }
        return [.. mutated];
    }
}
