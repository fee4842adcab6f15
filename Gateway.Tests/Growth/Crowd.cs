using Gateway.Domain.Messages;
using Gateway.Domain.Requests;
using Gateway.Domain.Transmissions;
using Gateway.Domain.Vault;
using Gateway.Tests.Infrastructure;
using Gateway.Tests.Requests;
using Marten;
using Microsoft.Extensions.DependencyInjection;

namespace Gateway.Tests.Growth;

/// <summary>Fills a store with requests of CO-CA as the gateway would have recorded them, quickly.</summary>
internal static class Crowd
{
    private static readonly StoredMessage Stored = new(new VaultItem("item", "digest", 1), []);

    /// <param name="state">Of the transmission of each: handed over, unless something else is asked for.</param>
    /// <returns>The requests.</returns>
    public static async Task<IReadOnlyList<Guid>> AddAsync(
        TestGateway gateway,
        int requests,
        TransmissionState state = TransmissionState.HandedToChannel,
        int messages = 1
    )
    {
        var store = gateway.App.Services.GetRequiredService<IDocumentStore>();
        var made = new List<Guid>();
        foreach (var batch in Enumerable.Range(0, requests).Chunk(50))
        {
            await using var session = store.LightweightSession("CO-CA");
            foreach (var _ in batch)
                made.Add(Add(session, state, messages));
            await session.SaveChangesAsync();
        }
        return made;
    }

    private static Guid Add(IDocumentSession session, TransmissionState state, int messages)
    {
        var side = new Side("CO-CA", "ES-CA") { Now = Now() };
        for (var number = 0; number < messages; number++)
        {
            var message = side.Write(number == 0 ? MessageKind.Request : MessageKind.Consultation);
            var sent = side.Send(message);
            if (state == TransmissionState.HandedToChannel)
                side.Answered(message, sent);
            session.Events.StartStream<Transmission>(sent.Transmission, Facts(side, message, sent, state));
        }
        session.Events.StartStream<Request>(side.Request!.Id, side.Facts);
        return side.Request.Id;
    }

    private static IEnumerable<object> Facts(
        Side side,
        Message message,
        (Guid Transmission, string Channel) sent,
        TransmissionState state
    )
    {
        yield return new TransmissionQueued(
            sent.Transmission,
            side.Request!.Id,
            message.ExchangeId,
            message.MessageId,
            message.Kind,
            1,
            "CO-CA",
            "ES-CA",
            sent.Channel,
            Stored,
            null,
            side.Now
        );
        yield return new TransmissionAttempted(sent.Transmission, 1, side.Now.AddMinutes(2), side.Now);
        if (state == TransmissionState.HandedToChannel)
            yield return new TransmissionHandedToChannel(sent.Transmission, 1, "maildir", side.Now);
        else if (state == TransmissionState.AttemptFailed)
            yield return new TransmissionAttemptFailed(
                sent.Transmission,
                1,
                "maildir-full",
                side.Now.AddHours(12),
                side.Now
            );
    }

    private static DateTimeOffset Now()
    {
        var now = DateTimeOffset.UtcNow;
        return now.AddTicks(-(now.Ticks % TimeSpan.TicksPerMicrosecond));
    }
}
