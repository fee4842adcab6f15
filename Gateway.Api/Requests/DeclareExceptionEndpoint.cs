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

/// <summary>Leaves the locked channel, on a ground and with reasons; complete once the sender is informed.</summary>
internal static class DeclareExceptionEndpoint
{
    public static void MapChannelException(this IEndpointRouteBuilder routes) =>
        routes
            .MapPost("/v1/requests/{id:guid}/channel-exceptions", DeclareAsync)
            .RequireAuthorization(Caller.Officer)
            .Accepts<ExceptionDeclaration>("application/json")
            .Produces<DeclaredException>(201)
            .Problems(Problem.ExceptionIncomplete, Problem.CounterpartUnknown, Problem.ChannelLocked)
            .WithSummary("Leave the locked channel, on a ground and with reasons; complete once the sender is informed");

    private static async Task<IResult> DeclareAsync(
        HttpContext context,
        CaseActs acts,
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
            context.ActContext(),
            id,
            asked,
            request =>
                DeclareChannelExceptionDecider.Reject(
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

    private sealed record ExceptionDeclaration(string? Channel = null, ChannelGround? Ground = null, string? Reasons = null);
}

/// <summary>
/// An exception that waits for its notice: a signed message of kind <c>channelNotice</c> with the same channel and ground.
/// </summary>
public sealed record DeclaredException(Guid Id, string Channel, ChannelGround Ground, ChannelExceptionState State);
