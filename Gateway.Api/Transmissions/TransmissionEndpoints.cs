using Gateway.Api.Audit;
using Gateway.Api.Authorities;
using Gateway.Api.Callers;
using Gateway.Api.Http;
using Gateway.Api.Problems;
using Gateway.Domain;
using Gateway.Domain.Authorities;
using Gateway.Domain.Channels;
using Gateway.Domain.Transmissions;

namespace Gateway.Api.Transmissions;

/// <summary>How each message travelled.</summary>
internal static class TransmissionEndpoints
{
    private const int Page = 100;

    public static void MapTransmissions(this IEndpointRouteBuilder routes)
    {
        routes
            .MapGet("/v1/requests/{id:guid}/transmissions", ListAsync)
            .RequireAuthorization(Caller.Progress)
            .Produces<IReadOnlyList<TransmissionItem>>()
            .WithSummary("How each message of the request travelled");
        routes
            .MapGet("/v1/transmissions", WatchAsync)
            .RequireAuthorization(Caller.Progress)
            .Produces<Listed<OutgoingItem>>()
            .WithSummary("Transmissions in a state, newest first");
        routes.MapResend();
    }

    private static async Task<IResult> ListAsync(
        HttpContext context,
        History history,
        IAuthorityDirectory directory,
        Guid id
    )
    {
        if (await history.ReadAsync(context.Caller().Authority, id, context.RequestAborted) is not { } facts)
            return ProblemResults.Result(UnknownRequest.Problem);
        var items = facts
            .GroupBy(fact => fact.StreamId)
            .Where(stream => stream.First().Data is TransmissionQueued or ManualTransmissionPrepared)
            .Select(stream =>
                TransmissionItem.Of([.. stream.Select(fact => fact.Data)], context.SeesAddresses() ? directory : null)
            );
        return Results.Ok(items.ToList());
    }

    private static async Task<IResult> WatchAsync(
        HttpContext context,
        TransmissionQueries outgoing,
        string? state,
        string? after
    )
    {
        if (!Codes.TryParse<TransmissionState>(state ?? Codes.Of(TransmissionState.Failed), out var wanted))
            return ProblemResults.Result(
                new(Problem.MalformedRequest, $"state is one of {string.Join(", ", Codes.All<TransmissionState>())}.")
            );
        if (!Cursor.TryRead(after, out var before, out var lastId))
            return ProblemResults.Result(Cursor.Malformed);
        var found = await outgoing.ListAsync(
            context.Caller().Authority,
            wanted,
            before,
            lastId,
            Page + 1,
            context.RequestAborted
        );
        var next = found.Count > Page ? Cursor.Write(found[Page - 1].QueuedAt, found[Page - 1].Id) : null;
        return Results.Ok(new Listed<OutgoingItem>([.. found.Take(Page)], next));
    }
}

/// <summary>One message over one leg, with every attempt and every receipt.</summary>
/// <param name="State">The one current outcome; what did not become it stays visible in attempts and receipts.</param>
public sealed record TransmissionItem(
    Guid Id,
    Guid MessageId,
    int Leg,
    LegKind Kind,
    string Channel,
    TransmissionState State,
    IReadOnlyList<AttemptItem> Attempts,
    IReadOnlyList<ReceiptItem> Receipts
)
{
    /// <param name="directory">Null when the caller sees no addresses.</param>
    internal static TransmissionItem Of(IReadOnlyList<object> facts, IAuthorityDirectory? directory)
    {
        var transmission = TransmissionFold.Replay(facts);
        var attempts = new List<AttemptItem>();
        var receipts = new List<ReceiptItem>();
        foreach (var fact in facts)
            switch (fact)
            {
                case TransmissionAttempted began:
                    var endpoint = began.EndpointRevision is { } revision
                        ? directory?.FindEndpoint(transmission.To, revision)
                        : null;
                    attempts.Add(
                        new(began.Attempt, began.AttemptedAt, null, null, began.EndpointRevision, endpoint?.Endpoint.Address)
                    );
                    break;
                case TransmissionAttemptFailed failed:
                    End(DeliveryOutcome.Retryable, failed.Detail);
                    break;
                case TransmissionHandedToChannel handed:
                    End(DeliveryOutcome.HandedToChannel, handed.Detail);
                    break;
                case TransmissionFailed failed:
                    End(failed.Outcome, failed.Detail);
                    break;
                case TransmissionOutcomeUnknown unknown:
                    End(DeliveryOutcome.Unknown, unknown.Detail);
                    break;
                case ReceiptReceived receipt:
                    receipts.Add(
                        new(Codes.Of(receipt.Kind), receipt.Assurance, receipt.StatedAt, receipt.Evidence.CiphertextDigest)
                    );
                    break;
                case ManualTransmissionSent sent:
                    receipts.Add(new("sentManually", 0, sent.SentAt, sent.Record.CiphertextDigest));
                    break;
                case ManualReceiptRecorded received:
                    receipts.Add(new("receivedManually", 0, received.ReceivedAt, received.Record.CiphertextDigest));
                    break;
            }
        return new(
            transmission.Id,
            transmission.MessageId,
            transmission.Leg,
            transmission.LegKind,
            transmission.Channel,
            transmission.State,
            attempts,
            receipts
        );

        void End(DeliveryOutcome outcome, string detail) =>
            attempts[^1] = attempts[^1] with { Outcome = outcome, Detail = detail };
    }
}

/// <param name="Outcome">Absent while the attempt runs.</param>
/// <param name="Detail">A code of the channel's list (docs/channels).</param>
/// <param name="EndpointRevision">The counterpart's endpoint it went to, as the directory had it then.</param>
/// <param name="Address">The address of that endpoint; absent for callers who only look after delivery.</param>
public sealed record AttemptItem(
    int Number,
    DateTimeOffset At,
    DeliveryOutcome? Outcome,
    string? Detail,
    Guid? EndpointRevision,
    string? Address
);

/// <summary>Evidence that came back, or what a person recorded.</summary>
/// <param name="Assurance">0 inferred or by hand, 1 unsigned report, 2 protocol receipt, 3 authenticated platform
/// receipt, 4 signed evidence of the peer, 5 signed act of the authority.</param>
/// <param name="Digest">The digest of the ciphertext of the evidence.</param>
public sealed record ReceiptItem(string Kind, int Assurance, DateTimeOffset At, string Digest);
