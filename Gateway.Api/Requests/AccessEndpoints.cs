using System.Globalization;
using Gateway.Api.Audit;
using Gateway.Api.Callers;
using Gateway.Api.Http;
using Gateway.Api.Problems;
using Gateway.Domain;
using Gateway.Domain.Audit;
using Gateway.Domain.Requests;
using Gateway.Domain.Vault;
using JasperFx.Events;

namespace Gateway.Api.Requests;

/// <summary>The reads of a request's content, for the auditors of its authority.</summary>
internal static class AccessEndpoints
{
    private const int Page = 100;

    public static void MapAccesses(this IEndpointRouteBuilder routes) =>
        routes
            .MapGet("/v1/requests/{id:guid}/accesses", ListAsync)
            .RequireAuthorization(Caller.Auditor)
            .Produces<Listed<AccessItem>>()
            .WithSummary("Every read of its content, in order");

    private static async Task<IResult> ListAsync(
        HttpContext context,
        History history,
        Accesses accesses,
        Guid id,
        string? after
    )
    {
        var from = 0L;
        if (
            after is not null
            && !(long.TryParse(after, NumberStyles.None, CultureInfo.InvariantCulture, out from) && from < int.MaxValue)
        )
            return ProblemResults.Result(Cursor.Malformed);
        var tenant = context.Caller().Authority;
        if (await history.ReadAsync(tenant, id, context.RequestAborted) is not { } facts)
            return ProblemResults.Result(UnknownRequest.Problem);
        var found = await accesses.ReadAsync(tenant, id, from, Page + 1, context.RequestAborted);
        var next = found.Count > Page ? found[Page - 1].Version.ToString(CultureInfo.InvariantCulture) : null;
        var parts = RecordedMessages.In(facts).ToDictionary(message => message.Item.MessageId, message => message.Stored);
        return Results.Ok(new Listed<AccessItem>([.. found.Take(Page).Select(fact => Describe(fact, parts))], next));
    }

    private static AccessItem Describe(IEvent fact, IReadOnlyDictionary<Guid, StoredMessage> parts)
    {
        var read = (ContentAccessed)fact.Data;
        var (part, item) = parts.TryGetValue(read.MessageId, out var stored)
            ? PartsOf(stored).FirstOrDefault(one => one.Item.ItemId == read.ItemId)
            : default;
        return new(
            fact.Sequence,
            read.AccessedAt,
            fact.UserName!,
            read.Role,
            read.Purpose,
            read.MessageId,
            part ?? "evidence",
            item?.CiphertextDigest
        );
    }

    private static IEnumerable<(string Part, VaultItem Item)> PartsOf(StoredMessage message) =>
        message
            .Attachments.Select((item, index) => ($"attachments/{index + 1}", item))
            .Prepend(("original", message.Document));
}

/// <param name="Actor">Opaque id of who read.</param>
/// <param name="Role">In which it did.</param>
/// <param name="Purpose">As the reader stated it.</param>
/// <param name="Part"><c>original</c> or <c>attachments/{n}</c> of the message, or <c>evidence</c> of it.</param>
/// <param name="Digest">SHA-256 of its ciphertext, as the history gives it; absent for evidence.</param>
public sealed record AccessItem(
    long Sequence,
    DateTimeOffset At,
    string Actor,
    string Role,
    AccessPurpose? Purpose,
    Guid MessageId,
    string? Part,
    string? Digest
);
