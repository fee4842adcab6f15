using System.Diagnostics;
using Gateway.Tests.Infrastructure;
using Npgsql;

namespace Gateway.Tests.Durability;

/// <summary>
/// Two gateways under load are killed again and again, and so are their databases: nothing accepted is lost, nothing is
/// doubled at the receiver, and everything comes to its end. With a protection taken away, the same run shows the damage.
/// </summary>
[Collection(Alone.Name)]
public sealed class CrashTests(ITestOutputHelper output)
{
    private const int GatewayKills = 12;
    private const int DatabaseKills = 5;

    /// <summary>
    /// Attempts that the sender must lose before a run without redriving counts: some were written already.
    /// </summary>
    private const int EnoughLost = 5;

    private const int MostKillsToLose = 40;

    /// <summary>The queues are empty, and the views show nothing under way.</summary>
    private const string LoseWork = """
        delete from wolverine.wolverine_incoming_envelopes;
        update gateway.mt_doc_transmission
        set data = jsonb_set(data, '{State}', '"handedToChannel"'), status = 'handedToChannel', is_settled = true, due_at = null
        where status = 'attempting';
        """;

    private readonly Random chance = new();

    /// <summary>What a run goes without, to see that it would be noticed.</summary>
    public enum Missing
    {
        Nothing,

        /// <summary>Queues and views lose what a killed gateway left, and no reconciler looks at the streams.</summary>
        Redriving,

        /// <summary>The receiver forgets its unique keys.</summary>
        Claims,
    }

    /// <summary><c>GATEWAY_CRASH_WITHOUT=Redriving</c> or <c>Claims</c> turns this red.</summary>
    [Fact]
    public async Task Nothing_accepted_is_lost_or_doubled_however_often_gateways_and_databases_are_killed()
    {
        var missing = Enum.Parse<Missing>(
            Environment.GetEnvironmentVariable("GATEWAY_CRASH_WITHOUT") ?? nameof(Missing.Nothing)
        );

        var damage = await RunAsync(missing, GatewayKills, DatabaseKills, patience: TimeSpan.FromMinutes(4));

        damage.ShouldBeEmpty();
    }

    /// <summary>The same with a hundred kills: deploy/crash.</summary>
    [Fact, Trait("size", "long")]
    public async Task Nothing_is_lost_or_doubled_when_a_hundred_gateways_and_thirty_databases_are_killed() =>
        (
            await RunAsync(Missing.Nothing, gatewayKills: 100, databaseKills: 30, patience: TimeSpan.FromMinutes(10))
        ).ShouldBeEmpty();

    [Theory]
    [InlineData(Missing.Redriving, "lost", 2, 10)]
    [InlineData(Missing.Claims, "doubled", 8, 60)]
    public async Task Without_its_protection_the_same_run_shows_damage(
        Missing missing,
        string damage,
        int kills,
        int seconds
    ) =>
        (await RunAsync(missing, kills, databaseKills: 0, patience: TimeSpan.FromSeconds(seconds))).ShouldContain(found =>
            found.StartsWith(damage, StringComparison.Ordinal)
        );

    private async Task<IReadOnlyList<string>> RunAsync(
        Missing missing,
        int gatewayKills,
        int databaseKills,
        TimeSpan patience
    )
    {
        using var site = new TestSite();
        var settings = new Dictionary<string, string>
        {
            ["Gateway__AnswerWithin"] = "00:00:15",
            ["Gateway__OverdueAfter"] = "00:00:10",
        };
        if (missing == Missing.Redriving)
            settings["Gateway__SweepEvery"] = "1.00:00:00";
        await using var co = await TestGatewayProcess.StartAsync(site, "co", settings);
        await using var es = await TestGatewayProcess.StartAsync(site, "es", settings);
        await using var traffic = new Traffic(site, co, es);
        traffic.Start(senders: 4);

        var kills = Enumerable.Repeat(true, gatewayKills).Concat(Enumerable.Repeat(false, databaseKills)).ToArray();
        chance.Shuffle(kills);
        var (restarts, recoveries, lost) = (new List<TimeSpan>(), new List<TimeSpan>(), 0);
        foreach (var isGateway in kills)
        {
            await Task.Delay(chance.Next(100, 1500));
            var victim = missing switch
            {
                Missing.Redriving => co,
                _ => chance.Next(2) == 0 ? co : es,
            };
            if (isGateway)
                await KillAsync(victim);
            else
                recoveries.Add(await KillDatabaseAsync(victim));
        }
        while (missing == Missing.Redriving && lost < EnoughLost && restarts.Count < MostKillsToLose)
        {
            await Task.Delay(chance.Next(100, 1500));
            await KillAsync(co);
        }
        await traffic.StopSendingAsync();
        var then = (await DamageAsync(co, es, traffic)).LastOrDefault(found => found.EndsWith("are acknowledged"));
        var settling = Stopwatch.StartNew();
        while (await DamageAsync(co, es, traffic) is { Count: > 0 } damage)
        {
            // What is doubled stays so; what is lost may only be late.
            if (settling.Elapsed > patience || damage.Any(found => found.StartsWith("doubled", StringComparison.Ordinal)))
                return damage;
            await Task.Delay(500);
        }
        output.WriteLine(
            $"{traffic.Accepted.Count} accepted; {restarts.Count} gateways killed, ready again after "
                + $"{Median(restarts):0.0} s; "
                + $"{recoveries.Count} databases killed, answered again after {Median(recoveries):0.0} s; "
                + $"all acknowledged {settling.Elapsed.TotalSeconds:0.0} s after the last kill ({then ?? "none open"} then)"
        );
        return [];

        async Task KillAsync(TestGatewayProcess victim)
        {
            var (down, without) = await KillGatewayAsync(victim, victim == es, missing, site);
            restarts.Add(down);
            lost += victim == co ? without : 0;
        }
    }

    /// <summary>Besides the kill, the wire repeats what the receiver took last.</summary>
    /// <returns>How long it was down, and how many rows the missing protection cost.</returns>
    private static async Task<(TimeSpan Down, int Rows)> KillGatewayAsync(
        TestGatewayProcess victim,
        bool isReceiver,
        Missing missing,
        TestSite site
    )
    {
        await victim.KillAsync();
        var down = Stopwatch.StartNew();
        if (isReceiver)
            RepeatArrivals(site.MailboxOf("ES-CA"), missing == Missing.Claims ? int.MaxValue : 20);
        var rows =
            missing == Missing.Nothing
                ? 0
                : await BreakAsync(victim, missing == Missing.Claims ? "truncate gateway.claim" : LoseWork);
        await victim.StartAgainAsync();
        return (down.Elapsed, rows);
    }

    private static async Task<TimeSpan> KillDatabaseAsync(TestGatewayProcess victim)
    {
        await victim.KillDatabaseAsync();
        var down = Stopwatch.StartNew();
        var seen = "nothing";
        while (down.Elapsed < TimeSpan.FromMinutes(1))
        {
            try
            {
                // Sessions outlive their server by a moment; a new one shows that there is a server again.
                await using var connection = await victim.OpenDatabaseAsync();
                using var response = await victim.As(null).GetAsync("/health/ready");
                if (response.IsSuccessStatusCode)
                    return down.Elapsed;
                seen = await response.Content.ReadAsStringAsync();
            }
            catch (Exception exception) when (exception is HttpRequestException or TaskCanceledException or NpgsqlException)
            {
                seen = exception.Message;
            }
            await Task.Delay(50);
        }
        throw new TimeoutException(
            "Not ready a minute after its database was killed: "
                + $"{seen}\n{string.Join('\n', File.ReadLines(victim.LogFile).TakeLast(25))}"
        );
    }

    private static void RepeatArrivals(string mailbox, int most)
    {
        foreach (
            var taken in new DirectoryInfo(Path.Combine(mailbox, "cur"))
                .EnumerateFiles()
                .OrderByDescending(file => file.LastWriteTimeUtc)
                .Take(most)
        )
            taken.MoveTo(Path.Combine(mailbox, "new", taken.Name.Split(':')[0]), overwrite: true);
    }

    private static async Task<int> BreakAsync(TestGatewayProcess victim, string sql)
    {
        await using var connection = await victim.OpenDatabaseAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteNonQueryAsync();
    }

    /// <returns>What is wrong now, each beginning with <c>lost</c>, <c>doubled</c>, <c>open</c> or
    /// <c>rejected</c>.</returns>
    private static async Task<IReadOnlyList<string>> DamageAsync(
        TestGatewayProcess co,
        TestGatewayProcess es,
        Traffic traffic
    )
    {
        await using var ours = await co.OpenDatabaseAsync();
        await using var theirs = await es.OpenDatabaseAsync();
        var damage = new List<string>(traffic.Rejections.Select(rejection => $"rejected: {rejection}"));
        var submitted = await MessagesAsync(ours, "request_submitted");
        var received = await MessagesAsync(theirs, "request_received");
        var queued = await MessagesAsync(ours, "transmission_queued");
        var acknowledging = await MessagesAsync(theirs, "transmission_queued");
        var returned = await MessagesAsync(ours, "message_received");
        var acknowledged = await CountAsync(
            ours,
            "select count(distinct stream_id) from gateway.mt_events where type = 'request_acknowledged'"
        );
        damage.AddRange(
            traffic
                .Accepted.Keys.Where(id => !submitted.ContainsKey(id))
                .Select(id => $"lost: {id} was accepted and is not recorded")
        );
        damage.AddRange(submitted.Keys.Where(id => !received.ContainsKey(id)).Select(id => $"lost: {id} did not arrive"));
        if (acknowledged < submitted.Count)
            damage.Add($"lost: of {submitted.Count} requests {acknowledged} are acknowledged");
        foreach (
            var (what, found) in new[]
            {
                ("submitted", submitted),
                ("received", received),
                ("queued", queued),
                ("acknowledging", acknowledging),
                ("returned", returned),
            }
        )
            damage.AddRange(
                found.Where(pair => pair.Value > 1).Select(pair => $"doubled: {pair.Key} {what} {pair.Value} times")
            );
        foreach (var (gateway, database) in new[] { ("co", ours), ("es", theirs) })
        {
            if (
                await CountAsync(
                    database,
                    """
                    select count(*) from gateway.mt_streams s join gateway.mt_events e on e.stream_id = s.id and e.version = s.version
                    where e.type in ('transmission_queued', 'transmission_attempted', 'transmission_resend_ordered')
                    """
                )
                is > 0
                    and var unfinished
            )
                damage.Add($"open: {unfinished} transmissions of {gateway} neither ended nor waiting to be retried");
            if (
                await CountAsync(database, "select count(*) - count(distinct (tenant_id, id)) from gateway.mt_doc_inboxitem")
                is > 0
                    and var lines
            )
                damage.Add($"doubled: {lines} lines in the inbox of {gateway}");
        }
        return damage;
    }

    private static async Task<Dictionary<Guid, long>> MessagesAsync(NpgsqlConnection database, string type)
    {
        await using var command = new NpgsqlCommand(
            "select (data ->> 'MessageId')::uuid, count(*) from gateway.mt_events where type = $1 group by 1",
            database
        );
        command.Parameters.Add(new() { Value = type });
        await using var reader = await command.ExecuteReaderAsync();
        var found = new Dictionary<Guid, long>();
        while (await reader.ReadAsync())
            found[reader.GetGuid(0)] = reader.GetInt64(1);
        return found;
    }

    private static async Task<long> CountAsync(NpgsqlConnection database, string sql)
    {
        await using var command = new NpgsqlCommand(sql, database);
        return (long)(await command.ExecuteScalarAsync())!;
    }

    private static double Median(List<TimeSpan> times) =>
        times.Count == 0 ? 0 : times.Order().ElementAt(times.Count / 2).TotalSeconds;
}
