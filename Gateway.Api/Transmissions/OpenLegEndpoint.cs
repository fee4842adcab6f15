using System.Diagnostics;
using Gateway.Api.Callers;
using Gateway.Api.Contracts;
using Gateway.Api.Http;
using Gateway.Api.Problems;
using Gateway.Api.Requests;
using Gateway.Api.Routing;
using Gateway.Domain;
using Gateway.Domain.Authorities;
using Gateway.Domain.Channels;
using Gateway.Domain.Requests;
using Gateway.Domain.Routing;
using Gateway.Domain.Transmissions;
using Marten;

namespace Gateway.Api.Transmissions;

/// <summary>Sends a message over a further channel: advance copy, confirmation, or in place of a failed leg.</summary>
internal static class OpenLegEndpoint
{
    public static void MapLeg(this IEndpointRouteBuilder routes) =>
        routes
            .MapPost("/v1/requests/{id:guid}/legs", OpenAsync)
            .RequireAuthorization(Caller.Officer)
            .Accepts<LegOrder>("application/json")
            .Produces<OpenedLeg>(201)
            .Problems(Problem.CounterpartUnknown, Problem.ChannelLocked)
            .WithSummary("Send a message over a further channel: advance copy, confirmation, or in place of a failed leg");

    private static async Task<IResult> OpenAsync(
        HttpContext context,
        CaseActs acts,
        IAuthorityDirectory directory,
        IOutages outages,
        CircumstancesSource surroundings,
        RetrySchedule schedule,
        IDocumentStore store,
        TimeProvider clock,
        Guid id
    )
    {
        var (asked, flaw) = await Body.ReadAsync<LegOrder>(context.Request);
        if (asked is not { MessageId: var messageId, Channel: var channel, Kind: var kind })
            return ProblemResults.Result(flaw!);
        Guid? openedBefore = null;
        OpenedLeg? opened = null;
        var problem = await acts.DoAsync(
            context.ActContext(),
            async session =>
            {
                var stream = await session.Events.FetchForWriting<Request>(id, context.RequestAborted);
                if (stream.Aggregate is not { } request)
                    return UnknownRequest.Problem;
                if (Etag.Reject(context.Request.Headers.IfMatch.ToString(), stream) is { } stale)
                    return stale;
                var earlier = await session.LoadManyAsync<Transmission>(
                    context.RequestAborted,
                    request.Legs.Where(leg => leg.MessageId == messageId).Select(leg => leg.TransmissionId).ToArray()
                );
                var isStuck = earlier.Where(leg => leg.LegKind == LegKind.Formal).All(leg => leg.MayBeResent);
                if (OpenLegDecider.Reject(messageId, channel, kind, isStuck, request, outages.Now) is { } rejection)
                    return rejection;
                var first = earlier[0];
                if (channel != Transmission.Manual && Unreachable(first, request) is { } unreachable)
                    return unreachable;
                var now = clock.GetUtcNow();
                var selected = OpenLegDecider.Decide(new(messageId, channel, kind, Guid.CreateVersion7(now)), request, now);
                stream.AppendOne(selected);
                opened = new(selected.TransmissionId, selected.Leg);
                var (events, next) = StartTransmissionDecider.Decide(
                    new(
                        selected.TransmissionId,
                        id,
                        request.ExchangeId,
                        messageId,
                        first.Kind,
                        selected.Leg,
                        kind,
                        first.From,
                        first.To,
                        channel,
                        first.Message,
                        Activity.Current?.Id
                    ),
                    directory.Find(first.To)?.Endpoint(channel)?.Revision,
                    schedule,
                    now
                );
                session.Events.StartStream<Transmission>(selected.TransmissionId, events);
                return Act.Done(next, selected.TransmissionId);
            },
            made => openedBefore = made
        );
        if (openedBefore is { } before)
            opened = await OpenedAsync(store, context, before);
        return problem is null
            ? Results.Created($"/v1/requests/{id}/transmissions", opened)
            : ProblemResults.Result(problem);

        Problem? Unreachable(Transmission sent, Request request)
        {
            if (directory.Find(sent.From) is not { } sender || directory.Find(sent.To) is not { } counterpart)
                return new(Problem.CounterpartUnknown, "The directory does not know the addressed authority any more.");
            var consignment = new Consignment(
                sent.Kind,
                request.Type,
                request.LegalBases,
                request.Urgency,
                Language: null,
                counterpart.Endpoint(channel)?.IsSandbox ?? false,
                sent.Message.Items.Sum(item => item.Size)
            );
            return ChannelAdvice
                .For(sender, counterpart, consignment, channel, binding: null, surroundings.For(consignment))
                .Problem;
        }
    }

    private static async Task<OpenedLeg> OpenedAsync(IDocumentStore store, HttpContext context, Guid transmissionId)
    {
        await using var session = store.QuerySession(context.Caller().Authority);
        return new(transmissionId, (await session.LoadAsync<Transmission>(transmissionId, context.RequestAborted))!.Leg);
    }

    private sealed record LegOrder(Guid MessageId, string Channel, LegKind Kind);
}

public sealed record OpenedLeg(Guid TransmissionId, int Leg);
