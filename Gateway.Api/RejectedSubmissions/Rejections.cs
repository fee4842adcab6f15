using Gateway.Api.Configuration;
using Gateway.Api.Observability;
using Gateway.Api.Persistence;
using Gateway.Api.Submissions;
using Gateway.Domain;
using Gateway.Domain.Requests;
using Gateway.Domain.Vault;

namespace Gateway.Api.RejectedSubmissions;

/// <summary>
/// Records what was rejected and why, in a stream of its own. Of a document whose signature was not verified only the
/// beginning is kept, and nothing is kept beyond the quota.
/// </summary>
public sealed class Rejections(
    Sessions sessions,
    IVault vault,
    RejectedContent kept,
    GatewayOptions options,
    Telemetry telemetry,
    TimeProvider clock
)
{
    /// <param name="via"><c>api</c> or the channel.</param>
    /// <returns>The id of the stream.</returns>
    public async Task<Guid> RecordAsync(
        string tenant,
        string actor,
        string via,
        Problem problem,
        Examined? examined,
        SpooledContent? document,
        CancellationToken cancellation
    )
    {
        var now = clock.GetUtcNow();
        var id = Guid.CreateVersion7(now);
        var isVerified = examined?.Verdict?.IsPassed is true;
        var report = VaultItems.Of(
            "report.json",
            "application/json",
            ((examined ?? new Examined(problem)) with { Problem = problem }).Report(now, document)
        );
        var content =
            document is null ? null
            : isVerified ? document.ToItem()
            : await BeginningAsync(document, cancellation);
        var scope = new VaultScope(tenant, id);
        IReadOnlyList<NewItem> items = content is null ? [report] : [report, content];
        var stored = await kept.TryTakeRoomAsync(scope, via, isVerified, items.Sum(item => item.Size), now, cancellation)
            ? await vault.StoreAsync(scope, items, cancellation)
            : [];
        var fingerprint = document is null
            ? null
            : await vault.FingerprintAsync("rejected:" + document.Sha256, cancellation);
        await using var session = sessions.Open(tenant, actor);
        session.Events.StartStream<Rejection>(
            id,
            new SubmissionRejected(
                id,
                problem.Name,
                via,
                stored.ElementAtOrDefault(1),
                stored.ElementAtOrDefault(0),
                now,
                document?.Size,
                fingerprint
            )
        );
        await session.SaveChangesAsync(cancellation);
        telemetry.SubmissionRejected(via, problem.Name);
        return id;
    }

    private async Task<NewItem> BeginningAsync(SpooledContent document, CancellationToken cancellation)
    {
        if (document.Size <= options.Rejections.LargestUnverified)
            return document.ToItem();
        var beginning = new byte[options.Rejections.LargestUnverified];
        await using var source = document.Open();
        await source.ReadExactlyAsync(beginning, cancellation);
        return VaultItems.Of(document.Name, document.MediaType, beginning);
    }
}
