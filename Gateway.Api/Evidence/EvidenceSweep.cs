using Gateway.Adapters.Evidence;
using Gateway.Api.Hosting;
using Gateway.Domain.Evidence;

namespace Gateway.Api.Evidence;

/// <summary>
/// Takes evidence of every original that has none, and renews it before it stops being good; on one node at a time. Acceptance
/// never waits for it: an authority that does not answer delays evidence and is told of.
/// </summary>
public sealed class EvidenceSweep(
    Originals originals, EvidenceKeeping keeping, EvidenceRenewing renewing, EvidenceTrust trust, EvidenceOptions options, EvidenceState state,
    Database database, Telemetry telemetry, TimeProvider clock, ILogger<EvidenceSweep> log) : BackgroundService
{
    private const long Right = 0x67617465_00000005;

    /// <summary>Evidence takes a tenth of the time: what has to be forwarded and received goes first.</summary>
    private const int RestPerWork = 9;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await using var right = new ExclusiveRight(database, Right, options.Every);
        telemetry.ObserveEvidence(() => state.WaitingSince is { } since ? clock.GetUtcNow() - since : TimeSpan.Zero);
        using var timer = new PeriodicTimer(options.Every, clock);
        while (await timer.NextAsync(stoppingToken))
            try
            {
                if (await right.IsHeldAsync(stoppingToken))
                    await SweepAsync(stoppingToken);
                else
                    Rest();
            }
            catch (Exception exception) when (exception.IsFault(stoppingToken))
            {
                Trouble(exception.Code(), exception);
            }
    }

    /// <returns>How many originals got evidence, and of how many it was renewed.</returns>
    public async Task<(int Taken, int Renewed)> SweepAsync(CancellationToken cancellation)
    {
        string? trouble = null;
        var taken = 0;
        while (trouble is null && await originals.WithoutEvidenceAsync(options.LargestBatch, cancellation) is { Count: > 0 } waiting)
        {
            state.Waiting(waiting[0].At);
            var begun = clock.GetTimestamp();
            foreach (var authoritys in waiting.GroupBy(original => original.Tenant))
            {
                var (count, failed) = await TakeAsync([.. authoritys], cancellation);
                (taken, trouble) = (taken + count, failed);
                if (trouble is not null)
                    break;
            }
            await Task.Delay(clock.GetElapsedTime(begun) * RestPerWork, clock, cancellation);
        }
        if (trouble is null)
            state.Waiting(null);
        var (renewed, renewalTrouble) = trouble is null ? await renewing.RenewAsync(cancellation) : (0, trouble);
        Trouble(renewalTrouble);
        return (taken, renewed);
    }

    /// <summary>One timestamp for originals of one authority: not even hashes of one authority's are seen by another.</summary>
    private async Task<(int Taken, string? Trouble)> TakeAsync(IReadOnlyList<Original> waiting, CancellationToken cancellation)
    {
        var digested = new List<(Original Original, OriginalDigests Digests)>();
        foreach (var original in waiting)
            if (await originals.FindAsync(original.Tenant, original.RequestId, original.MessageId, cancellation) is { } message
                && await keeping.DigestAsync(original.Tenant, original.RequestId, message, [trust.Digest], cancellation) is { } digests)
                digested.Add((original, digests));
            else
                originals.GiveUp(original);
        if (digested.Count == 0)
            return (0, null);
        var answer = await trust.Maker().TakeAsync(trust.Digest, [.. digested.Select(one => one.Digests)], cancellation);
        if (answer is EvidenceAnswer.Failed failed)
            return (0, EvidenceState.CodeOf(failed.Failure));
        var (made, check, taken) = ((EvidenceAnswer.Made)answer, trust.Check(), 0);
        for (var index = 0; index < digested.Count; index++)
        {
            var (original, record, now) = (digested[index].Original, made.Records[index], clock.GetUtcNow());
            if (check.Of(record, digested[index].Digests, now) is not { IsProven: true } verdict)
                return (taken, "untrusted");
            if (await keeping.KeepAsync(
                original.Tenant, original.RequestId, original.MessageId, record, null,
                item => new EvidenceTaken(
                    KeptEvidence.IdOf(original.RequestId), original.RequestId, original.MessageId, item, options.Digest, made.Time, verdict.Until!.Value, now),
                cancellation))
                taken++;
        }
        telemetry.EvidenceKept("taken", taken);
        return (taken, null);
    }

    private void Rest()
    {
        originals.Forget();
        state.Waiting(null);
        state.Troubled(null);
    }

    private void Trouble(string? by, Exception? exception = null)
    {
        if (by is not null)
            telemetry.EvidenceFailed(by);
        if (by is not null && by != state.Trouble)
            log.LogWarning(exception, "Evidence cannot be taken or renewed: {Reason}", by);
        state.Troubled(by);
    }
}
