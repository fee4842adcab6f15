using Gateway.Api.Audit;
using Gateway.Api.Authorities;
using Gateway.Domain.Audit;
using Gateway.Domain.Requests;

namespace Gateway.Api.Requests;

/// <summary>
/// The one way content leaves the vault for a caller: found, described, recorded as read, and only then opened. If the read
/// cannot be recorded, nothing is given out.
/// </summary>
public sealed class Reading(History history, IVault vault, Accesses accesses)
{
    private static readonly Problem UnknownPurpose = new(
        Problem.MalformedRequest, $"purpose is one of {string.Join(", ", Codes.All<AccessPurpose>())}.");

    /// <param name="choose">Of the message, the item asked for.</param>
    /// <param name="purpose">A code of <see cref="AccessPurpose"/>, or null.</param>
    public async Task<IResult> GiveOutAsync(
        HttpContext context, Guid requestId, Guid messageId, Func<StoredMessage, VaultItem?> choose, string? purpose)
    {
        var (caller, cancellation) = (context.Caller(), context.RequestAborted);
        AccessPurpose? stated = null;
        if (purpose is not null)
        {
            if (!Codes.TryParse<AccessPurpose>(purpose, out var known))
                return ProblemResults.Result(UnknownPurpose);
            stated = known;
        }
        var facts = await history.ReadAsync(caller.Authority, requestId, cancellation);
        var message = ContentEndpoints.Messages(facts ?? []).FirstOrDefault(one => one.Item.MessageId == messageId);
        if (message.Stored is not { } stored || choose(stored) is not { } item)
            return ContentEndpoints.NotFound();
        var scope = new VaultScope(caller.Authority, requestId);
        var index = await vault.DescribeAsync(scope, item.ItemId, cancellation);
        await accesses.RecordAsync(caller, requestId, messageId, item.ItemId, stated, cancellation);
        context.Response.Headers["Repr-Digest"] = $"sha-256=:{Convert.ToBase64String(Convert.FromHexString(index.Sha256))}:";
        context.Response.Headers.XContentTypeOptions = "nosniff";
        context.Response.Headers.CacheControl = "no-store";
        context.Response.ContentLength = index.Size;
        return Results.Stream(await vault.OpenAsync(scope, item.ItemId, cancellation), index.MediaType, SafeName(index.Name));
    }

    private static string SafeName(string name) =>
        string.Concat(name.Where(character => !char.IsControl(character) && character is not ('/' or '\\' or '"')));
}
