using System.Net;
using System.Net.Http.Json;
using Gateway.Adapters.Messages;
using Gateway.Domain;
using Gateway.Domain.Channels;
using Gateway.Domain.LegalBases;
using Gateway.Domain.Messages;
using Gateway.Domain.Requests;
using Gateway.Tests.Infrastructure;

namespace Gateway.Tests.Channels;

/// <summary>
/// What an authority that is registered and signs properly still cannot do to others: each control by itself, over the real
/// parts.
/// </summary>
public sealed class ArrivalControlTests(Arrivals arrivals) : IClassFixture<Arrivals>
{
    [Fact]
    public async Task Who_is_no_party_to_an_exchange_writes_nothing_into_it()
    {
        var (request, own, mirrored) = await arrivals.OpenAsync();
        SampleMessage Speak(string to) =>
            TestSite.Sample(MessageKind.ProgressReport, "UY-CA", to, request.ExchangeId, request.MessageId);

        await arrivals.IsSetAsideAsync(Problem.Forbidden, "CO-CA", arrivals.Sign(Speak("CO-CA")));
        await arrivals.IsSetAsideAsync(Problem.Forbidden, "ES-CA", arrivals.Sign(Speak("ES-CA")));

        (await arrivals.FactsAsync("co-officer", own)).ShouldNotContain(nameof(MessageReceived));
        (await arrivals.FactsAsync("es-officer", mirrored)).ShouldNotContain(nameof(MessageReceived));
    }

    [Fact]
    public async Task What_is_addressed_to_another_authority_is_not_received_where_it_was_brought()
    {
        var stray = TestSite.Sample(MessageKind.Request, "UY-CA", "ES-CA");

        await arrivals.IsSetAsideAsync(Problem.CounterpartUnknown, "CO-CA", arrivals.Sign(stray));

        (await arrivals.InboxAsync("co-officer")).ShouldNotContain(item =>
            item.GetProperty("messageId").GetGuid() == stray.MessageId
        );
        (await arrivals.BringAsync("ES-CA", arrivals.Sign(stray))).ShouldBe(
            ArrivalFate.Taken,
            "Where it belongs it is received."
        );
    }

    [Fact]
    public async Task Real_and_sandbox_messages_are_received_at_endpoints_of_their_own()
    {
        static string Real(string document) => document.Replace(" environment=\"sandbox\"", "", StringComparison.Ordinal);
        SampleMessage Write() => TestSite.Sample(MessageKind.Request, "UY-CA", "ES-CA");

        await arrivals.IsSetAsideAsync(Problem.CounterpartUnknown, "ES-CA", arrivals.Sign(Write(), Real), "maildir");
        await arrivals.IsSetAsideAsync(Problem.CounterpartUnknown, "ES-CA", arrivals.Sign(Write()), "as4");

        (await arrivals.BringAsync("ES-CA", arrivals.Sign(Write(), Real), "as4")).ShouldBe(ArrivalFate.Taken);
    }

    [Fact]
    public async Task Other_bytes_under_a_received_message_id_are_set_aside()
    {
        var first = TestSite.Sample(MessageKind.Request, "UY-CA", "ES-CA");
        (await arrivals.BringAsync("ES-CA", arrivals.Sign(first))).ShouldBe(ArrivalFate.Taken);

        await arrivals.IsSetAsideAsync(
            Problem.MessageIdReused,
            "ES-CA",
            arrivals.Sign(first with { ExchangeId = Guid.CreateVersion7() })
        );

        (await arrivals.InboxAsync("es-officer"))
            .Count(item => item.GetProperty("messageId").GetGuid() == first.MessageId)
            .ShouldBe(1);
    }

    [Fact]
    public async Task An_inbox_shows_what_arrived_for_the_callers_authority_and_nothing_else()
    {
        var (toSpain, toColombia) = (
            TestSite.Sample(MessageKind.Request, "UY-CA", "ES-CA"),
            TestSite.Sample(MessageKind.Request, "UY-CA", "CO-CA")
        );
        foreach (var request in new[] { toSpain, toColombia })
            (await arrivals.BringAsync(request.To, arrivals.Sign(request))).ShouldBe(ArrivalFate.Taken);

        await ShowsAsync("es-officer", toSpain, toColombia);
        await ShowsAsync("co-officer", toColombia, toSpain);
        using var taken = await arrivals.Gateway.As("co-officer").PostAsync($"/v1/inbox/{toSpain.MessageId}/taken", null);
        taken.StatusCode.ShouldBe(HttpStatusCode.NotFound);

        async Task ShowsAsync(string person, SampleMessage own, SampleMessage other)
        {
            var shown = (await arrivals.InboxAsync(person)).Select(item => item.GetProperty("messageId").GetGuid()).ToList();
            shown.ShouldContain(own.MessageId);
            shown.ShouldNotContain(other.MessageId, $"{person} sees what arrived for {other.To}.");
        }
    }

    [Fact]
    public async Task A_receipt_counts_over_the_channel_of_its_leg_only()
    {
        var (request, own, _) = await arrivals.OpenAsync("maildir");
        await Eventually.SeeAsync(async () => await StateAsync() is "handedToChannel" ? "handed" : null);
        Arrival Receipt() =>
            new(
                DateTimeOffset.UtcNow,
                null,
                [],
                Receipt: new(
                    new("CO-CA", request.MessageId, 1),
                    ReceiptKind.Delivered,
                    2,
                    DateTimeOffset.UtcNow,
                    Letters.Bytes("receipt.json", "application/json", "{}"u8.ToArray())
                )
            );

        (await arrivals.BringAsync("CO-CA", "folder", Receipt())).ShouldBe(ArrivalFate.SetAside);
        (await StateAsync()).ShouldBe("handedToChannel");

        (await arrivals.BringAsync("CO-CA", "maildir", Receipt())).ShouldBe(ArrivalFate.Taken);
        (await StateAsync()).ShouldBe("delivered");

        async Task<string?> StateAsync() =>
            (await arrivals.Gateway.GetAsync("co-officer", $"/v1/requests/{own}/transmissions"))
                .EnumerateArray()
                .Select(one => one.GetProperty("state").GetString())
                .FirstOrDefault();
    }

    [Theory]
    [InlineData("folder", "this gateway has it, the counterpart does not")]
    [InlineData("as4", "the counterpart has it, this gateway does not")]
    public async Task The_locked_channel_is_not_left_for_one_that_does_not_reach_the_counterpart(string channel, string why)
    {
        var request = TestSite.Sample(MessageKind.Request, "UY-CA", "ES-CA");
        (await arrivals.BringAsync("ES-CA", arrivals.Sign(request))).ShouldBe(ArrivalFate.Taken);
        var id = (await arrivals.InboxAsync("es-officer"))
            .Single(item => item.GetProperty("messageId").GetGuid() == request.MessageId)
            .GetProperty("requestId")
            .GetGuid();

        using var rejected = await arrivals
            .Gateway.As("es-deciding")
            .PostAsJsonAsync(
                $"/v1/requests/{id}/channel-exceptions",
                new
                {
                    channel,
                    ground = "superveningSituation",
                    reasons = "The mailbox is down.",
                }
            );

        (await rejected.Content.ReadAsStringAsync()).ShouldContain(Problem.CounterpartUnknown, Case.Sensitive, why);
        (await arrivals.FactsAsync("es-officer", id)).ShouldNotContain(nameof(ChannelExceptionDeclared));
    }

    [Fact]
    public async Task A_message_of_the_future_is_rejected_on_both_ways_in_and_locks_nothing()
    {
        var (request, own, mirrored) = await arrivals.OpenAsync();
        var future = TestSite.Sample(
            MessageKind.StatusEnquiry,
            exchange: request.ExchangeId,
            answers: request.MessageId
        ) with
        {
            IssuedAt = new(2099, 1, 1, 0, 0, 0, TimeSpan.Zero),
        };

        using (
            var rejected = await arrivals.Gateway.PostAsync(
                "co-officer",
                $"/v1/requests/{own}/messages",
                arrivals.Sign(future)
            )
        )
        {
            rejected.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
            (await rejected.Content.ReadAsStringAsync()).ShouldContain("/Message/issuedAt");
        }
        await arrivals.IsSetAsideAsync(Problem.TimeInFuture, "ES-CA", arrivals.Sign(future));

        var now = TestSite.Sample(MessageKind.StatusEnquiry, exchange: request.ExchangeId, answers: request.MessageId);
        using var accepted = await arrivals.Gateway.PostAsync(
            "co-officer",
            $"/v1/requests/{own}/messages",
            arrivals.Sign(now)
        );
        accepted.StatusCode.ShouldBe(HttpStatusCode.Accepted);
        await Eventually.SeeAsync(async () =>
            (await arrivals.FactsAsync("es-officer", mirrored)).Contains(nameof(StatusRequested)) ? "received" : null
        );
    }

    [Fact]
    public async Task An_unknown_legal_basis_is_rejected_on_submission_told_by_preflight_and_flagged_on_arrival()
    {
        var misspelt = TestSite.Sample(MessageKind.Request) with { LegalBases = ["UNTOC", "MEDELIN"] };
        using (var rejected = await arrivals.Gateway.PostAsync("co-officer", "/v1/requests", arrivals.Sign(misspelt)))
        {
            var body = await rejected.Content.ReadAsStringAsync();
            rejected.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity, body);
            body.ShouldContain(Problem.LegalBasisUnknown);
            body.ShouldContain("MEDELLIN", Case.Sensitive, "The known ones are listed.");
            body.ShouldContain("Code number 2");
        }
        var preflight = await arrivals.Gateway.GetAsync(
            "co-officer",
            "/v1/authorities/ES-CA/preflight?type=mla&legalBasis=UNTOC,MEDELIN&sandbox=true"
        );
        preflight.GetProperty("verdict").GetString().ShouldBe("blocked");
        preflight
            .GetProperty("checks")
            .EnumerateArray()
            .ShouldContain(check => check.GetProperty("check").GetString() == "legalBases");

        var arrived = TestSite.Sample(MessageKind.Request, "UY-CA", "ES-CA") with { LegalBases = ["UNTOC", "MEDELIN"] };
        (await arrivals.BringAsync("ES-CA", arrivals.Sign(arrived))).ShouldBe(ArrivalFate.Taken);
        var id = (await arrivals.InboxAsync("es-officer"))
            .Single(item => item.GetProperty("messageId").GetGuid() == arrived.MessageId)
            .GetProperty("requestId")
            .GetGuid();
        (await arrivals.FactsAsync("es-officer", id)).ShouldContain(nameof(UnknownLegalBasesNoticed));
        var known = TestSite.Sample(MessageKind.Request, "UY-CA", "ES-CA");
        (await arrivals.BringAsync("ES-CA", arrivals.Sign(known))).ShouldBe(ArrivalFate.Taken);
        var other = (await arrivals.InboxAsync("es-officer"))
            .Single(item => item.GetProperty("messageId").GetGuid() == known.MessageId)
            .GetProperty("requestId")
            .GetGuid();
        (await arrivals.FactsAsync("es-officer", other)).ShouldNotContain(nameof(UnknownLegalBasesNoticed));
    }
}
