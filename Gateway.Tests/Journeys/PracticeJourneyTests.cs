using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using Gateway.Adapters.Channels.Folder;
using Gateway.Adapters.Messages;
using Gateway.Domain;
using Gateway.Domain.Channels;
using Gateway.Domain.LegalBases;
using Gateway.Domain.Messages;
using Gateway.Domain.Requests;
using Gateway.Domain.Transmissions;
using Gateway.Tests.Infrastructure;

namespace Gateway.Tests.Journeys;

/// <summary>What central authorities do from day to day, over HTTP between two gateways.</summary>
public sealed class PracticeJourneyTests(TestPostgres postgres) : IAsyncLifetime
{
    private Exchange exchange = null!;

    private Party Colombia => exchange.Colombia;

    private Party Spain => exchange.Spain;

    public async ValueTask InitializeAsync() =>
        exchange = await Exchange.StartAsync(postgres, options => options with { RetryDelays = [] });

    public ValueTask DisposeAsync() => exchange.DisposeAsync();

    [Fact]
    public async Task From_question_to_conditions_execution_result_and_closing()
    {
        await exchange.OpenAsync();
        await Spain.SayAsync(MessageKind.Acknowledgement);
        var question = await Spain.SayAsync(MessageKind.ClarificationRequest);
        await Colombia.IsAsync(RequestState.ClarificationPending);
        (await Colombia.ProgressAsync())
            .GetProperty("openObligations")
            .EnumerateArray()
            .ShouldContain(owed =>
                owed.GetProperty("kind").GetString() == "clarification" && owed.GetProperty("owedBy").GetString() == "own"
            );
        await Colombia.SayAsync(MessageKind.Clarification, question);
        await Spain.IsAsync(RequestState.UnderAssessment);
        var conditions = await Spain.SayAsync(MessageKind.Conditions);
        await Colombia.IsAsync(RequestState.ConditionsProposed);
        await Colombia.SayAsync(MessageKind.ConditionsAccepted, conditions);
        await Spain.IsAsync(RequestState.ConditionsAccepted);
        var enquiry = await Colombia.SayAsync(MessageKind.StatusEnquiry);
        await Spain.RecordsAsync(nameof(StatusRequested));
        await Spain.SayAsync(MessageKind.ProgressReport, enquiry, new(Stage: Stage.InExecution));
        await Colombia.IsAsync(RequestState.InExecution);
        await Colombia.RejectedAsync(Problem.WrongState, "closures", new { reasons = "Enough." });
        await Spain.SayAsync(MessageKind.Result, says: new(Extent: Extent.Part));
        await Colombia.IsAsync(RequestState.PartiallyExecuted);
        await Spain.SayAsync(MessageKind.Result, says: new(Extent: Extent.Whole, ExternalItems: 2));
        await Colombia.IsAsync(RequestState.Executed);

        await Colombia.DoneAsync("closures", new { reasons = "The trial is over." });
        await Colombia.IsAsync(RequestState.Closed);
        await Colombia.RejectedAsync(Problem.WrongState, Colombia.Write(MessageKind.StatusEnquiry));
        await Spain.SayAsync(MessageKind.Other);
        await Colombia.IsAsync(RequestState.Executed);
        (await Colombia.FactsAsync()).ShouldContain(nameof(RequestReopened));
        (await Spain.ProgressAsync()).GetProperty("state").GetString().ShouldBe("executed");
    }

    [Fact]
    public async Task Results_under_conditions_are_not_passed_on_before_consent()
    {
        var evidence = new SampleAttachment("acta.pdf", "application/pdf", RandomNumberGenerator.GetBytes(3000));
        await exchange.OpenAsync();
        var result = Spain.Write(MessageKind.Result, says: new(Extent: Extent.Whole, UseLimits: [UseLimit.RequestOnly])) with
        {
            Attachments = [evidence],
        };
        (await Spain.PostAsync(result)).StatusCode.ShouldBe(HttpStatusCode.Accepted);
        await Colombia.IsAsync(RequestState.Executed);
        (await Colombia.ProgressAsync()).GetProperty("useLimited").GetBoolean().ShouldBeTrue();

        // To who gave it, yes; the rest is in UseLimitTests, with a third authority.
        (await Colombia.PostAsync(Colombia.Write(MessageKind.Other) with { Attachments = [evidence] })).StatusCode.ShouldBe(
            HttpStatusCode.Accepted
        );
        var asked = await Colombia.SayAsync(MessageKind.ConsentRequest);
        await Spain.RecordsAsync(nameof(ConsentRequested));
        await Spain.SayAsync(MessageKind.ConsentGiven, asked);
        await Colombia.RecordsAsync(nameof(UseLimitationSet), nameof(ConsentGiven));
    }

    [Fact]
    public async Task Police_information_is_marked_and_never_becomes_evidence()
    {
        var tip = new SampleAttachment("tip.pdf", "application/pdf", RandomNumberGenerator.GetBytes(3000));
        await exchange.OpenAsync(request => request with { Type = "informationExchange", Attachments = [tip] });
        (await Spain.ProgressAsync()).GetProperty("marking").GetString().ShouldBe("intelligenceOnly");

        var evidence = TestSite.Sample(MessageKind.Request, "ES-CA", "CO-CA", attachments: tip);
        using var rejected = await Spain.Gateway.PostAsync(
            Spain.Officer,
            "/v1/requests",
            exchange.Site.Sign(evidence),
            [tip]
        );
        (await rejected.Content.ReadAsStringAsync()).ShouldContain("use-limited");
        var reference = TestSite.Sample(MessageKind.Request, "ES-CA", "CO-CA") with
        {
            Relations = [new(RelationKind.FollowsInformation, Colombia.Opening!.ExchangeId)],
        };
        using var accepted = await Spain.Gateway.PostAsync(Spain.Officer, "/v1/requests", exchange.Site.Sign(reference));

        accepted.StatusCode.ShouldBe(HttpStatusCode.Accepted);
        (await Spain.ProgressAsync()).GetProperty("links").GetArrayLength().ShouldBe(1);
    }

    [Fact]
    public async Task A_draft_is_shared_and_the_request_that_follows_is_linked_to_it()
    {
        var draft = TestSite.Sample(MessageKind.Draft);
        using var shared = await Colombia.Gateway.PostAsync(Colombia.Officer, "/v1/requests", exchange.Site.Sign(draft));
        shared.StatusCode.ShouldBe(HttpStatusCode.Accepted);
        await Spain.ReceivesAsync(draft);
        var earlier = Spain.Request;
        (await Spain.ProgressAsync()).GetProperty("state").GetString().ShouldBe("draft");
        (await Spain.ProgressAsync()).GetProperty("marking").GetString().ShouldBe("draft");

        await exchange.OpenAsync(request => request with { Relations = [new(RelationKind.FollowsDraft, draft.ExchangeId)] });

        (await Spain.ProgressAsync()).GetProperty("links")[0].GetProperty("kind").GetString().ShouldBe("follows");
        (await Spain.Gateway.GetAsync(Spain.Officer, $"/v1/requests/{earlier}"))
            .GetProperty("links")[0]
            .GetProperty("kind")
            .GetString()
            .ShouldBe("followedBy");
    }

    [Fact]
    public async Task Versions_and_supplements_are_linked_and_earlier_ones_stay_readable()
    {
        await exchange.OpenAsync();
        var first = exchange.Site;
        await Colombia.SayAsync(MessageKind.Supplement);
        var second = await Colombia.SayAsync(MessageKind.Replacement);
        await Spain.RecordsAsync(nameof(SupplementFiled), nameof(RequestReplaced));

        (await Spain.ProgressAsync()).GetProperty("version").GetInt32().ShouldBe(2);
        foreach (var message in new[] { Colombia.Opening!.MessageId, second.MessageId })
            (
                await Spain
                    .Gateway.As(Spain.Officer)
                    .GetByteArrayAsync($"/v1/requests/{Spain.Request}/messages/{message}/original")
            ).Length.ShouldBeGreaterThan(1000);
        first.ShouldNotBeNull();
    }

    [Fact]
    public async Task An_advance_copy_has_a_delivery_of_its_own_and_never_marks_the_formal_leg()
    {
        await Colombia.OpenAsync(channel: Transmission.Manual);
        var request = Colombia.Opening!;
        await Colombia.DoneAsync(
            "legs",
            new
            {
                messageId = request.MessageId,
                channel = "folder",
                kind = "advanceCopy",
            }
        );
        await Spain.ReceivesAsync(request);
        await Colombia.LegIsAsync(request, "delivered", leg: 2);

        (await Colombia.ProgressAsync())
            .GetProperty("state")
            .GetString()
            .ShouldBe("accepted", "The copy arrived; the formal leg has not even left.");
        (await Spain.ProgressAsync()).TryGetProperty("lock", out _).ShouldBeFalse();
        var formal = await Colombia.LegIsAsync(request, "preparedForManual");
        await Colombia.DoneAsync(
            $"/v1/transmissions/{formal}/sendings",
            new
            {
                means = "diplomaticBag",
                at = DateTimeOffset.UtcNow,
                record = "Bag 17, note verbale 301.",
            }
        );
        await Colombia.IsAsync(RequestState.Dispatched);
        await Colombia.DoneAsync(
            $"/v1/transmissions/{formal}/receipts",
            new { at = DateTimeOffset.UtcNow, record = "Signed by the embassy's registry." }
        );

        await Colombia.IsAsync(RequestState.Received);
        await Colombia.LegIsAsync(request, "receiptRecordedManually");
    }

    [Fact]
    public async Task Receipts_of_the_shared_folder_tell_delivered_from_opened_and_neither_is_an_acknowledgement()
    {
        await exchange.OpenAsync(channel: "folder");
        var request = Colombia.Opening!;
        await Colombia.LegIsAsync(request, "delivered");
        await Colombia.IsAsync(RequestState.Received);
        (await Colombia.FactsAsync()).ShouldNotContain(nameof(TransmissionOpened));

        using var taken = await Spain.Gateway.As(Spain.Officer).PostAsync($"/v1/inbox/{request.MessageId}/taken", null);
        await Colombia.LegIsAsync(request, "opened");

        var receipts = (await Colombia.TransmissionsAsync())[0].GetProperty("receipts").EnumerateArray().ToList();
        receipts.Select(receipt => receipt.GetProperty("kind").GetString()).ShouldBe(["delivered", "opened"]);
        receipts.ShouldAllBe(receipt => receipt.GetProperty("assurance").GetInt32() == 2);
        (await Colombia.ProgressAsync()).GetProperty("state").GetString().ShouldBe("received");
        await Spain.SayAsync(MessageKind.Acknowledgement);
        await Colombia.IsAsync(RequestState.Acknowledged);
    }

    [Fact]
    public async Task An_oral_request_is_registered_and_confirmed_in_writing()
    {
        var call = new
        {
            role = "requesting",
            counterpart = "ES-CA",
            type = "mla",
            legalBases = new[] { "UNTOC" },
            urgency = "emergency",
            means = "oral",
            tookPlaceAt = DateTimeOffset.UtcNow.AddHours(-2),
            record = "The head of unit rang her colleague.",
        };
        using var registered = await Colombia.ActAsync("/v1/requests/registrations", call);
        registered.StatusCode.ShouldBe(HttpStatusCode.Created);
        var oral = registered.Headers.Location!.ToString();
        (await Colombia.Gateway.GetAsync(Colombia.Officer, oral))
            .GetProperty("openObligations")[0]
            .GetProperty("kind")
            .GetString()
            .ShouldBe("formalConfirmation");
        await exchange.OpenAsync();

        await Colombia.DoneAsync($"{oral}/links", new { request = Colombia.Request, kind = "confirmedBy" });

        (await Colombia.Gateway.GetAsync(Colombia.Officer, oral))
            .GetProperty("openObligations")
            .GetArrayLength()
            .ShouldBe(0);
        await Colombia.RejectedAsync(
            Problem.MalformedRequest,
            "/v1/requests/registrations",
            call with
            {
                tookPlaceAt = DateTimeOffset.UtcNow.AddDays(1),
            }
        );
        await Colombia.RejectedAsync(
            Problem.CounterpartUnknown,
            "/v1/requests/registrations",
            call with
            {
                counterpart = "XX-CA",
            }
        );
    }

    [Fact]
    public async Task What_went_outside_the_gateway_and_what_was_wrong_is_recorded_and_nothing_is_edited()
    {
        await exchange.OpenAsync();
        await Colombia.DoneAsync(
            "outside-transmissions",
            new
            {
                purpose = "items",
                means = "courier",
                outbound = true,
                tookPlaceAt = DateTimeOffset.UtcNow.AddHours(-1),
                record = "Disk 4 to the liaison magistrate",
                files = new[] { new { name = "recordings.tar", size = 48_318_382_080 } },
            }
        );
        var wrong = (await Colombia.HistoryAsync()).Single(item =>
            item.GetProperty("type").GetString() == nameof(OutsideTransmissionRecorded)
        );

        await Colombia.DoneAsync(
            "corrections",
            new { sequence = wrong.GetProperty("sequence").GetInt64(), reasons = "It was disk 5." }
        );
        await Colombia.RejectedAsync(
            Problem.NotFound,
            "corrections",
            new { sequence = 1_000_000, reasons = "No such fact." }
        );

        (await Colombia.FactsAsync()).ShouldContain(nameof(CorrectionRecorded));
        (await Colombia.HistoryAsync())
            .Single(item => item.GetProperty("sequence").GetInt64() == wrong.GetProperty("sequence").GetInt64())
            .GetRawText()
            .ShouldBe(wrong.GetRawText());
    }

    [Fact]
    public async Task A_failed_leg_is_settled_by_hand_or_replaced_by_another_and_never_blindly()
    {
        await exchange.Site.BlockMailboxAsync("ES-CA");
        await Colombia.OpenAsync(request => request with { LegalBases = ["UNTOC"] }, channel: "maildir");
        var request = Colombia.Opening!;
        var failed = await Colombia.LegIsAsync(request, "failed");
        await Colombia.DoneAsync(
            "legs",
            new
            {
                messageId = request.MessageId,
                channel = "folder",
                kind = "formal",
            }
        );
        await Spain.ReceivesAsync(request);
        await Colombia.LegIsAsync(request, "delivered", leg: 2);
        await Colombia.IsAsync(RequestState.Received);

        await Colombia.RejectedAsync(
            Problem.WrongState,
            "legs",
            new
            {
                messageId = request.MessageId,
                channel = "folder",
                kind = "formal",
            }
        );
        await Colombia.RejectedAsync(
            Problem.MalformedRequest,
            $"/v1/transmissions/{failed}/settlements",
            new { outcome = "delivered" }
        );
        await Colombia.DoneAsync(
            $"/v1/transmissions/{failed}/settlements",
            new { outcome = "delivered", reasons = "They have a paper copy of it." }
        );
        await Colombia.LegIsAsync(request, "delivered");
        await Colombia.RejectedAsync(
            Problem.WrongState,
            $"/v1/transmissions/{failed}/settlements",
            new { outcome = "failed", reasons = "Twice." }
        );
    }

    [Fact]
    public async Task A_reply_over_another_channel_is_kept_correlated_and_flagged_and_the_lock_stays()
    {
        await exchange.OpenAsync();
        await Spain.SayAsync(MessageKind.Acknowledgement);
        await Colombia.IsAsync(RequestState.Acknowledged);
        var stray = Spain.Write(MessageKind.ProgressReport, says: new(Stage: Stage.InExecution));
        await PutIntoFolderAsync(stray, stray.MessageId);

        await Colombia.IsAsync(RequestState.InExecution);
        (await Colombia.FactsAsync()).ShouldContain(nameof(ChannelDeviationDetected));
        (await Colombia.ProgressAsync()).GetProperty("lock").GetString().ShouldBe("maildir");
    }

    [Fact]
    public async Task An_envelope_that_names_another_message_than_the_one_inside_is_put_aside()
    {
        await exchange.OpenAsync();
        await Spain.SayAsync(MessageKind.Acknowledgement);
        await Colombia.IsAsync(RequestState.Acknowledged);

        await PutIntoFolderAsync(
            Spain.Write(MessageKind.ProgressReport, says: new(Stage: Stage.InExecution)),
            Guid.CreateVersion7()
        );

        var aside = Path.Combine(exchange.Site.SharedFolderOf("CO-CA"), "aside");
        await Eventually.SeeAsync(() =>
            Task.FromResult(Directory.Exists(aside) && Directory.EnumerateDirectories(aside).Any() ? "aside" : null)
        );
        (await Colombia.ProgressAsync()).GetProperty("state").GetString().ShouldBe("acknowledged");
        Directory.EnumerateFiles(Path.Combine(exchange.Site.SharedFolderOf("CO-CA"), "receipts")).ShouldBeEmpty();
    }

    /// <summary>A message of Spain's as somebody with access to the folder could put it there.</summary>
    private async Task PutIntoFolderAsync(SampleMessage message, Guid namedOnEnvelope)
    {
        var bytes = exchange.Site.Sign(message);
        var endpoint = new ChannelEndpoint("folder", exchange.Site.SharedFolderOf("CO-CA"), IsSandbox: true);
        (
            await new FolderChannel(new() { CreateMissing = true }).CarryAsync(
                new(
                    new("ES-CA", namedOnEnvelope, 1),
                    1,
                    message.ExchangeId,
                    "ES-CA",
                    "CO-CA",
                    endpoint,
                    endpoint,
                    DateTimeOffset.UtcNow,
                    new Content(
                        "message.xml",
                        "application/xml",
                        bytes.Length,
                        _ => ValueTask.FromResult<Stream>(new MemoryStream(bytes))
                    ),
                    []
                ),
                CancellationToken.None
            )
        ).Outcome.ShouldBe(DeliveryOutcome.HandedToChannel);
    }

    [Fact]
    public async Task Confidentiality_is_shown_wherever_the_request_is_and_its_loss_is_reported()
    {
        await exchange.OpenAsync(request => request with { Confidentiality = Confidentiality.FactAndSubstance });
        var inbox = (await Spain.Gateway.GetAsync(Spain.Officer, "/v1/inbox")).GetProperty("items")[0];
        var list = (await Spain.Gateway.GetAsync(Spain.Officer, "/v1/requests")).GetProperty("items")[0];
        var messages = (await Spain.Gateway.GetAsync(Spain.Officer, $"/v1/requests/{Spain.Request}/messages")).GetProperty(
            "items"
        )[0];
        foreach (var view in new[] { inbox, list, messages, await Spain.ProgressAsync(), await Colombia.ProgressAsync() })
            view.GetProperty("confidentiality").GetString().ShouldBe("factAndSubstance");

        await Spain.SayAsync(MessageKind.ConfidentialityNotice);

        await Colombia.RecordsAsync(nameof(ConfidentialityCannotBeKept));
    }

    [Fact]
    public async Task Acts_that_meet_are_decided_one_after_the_other_and_who_names_a_version_is_not_overtaken()
    {
        await exchange.OpenAsync();
        var seen = await Spain.Gateway.As(Spain.Officer).GetAsync($"/v1/requests/{Spain.Request}");
        var first = (await Spain.HistoryAsync())[0].GetProperty("sequence").GetInt64();

        var taken = await Task.WhenAll(
            Enumerable
                .Range(0, 12)
                .Select(_ => Spain.Gateway.As(Spain.Officer).PostAsync($"/v1/inbox/{Spain.Opening!.MessageId}/taken", null))
        );
        var corrected = await Task.WhenAll(
            Enumerable
                .Range(0, 4)
                .Select(number => Spain.ActAsync("corrections", new { sequence = first, reasons = $"Reason {number}." }))
        );

        taken.ShouldAllBe(answer => answer.StatusCode == HttpStatusCode.NoContent);
        corrected.ShouldAllBe(answer => answer.StatusCode == HttpStatusCode.NoContent);
        var facts = await Spain.FactsAsync();
        facts.Count(fact => fact == nameof(MessageTakenOver)).ShouldBe(1);
        facts.Count(fact => fact == nameof(CorrectionRecorded)).ShouldBe(4);
        using var late = new HttpRequestMessage(HttpMethod.Post, $"/v1/requests/{Spain.Request}/corrections")
        {
            Content = JsonContent.Create(new { sequence = first, reasons = "Too late." }),
            Headers = { { "If-Match", seen.Headers.ETag!.ToString() } },
        };
        (await Spain.Gateway.As(Spain.Officer).SendAsync(late)).StatusCode.ShouldBe(HttpStatusCode.PreconditionFailed);
    }

    [Fact]
    public void The_legal_bases_that_come_with_the_gateway_are_sound()
    {
        var bases = Requests.Side.Bases;
        bases
            .All.Select(basis => basis.Code)
            .Order()
            .ShouldBe(["BILATERAL-EXAMPLE", "ETS-024", "ETS-182", "ETS-185", "MEDELLIN", "UNCAC", "UNTOC"]);
        bases.Find("MEDELLIN")!.Channel.Policy.ShouldBe(SameChannelPolicy.SamePlatform);
        bases.All.ShouldAllBe(basis => basis.Source.Length > 20);
    }
}
