using Gateway.Api.Callers;
using Gateway.Api.Contracts;
using Gateway.Api.Http;
using Gateway.Api.Problems;
using Gateway.Domain;
using Gateway.Domain.Authorities;
using Gateway.Domain.Channels;
using Gateway.Domain.LegalBases;
using Gateway.Domain.Messages;
using Gateway.Domain.Requests;

namespace Gateway.Api.Requests;

/// <summary>Leaving the locked channel, coming back to it, and what is known of the channels.</summary>
internal static class ChannelEndpoints
{
    public static void MapChannels(this IEndpointRouteBuilder routes)
    {
        routes
            .MapGet(
                "/v1/channels",
                (IReadOnlyDictionary<string, IChannel> channels, IOutages outages) =>
                    new Listed<ChannelStatus>(
                        [
                            .. channels
                                .Values.OrderBy(channel => channel.Name, StringComparer.Ordinal)
                                .Select(channel => ChannelStatus.Of(channel, outages.Now)),
                        ],
                        null
                    )
            )
            .RequireAuthorization(Caller.Progress)
            .Produces<Listed<ChannelStatus>>()
            .WithSummary("The channels of this gateway, and which of them are down");
        routes
            .MapPost("/v1/requests/{id:guid}/channel-exceptions", DeclareAsync)
            .RequireAuthorization(Caller.Officer)
            .Accepts<ExceptionDeclaration>("application/json")
            .Produces<DeclaredException>(201)
            .Problems(Problem.ExceptionIncomplete, Problem.CounterpartUnknown, Problem.ChannelLocked)
            .WithSummary("Leave the locked channel, on a ground and with reasons; complete once the sender is informed");
        routes
            .MapPost("/v1/requests/{id:guid}/channel-restorations", RestoreAsync)
            .RequireAuthorization(Caller.Officer)
            .Produces(204)
            .WithSummary("End an exception: back to the locked channel");
    }

    private static async Task<IResult> DeclareAsync(
        HttpContext context,
        Acts acts,
        IAuthorityDirectory directory,
        ILegalBases bases,
        IOutages outages,
        IReadOnlyDictionary<string, IChannel> channels,
        TimeProvider clock,
        Guid id
    )
    {
        var (asked, flaw) = await Body.ReadAsync<ExceptionDeclaration>(context.Request);
        if (asked is not { Ground: var ground })
            return ProblemResults.Result(flaw!);
        var exceptionId = Guid.CreateVersion7(clock.GetUtcNow());
        var problem = await acts.OnRequestAsync(
            context.Acting(),
            id,
            asked,
            request =>
                DeclareChannelExceptionDecider.Refuse(
                    asked.Channel,
                    ground,
                    asked.Reasons.IsText() ? asked.Reasons : null,
                    context.User.IsInRole(Caller.DecidingOfficer),
                    HasEndpoint(request, asked.Channel),
                    request,
                    Terms.Of(bases, request.LegalBases, request.Type)
                ),
            (request, reasons, now) =>
                DeclareChannelExceptionDecider.Decide(
                    new(exceptionId, asked.Channel!, ground!.Value, reasons!),
                    request,
                    outages.Now,
                    now
                ),
            exceptionId,
            made => exceptionId = made
        );
        return problem is null
            ? Results.Json(
                new DeclaredException(exceptionId, asked.Channel!, ground!.Value, ChannelExceptionState.Declared),
                statusCode: 201
            )
            : ProblemResults.Result(problem);

        bool HasEndpoint(Request request, string? channel) =>
            channel is not null
            && channels.ContainsKey(channel)
            && directory.Find(request.Counterpart)?.Endpoint(channel) is not null;
    }

    private static async Task<IResult> RestoreAsync(HttpContext context, Acts acts, Guid id) =>
        await acts.OnRequestAsync(
            context.Acting(),
            id,
            null,
            RestoreChannelDecider.Refuse,
            (request, _, now) => RestoreChannelDecider.Decide(request, now)
        )
            is { } problem
            ? ProblemResults.Result(problem)
            : Results.NoContent();

    private sealed record ExceptionDeclaration(string? Channel = null, ChannelGround? Ground = null, string? Reasons = null);
}

/// <summary>
/// An exception that waits for its notice: a signed message of kind <c>channelNotice</c> with the same channel and ground.
/// </summary>
public sealed record DeclaredException(Guid Id, string Channel, ChannelGround Ground, ChannelExceptionState State);

/// <param name="OutageSince">Present while the gateway knows of an outage: it may be named as a supervening
/// situation.</param>
public sealed record ChannelStatus(string Name, long LargestMessage, bool EncryptsContent, DateTimeOffset? OutageSince)
{
    internal static ChannelStatus Of(IChannel channel, Outages outages) =>
        new(
            channel.Name,
            channel.Capabilities.LargestMessage,
            channel.Capabilities.EncryptsContent,
            outages.Of(channel.Name)?.Since
        );
}
