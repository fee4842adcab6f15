using Gateway.Domain;
using Gateway.Domain.Messages;
using Gateway.Domain.Requests;
using Gateway.Tests.Infrastructure;

namespace Gateway.Tests.Journeys;

/// <summary>
/// The whole story of the Medellín rule over HTTP: two gateways, two databases, a mailbox channel and a shared folder.
/// </summary>
public sealed class SameChannelJourneyTests(TestPostgres postgres)
{
    [Fact]
    public async Task A_locked_channel_fails_is_left_with_notice_recovers_and_is_returned_to()
    {
        await using var exchange = await Exchange.StartAsync(postgres);
        var (colombia, spain) = (exchange.Colombia, exchange.Spain);
        await exchange.OpenAsync();
        (await spain.ProgressAsync()).GetProperty("lock").GetString().ShouldBe("maildir");

        // Rejected elsewhere, and an exception is not to be had for nothing.
        await spain.RejectedAsync(Problem.ChannelLocked, spain.Write(MessageKind.Acknowledgement), "folder");
        await spain.RejectedAsync(
            Problem.ExceptionIncomplete,
            "channel-exceptions",
            new { channel = "folder", ground = "superveningSituation" },
            spain.DecidingOfficer
        );
        await spain.RejectedAsync(
            Problem.MalformedRequest,
            "channel-exceptions",
            new
            {
                channel = "folder",
                ground = "whim",
                reasons = "Because.",
            },
            spain.DecidingOfficer
        );
        await spain.RejectedAsync(
            Problem.ExceptionIncomplete,
            "channel-exceptions",
            new
            {
                channel = "folder",
                ground = "superveningSituation",
                reasons = "It is down.",
            }
        );
        (await spain.FactsAsync()).ShouldNotContain(nameof(ChannelExceptionDeclared));

        // The channel goes down; the gateway knows it and offers it as a ground, a person decides.
        await exchange.Site.BlockMailboxAsync("CO-CA");
        await Eventually.SeeAsync(async () =>
            (await spain.Gateway.GetAsync(spain.Officer, "/v1/channels"))
                .GetProperty("items")
                .EnumerateArray()
                .Any(channel =>
                    channel.GetProperty("name").GetString() == "maildir" && channel.TryGetProperty("outageSince", out _)
                )
                ? "down"
                : null
        );
        await spain.DoneAsync(
            "channel-exceptions",
            new
            {
                channel = "folder",
                ground = "superveningSituation",
                reasons = "The mailbox has been down since this morning.",
            },
            spain.DecidingOfficer
        );
        await spain.RejectedAsync(Problem.ChannelLocked, spain.Write(MessageKind.Acknowledgement), "folder");

        // The notice goes first, here over the new channel because the locked one is down.
        var notice = await spain.SayAsync(
            MessageKind.ChannelNotice,
            says: new(NewChannel: "folder", ChannelGround: ChannelGround.SuperveningSituation)
        );
        await spain.RecordsAsync(nameof(SenderInformedOfChannelChange), nameof(ChannelSwitched));
        (await spain.ChannelOfAsync(notice)).ShouldBe("folder");
        var acknowledgement = await spain.SayAsync(MessageKind.Acknowledgement);
        (await spain.ChannelOfAsync(acknowledgement)).ShouldBe("folder");
        await colombia.RecordsAsync(nameof(ChannelChangeNoticed), nameof(RequestAcknowledged));
        await colombia.IsAsync(RequestState.Acknowledged);

        // It recovers: the next communication goes back by itself, and the other channel is closed again.
        exchange.Site.UnblockMailbox("CO-CA");
        await Eventually.SeeAsync(async () =>
            (await spain.Gateway.GetAsync(spain.Officer, "/v1/channels"))
                .GetProperty("items")
                .EnumerateArray()
                .All(channel => !channel.TryGetProperty("outageSince", out _))
                ? "up"
                : null
        );
        var report = await spain.SayAsync(MessageKind.ProgressReport, says: new(Stage: Stage.InExecution));
        (await spain.ChannelOfAsync(report)).ShouldBe("maildir");
        await colombia.IsAsync(RequestState.InExecution);
        await spain.RejectedAsync(Problem.ChannelLocked, spain.Write(MessageKind.ProgressReport), "folder");

        string[] story =
        [
            nameof(ChannelLocked),
            nameof(ChannelExceptionDeclared),
            nameof(SenderInformedOfChannelChange),
            nameof(ChannelSwitched),
            nameof(RequestAcknowledged),
            nameof(ChannelRestored),
            nameof(StatusReported),
        ];
        (await spain.FactsAsync()).Where(story.Contains).Distinct().ShouldBe(story);
        var history = await spain.HistoryAsync();
        var informed = history
            .Single(item => item.GetProperty("type").GetString() == nameof(SenderInformedOfChannelChange))
            .GetProperty("sequence")
            .GetInt64();
        history
            .Where(item =>
                item.GetProperty("type").GetString() == nameof(ChannelSelected)
                && item.GetProperty("channel").GetString() == "folder"
                && item.GetProperty("messageId").GetGuid() != notice.MessageId
            )
            .ShouldAllBe(item => item.GetProperty("sequence").GetInt64() > informed);
        (await colombia.FactsAsync()).ShouldNotContain(nameof(ChannelDeviationDetected), "What was announced is expected.");
    }

    [Fact]
    public async Task Both_are_on_the_platform_and_an_officer_may_still_choose_another_channel_for_the_first_transmission()
    {
        await using var exchange = await Exchange.StartAsync(postgres);
        await exchange.OpenAsync(channel: "folder");

        (await exchange.Spain.ProgressAsync()).GetProperty("lock").GetString().ShouldBe("folder");
        await exchange.Spain.RejectedAsync(
            Problem.ChannelLocked,
            exchange.Spain.Write(MessageKind.Acknowledgement),
            "maildir"
        );
        var answer = await exchange.Spain.SayAsync(MessageKind.Acknowledgement);
        (await exchange.Spain.ChannelOfAsync(answer)).ShouldBe("folder");
        await exchange.Colombia.IsAsync(RequestState.Acknowledged);
    }

    [Fact]
    public async Task An_exception_on_the_nature_of_the_request_stays_until_an_officer_ends_it()
    {
        await using var exchange = await Exchange.StartAsync(postgres);
        var spain = exchange.Spain;
        await exchange.OpenAsync();
        await spain.DoneAsync(
            "channel-exceptions",
            new
            {
                channel = "folder",
                ground = "natureOfRequest",
                reasons = "Too sensitive for mail.",
            },
            spain.DecidingOfficer
        );
        var notice = await spain.SayAsync(
            MessageKind.ChannelNotice,
            says: new(NewChannel: "folder", ChannelGround: ChannelGround.NatureOfRequest)
        );
        (await spain.ChannelOfAsync(notice)).ShouldBe(
            "maildir",
            "The notice goes over the locked channel where that works."
        );
        await spain.RecordsAsync(nameof(ChannelSwitched));
        (await spain.ChannelOfAsync(await spain.SayAsync(MessageKind.Acknowledgement))).ShouldBe("folder");

        await spain.DoneAsync("channel-restorations", new { });

        (await spain.ChannelOfAsync(await spain.SayAsync(MessageKind.ProgressReport))).ShouldBe("maildir");
        await exchange.Colombia.IsAsync(RequestState.InExecution);
    }
}
