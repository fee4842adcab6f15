using System.Collections.Concurrent;
using System.Net;
using System.Text.Json.Nodes;
using Gateway.Api.Authorities;
using Gateway.Api.Vault;
using Gateway.Domain;
using Gateway.Domain.Authorities;
using Gateway.Domain.Messages;
using Gateway.Tests.Infrastructure;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Gateway.Tests.Authorities;

/// <summary>How the directory begins, survives restarts, is shared by nodes, and lives with damage.</summary>
public sealed class DirectoryStartTests(TestPostgres postgres) : IAsyncLifetime
{
    private readonly TestSite site = new(isOneGateway: true);
    private readonly List<TestGateway> running = [];
    private string database = null!;

    public async ValueTask InitializeAsync() => database = await postgres.NewDatabaseAsync();

    public async ValueTask DisposeAsync()
    {
        foreach (var gateway in running)
            await gateway.DisposeAsync();
        site.Dispose();
    }

    [Fact]
    public async Task What_two_persons_changed_survives_a_restart_and_a_later_edit_of_the_file_is_ignored_and_said()
    {
        var first = await StartAsync();
        await first.SettleAsync(
            "ES-CA",
            new
            {
                kind = "endpoint",
                channel = "maildir",
                address = Path.Combine(site.Root, "moved"),
                sandbox = true,
            }
        );
        await StopAsync(first);
        EditFile(file =>
        {
            var spain = file["authorities"]!.AsArray().Single(entry => (string)entry!["code"]! == "ES-CA")!;
            spain["name"] = "Somebody else";
            spain["channels"]![0]!["address"] = Path.Combine(site.Root, "else");
            spain["signingCertificates"]!.AsArray().Add(site.Person("co-officer").ExportCertificatePem());
            var france = spain.DeepClone();
            (france["code"], france["state"], france["served"], france["signingCertificates"]) = (
                "FR-CA",
                "FR",
                false,
                new JsonArray()
            );
            file["authorities"]!.AsArray().Add(france);
        });
        var log = new Lines();

        var second = await StartAsync(log: log);

        var spain = await second.GetAsync("auditor", "/v1/authorities/ES-CA");
        spain.GetProperty("name").GetString().ShouldBe("Central authority of Spain (sandbox)");
        spain.Endpoint("maildir").GetProperty("address").GetString().ShouldBe(Path.Combine(site.Root, "moved"));
        spain.GetProperty("keys").GetArrayLength().ShouldBe(2);
        log.Written.ShouldContain(line =>
            line.Contains("ES-CA", StringComparison.Ordinal)
            && line.Contains("ignored on: name, channels, signingCertificates", StringComparison.Ordinal)
        );
        log.Written.ShouldNotContain(line => line.Contains("CO-CA", StringComparison.Ordinal));
        (await second.GetAsync("auditor", "/v1/authorities/FR-CA"))
            .GetProperty("name")
            .GetString()
            .ShouldBe("Somebody else", "Whom the store does not know comes in from the file.");
    }

    [Fact]
    public async Task The_directory_is_read_before_any_queue_is_worked_on_or_any_mailbox_looked_into()
    {
        var gateway = await StartAsync();
        var order = gateway
            .App.Services.GetServices<Microsoft.Extensions.Hosting.IHostedService>()
            .Select(service => service.GetType().Name)
            .ToList();

        var read = order.IndexOf("DirectoryStart");
        read.ShouldBeGreaterThan(order.IndexOf("VaultSchema"));
        foreach (var reader in new[] { "WolverineRuntime", "ArrivalPolling", "Reconciler" })
            order.IndexOf(reader).ShouldBeGreaterThan(read, string.Join(' ', order));
    }

    [Fact]
    public async Task A_file_that_gives_two_authorities_one_certificate_begins_nothing()
    {
        EditFile(file =>
            file["authorities"]![1]!["signingCertificates"] = file["authorities"]![0]!["signingCertificates"]!.DeepClone()
        );

        (await Should.ThrowAsync<InvalidOperationException>(() => StartAsync())).Message.ShouldContain(
            "ES-CA a signing certificate of another authority"
        );

        (
            await CountAsync(
                "select count(*) from gateway.mt_events where type = 'authority_registered' and data ->> 'Code' = 'ES-CA'"
            )
        ).ShouldBe(0);
    }

    [Fact]
    public async Task Two_nodes_that_begin_at_once_begin_one_directory_and_each_sees_what_the_other_changes()
    {
        var nodes = await Task.WhenAll(StartAsync(isOneOfSeveral: true), StartAsync(isOneOfSeveral: true));
        (await CountAsync("select count(*) from gateway.mt_events where type = 'authority_registered'")).ShouldBe(2);
        var (one, other) = (
            nodes[0].App.Services.GetRequiredService<IAuthorityDirectory>(),
            nodes[1].App.Services.GetRequiredService<IAuthorityDirectory>()
        );
        var before = other.Find("ES-CA");

        await nodes[0]
            .SettleAsync(
                "ES-CA",
                new
                {
                    kind = "endpoint",
                    channel = "maildir",
                    address = Path.Combine(site.Root, "moved"),
                    sandbox = true,
                }
            );

        one.Find("ES-CA")!
            .Endpoint("maildir")!
            .Address.ShouldBe(Path.Combine(site.Root, "moved"), "A node sees its own commit at once.");
        await Eventually.SeeAsync(
            () =>
                Task.FromResult(
                    other.Find("ES-CA")!.Endpoint("maildir")!.Address == Path.Combine(site.Root, "moved") ? "seen" : null
                ),
            TimeSpan.FromSeconds(5)
        );
        before!
            .Endpoint("maildir")!
            .Address.ShouldBe(site.MailboxOf("ES-CA"), "What was read before is not changed under its reader.");
    }

    [Fact]
    public async Task A_damaged_vault_item_costs_one_authority_what_it_held_and_nobody_else_anything()
    {
        var first = await StartAsync();
        var spain = first.App.Services.GetRequiredService<RecordedDirectory>().Snapshot.Find("ES-CA")!.Authority;
        await StopAsync(first);
        foreach (
            var item in new[]
            {
                spain.Endpoint("maildir")!.Address,
                spain.Endpoint("folder")!.Address,
                spain.Keys[0].Key.Certificate,
            }
        )
            (
                await ChangeAsync(
                    "update vault.chunk set sealed = set_byte(sealed, 0, get_byte(sealed, 0) # 1) where item_id = "
                        + $"'{item.ItemId}'"
                )
            ).ShouldBe(1);

        var second = await StartAsync();

        var degraded = await second.GetAsync("auditor", "/v1/authorities/ES-CA");
        degraded.GetProperty("channels").GetArrayLength().ShouldBe(0);
        degraded.GetProperty("keys").GetArrayLength().ShouldBe(1);
        degraded
            .GetProperty("flaws")
            .EnumerateArray()
            .Select(flaw => flaw.GetString())
            .ShouldBe(["endpoint/maildir", "endpoint/folder", $"key/{spain.Keys[0].Key.KeyId}"]);
        (await second.GetAsync("auditor", "/v1/authorities/CO-CA")).GetProperty("channels").GetArrayLength().ShouldBe(2);
        var ready = await second.GetAsync("auditor", "/health/ready");
        ready.GetProperty("checks").GetProperty("directory").GetProperty("status").GetString().ShouldBe("degraded");
        using var rejected = await second.PostAsync(
            "co-officer",
            "/v1/requests",
            site.Sign(TestSite.Sample(MessageKind.Request))
        );
        rejected.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        await second.SettleAsync(
            "ES-CA",
            new
            {
                kind = "endpoint",
                channel = "maildir",
                address = Path.Combine(site.Root, "mended"),
                sandbox = true,
            }
        );
        (await second.GetAsync("auditor", "/v1/authorities/ES-CA"))
            .GetProperty("channels")
            .GetArrayLength()
            .ShouldBe(1, "Two persons can mend it.");
    }

    [Fact]
    public async Task A_proposal_that_cannot_be_read_cannot_be_confirmed()
    {
        var gateway = await StartAsync();
        var id = (
            await gateway.ChangeAsync(
                "ES-CA",
                new
                {
                    kind = "endpoint",
                    channel = "maildir",
                    address = Path.Combine(site.Root, "new"),
                    sandbox = true,
                }
            )
        ).GetProperty("id").GetGuid();
        await StopAsync(gateway);
        await ChangeAsync(
            "delete from vault.chunk where item_id = (select data -> 'Address' ->> 'ItemId' from gateway.mt_events where "
                + "type = 'channel_endpoint_proposed')"
        );

        var again = await StartAsync();

        (await again.ConfirmAsync("ES-CA", id, HttpStatusCode.Conflict)).NameOf().ShouldBe(Problem.WrongState);
        (await again.GetAsync("auditor", "/v1/authorities/ES-CA"))
            .Endpoint("maildir")
            .GetProperty("address")
            .GetString()
            .ShouldBe(site.MailboxOf("ES-CA"));
    }

    [Fact]
    public async Task A_stream_that_cannot_be_read_costs_that_authority_alone()
    {
        await StopAsync(await StartAsync());
        (
            await ChangeAsync(
                "update gateway.mt_events set data = '{\"AuthorityId\": "
                    + "7}' where type = 'authority_registered' and data ->> 'Code' = 'ES-CA'"
            )
        ).ShouldBe(1);

        var gateway = await StartAsync();

        (await gateway.As("auditor").GetAsync("/v1/authorities/ES-CA")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await gateway.GetAsync("auditor", "/v1/authorities/CO-CA")).GetProperty("channels").GetArrayLength().ShouldBe(2);
        (await gateway.GetAsync("auditor", "/health/ready")).GetProperty("status").GetString().ShouldBe("degraded");
    }

    [Fact]
    public async Task What_the_directory_cites_is_never_swept_and_what_it_rejected_is()
    {
        var gateway = await StartAsync();
        await gateway.SettleAsync(
            "ES-CA",
            new
            {
                kind = "endpoint",
                channel = "maildir",
                address = Path.Combine(site.Root, "moved"),
                sandbox = true,
            }
        );
        await gateway.ChangeAsync(
            "ES-CA",
            new
            {
                kind = "acceptance",
                electronic = true,
                conditions = Array.Empty<string>(),
                requirements = new[] { new { code = "forms", text = "Form 7" } },
            },
            HttpStatusCode.OK
        );
        await gateway.ChangeAsync(
            "ES-CA",
            new
            {
                kind = "verification",
                source = "telephone",
                verifiedAt = "2026-01-01T00:00:00Z",
                note = "Spoke to the registry",
            },
            HttpStatusCode.OK
        );
        var cited = await CountAsync("select count(*) from vault.item");
        await gateway.ConfirmAsync("ES-CA", Guid.NewGuid(), HttpStatusCode.NotFound);
        await gateway.SendAsync(
            HttpMethod.Post,
            DirectoryCalls.Second,
            $"/v1/authorities/ES-CA/changes/{Guid.NewGuid()}/confirmations",
            new { check = "of nothing" },
            HttpStatusCode.NotFound
        );
        (await CountAsync("select count(*) from vault.item")).ShouldBe(cited + 1);
        var sweep = gateway.App.Services.GetRequiredService<VaultSweep>();

        (await sweep.SweepAsync(DateTimeOffset.UtcNow.AddHours(2), CancellationToken.None)).ShouldBe(1);
        await ChangeAsync("update vault.item set cited = false");
        (await sweep.SweepAsync(DateTimeOffset.UtcNow.AddHours(2), CancellationToken.None)).ShouldBe(0);

        (await CountAsync("select count(*) from vault.item")).ShouldBe(cited);
        (await gateway.GetAsync("auditor", "/v1/authorities/ES-CA/history"))
            .GetProperty("items")
            .EnumerateArray()
            .Where(item => item.TryGetProperty("check", out _))
            .Select(item => item.GetProperty("check").GetString())
            .ShouldBe(["Telephoned the registry.", "Spoke to the registry"]);
    }

    [Fact]
    public async Task Time_alone_marks_entries_stale_and_lets_proposals_lapse_once()
    {
        var clock = new ShiftedClock();
        var gateway = await StartAsync(clock: clock);
        var id = (await gateway.ChangeAsync("ES-CA", new { kind = "endpointRetirement", channel = "maildir" }))
            .GetProperty("id")
            .GetGuid();
        var upkeep = gateway.App.Services.GetRequiredService<DirectoryUpkeep>();
        (await upkeep.SweepAsync(CancellationToken.None)).ShouldBe(0);

        clock.Shift = TimeSpan.FromDays(31);
        await gateway.ConfirmAsync("ES-CA", id, HttpStatusCode.Conflict);
        (await upkeep.SweepAsync(CancellationToken.None)).ShouldBe(1);
        clock.Shift = TimeSpan.FromDays(400);
        (await upkeep.SweepAsync(CancellationToken.None)).ShouldBe(2);
        (await upkeep.SweepAsync(CancellationToken.None)).ShouldBe(0);

        (await gateway.GetAsync("auditor", "/v1/authorities/ES-CA")).GetProperty("stale").GetBoolean().ShouldBeTrue();
        var story = (await gateway.GetAsync("auditor", "/v1/authorities/ES-CA/history"))
            .GetProperty("items")
            .EnumerateArray()
            .Select(item => item.GetProperty("type").GetString())
            .ToList();
        story[^2..].ShouldBe(["ChangeLapsed", "AuthorityMarkedStale"]);
        var verdict = (await gateway.GetAsync("co-officer", "/v1/authorities/ES-CA/preflight?sandbox=true"))
            .GetProperty("checks")
            .EnumerateArray()
            .Single(check => check.GetProperty("check").GetString() == "verification");
        verdict.GetProperty("why").GetString()!.ShouldContain("for a year");
    }

    [Fact]
    public async Task Names_addresses_and_notes_are_nowhere_but_in_the_vault()
    {
        const string canary = "zyxcanary";
        var gateway = await StartAsync();
        await gateway.SettleAsync(
            "ES-CA",
            new
            {
                kind = "endpoint",
                channel = "maildir",
                address = Path.Combine(site.Root, canary),
                sandbox = true,
            }
        );
        await gateway.ChangeAsync("ES-CA", new { kind = "name", name = $"{canary} Registry" }, HttpStatusCode.OK);
        await gateway.ChangeAsync(
            "ES-CA",
            new
            {
                kind = "acceptance",
                electronic = true,
                conditions = Array.Empty<string>(),
                requirements = new[] { new { code = "forms", text = $"Ask {canary}" } },
            },
            HttpStatusCode.OK
        );
        var id = (await gateway.ChangeAsync("ES-CA", new { kind = "endpointRetirement", channel = "maildir" }))
            .GetProperty("id")
            .GetGuid();
        await gateway.SendAsync(
            HttpMethod.Post,
            DirectoryCalls.Second,
            $"/v1/authorities/ES-CA/changes/{id}/confirmations",
            new { check = $"{canary} said so" },
            HttpStatusCode.OK
        );
        (await gateway.As("auditor").GetStringAsync("/v1/authorities/ES-CA/history")).ShouldContain(canary);

        foreach (
            var table in new[]
            {
                "gateway.mt_events",
                "gateway.mt_streams",
                "gateway.claim",
                "vault.item",
                "vault.key",
                "wolverine.wolverine_incoming_envelopes",
            }
        )
            (
                await CountAsync(
                    $"select count(*) from {table} t where t::text ilike '%{canary}%' or t::text ilike "
                        + $"'%{Convert.ToHexString(System.Text.Encoding.ASCII.GetBytes(canary))}%'"
                )
            ).ShouldBe(0, table);
    }

    private async Task<TestGateway> StartAsync(
        bool isOneOfSeveral = false,
        TimeProvider? clock = null,
        ILoggerProvider? log = null
    )
    {
        var gateway = await TestGateway.StartAsync(
            postgres,
            site,
            change: options => options with { SeveralNodes = isOneOfSeveral },
            prepare: builder =>
            {
                if (clock is not null)
                    builder.Services.AddSingleton(clock);
                if (log is not null)
                    builder.Services.AddSingleton<ILoggerFactory>(new LoggerFactory([log]));
            },
            connectionString: database
        );
        lock (running)
            running.Add(gateway);
        return gateway;
    }

    private async Task StopAsync(TestGateway gateway)
    {
        running.Remove(gateway);
        await gateway.DisposeAsync();
    }

    private void EditFile(Action<JsonNode> edit)
    {
        var path = Path.Combine(site.FolderOf("both"), "directory.json");
        var file = JsonNode.Parse(File.ReadAllText(path))!;
        edit(file);
        File.WriteAllText(path, file.ToJsonString());
    }

    private async Task<long> CountAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(database);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        return (long)(await command.ExecuteScalarAsync())!;
    }

    private async Task<int> ChangeAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(database);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteNonQueryAsync();
    }

    /// <summary>What the start of the directory logs.</summary>
    private sealed class Lines : ILoggerProvider, ILogger
    {
        public ConcurrentQueue<string> Written { get; } = [];

        public ILogger CreateLogger(string categoryName) =>
            categoryName.EndsWith("DirectoryStart", StringComparison.Ordinal)
                ? this
                : Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Warning;

        public void Log<TState>(
            LogLevel logLevel,
            EventId eventId,
            TState state,
            Exception? exception,
            Func<TState, Exception?, string> formatter
        )
        {
            if (IsEnabled(logLevel))
                Written.Enqueue(formatter(state, exception));
        }

        public void Dispose() { }
    }
}
