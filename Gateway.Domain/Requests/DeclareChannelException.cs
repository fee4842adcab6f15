using Gateway.Domain.Channels;
using Gateway.Domain.LegalBases;
using Gateway.Domain.Messages;
using Gateway.Domain.Vault;

namespace Gateway.Domain.Requests;

/// <summary>A deciding officer leaves the locked channel, on a ground of the legal basis and with reasons.</summary>
public sealed record DeclareChannelException(Guid ExceptionId, string Channel, ChannelGround Ground, VaultItem Reasons);

/// <summary>Declares an exception. It opens no channel by itself: the notice to the sender must be sent first.</summary>
public static class DeclareChannelExceptionDecider
{
    private static readonly TimeSpan NoticeWithin = TimeSpan.FromDays(1);

    /// <summary>
    /// Null when the exception may be declared. It may be declared without an outage: a person decides, not the gateway.
    /// </summary>
    /// <param name="isDecidingOfficer">Whether the caller may decide in the authority's name.</param>
    /// <param name="hasEndpoint">Whether the counterpart is reached over the new channel.</param>
    public static Problem? Reject(
        string? channel,
        ChannelGround? ground,
        string? reasons,
        bool isDecidingOfficer,
        bool hasEndpoint,
        Request request,
        Terms terms
    )
    {
        if (!isDecidingOfficer)
            return new(Problem.ExceptionIncomplete, "Only a deciding officer leaves the channel of a request.");
        if (string.IsNullOrWhiteSpace(channel) || ground is null || string.IsNullOrWhiteSpace(reasons))
            return new(
                Problem.ExceptionIncomplete,
                "An exception needs channel, ground (natureOfRequest or superveningSituation) and reasons."
            );
        if (request.Lock is not { } locked)
            return new(Problem.WrongState, "The request is not locked to a channel, so there is nothing to except from.");
        if (!terms.Channel.ExceptionGrounds.Contains(ground.Value))
            return new(Problem.ExceptionIncomplete, "The legal basis of the request does not know this ground.");
        if (channel == locked)
            return new(Problem.WrongState, "The request is locked to this very channel.");
        if (!hasEndpoint)
            return new(Problem.CounterpartUnknown, "The directory knows no way to the counterpart over this channel.");
        if (request.Exception is { State: ChannelExceptionState.Declared })
            return new(Problem.WrongState, "An exception is declared already and waits for its notice to the sender.");
        return request.Exception is { State: ChannelExceptionState.Switched } current && current.To == channel
                ? new(Problem.WrongState, "An exception for this channel is in force already.")
            : request.ClosedAt is not null ? new(Problem.WrongState, "The case is closed; reopen it first.")
            : null;
    }

    public static IReadOnlyList<object> Decide(
        DeclareChannelException command,
        Request request,
        Outages outages,
        DateTimeOffset now
    )
    {
        var from = request.Lock!;
        return
        [
            new ChannelExceptionDeclared(
                request.Id,
                command.ExceptionId,
                from,
                command.Channel,
                command.Ground,
                command.Reasons,
                command.Ground == ChannelGround.SuperveningSituation ? outages.Of(from)?.OutageId : null,
                now
            ),
            new ObligationOpened(
                request.Id,
                request.Deadlines.Count + 1,
                DeadlineKind.ChannelNotice,
                MessageId: null,
                Basis: null,
                Obligations.Warning(now, now + NoticeWithin),
                now + NoticeWithin,
                now
            ),
        ];
    }

    /// <summary>
    /// The events after a notice was handed to its channel: only then the sender is informed and the channel is switched.
    /// </summary>
    internal static IReadOnlyList<object> Inform(
        Request request,
        Guid messageId,
        Guid transmissionId,
        string channel,
        DateTimeOffset now
    )
    {
        if (
            request.Exception is not { State: ChannelExceptionState.Declared } exception
            || request.Messages.Find(message => message.MessageId == messageId)
                is not { Kind: MessageKind.ChannelNotice } notice
            || notice.Says?.NewChannel != exception.To
        )
            return [];
        List<object> facts =
        [
            new SenderInformedOfChannelChange(request.Id, exception.ExceptionId, messageId, transmissionId, channel, now),
            new ChannelSwitched(request.Id, exception.ExceptionId, exception.From, exception.To, now),
        ];
        if (request.Deadlines.Find(deadline => deadline is { Kind: DeadlineKind.ChannelNotice, IsOpen: true }) is { } owed)
            facts.Add(new ObligationMet(request.Id, owed.Number, messageId, now));
        return facts;
    }
}
