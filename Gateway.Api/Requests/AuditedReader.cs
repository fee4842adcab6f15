using Gateway.Api.Audit;
using Gateway.Api.Callers;
using Gateway.Api.Evidence;
using Gateway.Api.Http;
using Gateway.Domain;
using Gateway.Domain.Audit;
using Gateway.Domain.Requests;
using Gateway.Domain.Vault;
using Marten;

namespace Gateway.Api.Requests;

/// <summary>
/// The one way content leaves the vault for a caller: found, described, recorded as read, and only then opened. If the read
/// cannot be recorded, nothing is given out.
/// </summary>
public sealed class AuditedReader(History history, IVault vault, Accesses accesses, IDocumentStore store)
{
    private static readonly Problem UnknownPurpose = new(
        Problem.MalformedRequest,
        $"purpose is one of {string.Join(", ", Codes.All<AccessPurpose>())}."
    );

    /// <param name="choose">Of the message, the item asked for.</param>
    /// <param name="place">The place the item was stored for; it is not given out for any other place.</param>
    /// <param name="purpose">A code of <see cref="AccessPurpose"/>, or null.</param>
    public async Task<(OpenedContent? Content, Problem? Problem)> OpenAsync(
        Caller caller,
        Guid requestId,
        Guid messageId,
        Func<StoredMessage, VaultItem?> choose,
        string place,
        string? purpose,
        CancellationToken cancellation
    )
    {
        if (!TryRead(purpose, out var stated))
            return (null, UnknownPurpose);
        var facts = await history.ReadAsync(caller.Authority, requestId, cancellation);
        var message = RecordedMessages.In(facts ?? []).FirstOrDefault(one => one.Item.MessageId == messageId);
        if (message.Stored is not { } stored || choose(stored) is not { } item)
            return (null, ContentEndpoints.Unknown);
        var read = new Read(new(caller.Authority, requestId), requestId, messageId, item, place, stated);
        return (await OpenAsync(caller, read, cancellation), null);
    }

    /// <summary>Evidence reveals digests of content, so it is given out like content.</summary>
    public async Task<(OpenedContent? Content, Problem? Problem)> OpenEvidenceAsync(
        Caller caller,
        Guid requestId,
        Guid messageId,
        string? purpose,
        CancellationToken cancellation
    )
    {
        if (!TryRead(purpose, out var stated))
            return (null, UnknownPurpose);
        await using var session = store.QuerySession(caller.Authority);
        if (await session.LoadAsync<EvidenceItem>(EvidenceItem.IdOf(requestId, messageId), cancellation) is not { } evidence)
            return (null, EvidenceEndpoint.NotYet);
        var read = new Read(evidence.Scope, requestId, messageId, evidence.Record, null, stated);
        return (await OpenAsync(caller, read, cancellation), null);
    }

    private async Task<OpenedContent> OpenAsync(Caller caller, Read read, CancellationToken cancellation)
    {
        var (index, open) = await vault.FindAsync(read.Scope, read.Item, read.Place, cancellation);
        await accesses.RecordAsync(caller, read.RequestId, read.MessageId, read.Item.ItemId, read.Purpose, cancellation);
        return new(open(), index.Size, index.MediaType, SafeName(index.Name), index.Sha256);
    }

    private static bool TryRead(string? purpose, out AccessPurpose? stated)
    {
        var isKnown = Codes.TryParse<AccessPurpose>(purpose ?? "", out var known);
        stated = isKnown ? known : null;
        return purpose is null || isKnown;
    }

    private static string SafeName(string name) =>
        string.Concat(name.Where(character => !char.IsControl(character) && character is not ('/' or '\\' or '"')));

    private sealed record Read(
        VaultScope Scope,
        Guid RequestId,
        Guid MessageId,
        VaultItem Item,
        string? Place,
        AccessPurpose? Purpose
    );
}
