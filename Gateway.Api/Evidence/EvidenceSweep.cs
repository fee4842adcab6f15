using Gateway.Adapters.EvidenceRecords;
using Gateway.Api.Configuration;
using Gateway.Api.Nodes;
using Gateway.Api.Observability;
using Gateway.Api.Persistence;
using Gateway.Domain.Evidence;

namespace Gateway.Api.Evidence;

/// <summary>
/// Takes evidence of every original that has none, and renews it before it stops being good; on one node at a time.
/// Acceptance never waits for it: an authority that does not answer delays evidence and is told of.
/// </summary>
public sealed class EvidenceSweep(
    Originals originals,
    EvidenceKeeping keeping,
    EvidenceRenewing renewing,
    EvidenceTrust trust,
    EvidenceOptions options,
    EvidenceState state,
    Database database,
    Telemetry telemetry,
    TimeProvider clock,
    ILogger<EvidenceSweep> log
) : SingleNodeWork(database, Right, options.Every, "Evidence cannot be taken or renewed", clock, log)
{
    private const long Right = 0x67617465_00000005;

    /// <summary>Evidence takes a tenth of the time: what has to be forwarded and received goes first.</summary>
    private const double RestPerWork = 9;

    /// <summary>
    /// While more waits than one timestamp covers, it takes half of the time, or it would fall behind for ever.
    /// </summary>
    private const double RestBehind = 1;

    public override Task StartAsync(CancellationToken cancellationToken)
    {
        telemetry.ObserveEvidence(() => state.WaitingSince is { } since ? Clock.GetUtcNow() - since : TimeSpan.Zero);
        return base.StartAsync(cancellationToken);
    }

    protected override Task WorkAsync(CancellationToken cancellation) => SweepAsync(cancellation);

    protected override void StandBy()
    {
        originals.Forget();
        state.Waiting(null);
        state.Troubled(null);
    }

    protected override void Failed(Exception exception) => Trouble(exception.Code(), exception);

    /// <returns>How many originals got evidence, and of how many it was renewed.</returns>
    public async Task<(int Taken, int Renewed)> SweepAsync(CancellationToken cancellation)
    {
        string? trouble = null;
        var taken = 0;
        while (
            trouble is null
            && await originals.WithoutEvidenceAsync(options.LargestBatch, cancellation) is { Count: > 0 } waiting
        )
        {
            state.Waiting(waiting[0].At);
            var begun = Clock.GetTimestamp();
            foreach (var authoritys in waiting.GroupBy(original => original.Tenant))
            {
                var (count, failed) = await TakeAsync([.. authoritys], cancellation);
                (taken, trouble) = (taken + count, failed);
                if (trouble is not null)
                    break;
            }
            await Task.Delay(
                Clock.GetElapsedTime(begun) * (waiting.Count < options.LargestBatch ? RestPerWork : RestBehind),
                Clock,
                cancellation
            );
        }
        if (trouble is null)
            state.Waiting(null);
        var (renewed, renewalTrouble) = trouble is null ? await renewing.RenewAsync(cancellation) : (0, trouble);
        Trouble(renewalTrouble);
        return (taken, renewed);
    }

    /// <summary>
    /// One timestamp for originals of one authority: not even hashes of one authority's are seen by another.
    /// </summary>
    private async Task<(int Taken, string? Trouble)> TakeAsync(
        IReadOnlyList<Original> waiting,
        CancellationToken cancellation
    )
    {
        var digests = new OriginalDigests?[waiting.Count];
        await Parallel.ForAsync(
            0,
            waiting.Count,
            new ParallelOptions { MaxDegreeOfParallelism = EvidenceKeeping.Parallels, CancellationToken = cancellation },
            async (index, stop) =>
                digests[index] = await keeping.DigestAsync(
                    waiting[index].Tenant,
                    waiting[index].RequestId,
                    waiting[index].Stored,
                    [trust.Digest],
                    stop
                )
        );
        var digested = new List<(Original Original, OriginalDigests Digests)>();
        foreach (var (original, digest) in waiting.Zip(digests))
            if (digest is not null)
                digested.Add((original, digest));
            else
                originals.GiveUp(original);
        if (digested.Count == 0)
            return (0, null);
        var answer = await trust.Maker().TakeAsync(trust.Digest, [.. digested.Select(one => one.Digests)], cancellation);
        if (answer is EvidenceAnswer.Failed failed)
            return (0, EvidenceState.CodeOf(failed.Failure));
        var (made, check, now) = ((EvidenceAnswer.Made)answer, trust.Check(), Clock.GetUtcNow());
        var proven = new List<(Original Original, EvidenceRecord Record)>();
        var until = new List<DateTimeOffset>();
        for (var index = 0; index < digested.Count; index++)
        {
            if (check.Of(made.Records[index], digested[index].Digests, now) is not { IsProven: true } verdict)
                return (0, "untrusted");
            proven.Add((digested[index].Original, made.Records[index]));
            until.Add(verdict.Until!.Value);
        }
        var taken = await keeping.KeepFirstAsync(
            waiting[0].Tenant,
            proven,
            (index, item) =>
                new EvidenceTaken(
                    KeptEvidence.IdOf(proven[index].Original.RequestId),
                    proven[index].Original.RequestId,
                    proven[index].Original.MessageId,
                    item,
                    options.Digest,
                    made.Time,
                    until[index],
                    now
                ),
            cancellation
        );
        telemetry.EvidenceKept("taken", taken);
        return (taken, null);
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
