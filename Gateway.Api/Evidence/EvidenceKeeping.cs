using Gateway.Adapters.EvidenceRecords;
using Gateway.Adapters.Timestamps;
using Gateway.Api.Persistence;
using Gateway.Api.Vault;
using Gateway.Domain;
using Gateway.Domain.Evidence;
using Gateway.Domain.Requests;
using Gateway.Domain.Vault;
using JasperFx;
using Marten;
using Marten.Exceptions;

namespace Gateway.Api.Evidence;

/// <summary>
/// Digests originals, and keeps verified records: their content and the events that cite it in one transaction.
/// </summary>
public sealed class EvidenceKeeping(IVault vault, SessionVault content, IDocumentStore store, ILogger<EvidenceKeeping> log)
{
    /// <summary>Originals read at the same time.</summary>
    public const int Parallels = 4;

    private const string MediaType = "application/octet-stream";

    /// <returns>Null when the content is gone.</returns>
    public async Task<OriginalDigests?> DigestAsync(
        string tenant,
        Guid requestId,
        StoredMessage message,
        IEnumerable<ImprintAlgorithm> algorithms,
        CancellationToken cancellation
    )
    {
        var scope = new VaultScope(tenant, requestId);
        try
        {
            return await OriginalDigests.OfAsync(
                algorithms,
                message.Items.Select(item =>
                    (Func<CancellationToken, Task<Stream>>)(stop => vault.OpenAsync(scope, item, null, stop).AsTask())
                ),
                cancellation
            );
        }
        catch (VaultItemUnreadableException unreadable)
        {
            log.LogError(unreadable, "No evidence of a message of {RequestId}: {Reason}", requestId, unreadable.Message);
            return null;
        }
    }

    /// <returns>Null when the record is not there, cannot be read, or is none.</returns>
    public async Task<EvidenceRecord?> ReadAsync(EvidenceItem item, CancellationToken cancellation)
    {
        try
        {
            await using var stream = await vault.OpenAsync(item.Scope, item.Record, null, cancellation);
            using var copy = new MemoryStream();
            await stream.CopyToAsync(copy, cancellation);
            return EvidenceRecord.Read(copy.ToArray());
        }
        catch (VaultItemUnreadableException unreadable)
        {
            log.LogError(
                unreadable,
                "Evidence of a message of {RequestId} cannot be renewed: {Reason}",
                item.RequestId,
                unreadable.Message
            );
            return null;
        }
    }

    /// <summary>Keeps the first records of many messages of one authority in one transaction.</summary>
    /// <param name="fact">Of a record and its place in the vault.</param>
    /// <returns>How many were kept: what somebody else was first with is not recorded again.</returns>
    public async Task<int> KeepFirstAsync(
        string tenant,
        IReadOnlyList<(Original Original, EvidenceRecord Record)> records,
        Func<int, VaultItem, IDomainEvent> fact,
        CancellationToken cancellation
    )
    {
        await using var session = store.LightweightSession(tenant);
        try
        {
            var kept = 0;
            var batch = session.CreateBatchQuery();
            var streams = Enumerable
                .Range(0, records.Count)
                .GroupBy(index => KeptEvidence.IdOf(records[index].Original.RequestId))
                .Select(same =>
                    (Id: same.Key, Of: same.ToList(), Stream: batch.Events.FetchForWriting<KeptEvidence>(same.Key))
                )
                .ToList();
            await batch.Execute(cancellation);
            var known = await content.FindKnownAsync(tenant, [.. streams.Select(stream => stream.Id)], cancellation);
            foreach (var (id, of, fetched) in streams)
            {
                var stream = await fetched;
                var first = of.Where(index =>
                        stream.Aggregate?.Records.ContainsKey(records[index].Original.MessageId) != true
                    )
                    .ToList();
                if (first.Count == 0)
                    continue;
                var stored = await content.KeepAsync(
                    session,
                    new(tenant, id),
                    !known.Contains(id),
                    [.. first.Select(index => Item(records[index].Original.MessageId, records[index].Record))],
                    cancellation
                );
                var facts = first.Select((index, at) => (object)fact(index, stored[at])).ToList();
                if (stream.Aggregate is null)
                    session.Events.StartStream<KeptEvidence>(id, facts);
                else
                    stream.AppendMany(facts);
                kept += facts.Count;
            }
            await session.SaveChangesAsync(cancellation);
            return kept;
        }
        catch (Exception exception) when (IsOvertaken(exception))
        {
            // Somebody else wrote to one of them: each by itself then.
        }
        var one = 0;
        for (var index = 0; index < records.Count; index++)
        {
            var (original, record) = records[index];
            var number = index;
            one += await KeepAsync(
                tenant,
                original.RequestId,
                original.MessageId,
                record,
                null,
                item => fact(number, item),
                cancellation
            )
                ? 1
                : 0;
        }
        return one;
    }

    /// <param name="follows">The record it takes the place of; null for the first one of the message.</param>
    /// <param name="fact">Of the record's place in the vault.</param>
    /// <returns>False when somebody else was first: then nothing is kept.</returns>
    public async Task<bool> KeepAsync(
        string tenant,
        Guid requestId,
        Guid messageId,
        EvidenceRecord record,
        VaultItem? follows,
        Func<VaultItem, IDomainEvent> fact,
        CancellationToken cancellation
    )
    {
        var id = KeptEvidence.IdOf(requestId);
        await using var session = store.LightweightSession(tenant);
        try
        {
            var stream = await session.Events.FetchForWriting<KeptEvidence>(id, cancellation);
            if (stream.Aggregate?.Records.GetValueOrDefault(messageId)?.ItemId != follows?.ItemId)
                return false;
            var known = await content.FindKnownAsync(tenant, [id], cancellation);
            var stored = await content.KeepAsync(
                session,
                new(tenant, id),
                !known.Contains(id),
                [Item(messageId, record)],
                cancellation
            );
            if (stream.Aggregate is null)
                session.Events.StartStream<KeptEvidence>(id, fact(stored[0]));
            else
                stream.AppendOne(fact(stored[0]));
            await session.SaveChangesAsync(cancellation);
            return true;
        }
        catch (Exception exception) when (IsOvertaken(exception))
        {
            return false; // The next sweep sees what is recorded now.
        }
    }

    private static NewItem Item(Guid messageId, EvidenceRecord record) =>
        VaultItems.Of($"{messageId}.ers", MediaType, record.Encode());

    private static bool IsOvertaken(Exception exception) =>
        exception is ConcurrencyException or ExistingStreamIdCollisionException || SessionVault.IsOvertaken(exception);
}
