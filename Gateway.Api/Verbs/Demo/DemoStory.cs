using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using Gateway.Adapters.Messages;
using Gateway.Adapters.Xades.Signing;
using Gateway.Api.Sandbox;
using Gateway.Domain;
using Gateway.Domain.Messages;

namespace Gateway.Api.Verbs.Demo;

/// <summary>
/// The exchange a demonstration plays: a request from Colombia to Spain is received, acknowledged, questioned, answered and
/// executed; part of the result leaves the channel the request came by, with the notice that this needs. Afterwards both
/// histories are read back and every promise is checked against them.
/// </summary>
internal sealed class DemoStory(DemoGateway colombia, DemoGateway spain, string channel, string root)
{
    private const string Colombia = "CO-CA";
    private const string Spain = "ES-CA";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(40);
    private readonly Timeline timeline = new();
    private readonly string other = channel == "folder" ? "maildir" : "folder";

    public async Task<bool> PlayAsync()
    {
        Timeline.Title("A request for mutual legal assistance, from Bogotá to Madrid and back");
        Timeline.Note($"{Colombia}  central authority of Colombia  {colombia.Url}");
        Timeline.Note($"{Spain}  central authority of Spain     {spain.Url}");
        Timeline.Note(
            $"two processes, two databases, two sets of keys; between them {channel}, and {other} should it be needed"
        );
        Timeline.Blank();

        var annex = Encoding.UTF8.GetBytes(
            string.Concat(Enumerable.Repeat("Extracto bancario; movimiento; importe; divisa\r\n", 800))
        );
        var request = Message(MessageKind.Request, Colombia) with
        {
            Attachments = [new SampleAttachment("extractos.csv", "text/csv", annex)],
        };
        var signed = Sign(request);
        timeline.Say(
            Colombia,
            $"an officer signs a request ({Size(signed.Length)}, one annex of {Size(annex.Length)}) as XAdES-BASELINE-B"
        );
        var accepted = await colombia.PostAsync("/v1/requests", signed, ("extractos.csv", annex));
        var requesting = accepted.GetProperty("id").GetGuid();
        timeline.Say(Colombia, "the gateway verifies the signature, seals the original and accepts: the receipt is signed");
        await StateAsync(colombia, requesting, "dispatched");
        timeline.Say(Colombia, $"handed to {channel}");

        var requested = await ArrivalAsync(spain, request);
        timeline.Say(Spain, $"received over {channel}, signature verified; the channel is now locked");
        await spain.TakeOverAsync(request.MessageId);
        timeline.Say(Spain, "an officer takes it over from the inbox");

        var acknowledgement = Message(MessageKind.Acknowledgement, Spain, request, request.MessageId);
        await spain.PostAsync($"/v1/requests/{requested}/messages", Sign(acknowledgement));
        timeline.Say(Spain, "acknowledges receipt, by a signed message");
        await StateAsync(colombia, requesting, "acknowledged");
        timeline.Say(Colombia, "the acknowledgement is here: the state is acknowledged, not before");

        var question = Message(MessageKind.ClarificationRequest, Spain, request, request.MessageId);
        var elsewhere = await spain.RejectionAsync($"/v1/requests/{requested}/messages?channel={other}", Sign(question));
        timeline.Say(Spain, $"a question, sent over another channel by mistake: rejected ({elsewhere})");
        await spain.PostAsync($"/v1/requests/{requested}/messages", Sign(question));
        timeline.Say(Spain, $"the question goes back over {channel}, the way the request came");
        await StateAsync(colombia, requesting, "clarificationPending");
        timeline.Say(Colombia, "additional information is asked for");

        var answer = Message(MessageKind.Clarification, Colombia, request, question.MessageId);
        await colombia.PostAsync($"/v1/requests/{requesting}/messages", Sign(answer));
        timeline.Say(Colombia, "answers, signed");
        await StateAsync(spain, requested, "underAssessment");
        timeline.Say(Spain, "the answer is here: under assessment");

        var report = Message(MessageKind.ProgressReport, Spain, request, request.MessageId) with
        {
            Says = new(Stage: Stage.InExecution),
        };
        await spain.PostAsync($"/v1/requests/{requested}/messages", Sign(report));
        await StateAsync(colombia, requesting, "inExecution");
        timeline.Say(Spain, "reports that execution has begun");
        await LeaveChannelAsync(requesting, requested, request);

        var result = Message(MessageKind.Result, Spain, request, request.MessageId) with
        {
            Says = new(Extent: Extent.Whole),
        };
        await spain.PostAsync($"/v1/requests/{requested}/messages", Sign(result));
        await StateAsync(colombia, requesting, "executed");
        timeline.Say(Spain, $"the rest of the result leaves over {channel} again: executed");
        await colombia.ActAsync($"/v1/requests/{requesting}/closures", new { reasons = "Everything asked for is here." });
        await StateAsync(colombia, requesting, "closed");
        timeline.Say(Colombia, "closes the case");
        return await LookUpAsync(requesting, requested, request, signed, annex);
    }

    /// <summary>
    /// The exception from the channel: decided with ground and reasons, announced to the sender, used, and ended again.
    /// </summary>
    private async Task LeaveChannelAsync(Guid requesting, Guid requested, SampleMessage request)
    {
        var records = new SampleAttachment(
            "cuenta-reservada.csv",
            "text/csv",
            Encoding.UTF8.GetBytes("Titular; saldo; divisa\r\n")
        );
        var part = Message(MessageKind.Result, Spain, request, request.MessageId) with
        {
            Attachments = [records],
            Says = new(Extent: Extent.Part),
        };
        var early = await spain.RejectionAsync(
            $"/v1/requests/{requested}/messages?channel={other}",
            Sign(part),
            (records.Name, records.Content.ToArray())
        );
        timeline.Say(
            Spain,
            $"part of the result is too sensitive for {channel}; sent over {other} just so: rejected ({early})"
        );
        var incomplete = await spain.RejectedActAsync(
            $"/v1/requests/{requested}/channel-exceptions",
            new { channel = other, ground = "natureOfRequest" }
        );
        timeline.Say(Spain, $"an exception without reasons: rejected ({incomplete})");
        await spain.ActAsync(
            $"/v1/requests/{requested}/channel-exceptions",
            new
            {
                channel = other,
                ground = "natureOfRequest",
                reasons = "The records name protected witnesses.",
            },
            isDecision: true
        );
        timeline.Say(Spain, "a deciding officer declares the exception, with ground and reasons");
        var notice = Message(MessageKind.ChannelNotice, Spain, request, request.MessageId) with
        {
            Says = new(NewChannel: other, ChannelGround: ChannelGround.NatureOfRequest),
        };
        await spain.PostAsync($"/v1/requests/{requested}/messages", Sign(notice));
        await FactAsync(spain, requested, "ChannelSwitched");
        timeline.Say(Spain, $"the notice to the sender has left over {channel}: only now the channel is switched");
        await FactAsync(colombia, requesting, "ChannelChangeNoticed");
        timeline.Say(Colombia, $"is informed, and expects {other}");
        part = part with { IssuedAt = TimeProvider.System.GetUtcNow() };
        await spain.PostAsync($"/v1/requests/{requested}/messages", Sign(part), (records.Name, records.Content.ToArray()));
        await StateAsync(colombia, requesting, "partiallyExecuted");
        timeline.Say(Spain, $"part of the result has gone over {other}");
        await spain.ActAsync($"/v1/requests/{requested}/channel-restorations", new { });
        timeline.Say(Spain, $"the exception is ended: back to {channel}");
    }

    private async Task<bool> LookUpAsync(Guid requesting, Guid requested, SampleMessage request, byte[] signed, byte[] annex)
    {
        var ours = await HistoryAsync(colombia, requesting);
        var theirs = await HistoryAsync(spain, requested);
        Timeline.Facts("What Colombia can prove, fact by fact", ours);
        Timeline.Facts("What Spain can prove, fact by fact", theirs);
        Timeline.Title("Looked up afterwards");

        var acknowledgedAt = ours.First(fact => fact.Type == "RequestAcknowledged").At;
        var before = await colombia.GetAsync($"/v1/requests/{requesting}?at={acknowledgedAt.AddTicks(-10).UtcDateTime:O}");
        return Timeline.AllHold(
            (
                "every step is recorded on the side that took it",
                Holds(
                    ours,
                    "RequestSubmitted",
                    "SignatureVerified",
                    "SubmissionAccepted",
                    "TransmissionHandedToChannel",
                    "MessageDispatched",
                    "ChannelLocked",
                    "RequestAcknowledged",
                    "ClarificationRequested",
                    "ClarificationProvided",
                    "ChannelChangeNoticed",
                    "PartiallyExecuted",
                    "Executed",
                    "RequestClosed"
                )
                    && Holds(
                        theirs,
                        "RequestReceived",
                        "SignatureVerified",
                        "ChannelLocked",
                        "MessageTakenOver",
                        "RequestAcknowledged",
                        "ClarificationRequested",
                        "TransmissionHandedToChannel",
                        "ClarificationProvided",
                        "ExecutionStarted",
                        "ChannelExceptionDeclared",
                        "SenderInformedOfChannelChange",
                        "ChannelSwitched",
                        "ChannelRestored",
                        "Executed"
                    )
            ),
            (
                "the same channel carried everything back, but for the one part of the exception",
                theirs.Count(fact => fact.Type == "ChannelSelected" && fact.Channel != channel) == 1
                    && ours.All(fact => fact.Type != "ChannelDeviationDetected")
            ),
            (
                "nothing left over the other channel before the sender was informed",
                theirs.ToList().FindIndex(fact => fact.Type == "ChannelSelected" && fact.Channel == other)
                    > theirs.ToList().FindIndex(fact => fact.Type == "SenderInformedOfChannelChange")
            ),
            (
                "one attempt at a time, and none left open",
                ours.Concat(theirs).Count(fact => fact.Type == "TransmissionAttempted")
                    == ours.Concat(theirs).Count(fact => fact.Type == "TransmissionHandedToChannel")
            ),
            (
                "the original is byte-identical in Madrid",
                (await spain.GetBytesAsync($"/v1/requests/{requested}/messages/{request.MessageId}/original"))
                    .AsSpan()
                    .SequenceEqual(signed)
            ),
            (
                "so is its annex",
                (await spain.GetBytesAsync($"/v1/requests/{requested}/messages/{request.MessageId}/attachments/1"))
                    .AsSpan()
                    .SequenceEqual(annex)
            ),
            (
                "an instant before the acknowledgement the request was not acknowledged, whatever receipts had come",
                before.GetProperty("state").GetString() is "dispatched" or "received"
            ),
            (
                $"replaying twice gives the same: {await ReplayAsync(requesting)}",
                await ReplayAsync(requesting) == await ReplayAsync(requesting)
            )
        );
    }

    private static SampleMessage Message(MessageKind kind, string from, SampleMessage? within = null, Guid? answers = null)
    {
        var now = TimeProvider.System.GetUtcNow();
        return new(
            kind,
            from,
            from == Colombia ? Spain : Colombia,
            Guid.CreateVersion7(now),
            within?.ExchangeId ?? Guid.CreateVersion7(now),
            now
        )
        {
            Answers = answers,
        };
    }

    private byte[] Sign(SampleMessage message)
    {
        var (folder, officer) = message.From == Colombia ? ("co", "co-officer") : ("es", "es-officer");
        using var key = X509CertificateLoader.LoadPkcs12FromFile(
            Path.Combine(SandboxSite.FolderOf(Path.Combine(root, folder)), $"{officer}.p12"),
            SandboxSite.Password
        );
        return XadesSigner.Sign(message.Write(), key, message.IssuedAt);
    }

    private static async Task<Guid> ArrivalAsync(DemoGateway gateway, SampleMessage message) =>
        await UntilAsync(
            async () =>
                (await gateway.GetAsync("/v1/inbox"))
                    .GetProperty("items")
                    .EnumerateArray()
                    .Where(item => item.GetProperty("messageId").GetGuid() == message.MessageId)
                    .Select(item => (Guid?)item.GetProperty("requestId").GetGuid())
                    .FirstOrDefault(),
            $"The {Codes.Of(message.Kind)} did not arrive at {gateway.Authority}."
        );

    private static Task<Guid> StateAsync(DemoGateway gateway, Guid request, string state) =>
        UntilAsync<Guid>(
            async () =>
                (await gateway.GetAsync($"/v1/requests/{request}")).GetProperty("state").GetString() == state
                    ? request
                    : null,
            $"{gateway.Authority} did not come to {state}."
        );

    private static Task<Guid> FactAsync(DemoGateway gateway, Guid request, string type) =>
        UntilAsync<Guid>(
            async () => Holds(await HistoryAsync(gateway, request), type) ? request : null,
            $"{gateway.Authority} did not record {type}."
        );

    private static async Task<T> UntilAsync<T>(Func<Task<T?>> look, string otherwise)
        where T : struct
    {
        var clock = TimeProvider.System;
        var started = clock.GetTimestamp();
        while (clock.GetElapsedTime(started) < Patience)
        {
            if (await look() is { } seen)
                return seen;
            await Task.Delay(100);
        }
        throw new DemoFailedException(otherwise);
    }

    private static async Task<IReadOnlyList<Fact>> HistoryAsync(DemoGateway gateway, Guid request) =>
        [
            .. (await gateway.GetAsync($"/v1/requests/{request}/history"))
                .GetProperty("items")
                .EnumerateArray()
                .Select(Fact.Read),
        ];

    private async Task<string> ReplayAsync(Guid request) =>
        Convert.ToHexStringLower(
            SHA256.HashData([
                .. await colombia.GetBytesAsync($"/v1/requests/{request}"),
                .. await colombia.GetBytesAsync($"/v1/requests/{request}/history"),
            ])
        )[..16];

    private static bool Holds(IReadOnlyList<Fact> history, params IReadOnlyList<string> types) =>
        types.All(type => history.Any(fact => fact.Type == type));

    private static string Size(int bytes) => bytes < 1000 ? $"{bytes} B" : $"{bytes / 1000} kB";
}

/// <summary>A line of a history, as the contract gives it.</summary>
internal sealed record Fact(string Type, DateTimeOffset At, string Actor, string? Channel)
{
    public static Fact Read(JsonElement item) =>
        new(
            item.GetProperty("type").GetString()!,
            item.GetProperty("at").GetDateTimeOffset(),
            item.GetProperty("actor").GetString()!,
            item.TryGetProperty("channel", out var channel) ? channel.GetString() : null
        );
}
