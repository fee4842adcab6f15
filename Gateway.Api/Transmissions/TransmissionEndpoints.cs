using System.Text.Json;
using Gateway.Api.Audit;
using Gateway.Api.Authorities;
using Gateway.Api.Hosting;
using Gateway.Api.Requests;
using Gateway.Domain.Audit;
using Gateway.Domain.Authorities;
using Gateway.Domain.Channels;
using Gateway.Domain.Requests;
using Gateway.Domain.Transmissions;
using JasperFx;
using JasperFx.Events;
using Marten;
using Wolverine.Marten;

namespace Gateway.Api.Transmissions;

/// <summary>How each message travelled, and the way out of a failed or unknown outcome.</summary>
internal static class TransmissionEndpoints
{
    public static void MapTransmissions(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/v1/requests/{id:guid}/transmissions", ListAsync).RequireAuthorization()
            .Produces<IReadOnlyList<TransmissionItem>>().WithSummary("How each message of the request travelled");
        routes.MapPost("/v1/transmissions/{id:guid}/resend", ResendAsync).RequireAuthorization(Caller.Delivery)
            .Produces(202).WithSummary("Order another attempt of a failed transmission or one of unknown outcome");
    }

    private static async Task<IResult> ListAsync(HttpContext context, History history, IAuthorityDirectory directory, Guid id)
    {
        if (await history.ReadAsync(context.Caller().Authority, id, context.RequestAborted) is not { } facts)
            return ProblemResults.Result(new(Problem.NotFound, "There is no such request, or it is not yours."));
        var items = facts.GroupBy(fact => fact.StreamId).Where(stream => stream.First().Data is TransmissionQueued)
            .Select(stream => TransmissionItem.Of([.. stream.Select(fact => fact.Data)], context.SeesAddresses() ? directory : null));
        return Results.Ok(items.ToList());
    }

    private static async Task<IResult> ResendAsync(
        HttpContext context, IDocumentStore store, IMartenOutbox outbox, IVault vault, TimeProvider clock, Guid id)
    {
        var caller = context.Caller();
        ResendOrder? order;
        try
        {
            order = await context.Request.ReadFromJsonAsync<ResendOrder>(ApiJson.Options, context.RequestAborted);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or BadHttpRequestException)
        {
            order = null;
        }
        if (order?.Reasons is not { Length: > 0 and <= 4000 } reasons || string.IsNullOrWhiteSpace(reasons))
            return ProblemResults.Result(new(Problem.MalformedRequest, "Send {\"reasons\": \"...\"} with 1 to 4000 characters."));
        await using var session = store.LightweightSession(caller.Authority);
        session.LastModifiedBy = caller.Actor;
        var stream = await session.Events.FetchForWriting<Transmission>(id, context.RequestAborted);
        if (stream.Aggregate is not { } transmission)
            return ProblemResults.Result(new(Problem.NotFound, "There is no such transmission, or it is not yours."));
        if (OrderResendDecider.Refuse(transmission) is { } refusal)
            return ProblemResults.Result(refusal);
        var stored = await vault.StoreAsync(
            new(caller.Authority, transmission.RequestId),
            [VaultItems.Of("reasons.json", "application/json", JsonSerializer.SerializeToUtf8Bytes(order, ApiJson.Options))],
            context.RequestAborted);
        var (fact, next) = OrderResendDecider.Decide(new(id, stored[0]), transmission, clock.GetUtcNow());
        stream.AppendOne(fact);
        outbox.Enroll(session);
        outbox.TenantId = caller.Authority;
        await outbox.PublishAsync(next);
        try
        {
            await session.SaveChangesAsync(context.RequestAborted);
        }
        catch (ConcurrencyException)
        {
            return ProblemResults.Result(new(Problem.WrongState, "Somebody else acted on this transmission just now."));
        }
        return Results.Accepted($"/v1/requests/{transmission.RequestId}/transmissions");
    }

    private sealed record ResendOrder(string? Reasons);
}

/// <summary>One message over one leg, with every attempt.</summary>
public sealed record TransmissionItem(
    Guid Id, Guid MessageId, int Leg, string Channel, TransmissionState State, IReadOnlyList<AttemptItem> Attempts,
    IReadOnlyList<ReceiptItem> Receipts)
{
    /// <param name="directory">Null when the caller sees no addresses.</param>
    internal static TransmissionItem Of(IReadOnlyList<object> facts, IAuthorityDirectory? directory)
    {
        var queued = (TransmissionQueued)facts[0];
        var attempts = new List<AttemptItem>();
        var state = TransmissionState.Queued;
        foreach (var fact in facts.Skip(1))
            state = fact switch
            {
                TransmissionAttempted began => Begin(began),
                TransmissionAttemptFailed failed => End(DeliveryOutcome.Retryable, failed.Detail, TransmissionState.AttemptFailed),
                TransmissionHandedToChannel handed => End(DeliveryOutcome.HandedToChannel, handed.Detail, TransmissionState.HandedToChannel),
                TransmissionFailed failed => End(failed.Outcome, failed.Detail, TransmissionState.Failed),
                TransmissionOutcomeUnknown unknown => End(DeliveryOutcome.Unknown, unknown.Detail, TransmissionState.OutcomeUnknown),
                TransmissionResendOrdered => TransmissionState.Queued,
                _ => state,
            };
        return new(queued.TransmissionId, queued.MessageId, queued.Leg, queued.Channel, state, attempts, []);

        TransmissionState Begin(TransmissionAttempted began)
        {
            var endpoint = began.EndpointRevision is { } revision ? directory?.FindEndpoint(queued.To, revision) : null;
            attempts.Add(new(began.Attempt, began.AttemptedAt, null, null, began.EndpointRevision, endpoint?.Endpoint.Address));
            return TransmissionState.Attempting;
        }

        TransmissionState End(DeliveryOutcome outcome, string detail, TransmissionState next)
        {
            attempts[^1] = attempts[^1] with { Outcome = outcome, Detail = detail };
            return next;
        }
    }
}

/// <param name="Outcome">Absent while the attempt runs.</param>
/// <param name="Detail">A code of the channel's list (docs/channels).</param>
/// <param name="EndpointRevision">The counterpart's endpoint it went to, as the directory had it then.</param>
/// <param name="Address">Of that endpoint; absent for callers who only look after delivery.</param>
public sealed record AttemptItem(
    int Number, DateTimeOffset At, DeliveryOutcome? Outcome, string? Detail, Guid? EndpointRevision, string? Address);

/// <summary>Evidence that came back; no channel brings any yet.</summary>
public sealed record ReceiptItem(string Kind, int Assurance, DateTimeOffset At, string Digest);
