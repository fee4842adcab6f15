using Gateway.Adapters.EvidenceRecords;
using Gateway.Api.Configuration;
using Gateway.Api.Observability;
using Gateway.Domain.Evidence;
using Marten;

namespace Gateway.Api.Evidence;

/// <summary>
/// Renews evidence that will stop being good: over its last timestamp, or over the original by a stronger digest.
/// </summary>
public sealed class EvidenceRenewing(
    Originals originals,
    EvidenceKeeping keeping,
    EvidenceTrust trust,
    EvidenceOptions options,
    EvidenceState state,
    IDocumentStore store,
    Telemetry telemetry,
    TimeProvider clock,
    ILogger<EvidenceRenewing> log
)
{
    /// <summary>
    /// An authority whose own certificate ends soon makes nothing last longer; it is asked again after this.
    /// </summary>
    private static readonly TimeSpan Pause = TimeSpan.FromHours(1);

    private readonly HashSet<Guid> givenUp = [];
    private DateTimeOffset pausedUntil;

    public async Task<(int Renewed, string? Trouble)> RenewAsync(CancellationToken cancellation)
    {
        var (now, renewed) = (clock.GetUtcNow(), 0);
        var waiting = new HashSet<Guid>();
        while (now >= pausedUntil && await DueAsync(now, [.. givenUp, .. waiting], cancellation) is { Count: > 0 } due)
        {
            var before = renewed;
            foreach (var authoritys in due.GroupBy(item => (item.Tenant, item.Digest)))
            {
                var (count, trouble) = await RenewAsync([.. authoritys], waiting, now, cancellation);
                renewed += count;
                if (trouble is not null)
                    return (renewed, trouble);
            }
            if (renewed == before && !due.Any(item => waiting.Contains(item.Id)))
                pausedUntil = now + Pause;
        }
        return (
            renewed,
            waiting.Count > 0 ? "untrusted"
            : now < pausedUntil ? "endsSoon"
            : null
        );
    }

    private async Task<IReadOnlyList<EvidenceItem>> DueAsync(DateTimeOffset now, Guid[] gone, CancellationToken cancellation)
    {
        var soon = now + options.RenewBefore;
        var fading = trust.Fading(soon).ToArray();
        await using var session = store.QuerySession();
        return await session
            .Query<EvidenceItem>()
            .Where(item =>
                item.AnyTenant() && !item.Id.IsOneOf(gone) && (item.GoodUntil <= soon || item.Digest.IsOneOf(fading))
            )
            .OrderBy(item => item.GoodUntil)
            .Take(options.LargestBatch)
            .ToListAsync(cancellation);
    }

    /// <param name="waiting">Gets those that only what an administrator has yet to say can prove: they are good, and stay as
    /// they are.</param>
    private async Task<(int Renewed, string? Trouble)> RenewAsync(
        IReadOnlyList<EvidenceItem> due,
        HashSet<Guid> waiting,
        DateTimeOffset now,
        CancellationToken cancellation
    )
    {
        var isFading = trust.Fading(now + options.RenewBefore).Contains(due[0].Digest) && due[0].Digest != options.Digest;
        var check = trust.Check();
        var kept = new List<Due>();
        var lapsed = new List<Due>();
        foreach (var item in due)
            if (await ReadAsync(item, cancellation) is not { } one)
                givenUp.Add(item.Id);
            else if (check.Of(one.Record, one.Digests, now) is { IsProven: false } unproven)
            {
                if (item.GoodUntil > now && unproven.TokenFlaw is (TokenFlaw.NoPath or TokenFlaw.RevocationUnknown))
                    waiting.Add(item.Id);
                else
                    lapsed.Add(one);
            }
            else
                kept.Add(one);
        var (renewed, trouble) = await StampAsync(
            kept,
            check,
            isFading ? EvidenceRenewal.HashTree : EvidenceRenewal.Timestamp,
            now,
            cancellation
        );
        if (trouble is not null || lapsed.Count == 0)
            return (renewed, trouble);
        var (again, failed) = await StampAsync(lapsed, check, null, now, cancellation);
        return (renewed + again, failed);
    }

    private async Task<Due?> ReadAsync(EvidenceItem item, CancellationToken cancellation) =>
        await keeping.ReadAsync(item, cancellation) is { } record
        && await originals.FindAsync(item.Tenant, item.RequestId, item.MessageId, cancellation) is { } message
        && await keeping.DigestAsync(
            item.Tenant,
            item.RequestId,
            message,
            [.. record.Algorithms, trust.Digest],
            cancellation
        )
            is { } digests
            ? new(item, record, digests)
            : null;

    /// <param name="renewal">Null to take evidence anew, where the old proves nothing any more.</param>
    private async Task<(int Kept, string? Trouble)> StampAsync(
        IReadOnlyList<Due> due,
        EvidenceCheck check,
        EvidenceRenewal? renewal,
        DateTimeOffset now,
        CancellationToken cancellation
    )
    {
        if (due.Count == 0)
            return (0, null);
        var maker = trust.Maker();
        var answer = renewal switch
        {
            EvidenceRenewal.Timestamp => await maker.RenewTimestampsAsync([.. due.Select(one => one.Record)], cancellation),
            EvidenceRenewal.HashTree => await maker.RenewHashTreesAsync(
                trust.Digest,
                [.. due.Select(one => (one.Record, one.Digests))],
                cancellation
            ),
            _ => await maker.TakeAsync(trust.Digest, [.. due.Select(one => one.Digests)], cancellation),
        };
        if (answer is EvidenceAnswer.Failed failed)
            return (0, EvidenceState.CodeOf(failed.Failure));
        var (made, count) = ((EvidenceAnswer.Made)answer, 0);
        foreach (var (one, record) in due.Zip(made.Records))
        {
            if (check.Of(record, one.Digests, clock.GetUtcNow()) is not { IsProven: true } verdict)
                return (count, "untrusted");
            var until = verdict.Until!.Value;
            if (renewal != EvidenceRenewal.HashTree && until <= one.Item.GoodUntil)
                continue; // Nothing gained.
            if (await KeepAsync(one, record, renewal, made.Time, until, cancellation))
                count++;
        }
        telemetry.EvidenceKept(
            renewal switch
            {
                EvidenceRenewal.Timestamp => "timestamp",
                EvidenceRenewal.HashTree => "hashTree",
                _ => "anew",
            },
            count
        );
        return (count, null);
    }

    private async Task<bool> KeepAsync(
        Due due,
        EvidenceRecord record,
        EvidenceRenewal? renewal,
        DateTimeOffset stamped,
        DateTimeOffset until,
        CancellationToken cancellation
    )
    {
        var (item, now) = (due.Item, clock.GetUtcNow());
        var (id, digest) = (KeptEvidence.IdOf(item.RequestId), record.Last.Algorithm.Name.Name!);
        var isKept = await keeping.KeepAsync(
            item.Tenant,
            item.RequestId,
            item.MessageId,
            record,
            item.Record,
            stored =>
                renewal is { } how
                    ? new EvidenceRenewed(id, item.RequestId, item.MessageId, how, stored, digest, stamped, until, now)
                    : new EvidenceTaken(id, item.RequestId, item.MessageId, stored, digest, stamped, until, now),
            cancellation
        );
        if (isKept && renewal is null)
        {
            state.Lapse();
            log.LogError("Evidence of a message of {RequestId} was not renewed in time; it begins anew", item.RequestId);
        }
        return isKept;
    }

    private sealed record Due(EvidenceItem Item, EvidenceRecord Record, OriginalDigests Digests);
}
