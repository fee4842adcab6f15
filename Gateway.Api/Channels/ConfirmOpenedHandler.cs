using Gateway.Domain.Channels;
using Gateway.Domain.Requests;
using Marten;

namespace Gateway.Api.Channels;

/// <summary>
/// Writes receipts of opening. Touches no stream; run twice it writes the same receipt again, which changes nothing.
/// </summary>
public static class ConfirmOpenedHandler
{
    public static async Task Handle(
        ConfirmOpened command,
        IQuerySession session,
        Intakes intakes,
        CancellationToken cancellation
    )
    {
        if (await session.LoadAsync<Request>(command.RequestId, cancellation) is not { } request)
            return;
        foreach (var leg in request.ReceivedLegs.Where(leg => leg.MessageId == command.MessageId))
        foreach (
            var intake in intakes
                .Open()
                .Values.Where(intake => intake.Authority == session.TenantId && intake.Channel == leg.Channel)
        )
            await intake.ConfirmOpenedAsync(
                new(request.Counterpart, leg.MessageId, leg.Number),
                command.OpenedAt,
                cancellation
            );
    }
}
