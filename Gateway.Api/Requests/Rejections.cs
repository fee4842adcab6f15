using System.Security.Cryptography;
using Gateway.Domain.Audit;
using Gateway.Domain.Requests;
using Marten;

namespace Gateway.Api.Requests;

/// <summary>Records what was rejected and why, in a stream of its own, with the document in the vault where there is one.</summary>
public sealed class Rejections(IDocumentStore store, IVault vault, Hosting.Telemetry telemetry, TimeProvider clock)
{
    /// <param name="via"><c>api</c> or the channel.</param>
    /// <returns>The id of the stream.</returns>
    public async Task<Guid> RecordAsync(
        string tenant, string actor, string via, Problem problem, Examined? examined, SpooledContent? document,
        CancellationToken cancellation)
    {
        var now = clock.GetUtcNow();
        var id = Guid.CreateVersion7(now);
        var report = (examined ?? new Examined(problem)) with { Problem = problem };
        List<NewItem> items = [VaultItems.Of("report.json", "application/json", report.Report(now))];
        if (document is not null)
            items.Add(VaultItems.Of(document));
        var stored = await vault.StoreAsync(new(tenant, id), items, cancellation);
        await using var session = store.LightweightSession(tenant);
        session.LastModifiedBy = actor;
        session.Events.StartStream<Rejection>(
            id, new SubmissionRejected(id, problem.Name, via, stored.ElementAtOrDefault(1), stored[0], now));
        await session.SaveChangesAsync(cancellation);
        telemetry.SubmissionRejected(via, problem.Name);
        return id;
    }
}

internal static class VaultItems
{
    public static NewItem Of(SpooledContent content) =>
        new(content.Name, content.MediaType, content.Size, content.Sha256, content.Open);

    public static NewItem Of(string name, string mediaType, byte[] bytes) => new(
        name, mediaType, bytes.Length, DigestOf(bytes), () => new MemoryStream(bytes, writable: false));

    /// <summary>SHA-256, lower-case hex.</summary>
    public static string DigestOf(ReadOnlyMemory<byte> bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes.Span));
}
