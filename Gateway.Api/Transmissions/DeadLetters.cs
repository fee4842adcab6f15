using System.Text.Json;
using Gateway.Domain.Requests;
using Gateway.Domain.Transmissions;
using Marten;
using Wolverine.Persistence.Durability;
using Wolverine.Persistence.Durability.DeadLetterManagement;

namespace Gateway.Api.Transmissions;

/// <summary>
/// Removes dead letters of the queues whose work was done in another way: the event stream shows that it has happened. A
/// dead letter for which a stream still waits is kept for a person.
/// </summary>
public sealed class DeadLetters(IMessageStore messages, IDocumentStore store, TimeProvider clock)
{
    private const int Page = 100;
    private const int CallsPerLook = 12;
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);
    private int calls;

    /// <summary>Looks once in so many calls: nothing waits for it.</summary>
    public async Task SettleAsync(CancellationToken cancellation)
    {
        if (calls++ % CallsPerLook == 0)
            await SettleNowAsync(cancellation);
    }

    /// <returns>How many were removed.</returns>
    public async Task<int> SettleNowAsync(CancellationToken cancellation)
    {
        var removed = 0;
        for (var page = 1; ; page++)
        {
            var found = await messages.DeadLetters.QueryAsync(
                new DeadLetterEnvelopeQuery { PageNumber = page, PageSize = Page },
                cancellation
            );
            var done = new List<Guid>();
            foreach (var letter in found.Envelopes)
                if (await IsDoneAsync(letter, cancellation))
                    done.Add(letter.Id);
            if (done.Count > 0)
                await messages.DeadLetters.DiscardAsync(new DeadLetterEnvelopeQuery([.. done]), cancellation);
            removed += done.Count;
            if (found.Envelopes.Count < Page)
                return removed;
        }
    }

    private async Task<bool> IsDoneAsync(DeadLetterEnvelope letter, CancellationToken cancellation)
    {
        if (letter.Envelope is not { Data: { } data, TenantId: { } tenant })
            return false;
        try
        {
            return letter.MessageType switch
            {
                "start-attempt" when Read<StartAttempt>() is { } start => await TransmissionAsync(start.TransmissionId)
                    is { } now
                    && (!now.AwaitsAttempt || now.Attempt != start.AfterAttempt),
                "carry-transmission" when Read<CarryTransmission>() is { } carry => HasEnded(
                    await TransmissionAsync(carry.TransmissionId),
                    carry.Attempt
                ),
                "channel-answered" when Read<ChannelAnswered>() is { } answer => HasEnded(
                    await TransmissionAsync(answer.TransmissionId),
                    answer.Attempt
                ),
                "check-deadlines" when Read<CheckDeadlines>() is { } check => await RequestAsync(check.RequestId)
                    is { } request
                    && !(request.NextDueAt <= clock.GetUtcNow()),
                _ => false,
            };
        }
        catch (JsonException)
        {
            return false;
        }

        T? Read<T>() => JsonSerializer.Deserialize<T>(data, Json);

        static bool HasEnded(Transmission? now, int attempt) =>
            now is not null && (now.State != TransmissionState.Attempting || now.Attempt != attempt);

        async Task<Transmission?> TransmissionAsync(Guid id) =>
            await FactsAsync(id) is { Count: > 0 } facts ? TransmissionFold.Replay(facts) : null;

        async Task<Request?> RequestAsync(Guid id) => RequestFold.Replay(await FactsAsync(id));

        async Task<IReadOnlyList<object>> FactsAsync(Guid id)
        {
            await using var session = store.QuerySession(tenant);
            return [.. (await session.Events.FetchStreamAsync(id, token: cancellation)).Select(fact => fact.Data)];
        }
    }
}
