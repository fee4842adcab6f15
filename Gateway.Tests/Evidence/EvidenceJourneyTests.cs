using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text.Json;
using Gateway.Adapters.EvidenceRecords;
using Gateway.Adapters.Messages;
using Gateway.Adapters.Timestamps;
using Gateway.Api.Configuration;
using Gateway.Api.Evidence;
using Gateway.Domain.Evidence;
using Gateway.Domain.Messages;
using Gateway.Tests.Infrastructure;
using Marten;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Gateway.Tests.Evidence;

/// <summary>
/// Evidence of what a gateway accepted and received, over the years, beside originals that nothing touches.
/// </summary>
public sealed class EvidenceJourneyTests : IAsyncLifetime
{
    private static readonly SampleAttachment Annex = new(
        "annex.bin",
        "application/octet-stream",
        RandomNumberGenerator.GetBytes(100_000)
    );
    private readonly TestPostgres postgres;
    private readonly TestSite site = new(isOneGateway: true);
    private readonly ShiftedClock clock = new();
    private readonly Authorities authorities;
    private readonly SampleMessage message = TestSite.Sample(MessageKind.Request, attachments: Annex);
    private TestGateway gateway = null!;
    private Guid request;

    public EvidenceJourneyTests(TestPostgres postgres)
    {
        this.postgres = postgres;
        authorities = new(clock);
    }

    private EvidenceSweep Sweep => gateway.App.Services.GetRequiredService<EvidenceSweep>();

    public async ValueTask InitializeAsync() => gateway = await StartAsync();

    public async ValueTask DisposeAsync()
    {
        await gateway.DisposeAsync();
        authorities.Dispose();
        site.Dispose();
    }

    [Fact]
    public async Task What_is_accepted_and_what_is_received_has_evidence_soon_after()
    {
        await gateway.DisposeAsync();
        gateway = await StartAsync(options => options with { Every = TimeSpan.FromMilliseconds(200) });
        await AcceptedAsync("");
        var record = await Eventually.SeeAsync(() => RecordAsync("co-officer", request));
        var received = await ReceivedAsync();
        var theirs = await Eventually.SeeAsync(() => RecordAsync("es-officer", received));

        var (document, annex) = (await OriginalAsync("original"), await OriginalAsync("attachments/1"));
        annex.ShouldBe(Annex.Content.ToArray());
        ByHand.Verify(record!, document, annex).ShouldHaveSingleItem().ShouldBe(clock.GetUtcNow(), TimeSpan.FromMinutes(1));
        ByHand.Verify(theirs!, document, annex).ShouldHaveSingleItem();
        Check(record!, clock.GetUtcNow(), document, annex).IsProven.ShouldBeTrue();
        (await gateway.GetAsync("auditor", $"/v1/requests/{request}/accesses"))
            .GetProperty("items")
            .EnumerateArray()
            .Select(read => read.GetProperty("part").GetString())
            .ShouldBe(["evidence", "original", "attachments/1"]);
    }

    [Fact]
    public async Task It_lies_beside_and_moves_nothing_that_the_caller_sees()
    {
        await AcceptedAsync();
        var (version, history, original) = (await VersionAsync(), await HistoryAsync(), await OriginalAsync("original"));
        await SweptAsync();
        clock.Shift = TimeSpan.FromDays(365 * 4.9);
        authorities.Appoint();
        await SweptAsync(renewed: true);
        clock.Shift = TimeSpan.Zero;
        (await VersionAsync(), await HistoryAsync()).ShouldBe((version, history));
        (await OriginalAsync("original")).ShouldBe(original);
    }

    [Fact]
    public async Task Ten_years_on_it_is_proven_though_every_certificate_of_the_first_timestamp_has_ended()
    {
        await AcceptedAsync();
        await SweptAsync();
        var began = clock.GetUtcNow();
        foreach (var year in new[] { 4.9, 9.7 })
        {
            clock.Shift = TimeSpan.FromDays(365 * year);
            authorities.Appoint();
            (await Sweep.SweepAsync(CancellationToken.None)).Renewed.ShouldBeGreaterThan(0);
        }
        clock.Shift = TimeSpan.Zero; // The callers' certificates do not live as long.
        var (record, document, annex) = (
            (await RecordAsync("co-officer", request))!,
            await OriginalAsync("original"),
            await OriginalAsync("attachments/1")
        );
        var tenYearsOn = began.AddYears(10);

        var verdict = Check(record, tenYearsOn, document, annex);

        verdict.Flaw.ShouldBeNull();
        verdict.Since!.Value.ShouldBe(began, TimeSpan.FromMinutes(1));
        authorities.Anchors.Take(2).ShouldAllBe(anchor => anchor.NotAfter.ToUniversalTime() < tenYearsOn.UtcDateTime);
        ByHand.Verify(record, document, annex).Count.ShouldBe(3);
        document[^20] ^= 1;
        Check(record, tenYearsOn, document, annex).Flaw.ShouldBe(EvidenceFlaw.NotOfThis);
        var first = EvidenceRecord.Read(record)! with
        {
            Chains =
            [
                [EvidenceRecord.Read(record)!.Chains[0][0]],
            ],
        };
        document[^20] ^= 1;
        Check(first.Encode(), tenYearsOn, document, annex)
            .Flaw.ShouldBe(EvidenceFlaw.UntrustedToken, "not renewed it would be worth nothing");
        (await FactsAsync()).ShouldBe(["EvidenceTaken", "EvidenceRenewed Timestamp", "EvidenceRenewed Timestamp"]);
    }

    [Fact]
    public async Task A_digest_that_will_fail_is_left_for_a_stronger_one()
    {
        await AcceptedAsync();
        await SweptAsync();
        await gateway.DisposeAsync();
        var sunset = clock.GetUtcNow().AddDays(60);
        gateway = await StartAsync(
            options =>
                options with
                {
                    Digest = "SHA512",
                    Sunsets = new Dictionary<string, DateTimeOffset> { ["SHA256"] = sunset },
                },
            gateway.ConnectionString
        );

        await SweptAsync(renewed: true);
        (await Sweep.SweepAsync(CancellationToken.None)).ShouldBe((0, 0));

        var (record, document, annex) = (
            (await RecordAsync("co-officer", request))!,
            await OriginalAsync("original"),
            await OriginalAsync("attachments/1")
        );
        ByHand.Verify(record, document, annex).Count.ShouldBe(2);
        var verdict = Check(
            record,
            sunset.AddDays(1),
            new DigestExpiryDates(new Dictionary<HashAlgorithmName, DateTimeOffset> { [HashAlgorithmName.SHA256] = sunset }),
            document,
            annex
        );
        verdict.Flaw.ShouldBeNull();
        verdict.Proofs.Select(proof => proof.Algorithm.Name.Name).Distinct().ShouldBe(["SHA256", "SHA512"]);
        (await FactsAsync()).ShouldBe(["EvidenceTaken", "EvidenceRenewed HashTree"]);
    }

    [Fact]
    public async Task An_authority_that_does_not_answer_delays_evidence_and_nothing_else()
    {
        authorities.Away = TimestampFailure.Unreachable;
        await AcceptedAsync();
        (await Sweep.SweepAsync(CancellationToken.None)).Taken.ShouldBe(0);

        (await EvidenceHealthAsync()).ShouldBe(("degraded", "unreachable"));
        clock.Shift = TimeSpan.FromHours(2);
        (await EvidenceHealthAsync()).Detail.ShouldStartWith("unreachable; waiting since");
        (await RecordAsync("co-officer", request)).ShouldBeNull();

        clock.Shift = TimeSpan.Zero;
        authorities.Away = null;
        await SweptAsync();
        ByHand
            .Verify(
                (await RecordAsync("co-officer", request))!,
                await OriginalAsync("original"),
                await OriginalAsync("attachments/1")
            )
            .ShouldHaveSingleItem();
        (await EvidenceHealthAsync()).Status.ShouldBe("ready");
    }

    [Fact]
    public async Task An_authority_nobody_trusts_makes_no_evidence()
    {
        await AcceptedAsync();
        authorities.Appoint(isTrusted: false);
        (await Sweep.SweepAsync(CancellationToken.None)).Taken.ShouldBe(0);
        (await EvidenceHealthAsync()).ShouldBe(("degraded", "untrusted"));
        (await FactsAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Evidence_that_was_not_renewed_in_time_begins_anew_and_is_told_of()
    {
        await AcceptedAsync();
        await SweptAsync();
        clock.Shift = TimeSpan.FromDays(365 * 6);
        authorities.Appoint();
        await SweptAsync(renewed: true);

        (await FactsAsync()).ShouldBe(["EvidenceTaken", "EvidenceTaken"]);
        (await EvidenceHealthAsync()).Detail.ShouldContain("lapsed");
    }

    [Fact]
    public async Task An_authority_that_ends_soon_itself_is_not_asked_again_and_again()
    {
        await AcceptedAsync();
        await SweptAsync();
        clock.Shift = TimeSpan.FromDays(365 * 5 - 30);
        (await Sweep.SweepAsync(CancellationToken.None)).ShouldBe((0, 0));
        var asked = authorities.Asked;
        (await Sweep.SweepAsync(CancellationToken.None)).ShouldBe((0, 0));
        authorities.Asked.ShouldBe(asked);
        (await EvidenceHealthAsync()).ShouldBe(("degraded", "endsSoon"));
    }

    [Fact]
    public async Task Nodes_that_meet_and_a_restart_record_evidence_once()
    {
        await gateway.DisposeAsync();
        gateway = await StartAsync(isOneOfSeveral: true);
        await AcceptedAsync("");
        var received = await ReceivedAsync();
        await using (var second = await StartAsync(connection: gateway.ConnectionString, isOneOfSeveral: true))
        {
            var other = second.App.Services.GetRequiredService<EvidenceSweep>();
            var taken = await Task.WhenAll(
                Enumerable.Range(0, 4).Select(number => (number % 2 == 0 ? Sweep : other).SweepAsync(CancellationToken.None))
            );
            taken.Sum(one => one.Taken).ShouldBe(2);
        }
        await gateway.DisposeAsync();
        gateway = await StartAsync(connection: gateway.ConnectionString);
        (await Sweep.SweepAsync(CancellationToken.None)).ShouldBe((0, 0));

        (await FactsAsync()).ShouldBe(["EvidenceTaken"]);
        (await FactsAsync("ES-CA", received)).ShouldBe(["EvidenceTaken"]);
    }

    [Fact]
    public async Task Evidence_waits_for_what_an_administrator_has_to_say_and_does_not_begin_anew()
    {
        await gateway.DisposeAsync();
        gateway = await StartAsync(options => options with { RequireRevocation = true });
        await AcceptedAsync();
        await SweptAsync();
        clock.Shift = TimeSpan.FromDays(365 * 4.9);
        authorities.Appoint();

        (await Sweep.SweepAsync(CancellationToken.None)).ShouldBe((0, 0), "No list tells of the first timestamp.");
        (await EvidenceHealthAsync()).ShouldBe(("degraded", "untrusted"));
        await gateway.DisposeAsync();
        gateway = await StartAsync(connection: gateway.ConnectionString);
        var anchors = await File.ReadAllTextAsync(authorities.AnchorFile);
        await File.WriteAllTextAsync(authorities.AnchorFile, "");
        (await Sweep.SweepAsync(CancellationToken.None)).ShouldBe((0, 0), "The anchors are just being written.");
        (await FactsAsync()).ShouldBe(["EvidenceTaken"]);

        await File.WriteAllTextAsync(authorities.AnchorFile, anchors);
        await SweptAsync(renewed: true);
        (await FactsAsync()).ShouldBe(["EvidenceTaken", "EvidenceRenewed Timestamp"]);
    }

    [Fact]
    public async Task A_record_that_cannot_be_read_holds_up_no_other()
    {
        await AcceptedAsync("");
        var received = await ReceivedAsync();
        await SweptAsync();
        await AlterRecordAsync();
        clock.Shift = TimeSpan.FromDays(365 * 4.9);
        authorities.Appoint();

        await SweptAsync(renewed: true);

        (await FactsAsync("ES-CA", received)).ShouldBe(["EvidenceTaken", "EvidenceRenewed Timestamp"]);
        (await FactsAsync()).ShouldBe(["EvidenceTaken"]);
    }

    [Fact]
    public async Task A_record_altered_in_the_database_is_not_given_out()
    {
        await AcceptedAsync();
        await SweptAsync();
        await AlterRecordAsync();
        await Should.ThrowAsync<HttpRequestException>(async () =>
            await gateway.As("co-officer").GetByteArrayAsync($"/v1/requests/{request}/messages/{message.MessageId}/evidence")
        );
    }

    private async Task AlterRecordAsync()
    {
        await using var database = NpgsqlDataSource.Create(gateway.ConnectionString);
        await using var command = database.CreateCommand(
            "update vault.chunk set sealed = set_byte(sealed, 40, get_byte(sealed, 40) # 1) where stream_id = $1"
        );
        command.Parameters.Add(new() { Value = KeptEvidence.IdOf(request) });
        (await command.ExecuteNonQueryAsync()).ShouldBeGreaterThan(0);
    }

    private Task<TestGateway> StartAsync(
        Func<EvidenceOptions, EvidenceOptions>? change = null,
        string? connection = null,
        bool isOneOfSeveral = false
    ) =>
        TestGateway.StartAsync(
            postgres,
            site,
            change: options =>
                options with
                {
                    Evidence = (change ?? (same => same))(options.Evidence with { Anchors = authorities.AnchorFile }),
                    SeveralNodes = isOneOfSeveral,
                },
            prepare: builder =>
            {
                builder.Services.AddSingleton<TimeProvider>(clock);
                builder.Services.AddSingleton<ITimestampAuthority>(authorities);
            },
            connectionString: connection
        );

    /// <summary>Without <paramref name="over"/> nothing else happens to it, and nothing arrives anywhere.</summary>
    private async Task AcceptedAsync(string over = "?channel=manual")
    {
        using var accepted = await gateway.PostAsync("co-officer", $"/v1/requests{over}", site.Sign(message), [Annex]);
        accepted.StatusCode.ShouldBe(HttpStatusCode.Accepted);
        request = (await accepted.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetGuid();
    }

    private Task<Guid> ReceivedAsync() =>
        Eventually
            .SeeAsync(async () =>
                (await gateway.GetAsync("es-officer", "/v1/inbox"))
                    .GetProperty("items")
                    .EnumerateArray()
                    .Select(item => (Guid?)item.GetProperty("requestId").GetGuid())
                    .FirstOrDefault()
            )
            .ContinueWith(found => found.Result!.Value, TaskScheduler.Default);

    private async Task SweptAsync(bool renewed = false)
    {
        var (taken, again) = await Sweep.SweepAsync(CancellationToken.None);
        (renewed ? again : taken).ShouldBeGreaterThan(0);
    }

    private async Task<byte[]?> RecordAsync(string person, Guid of)
    {
        using var answer = await gateway.As(person).GetAsync($"/v1/requests/{of}/messages/{message.MessageId}/evidence");
        return answer.StatusCode == HttpStatusCode.OK ? await answer.Content.ReadAsByteArrayAsync() : null;
    }

    private Task<byte[]> OriginalAsync(string part) =>
        gateway.As("co-officer").GetByteArrayAsync($"/v1/requests/{request}/messages/{message.MessageId}/{part}");

    private Task<string> HistoryAsync() => gateway.As("co-officer").GetStringAsync($"/v1/requests/{request}/history");

    private async Task<string?> VersionAsync()
    {
        using var answer = await gateway.As("co-officer").GetAsync($"/v1/requests/{request}");
        return answer.Headers.ETag?.Tag.ShouldNotBeNull();
    }

    private async Task<(string Status, string Detail)> EvidenceHealthAsync()
    {
        using var answer = await gateway.As(null).GetAsync("/health/ready");
        var check = (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("checks").GetProperty("evidence");
        return (
            check.GetProperty("status").GetString()!,
            check.TryGetProperty("detail", out var detail) ? detail.GetString() ?? "" : ""
        );
    }

    private async Task<IReadOnlyList<string>> FactsAsync(string tenant = "CO-CA", Guid? of = null)
    {
        await using var session = gateway.App.Services.GetRequiredService<IDocumentStore>().QuerySession(tenant);
        return
        [
            .. (await session.Events.FetchStreamAsync(KeptEvidence.IdOf(of ?? request))).Select(fact =>
                fact.Data is EvidenceRenewed renewed
                    ? $"{nameof(EvidenceRenewed)} {renewed.Renewal}"
                    : fact.Data.GetType().Name
            ),
        ];
    }

    private EvidenceVerdict Check(byte[] record, DateTimeOffset at, params IReadOnlyList<byte[]> documents) =>
        Check(record, at, DigestExpiryDates.None, documents);

    private EvidenceVerdict Check(
        byte[] record,
        DateTimeOffset at,
        DigestExpiryDates sunsets,
        params IReadOnlyList<byte[]> documents
    ) =>
        new EvidenceCheck(new AnchoredTokenTrust(Archive.Trust(authorities.Anchors)), sunsets).Of(
            EvidenceRecord.Read(record).ShouldNotBeNull(),
            OriginalDigests.Of(
                [Archive.Sha256, Archive.Sha512],
                [.. documents.Select(document => (ReadOnlyMemory<byte>)document)]
            ),
            at
        );
}
