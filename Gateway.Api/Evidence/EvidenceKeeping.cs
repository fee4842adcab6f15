using Gateway.Adapters.Evidence;
using Gateway.Adapters.TimestampAuthorities;
using Gateway.Api.Requests;
using Gateway.Domain.Audit;
using Gateway.Domain.Evidence;
using Gateway.Domain.Requests;
using JasperFx;
using Marten;
using Marten.Exceptions;

namespace Gateway.Api.Evidence;

/// <summary>Digests originals, and keeps records: each verified first, then in the vault, then cited by a fact.</summary>
public sealed class EvidenceKeeping(IVault vault, IDocumentStore store, ILogger<EvidenceKeeping> log)
{
    private const string MediaType = "application/octet-stream";

    /// <returns>Null when the content is gone.</returns>
    public async Task<OriginalDigests?> DigestAsync(
        string tenant, Guid requestId, StoredMessage message, IEnumerable<ImprintAlgorithm> algorithms, CancellationToken cancellation)
    {
        var scope = new VaultScope(tenant, requestId);
        try
        {
            return await OriginalDigests.OfAsync(
                algorithms, message.Items.Select(item => (Func<CancellationToken, Task<Stream>>)(stop => vault.OpenAsync(scope, item.ItemId, stop).AsTask())), cancellation);
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
            await using var stream = await vault.OpenAsync(item.Scope, item.Record.ItemId, cancellation);
            using var copy = new MemoryStream();
            await stream.CopyToAsync(copy, cancellation);
            return EvidenceRecord.Read(copy.ToArray());
        }
        catch (VaultItemUnreadableException unreadable)
        {
            log.LogError(unreadable, "Evidence of a message of {RequestId} cannot be renewed: {Reason}", item.RequestId, unreadable.Message);
            return null;
        }
    }

    /// <param name="follows">The record it takes the place of; null for the first one of the message.</param>
    /// <param name="fact">Of the record in the vault.</param>
    /// <returns>False when somebody else was first: then nothing is recorded, and the vault's sweep takes the record away.</returns>
    public async Task<bool> KeepAsync(
        string tenant, Guid requestId, Guid messageId, EvidenceRecord record, VaultItem? follows, Func<VaultItem, IFact> fact, CancellationToken cancellation)
    {
        var id = KeptEvidence.IdOf(requestId);
        var stored = (await vault.StoreAsync(new(tenant, id), [VaultItems.Of($"{messageId}.ers", MediaType, record.Encode())], cancellation))[0];
        await using var session = store.LightweightSession(tenant);
        try
        {
            var stream = await session.Events.FetchForWriting<KeptEvidence>(id, cancellation);
            if (stream.Aggregate?.Records.GetValueOrDefault(messageId)?.ItemId != follows?.ItemId)
                return false;
            if (stream.Aggregate is null)
                session.Events.StartStream<KeptEvidence>(id, fact(stored));
            else
                stream.AppendOne(fact(stored));
            await session.SaveChangesAsync(cancellation);
            return true;
        }
        catch (Exception exception) when (exception is ConcurrencyException or ExistingStreamIdCollisionException)
        {
            return false; // The next sweep sees what is recorded now.
        }
    }
}
