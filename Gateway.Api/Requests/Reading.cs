using Gateway.Api.Audit;
using Gateway.Api.Callers;
using Gateway.Api.Evidence;
using Gateway.Api.Http;
using Gateway.Api.Problems;
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
public sealed class Reading(History history, IVault vault, Accesses accesses, IDocumentStore store)
{
    private static readonly Problem UnknownPurpose = new(
        Problem.MalformedRequest,
        $"purpose is one of {string.Join(", ", Codes.All<AccessPurpose>())}."
    );

    /// <param name="choose">Of the message, the item asked for.</param>
    /// <param name="place">Where the item was stored for; it is given out nowhere else.</param>
    /// <param name="purpose">A code of <see cref="AccessPurpose"/>, or null.</param>
    public async Task<IResult> GiveOutAsync(
        HttpContext context,
        Guid requestId,
        Guid messageId,
        Func<StoredMessage, VaultItem?> choose,
        string place,
        string? purpose
    )
    {
        var (caller, cancellation) = (context.Caller(), context.RequestAborted);
        if (!TryRead(purpose, out var stated))
            return ProblemResults.Result(UnknownPurpose);
        var facts = await history.ReadAsync(caller.Authority, requestId, cancellation);
        var message = RecordedMessages.In(facts ?? []).FirstOrDefault(one => one.Item.MessageId == messageId);
        return message.Stored is { } stored && choose(stored) is { } item
            ? await GiveOutAsync(context, new(caller.Authority, requestId), requestId, messageId, item, place, stated)
            : ContentEndpoints.NotFound();
    }

    /// <summary>Evidence tells digests of content, so it is given out like content.</summary>
    public async Task<IResult> GiveOutEvidenceAsync(HttpContext context, Guid requestId, Guid messageId, string? purpose)
    {
        var caller = context.Caller();
        if (!TryRead(purpose, out var stated))
            return ProblemResults.Result(UnknownPurpose);
        await using var session = store.QuerySession(caller.Authority);
        return
            await session.LoadAsync<EvidenceItem>(EvidenceItem.IdOf(requestId, messageId), context.RequestAborted)
                is { } evidence
            ? await GiveOutAsync(context, evidence.Scope, requestId, messageId, evidence.Record, null, stated)
            : ProblemResults.Result(EvidenceEndpoint.NotYet);
    }

    private async Task<IResult> GiveOutAsync(
        HttpContext context,
        VaultScope scope,
        Guid requestId,
        Guid messageId,
        VaultItem item,
        string? place,
        AccessPurpose? stated
    )
    {
        var cancellation = context.RequestAborted;
        var index = await vault.DescribeAsync(scope, item, place, cancellation);
        await accesses.RecordAsync(context.Caller(), requestId, messageId, item.ItemId, stated, cancellation);
        context.Response.Headers["Repr-Digest"] = $"sha-256=:{Convert.ToBase64String(Convert.FromHexString(index.Sha256))}:";
        return new RangedResult(
            Results.Stream(
                new RangedContent(await vault.OpenAsync(scope, item, place, cancellation), index.Size),
                index.MediaType,
                SafeName(index.Name),
                entityTag: new($"\"{index.Sha256}\""),
                enableRangeProcessing: true
            )
        );
    }

    private static bool TryRead(string? purpose, out AccessPurpose? stated)
    {
        var isKnown = Codes.TryParse<AccessPurpose>(purpose ?? "", out var known);
        stated = isKnown ? known : null;
        return purpose is null || isKnown;
    }

    private static string SafeName(string name) =>
        string.Concat(name.Where(character => !char.IsControl(character) && character is not ('/' or '\\' or '"')));
}
