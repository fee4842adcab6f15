using System.Diagnostics.Metrics;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Gateway.Api.Transmissions;
using Gateway.Domain.Messages;
using Gateway.Tests.Infrastructure;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Npgsql;

namespace Gateway.Tests.Durability;

/// <summary>
/// A gateway is killed with work in every state, and before another one starts on its database, what the queues know of that
/// work is lost or spoilt, each time in another way. The event streams are enough to find and finish it.
/// </summary>
[Collection(Alone.Name)]
public sealed class StuckWorkTests(TestPostgres postgres, ITestOutputHelper output) : IAsyncLifetime
{
    private const string IsAboutIt = "position(convert_to($1::text, 'UTF8') in body) > 0";
    private const string LoseEnvelope = "delete from wolverine.wolverine_incoming_envelopes where " + IsAboutIt;
    private const string BuryEnvelope = """
        with lost as (delete from wolverine.wolverine_incoming_envelopes where position(convert_to($1::text, 'UTF8') in body) > 0 returning *)
        insert into wolverine.wolverine_dead_letters (id, body, message_type, received_at, source, exception_type, exception_message, sent_at, replayable)
        select id, body, message_type, received_at, '', 'Unknown', '', now(), false from lost
        """;
    private const string LoseView = "delete from gateway.mt_doc_transmission where id = $1::uuid";
    private const string SpoilView = "update gateway.mt_doc_transmission set data = '{\"State\": 7}' where id = $1::uuid";
    private const string SayItIsDone = """
        update gateway.mt_doc_transmission set data = jsonb_set(data, '{State}', '"handedToChannel"'),
            status = 'handedToChannel', is_settled = true, due_at = null
        where id = $1::uuid
        """;
    private const string LoseViewOfRequest = """
        delete from gateway.mt_doc_request where id =
            (select (data ->> 'RequestId')::uuid from gateway.mt_events where stream_id = $1::uuid and version = 1)
        """;
    private const string DueNow = """
        update gateway.mt_events set data = jsonb_set(data, '{NextAttemptAt}', to_jsonb(now()))
        where stream_id = $1::uuid and type = 'transmission_attempt_failed'
        """;

    private const string AnswerDueNow = """
        update gateway.mt_events set data = jsonb_set(data, '{AnswerDueAt}', to_jsonb(now()))
        where stream_id = $1::uuid and type = 'transmission_attempted'
        """;

    /// <summary>The stream as a release left it that recorded the first attempt in a transaction of its own.</summary>
    private static readonly string[] NeverAttempted =
    [
        "delete from gateway.mt_events where stream_id = $1::uuid and version = 2",
        "update gateway.mt_streams set version = 1 where id = $1::uuid",
        LoseView,
    ];

    /// <summary>Each kind of stuck work, the state it is stuck in, and how it is planted.</summary>
    private static readonly (string Kind, Stuck State, string[] Planting)[] Kinds =
    [
        ("queued by an earlier release: never attempted", Stuck.Carried, NeverAttempted),
        ("carried: view says it is done", Stuck.Carried, [AnswerDueNow, SayItIsDone]),
        ("carried: view lost", Stuck.Carried, [AnswerDueNow, LoseView]),
        ("next attempt: envelope lost", Stuck.AttemptFailed, [LoseEnvelope, DueNow]),
        Next("envelope owned by a node that is gone", "owner_id = 4242"),
        Next("envelope marked as handled", "status = 'Handled', keep_until = now() + interval '1 day'"),
        Next("envelope for a queue that does not exist", "received_at = 'local://nowhere'"),
        Next("envelope of a type nobody knows", "message_type = 'nobody-knows'"),
        Next("envelope unreadable", "body = '\\x00ff00ff'"),
        Next("envelope scheduled for the next millennium", "status = 'Scheduled', execution_time = '3000-01-01'"),
        ("next attempt: envelope in the dead letters", Stuck.AttemptFailed, [BuryEnvelope, DueNow]),
        ("next attempt: view lost too", Stuck.AttemptFailed, [LoseEnvelope, DueNow, LoseView]),
        ("next attempt: view unreadable", Stuck.AttemptFailed, [LoseEnvelope, DueNow, SpoilView]),
        ("next attempt: view of the request lost", Stuck.AttemptFailed, [LoseEnvelope, DueNow, LoseViewOfRequest]),
        ("resend ordered: envelope lost", Stuck.ResendOrdered, [LoseEnvelope]),
        ("resend ordered: envelope in the dead letters", Stuck.ResendOrdered, [BuryEnvelope]),
    ];

    private static (string, Stuck, string[]) Next(string kind, string change) =>
        ($"next attempt: {kind}", Stuck.AttemptFailed, [ChangeEnvelope(change), DueNow]);

    private readonly TestSite site = new();
    private readonly Dictionary<string, long> redriven = [];
    private readonly MeterListener meters = new();
    private TestGateway spain = null!;
    private string database = null!;

    private enum Stuck
    {
        Carried,
        AttemptFailed,
        ResendOrdered,
    }

    public async ValueTask InitializeAsync()
    {
        (spain, database) = (await TestGateway.StartAsync(postgres, site, "es"), await postgres.NewDatabaseAsync());
        meters.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Name == "gateway.reconciler.redriven")
                listener.EnableMeasurementEvents(instrument);
        };
        meters.SetMeasurementEventCallback<long>(
            (_, count, tags, _) =>
            {
                var reason = (string)tags[0].Value!;
                redriven[reason] = redriven.GetValueOrDefault(reason) + count;
            }
        );
        meters.Start();
    }

    public async ValueTask DisposeAsync()
    {
        meters.Dispose();
        await spain.DisposeAsync();
        site.Dispose();
    }

    [Fact]
    public async Task Whatever_the_queues_lose_is_driven_on_within_two_sweeps_and_arrives_once()
    {
        var stuck = await LeaveStuckWorkAsync();
        await using var colombia = await TestGateway.StartAsync(
            postgres,
            site,
            "co",
            options => options with { SweepEvery = TimeSpan.FromDays(1), OverdueAfter = TimeSpan.FromSeconds(1) },
            connectionString: database
        );
        await Task.Delay(TimeSpan.FromSeconds(6));
        var left = await UnfinishedAsync();
        foreach (var kind in stuck.Where(pair => !left.Contains(pair.Value)).Select(pair => pair.Key))
            output.WriteLine($"The queues themselves recover: {kind}");
        stuck
            .Count(pair => left.Contains(pair.Value))
            .ShouldBeGreaterThanOrEqualTo(14, "Without the reconciler, it stays stuck.");

        var reconciler = colombia.App.Services.GetServices<IHostedService>().OfType<Reconciler>().Single();
        var first = await reconciler.SweepAsync(CancellationToken.None);
        await Task.Delay(TimeSpan.FromSeconds(2));
        var second = await reconciler.SweepAsync(CancellationToken.None);

        output.WriteLine(
            $"{stuck.Count} planted, {left.Count} stuck; the first sweep drove {first} on, the second {second}."
        );
        await Eventually.SeeAsync(async () => (await UnfinishedAsync()) is { Count: 0 } none ? none : null);
        await Eventually.SeeAsync(async () => await ReceivedAsync() == stuck.Count ? "all" : null);
        first.ShouldBe(left.Count);
        redriven.Values.Sum().ShouldBe(first + second);
        redriven.Keys.ShouldBe(
            ["TransmissionQueued", "TransmissionAttempted", "TransmissionAttemptFailed", "TransmissionResendOrdered"],
            ignoreOrder: true
        );
        await Task.Delay(TimeSpan.FromSeconds(2));
        (await reconciler.SweepAsync(CancellationToken.None)).ShouldBe(0);
        (await ReceivedAsync()).ShouldBe(stuck.Count);
        var inbox = await spain.GetAsync("es-officer", "/v1/inbox");
        inbox
            .GetProperty("items")
            .EnumerateArray()
            .Select(item => item.GetProperty("messageId").GetGuid())
            .Distinct()
            .Count()
            .ShouldBe(stuck.Count);
        inbox.GetProperty("items").GetArrayLength().ShouldBe(stuck.Count);
    }

    /// <returns>The transmission of each kind.</returns>
    private async Task<IReadOnlyDictionary<string, Guid>> LeaveStuckWorkAsync()
    {
        await using var colombia = await TestGatewayProcess.StartAsync(
            site,
            "co",
            new Dictionary<string, string>
            {
                ["ConnectionStrings__gateway"] = database,
                ["Gateway__SweepEvery"] = "1.00:00:00",
                ["Gateway__RetryDelays__0"] = "00:00:00.300",
            }
        );
        await using var gate = await Gate.BuildAsync(await OpenAsync(database));

        var planted = new Dictionary<string, Guid>();
        await site.BlockMailboxAsync("ES-CA");
        await SendAsync(Stuck.ResendOrdered, "transmission_failed");
        const string secondAttempts = "new.type = 'transmission_attempted' and new.data ->> 'Attempt' = '2'";
        await gate.HoldAsync(secondAttempts);
        await SendAsync(Stuck.AttemptFailed, "transmission_attempt_failed");
        site.UnblockMailbox("ES-CA");
        await gate.HoldAsync($"{secondAttempts} or new.type = 'transmission_handed_to_channel'");
        await SendAsync(Stuck.Carried, "transmission_attempted");
        await Eventually.SeeAsync(async () =>
            await ReceivedAsync() == Kinds.Count(kind => kind.State == Stuck.Carried) ? "arrived" : null
        );
        await gate.HoldAsync(
            $"{secondAttempts} or new.type like 'transmission_%' and new.type <> 'transmission_resend_ordered'"
        );
        foreach (var (kind, _, _) in Kinds.Where(kind => kind.State == Stuck.ResendOrdered))
            (
                await colombia
                    .As("co-officer")
                    .PostAsJsonAsync($"/v1/transmissions/{planted[kind]}/resend", new { reasons = "The mailbox is back." })
            ).StatusCode.ShouldBe(HttpStatusCode.Accepted);
        await colombia.KillAsync();
        await gate.OpenAsync();
        foreach (var (kind, _, planting) in Kinds)
        foreach (var sql in planting)
            (await gate.ExecuteAsync(sql, planted[kind].ToString())).ShouldBeGreaterThan(
                0,
                $"Nothing to spoil for '{kind}'."
            );
        (await UnfinishedAsync()).Count.ShouldBe(Kinds.Length);
        return planted;

        async Task SendAsync(Stuck state, string until)
        {
            foreach (var (kind, _, _) in Kinds.Where(kind => kind.State == state))
            {
                using var response = await colombia.PostAsync(
                    "co-officer",
                    "/v1/requests?channel=maildir",
                    site.Sign(TestSite.Sample(MessageKind.Request))
                );
                response.StatusCode.ShouldBe(HttpStatusCode.Accepted);
                var request = (await response.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetGuid();
                planted[kind] = await Eventually.SeeAsync(() => TransmissionAsync(request, until)) ?? Guid.Empty;
            }
        }
    }

    private async Task<Guid?> TransmissionAsync(Guid request, string lastFact)
    {
        await using var connection = await OpenAsync(database);
        await using var command = new NpgsqlCommand(
            """
            select s.id from gateway.mt_streams s
            join gateway.mt_events first on first.stream_id = s.id and first.version = 1 and first.type = 'transmission_queued'
            join gateway.mt_events last on last.stream_id = s.id and last.version = s.version
            where first.data ->> 'RequestId' = $1::text and last.type = $2
            """,
            connection
        );
        command.Parameters.Add(new() { Value = request.ToString() });
        command.Parameters.Add(new() { Value = lastFact });
        return (Guid?)await command.ExecuteScalarAsync();
    }

    private async Task<IReadOnlySet<Guid>> UnfinishedAsync()
    {
        await using var connection = await OpenAsync(database);
        await using var command = new NpgsqlCommand(
            """
            select s.id from gateway.mt_streams s
            join gateway.mt_events first on first.stream_id = s.id and first.version = 1 and first.type = 'transmission_queued'
            where not exists (select 1 from gateway.mt_events e where e.stream_id = s.id and e.type = 'transmission_handed_to_channel')
            """,
            connection
        );
        await using var reader = await command.ExecuteReaderAsync();
        var found = new HashSet<Guid>();
        while (await reader.ReadAsync())
            found.Add(reader.GetGuid(0));
        return found;
    }

    private static string ChangeEnvelope(string change) =>
        $"update wolverine.wolverine_incoming_envelopes set {change} where {IsAboutIt}";

    private async Task<long> ReceivedAsync()
    {
        await using var connection = await OpenAsync(spain.ConnectionString);
        await using var command = new NpgsqlCommand(
            "select count(*) from gateway.mt_events where type = 'request_received'",
            connection
        );
        return (long)(await command.ExecuteScalarAsync())!;
    }

    private static async Task<NpgsqlConnection> OpenAsync(string connectionString)
    {
        var connection = new NpgsqlConnection(
            new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false }.ConnectionString
        );
        await connection.OpenAsync();
        return connection;
    }
}
