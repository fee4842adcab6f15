using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Gateway.Adapters.EvidenceRecords;
using Gateway.Adapters.Timestamps;

namespace Gateway.Tests.Evidence;

/// <summary>Certificates end, keys are lost and algorithms fail; what was renewed in time is still proven.</summary>
public sealed class EvidenceOverTheYearsTests : IDisposable
{
    private static readonly ReadOnlyMemory<byte> Original = Archive.Document("original");
    private readonly Archive archive = new Archive().Appoint(years: 3);

    public void Dispose() => archive.Dispose();

    [Fact]
    public async Task Renewed_in_time_it_outlives_every_certificate_it_began_with()
    {
        var record = (await archive.TakeAsync([Original], [Archive.Document("other")]))[0];
        for (var renewal = 0; renewal < 5; renewal++)
        {
            archive.Clock.Advance(TimeSpan.FromDays(900));
            archive.Appoint(years: 3);
            record = await archive.RenewAsync(record);
        }
        archive.Now.ShouldBeGreaterThan(Archive.Start.AddYears(12));

        var verdict = archive.Verify(record, Original);

        verdict.Flaw.ShouldBeNull();
        verdict.Since.ShouldBe(Archive.Start);
        verdict.Until!.Value.ShouldBeGreaterThan(archive.Now);
    }

    [Fact]
    public async Task Not_renewed_it_ends_with_its_certificate()
    {
        var record = (await archive.TakeAsync([Original]))[0];
        archive.Clock.Advance(TimeSpan.FromDays(365 * 3 + 1));
        archive.Appoint();
        archive
            .Verify(record, Original)
            .ShouldSatisfyAllConditions(
                verdict => verdict.Flaw.ShouldBe(EvidenceFlaw.UntrustedToken),
                verdict => verdict.TokenFlaw.ShouldBe(TokenFlaw.NoPath)
            );

        archive.Verify(await archive.RenewAsync(record), Original).Flaw.ShouldBe(EvidenceFlaw.UntrustedToken); // Too late.
    }

    [Fact]
    public async Task An_authority_nobody_appointed_proves_nothing()
    {
        using var stranger = new Archive().Appoint();
        var record = (await stranger.TakeAsync([Original]))[0];
        stranger.Verify(record, Original).IsProven.ShouldBeTrue();
        archive.Verify(record, Original).Flaw.ShouldBe(EvidenceFlaw.UntrustedToken);
    }

    [Fact]
    public async Task An_algorithm_that_fails_is_left_for_another_in_time()
    {
        var record = (await archive.TakeAsync([Original], [Archive.Document("other")]))[0];
        archive.Clock.Advance(TimeSpan.FromDays(100));
        var rehashed = await archive.RehashAsync(record, Original);
        var renewedOnly = await archive.RenewAsync(record);
        archive.Sunsets = new(
            new Dictionary<HashAlgorithmName, DateTimeOffset> { [HashAlgorithmName.SHA256] = archive.Now.AddDays(1) }
        );
        archive.Clock.Advance(TimeSpan.FromDays(2));

        var verdict = archive.Verify(rehashed, Original);

        verdict.Flaw.ShouldBeNull();
        verdict.Since.ShouldBe(Archive.Start);
        verdict.Proofs.Select(proof => proof.Algorithm).ShouldBe([Archive.Sha256, Archive.Sha512]);
        archive.Verify(record, Original).Flaw.ShouldBe(EvidenceFlaw.WeakAlgorithm);
        archive.Verify(renewedOnly, Original).Flaw.ShouldBe(EvidenceFlaw.WeakAlgorithm);
        // Too late.
        archive.Verify(await archive.RehashAsync(record, Original), Original).Flaw.ShouldBe(EvidenceFlaw.WeakAlgorithm);
        archive.Verify(rehashed, Archive.Document("another")).Flaw.ShouldBe(EvidenceFlaw.NotOfThis);
    }

    [Theory]
    [InlineData(X509RevocationReason.KeyCompromise, 100, TokenFlaw.Revoked)]
    [InlineData(X509RevocationReason.Superseded, 100, null)]
    [InlineData(X509RevocationReason.Superseded, -1, TokenFlaw.Revoked)]
    [InlineData(X509RevocationReason.KeyCompromise, 300, null)]
    public async Task A_lost_key_counts_from_when_it_was_lost_unless_something_older_covers_it(
        X509RevocationReason reason,
        int day,
        TokenFlaw? expected
    )
    {
        var record = (await archive.TakeAsync([Original]))[0];
        archive.Lists.Add(
            archive.Authority.Revoking(
                archive.Authority.Authority,
                Archive.Start.AddDays(day),
                reason,
                Archive.Start.AddDays(1000)
            )
        );
        archive.Clock.Advance(TimeSpan.FromDays(200));
        var first = archive.Authority;
        archive.Appoint();
        var renewed = await archive.RenewAsync(record); // With the list in the token, as it was then.
        archive.Clock.Advance(TimeSpan.FromDays(200));

        SoundToken.Read(renewed.Chains[0][0].Token)!.Token.Material.Crls.Count.ShouldBe(1);
        archive.Verify(renewed, Original).TokenFlaw.ShouldBe(expected);
        first.ShouldNotBeSameAs(archive.Authority);
    }

    [Fact]
    public async Task Where_lists_are_asked_for_a_token_without_one_does_not_count()
    {
        var record = (await archive.TakeAsync([Original]))[0];
        Verify().TokenFlaw.ShouldBe(TokenFlaw.RevocationUnknown);
        Verify(
            archive.Authority.Revoking(
                archive.Authority.Root,
                Archive.Start,
                X509RevocationReason.Unspecified,
                Archive.Start.AddDays(-1)
            )
        )
            .TokenFlaw.ShouldBe(TokenFlaw.RevocationUnknown);
        Verify(
            archive.Authority.Revoking(
                archive.Authority.Root,
                Archive.Start,
                X509RevocationReason.Unspecified,
                Archive.Start.AddDays(1)
            )
        )
            .IsProven.ShouldBeTrue();
        using var stranger = new Archive().Appoint();
        Verify(
            stranger.Authority.Revoking(
                archive.Authority.Root,
                Archive.Start,
                X509RevocationReason.Unspecified,
                Archive.Start.AddDays(1)
            )
        )
            .TokenFlaw.ShouldBe(TokenFlaw.RevocationUnknown);

        EvidenceVerdict Verify(params IReadOnlyList<ReadOnlyMemory<byte>> lists) =>
            new EvidenceCheck(
                new AnchoredTokenTrust(Archive.Trust(archive.Anchors, lists), TimeSpan.Zero),
                DigestExpiryDates.None
            ).Of(record, Archive.Digests([Original]), archive.Now);
    }
}
