using System.Diagnostics;
using System.Globalization;
using System.Runtime.Versioning;
using Gateway.Api.Configuration;
using Gateway.Api.EmbeddedPostgres;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace Gateway.Tests.Hosting;

[SupportedOSPlatform("linux")]
public sealed class EmbeddedPostgresTests(EmptyCluster empty) : IClassFixture<EmptyCluster>, IAsyncLifetime
{
    private const int Kill = 9;
    private readonly string _root = Path.Combine(Path.GetTempPath(), $"gateway-pg-{Guid.NewGuid():N}");
    private readonly List<int> _servers = [];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_fresh_directory_becomes_a_database_that_answers()
    {
        var fresh = Path.Combine(_root, "fresh");
        await using var postgres = await StartAsync(new EmbeddedPostgresOptions { RootDirectory = fresh });

        (await AskAsync(postgres, "select 40 + 2")).ShouldBe(42);
        (await AskAsync(postgres, "show data_checksums")).ShouldBe("on");
        (await AskAsync(postgres, "show listen_addresses")).ShouldBe("");
        (
            await AskAsync(
                postgres,
                "select pg_encoding_to_char(encoding) || ' ' || datcollate from pg_database "
                    + "where datname = current_database()"
            )
        ).ShouldBe("UTF8 C");
        File.GetUnixFileMode(Path.Combine(fresh, "run"))
            .ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        Directory.GetDirectories(fresh, "cluster.init*").ShouldBeEmpty();
    }

    [Fact]
    public async Task A_stopped_gateway_leaves_nothing_running_and_finds_its_data_again()
    {
        await using (var first = await StartAsync())
            await AskAsync(first, "create table kept as select 7 as number");

        Processes().ShouldBeEmpty();
        File.Exists(Path.Combine(_root, "cluster/postmaster.pid")).ShouldBeFalse();

        await using var second = await StartAsync();
        (await AskAsync(second, "select number from kept")).ShouldBe(7);
    }

    [Fact]
    public async Task A_second_gateway_on_the_same_directory_is_rejected()
    {
        await using var owner = await StartAsync();

        var rejected = await Should.ThrowAsync<EmbeddedPostgresInUseException>(StartAsync);

        rejected.Owner.ShouldBe(Environment.ProcessId);
        rejected.Message.ShouldContain($"used by process {Environment.ProcessId}");
        rejected.Message.ShouldContain("several nodes need a connection string");
        (await AskAsync(owner, "select 1")).ShouldBe(1);
    }

    [Fact]
    public async Task The_lock_holds_against_other_programs()
    {
        await using (await StartAsync())
            (await ExitCodeAsync("flock", "--nonblock", Path.Combine(_root, "owner.lock"), "true")).ShouldBe(1);

        (await ExitCodeAsync("flock", "--nonblock", Path.Combine(_root, "owner.lock"), "true")).ShouldBe(0);
    }

    [Fact]
    public async Task A_killed_server_comes_back_under_the_running_gateway()
    {
        await using var postgres = await StartAsync(durable: true);
        await AskAsync(postgres, "create table kept as select 7 as number");
        var back = new TaskCompletionSource();
        postgres.Restarted += (_, _) => back.SetResult();
        var before = postgres.ProcessId;
        var address = postgres.ConnectionString;

        await KillAsync(before);
        await back.Task.WaitAsync(TimeSpan.FromSeconds(30), Cancellation);

        _servers.Add(postgres.ProcessId);
        postgres.ProcessId.ShouldNotBe(before);
        postgres.ConnectionString.ShouldBe(address);
        (await AskAsync(postgres, "select number from kept")).ShouldBe(7);
    }

    [Fact]
    public async Task A_server_killed_while_it_works_comes_back_too()
    {
        await using var postgres = await StartAsync(durable: true);
        var back = new TaskCompletionSource();
        postgres.Restarted += (_, _) => back.SetResult();
        // Its process does not look up for a minute, and would hold the shared memory for as long.
        var busy = AskAsync(postgres, "select count(*) from generate_series(1, 1000000000)");
        await Task.Delay(200, Cancellation);

        await KillAsync(postgres.ProcessId);
        await Should.ThrowAsync<NpgsqlException>(busy);
        await back.Task.WaitAsync(TimeSpan.FromSeconds(30), Cancellation);

        _servers.Add(postgres.ProcessId);
        (await AskAsync(postgres, "select 1")).ShouldBe(1);
    }

    [Fact]
    public async Task The_server_of_a_killed_gateway_is_adopted_and_watched()
    {
        var killed = await StartAsync(durable: true);
        await AskAsync(killed, "create table kept as select 7 as number");
        await killed.AbandonAsync();
        Processes().ShouldContain(killed.ProcessId);

        await using var next = await StartAsync(durable: true);

        next.ProcessId.ShouldBe(killed.ProcessId);
        (await AskAsync(next, "select number from kept")).ShouldBe(7);

        var back = new TaskCompletionSource();
        next.Restarted += (_, _) => back.SetResult();
        await KillAsync(next.ProcessId);
        await back.Task.WaitAsync(TimeSpan.FromSeconds(30), Cancellation);
        _servers.Add(next.ProcessId);
        (await AskAsync(next, "select number from kept")).ShouldBe(7);
    }

    [Fact]
    public async Task A_server_that_died_with_its_gateway_is_recovered()
    {
        var killed = await StartAsync(durable: true);
        await AskAsync(killed, "create table kept as select 7 as number");
        await killed.AbandonAsync();
        await KillAsync(killed.ProcessId);

        await using var next = await StartAsync(durable: true);

        next.ProcessId.ShouldNotBe(killed.ProcessId);
        (await AskAsync(next, "select number from kept")).ShouldBe(7);
    }

    [Fact]
    public async Task A_server_that_is_stopping_is_waited_for()
    {
        var killed = await StartAsync();
        await killed.AbandonAsync();
        await ExitCodeAsync("kill", "-INT", killed.ProcessId.ToString(CultureInfo.InvariantCulture));

        await using var next = await StartAsync();

        (await AskAsync(next, "select 1")).ShouldBe(1);
    }

    [Fact]
    public async Task Other_settings_replace_the_server_that_was_left()
    {
        var killed = await StartAsync();
        await killed.AbandonAsync();

        await using var next = await StartAsync(
            Options() with
            {
                Settings = new Dictionary<string, string> { ["work_mem"] = "7MB" },
            }
        );

        next.ProcessId.ShouldNotBe(killed.ProcessId);
        Processes().ShouldNotContain(killed.ProcessId);
        (await AskAsync(next, "show work_mem")).ShouldBe("7MB");
    }

    [Fact]
    public async Task A_note_of_a_server_whose_id_another_process_has_now_does_not_stop_the_start()
    {
        await using (await StartAsync()) { }

        var taken = Environment.ProcessId;
        await File.WriteAllTextAsync(
            Path.Combine(_root, "cluster/postmaster.pid"),
            $"{taken}\n{_root}/cluster\n1\n5432\n{_root}/run\n\n 1 4711\nready\n",
            Cancellation
        );
        await File.WriteAllTextAsync(Path.Combine(_root, "run/.s.PGSQL.5432.lock"), $"{taken}\n", Cancellation);

        await using var next = await StartAsync();
        (await AskAsync(next, "select 1")).ShouldBe(1);
    }

    [Fact]
    public async Task A_path_too_long_for_a_socket_gets_a_short_one()
    {
        var deep = Path.Combine(_root, new string('d', 60), new string('e', 60));

        await using var postgres = await StartAsync(Options() with { RootDirectory = deep });

        var socket = new NpgsqlConnectionStringBuilder(postgres.ConnectionString).Host!;
        socket.Length.ShouldBeLessThan(60);
        (await AskAsync(postgres, "select 1")).ShouldBe(1);
        await postgres.DisposeAsync();
        Directory.Delete(socket);
    }

    [Fact]
    public async Task A_directory_the_servers_user_cannot_reach_keeps_only_a_note()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "only root steps down to another user");
        var hidden = Directory.CreateDirectory(
            Path.Combine(_root, "hidden"),
            UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
        );
        var options = Options() with { RootDirectory = hidden.FullName };
        var note = Path.Combine(hidden.FullName, "cluster-location");
        var elsewhere = "";
        try
        {
            await using (var first = await StartAsync(options))
            {
                elsewhere = (await File.ReadAllTextAsync(note, Cancellation)).Trim();
                elsewhere.ShouldStartWith("/var/lib/gateway/");
                hidden.GetDirectories().ShouldBeEmpty();
                await AskAsync(first, "create table kept as select 7 as number");
            }

            await using (var second = await StartAsync(options))
                (await AskAsync(second, "select number from kept")).ShouldBe(7);

            Directory.Move(Path.Combine(elsewhere, "cluster"), Path.Combine(elsewhere, "taken"));
            var lost = await Should.ThrowAsync<EmbeddedPostgresException>(() => StartAsync(options));
            lost.Message.ShouldContain(elsewhere);
        }
        finally
        {
            if (elsewhere.StartsWith("/var/lib/gateway/", StringComparison.Ordinal))
                Directory.Delete(elsewhere, recursive: true);
        }
    }

    [Fact]
    public async Task Missing_programs_are_asked_for_by_name()
    {
        var nowhere = Path.Combine(_root, "nowhere");

        var missing = await Should.ThrowAsync<EmbeddedPostgresException>(() =>
            StartAsync(Options() with { RootDirectory = nowhere, BinaryDirectory = nowhere })
        );

        missing.Message.ShouldContain(nowhere);
        missing.Message.ShouldContain("deploy/install-postgres");
        missing.Message.ShouldContain("GATEWAY_PG_BIN");
        Directory.Exists(Path.Combine(nowhere, "cluster")).ShouldBeFalse();
    }

    [Fact]
    public async Task Data_of_another_major_version_is_left_alone()
    {
        await using (await StartAsync()) { }

        await File.WriteAllTextAsync(Path.Combine(_root, "cluster/PG_VERSION"), "9\n", Cancellation);

        var rejected = await Should.ThrowAsync<EmbeddedPostgresException>(StartAsync);
        rejected.Message.ShouldContain("made by PostgreSQL 9");
        Processes().ShouldBeEmpty();
    }

    [Fact]
    public async Task A_setting_the_server_does_not_know_is_reported_in_its_words()
    {
        var rejected = await Should.ThrowAsync<EmbeddedPostgresException>(() =>
            StartAsync(Options() with { Settings = new Dictionary<string, string> { ["shared_bufers"] = "1GB" } })
        );

        rejected.Message.ShouldContain("unrecognized configuration parameter \"shared_bufers\"");
        Processes().ShouldBeEmpty();
        await using var corrected = await StartAsync();
        (await AskAsync(corrected, "select 1")).ShouldBe(1);
    }

    public async ValueTask InitializeAsync()
    {
        Directory.CreateDirectory(_root);
        (await ExitCodeAsync("cp", "-a", Path.Combine(empty.Directory, "cluster"), _root)).ShouldBe(0);
    }

    public ValueTask DisposeAsync()
    {
        try
        {
            _servers.Where(id => RunningProcess.Find(id) is { Name: "postgres" }).ShouldBeEmpty();
            Processes().ShouldBeEmpty();
        }
        finally
        {
            foreach (var left in Processes())
                RunningProcess.Find(left)?.Signal(Kill);
            if (Directory.Exists(_root))
                Directory.Delete(_root, recursive: true);
        }

        return ValueTask.CompletedTask;
    }

    private EmbeddedPostgresOptions Options(bool durable = false) => new() { RootDirectory = _root, Durable = durable };

    private Task<EmbeddedDatabase> StartAsync() => StartAsync(Options());

    private Task<EmbeddedDatabase> StartAsync(bool durable) => StartAsync(Options(durable));

    private async Task<EmbeddedDatabase> StartAsync(EmbeddedPostgresOptions options)
    {
        var started = await EmbeddedDatabase.StartAsync(options, NullLogger.Instance, TimeProvider.System, Cancellation);
        _servers.Add(started.ProcessId);
        return started;
    }

    private static async Task<object?> AskAsync(EmbeddedDatabase postgres, string question)
    {
        await using var source = NpgsqlDataSource.Create(postgres.ConnectionString);
        await using var command = source.CreateCommand(question);
        return await command.ExecuteScalarAsync(Cancellation);
    }

    private int[] Processes() =>
        [
            .. RunningProcess
                .All()
                .Where(process =>
                    process.CommandLine.Any(word => word.Contains(_root, StringComparison.Ordinal))
                    || process.WorkingDirectory?.StartsWith(_root, StringComparison.Ordinal) == true
                )
                .Select(process => process.Id),
        ];

    private static async Task KillAsync(int id)
    {
        var process = RunningProcess.Find(id).ShouldNotBeNull();
        process.Signal(Kill);
        while (process.IsAlive)
            await Task.Delay(5, Cancellation);
    }

    private static async Task<int> ExitCodeAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(program, arguments);
        await process.WaitForExitAsync(Cancellation);
        return process.ExitCode;
    }
}

/// <summary>Made once and copied for every test, which is ten times faster than making it.</summary>
public sealed class EmptyCluster : IAsyncLifetime
{
    public string Directory { get; } = Path.Combine(Path.GetTempPath(), $"gateway-pg-{Guid.NewGuid():N}");

    public async ValueTask InitializeAsync()
    {
        var options = new EmbeddedPostgresOptions { RootDirectory = Directory, Durable = false };
        await using (await EmbeddedDatabase.StartAsync(options, NullLogger.Instance, TimeProvider.System, default)) { }
    }

    public ValueTask DisposeAsync()
    {
        System.IO.Directory.Delete(Directory, recursive: true);
        return ValueTask.CompletedTask;
    }
}
