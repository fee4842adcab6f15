using System.Diagnostics;
using Gateway.Api.Observability;
using Gateway.Domain;
using Gateway.Domain.Authorities;
using Gateway.Domain.Channels;
using Gateway.Domain.Messages;
using Gateway.Domain.Transmissions;
using Gateway.Domain.Vault;
using Marten;

namespace Gateway.Api.Transmissions;

/// <summary>
/// Carries one recorded attempt. It is the only handler that waits for external systems: it appends nothing and answers with
/// a message. If it runs twice, it sends the same bytes under the same key, and only the first answer counts.
/// </summary>
public static class CarryTransmissionHandler
{
    public static async Task<ChannelAnswered?> Handle(
        CarryTransmission command,
        IQuerySession session,
        IReadOnlyDictionary<string, IChannel> channels,
        IAuthorityDirectory directory,
        IVault vault,
        RetrySchedule schedule,
        Telemetry telemetry,
        TimeProvider clock,
        CancellationToken cancellation
    )
    {
        var transmission = await session.LoadAsync<Transmission>(command.TransmissionId, cancellation);
        if (transmission is not { State: TransmissionState.Attempting } || transmission.Attempt != command.Attempt)
            return null;
        using var span = StartTrace(telemetry, transmission);
        var started = clock.GetTimestamp();
        var answer = await CarryAsync(transmission, session.TenantId, channels, directory, vault, schedule, cancellation);
        span?.SetTag("gateway.outcome", Codes.Of(answer.Outcome));
        if (answer.Outcome != DeliveryOutcome.HandedToChannel)
            span?.SetStatus(ActivityStatusCode.Error).SetTag("error.type", answer.Detail);
        telemetry.Attempted(transmission.Channel, transmission.To, answer, clock.GetElapsedTime(started));
        if (answer.Outcome == DeliveryOutcome.HandedToChannel)
            telemetry.HandedOver(transmission.Channel, clock.GetUtcNow() - transmission.QueuedAt);
        return new ChannelAnswered(transmission.Id, transmission.RequestId, command.Attempt, answer.Outcome, answer.Detail);
    }

    private static async Task<ChannelAnswer> CarryAsync(
        Transmission transmission,
        string tenant,
        IReadOnlyDictionary<string, IChannel> channels,
        IAuthorityDirectory directory,
        IVault vault,
        RetrySchedule schedule,
        CancellationToken cancellation
    )
    {
        if (
            !channels.TryGetValue(transmission.Channel, out var channel)
            || directory.Find(transmission.From)?.Endpoint(transmission.Channel) is not { } sender
            || directory.Find(transmission.To)?.Endpoint(transmission.Channel) is not { } recipient
        )
            return new(DeliveryOutcome.Retryable, "channel-not-configured");
        if (transmission.EndpointRevision is { } recorded && recorded != recipient.Revision)
            return new(DeliveryOutcome.Retryable, "endpoint-changed");
        try
        {
            var scope = new VaultScope(tenant, transmission.RequestId);
            var document = await ContentAsync(
                vault,
                scope,
                transmission.Message.Document,
                PartPlace.Document(transmission.MessageId),
                cancellation
            );
            var attachments = new List<Content>();
            // A container is sent whole; the files taken out of it are not sent separately.
            foreach (
                var item in document.MediaType == DocumentForm.Container.MediaType ? [] : transmission.Message.Attachments
            )
                attachments.Add(
                    await ContentAsync(
                        vault,
                        scope,
                        item,
                        PartPlace.Attachment(transmission.MessageId, attachments.Count + 1),
                        cancellation
                    )
                );
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            limit.CancelAfter(schedule.AnswerOver(transmission.Channel));
            return await channel.CarryAsync(
                new(
                    transmission.Key,
                    transmission.Attempt,
                    transmission.ExchangeId,
                    transmission.From,
                    transmission.To,
                    sender,
                    recipient,
                    transmission.QueuedAt,
                    document,
                    attachments,
                    transmission.LegKind
                ),
                limit.Token
            );
        }
        catch (VaultItemUnreadableException)
        {
            // The failure occurred before the channel began. No attempt with these bytes can succeed, so a person must be
            // informed.
            return new(DeliveryOutcome.Permanent, "content-unreadable");
        }
    }

    private static async Task<Content> ContentAsync(
        IVault vault,
        VaultScope scope,
        VaultItem item,
        string place,
        CancellationToken cancellation
    )
    {
        var found = await vault.FindAsync(scope, item, place, cancellation);
        return new(found.Index.Name, found.Index.MediaType, found.Index.Size, _ => ValueTask.FromResult(found.Open()));
    }

    /// <summary>A trace of its own, linked to the submission.</summary>
    private static Activity? StartTrace(Telemetry telemetry, Transmission transmission)
    {
        Activity.Current = null;
        return telemetry
            .Source.StartActivity($"send {transmission.Channel}", ActivityKind.Producer)
            .LinkTo(transmission.Submission)
            .About(transmission.MessageId, transmission.ExchangeId)
            ?.SetTag("messaging.system", "gateway")
            .SetTag("messaging.operation.name", "send")
            .SetTag("messaging.operation.type", "send")
            .SetTag("messaging.destination.name", transmission.To)
            .SetTag("gateway.channel", transmission.Channel)
            .SetTag("gateway.attempt", transmission.Attempt);
    }
}
