using System.Diagnostics;
using Gateway.Api.Audit;
using Gateway.Api.Authorities;
using Gateway.Api.Channels;
using Gateway.Api.Requests;
using Gateway.Domain.Authorities;
using Gateway.Domain.Channels;
using Gateway.Domain.Requests;
using Gateway.Domain.Transmissions;
using Marten;

namespace Gateway.Api.Transmissions;

/// <summary>Further legs of a message, and what a person knows of a leg that no channel can tell.</summary>
internal static class LegEndpoints
{
    public static void MapLegs(this IEndpointRouteBuilder routes)
    {
        routes.MapPost("/v1/requests/{id:guid}/legs", OpenAsync).RequireAuthorization(Caller.Officer).Produces<OpenedLeg>(201)
            .WithSummary("Send a message over a further channel: advance copy, confirmation, or in place of a failed leg");
        routes.MapPost("/v1/transmissions/{id:guid}/sendings", SendAsync).RequireAuthorization(Caller.Delivery).Produces(204)
            .WithSummary("Record that what travels outside the gateway was sent: how, when, by whom");
        routes.MapPost("/v1/transmissions/{id:guid}/receipts", ReceiveAsync).RequireAuthorization(Caller.Delivery).Produces(204)
            .WithSummary("Record that what travelled outside the gateway was received");
        routes.MapPost("/v1/transmissions/{id:guid}/settlements", SettleAsync).RequireAuthorization(Caller.Delivery).Produces(204)
            .WithSummary("Settle an unknown or failed outcome by hand, with reasons");
    }

    private static async Task<IResult> OpenAsync(
        HttpContext context, Acts acts, IAuthorityDirectory directory, IOutages outages, Surroundings surroundings, History history,
        TimeProvider clock, Guid id)
    {
        if (await context.JsonAsync<LegOrder>() is not { MessageId: { } messageId, Channel: { Length: > 0 } channel } asked
            || !Codes.TryParse<LegKind>(asked.Kind ?? "", out var kind))
            return ProblemResults.Result(new(Problem.MalformedRequest, $"Send messageId, channel and kind, one of {string.Join(", ", Codes.All<LegKind>())}."));
        OpenedLeg? opened = null;
        var problem = await acts.DoAsync(context, async session =>
        {
            var stream = await session.Events.FetchForWriting<Request>(id, context.RequestAborted);
            if (stream.Aggregate is not { } request)
                return new Problem(Problem.NotFound, "There is no such request, or it is not yours.");
            if (await Precondition.RefuseAsync(context, history, id) is { } stale)
                return stale;
            var earlier = await session.LoadManyAsync<Transmission>(
                context.RequestAborted, request.Legs.Where(leg => leg.MessageId == messageId).Select(leg => leg.TransmissionId).ToArray());
            var isStuck = earlier.Where(leg => leg.LegKind == LegKind.Formal).All(leg => leg.MayBeResent);
            if (OpenLegDecider.Refuse(messageId, channel, kind, isStuck, request, outages.Now) is { } refusal)
                return refusal;
            var first = earlier[0];
            if (channel != Transmission.Manual && Unreachable(first, request) is { } unreachable)
                return unreachable;
            var now = clock.GetUtcNow();
            var selected = OpenLegDecider.Decide(new(messageId, channel, kind, Guid.CreateVersion7(now)), request, now);
            stream.AppendOne(selected);
            opened = new(selected.TransmissionId, selected.Leg);
            return Act.Done(Starting.Of(
                session, selected.TransmissionId, channel, id, request.ExchangeId, messageId, first.Kind, selected.Leg, kind,
                first.From, first.To, first.Message, now));
        });
        return problem is null ? Results.Created($"/v1/requests/{id}/transmissions", opened) : ProblemResults.Result(problem);

        Problem? Unreachable(Transmission sent, Request request)
        {
            if (directory.Find(sent.From) is not { } sender || directory.Find(sent.To) is not { } counterpart)
                return new(Problem.CounterpartUnknown, "The directory does not know the addressed authority any more.");
            var consignment = new Consignment(
                sent.Kind, request.Type, request.LegalBases, request.Urgency, Language: null,
                counterpart.Endpoint(channel)?.IsSandbox ?? false, sent.Message.Items.Sum(item => item.Size));
            return ChannelAdvice.For(sender, counterpart, consignment, channel, binding: null, surroundings.For(consignment)).Problem;
        }
    }

    private static async Task<IResult> SendAsync(HttpContext context, Acts acts, TimeProvider clock, Guid id)
    {
        if (await context.JsonAsync<ManualRecord>() is not { At: { } at } asked || !asked.Record.IsText() || at > clock.GetUtcNow()
            || !Codes.TryParse<OutsideMeans>(asked.Means ?? "", out var means))
            return ProblemResults.Result(new(Problem.MalformedRequest, "Send means, at (not in the future) and record: who, reference."));
        return Done(await acts.OnTransmissionAsync(
            context, id, asked, RecordSendingDecider.Refuse,
            (transmission, request, item, now) => RecordSendingDecider.Decide(means, item!, at, transmission, request, now)));
    }

    private static async Task<IResult> ReceiveAsync(HttpContext context, Acts acts, TimeProvider clock, Guid id)
    {
        if (await context.JsonAsync<ManualRecord>() is not { At: { } at } asked || !asked.Record.IsText() || at > clock.GetUtcNow())
            return ProblemResults.Result(new(Problem.MalformedRequest, "Send at (not in the future) and record: who received it, reference."));
        return Done(await acts.OnTransmissionAsync(
            context, id, asked, RecordManualReceiptDecider.Refuse,
            (transmission, request, item, now) => RecordManualReceiptDecider.Decide(item!, at, transmission, request, now)));
    }

    private static async Task<IResult> SettleAsync(HttpContext context, Acts acts, Guid id)
    {
        if (await context.JsonAsync<Settlement>() is not { Outcome: "delivered" or "failed" } asked || !asked.Reasons.IsText())
            return ProblemResults.Result(new(Problem.MalformedRequest, "Send outcome, delivered or failed, and reasons: how you know."));
        return Done(await acts.OnTransmissionAsync(
            context, id, asked, SettleOutcomeDecider.Refuse,
            (transmission, request, item, now) => SettleOutcomeDecider.Decide(asked.Outcome == "delivered", item!, transmission, request, now)));
    }

    private static IResult Done(Problem? problem) => problem is null ? Results.NoContent() : ProblemResults.Result(problem);

    private sealed record LegOrder(Guid? MessageId = null, string? Channel = null, string? Kind = null);

    private sealed record ManualRecord(string? Means = null, DateTimeOffset? At = null, string? Record = null);

    private sealed record Settlement(string? Outcome = null, string? Reasons = null);
}

public sealed record OpenedLeg(Guid TransmissionId, int Leg);

/// <summary>Starts the stream of a leg, and names the work that carries it; what travels outside the gateway has none.</summary>
internal static class Starting
{
    public static StartAttempt? Of(
        IDocumentSession session, Guid transmissionId, string channel, Guid requestId, Guid exchangeId, Guid messageId, MessageKind kind, int leg,
        LegKind legKind, string from, string to, StoredMessage message, DateTimeOffset now)
    {
        if (channel == Transmission.Manual)
        {
            session.Events.StartStream<Transmission>(transmissionId, new ManualTransmissionPrepared(
                transmissionId, requestId, exchangeId, messageId, kind, leg, legKind, from, to, message, now));
            return null;
        }
        session.Events.StartStream<Transmission>(transmissionId, new TransmissionQueued(
            transmissionId, requestId, exchangeId, messageId, kind, leg, from, to, channel, message, Activity.Current?.Id, now, legKind));
        return new StartAttempt(transmissionId, AfterAttempt: 0);
    }
}
