using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Gateway.Adapters.Certificates;
using Gateway.Adapters.EvidenceRecords;
using Gateway.Adapters.Timestamps;
using Gateway.Tests.TimestampAuthorities;
using Microsoft.Extensions.Time.Testing;

namespace Gateway.Tests.Evidence;

/// <summary>
/// An archive over the years: authorities come and go, and what was kept is verified with those that were known.
/// </summary>
internal sealed class Archive : IDisposable
{
    public static readonly DateTimeOffset Start = new(2026, 3, 1, 10, 0, 0, TimeSpan.Zero);
    public static readonly ImprintAlgorithm Sha256 = ImprintAlgorithm.Named(HashAlgorithmName.SHA256)!;
    public static readonly ImprintAlgorithm Sha512 = ImprintAlgorithm.Named(HashAlgorithmName.SHA512)!;
    private readonly List<TimestampKeys> keys = [];

    public FakeTimeProvider Clock { get; } = new(Start);

    public DateTimeOffset Now => Clock.GetUtcNow();

    public TimestampKeys Authority => keys[^1];

    /// <summary>Put into the tokens that are renewed.</summary>
    public List<ReadOnlyMemory<byte>> Lists { get; } = [];

    public DigestExpiryDates Sunsets { get; set; } = DigestExpiryDates.None;

    public IReadOnlyList<X509Certificate2> Anchors => [.. keys.Select(one => one.Root)];

    /// <summary>A new authority, good for some years.</summary>
    public Archive Appoint(int years = 5)
    {
        keys.Add(new TimestampKeys(Now.AddMinutes(-5), years, $"Authority {keys.Count + 1}"));
        return this;
    }

    public EvidenceMaker Maker() =>
        new(
            new LocalTimestampAuthority(Authority.Authority, LocalTimestampAuthority.SandboxPolicy, Clock),
            [Authority.Root.RawData],
            [.. Lists]
        );

    public async Task<IReadOnlyList<EvidenceRecord>> TakeAsync(params IReadOnlyList<ReadOnlyMemory<byte>>[] originals) =>
        Records(
            await Maker().TakeAsync(Sha256, [.. originals.Select(original => Digests(original))], CancellationToken.None)
        );

    public async Task<EvidenceRecord> RenewAsync(EvidenceRecord record) =>
        Records(await Maker().RenewTimestampsAsync([record], CancellationToken.None))[0];

    public async Task<EvidenceRecord> RehashAsync(
        EvidenceRecord record,
        params IReadOnlyList<ReadOnlyMemory<byte>> original
    ) => Records(await Maker().RenewHashTreesAsync(Sha512, [(record, Digests(original))], CancellationToken.None))[0];

    public EvidenceVerdict Verify(EvidenceRecord record, params IReadOnlyList<ReadOnlyMemory<byte>> original) =>
        new EvidenceCheck(new AnchoredTokenTrust(Trust(Anchors)), Sunsets).Of(record, Digests(original), Now);

    public static TrustMaterial Trust(
        IEnumerable<X509Certificate2> anchors,
        params IEnumerable<ReadOnlyMemory<byte>> lists
    ) =>
        new(
            [.. anchors.SelectMany(anchor => CertificateFile.Read(anchor.RawData).Certificates)],
            [],
            [.. lists.SelectMany(list => CertificateFile.Read(list).Revocation)]
        );

    public static OriginalDigests Digests(IReadOnlyList<ReadOnlyMemory<byte>> documents) =>
        OriginalDigests.Of([Sha256, Sha512], documents);

    public static ReadOnlyMemory<byte> Document(string text) => Encoding.UTF8.GetBytes(text);

    /// <summary>What is written to disk and read again, years later.</summary>
    public static IReadOnlyList<EvidenceRecord> Records(EvidenceAnswer answer) =>
        [
            .. answer
                .ShouldBeOfType<EvidenceAnswer.Made>()
                .Records.Select(record => EvidenceRecord.Read(record.Encode()).ShouldNotBeNull()),
        ];

    public void Dispose() => keys.ForEach(one => one.Dispose());
}
