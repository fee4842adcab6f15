using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Gateway.Api.Configuration;
using Gateway.Api.Hosting;
using Gateway.Api.Verbs.Demo;
using Gateway.Tests.Infrastructure;
using Npgsql;

namespace Gateway.Tests.Hosting;

/// <summary>
/// A gateway started by the file system and the environment alone: what is wrong there is one line each, and nothing was
/// written.
/// </summary>
public sealed class RealDeploymentTests(TestPostgres postgres) : IDisposable
{
    private readonly TestSite site = new(isOneGateway: true);

    private string Folder => site.FolderOf("both");

    public void Dispose() => site.Dispose();

    public static TheoryData<string, string> Faults =>
        new()
        {
            { "Gateway__ReceiptKey=FOLDER/nowhere.p12", "Gateway__ReceiptKey: FOLDER/nowhere.p12 is not there." },
            {
                "Gateway__ReceiptKey=FOLDER/ca.pem",
                "Gateway__ReceiptKey: FOLDER/ca.pem is open to others (mode 644); take that away with chmod 600."
            },
            {
                "Gateway__ReceiptKey=FOLDER/key-encryption-key",
                "Gateway__ReceiptKey: FOLDER/key-encryption-key is no PKCS#12 file with a key and its certificate."
            },
            { "Gateway__ReceiptKey=FOLDER/brainpool.p12", "Gateway__ReceiptKey: FOLDER/brainpool.p12 cannot sign receipts" },
            {
                "Gateway__KeyEncryptionKey=FOLDER/server.p12",
                "Gateway__KeyEncryptionKey: FOLDER/server.p12 is no key-encryption key"
            },
            {
                "Gateway__KeyPassword=other",
                "Gateway__ServerCertificate: FOLDER/server.p12 does not open with the password in Gateway__KeyPassword"
            },
            { "Gateway__KeyPassword=", "Gateway__KeyPassword is empty" },
            {
                "Gateway__KeyPasswordFile=FOLDER/key-encryption-key",
                "Gateway__KeyPassword and Gateway__KeyPasswordFile are both set"
            },
            {
                "Gateway__Directory=FOLDER/ca.pem",
                "Gateway__Directory: FOLDER/ca.pem is not of the form in docs/formats/directory.md"
            },
            {
                "Gateway__Directory=FOLDER/serves-nobody.json",
                "Gateway__Directory: FOLDER/serves-nobody.json has no authority that is served here"
            },
            {
                "Gateway__Directory=FOLDER/misspelt.json",
                "Gateway__Directory: FOLDER/misspelt.json is not of the form in docs/formats/directory.md"
            },
            {
                "Gateway__Directory=FOLDER/actor.json",
                "Gateway__Directory: FOLDER/actor.json has a caller, number 1, with an actor that is no opaque id."
            },
            { "Gateway__LegalBases=FOLDER/nowhere", "Gateway__LegalBases: FOLDER/nowhere is no folder." },
            { "Gateway__Evidence__TimestampAuthority=https://tsa.example", "Gateway__Evidence__Anchors is not set" },
            { "Gateway__Tokens__Issuer=https://issuer.example", "Gateway__Tokens__Audience is not set" },
            { "Gateway__CallsPerSecond=many", "Gateway__CallsPerSecond is not a whole number in its range." },
            { "Gateway__AnswerWithin=30", "Gateway__AnswerWithin is not a time span" },
            { "Gateway__Email__Smtp__Host=mail.example", "Gateway__Email__Smtp: Port is not between 1 and 65535" },
            {
                "Gateway__Email__Mailboxes__0__Imap__Host=mail.example",
                "Gateway__Email__Mailboxes__0__Authority is not set"
            },
            { "Gateway__Maildir__Roots__0=/", "Gateway__Maildir__Roots__0 is not the full path of a folder below /." },
            { "Validation__Trust=FOLDER/nowhere", "Validation__Trust: " },
            { "ConnectionStrings__gateway=secret", "ConnectionStrings__gateway is no connection string of Npgsql" },
            {
                "Gateway__SeveralNodes=true",
                "Gateway__SeveralNodes needs one database for all nodes: set ConnectionStrings__gateway."
            },
        };

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task Whatever_is_wrong_is_one_line_that_names_it_and_nothing_was_written(string setting, string line)
    {
        MakeFiles();
        var settings = Settings();
        settings[setting.Split('=')[0]] = setting.Split('=', 2)[1].Replace("FOLDER", Folder, StringComparison.Ordinal);

        var (code, said, complained) = await Shell.RejectedAsync([], settings);

        code.ShouldBe(2, complained);
        said.ShouldBeEmpty();
        var lines = complained.Trim().Split('\n');
        lines.ShouldAllBe(one => one.StartsWith("gateway: ", StringComparison.Ordinal));
        lines.ShouldContain(
            one => one.Contains(line.Replace("FOLDER", Folder, StringComparison.Ordinal), StringComparison.Ordinal),
            complained
        );
        complained.ShouldNotContain("secret");
        Directory.Exists(settings["Gateway__Data"]).ShouldBeFalse("Keys are checked before anything is written.");
    }

    [Fact]
    public async Task A_key_file_that_its_group_may_read_is_warned_of_and_used()
    {
        File.SetUnixFileMode(Path.Combine(Folder, "receipts.p12"), UnixFileMode.UserRead | UnixFileMode.GroupRead);
        var log = await StartAsync(Settings(await postgres.NewDatabaseAsync()));
        log.ShouldContain($"Gateway__ReceiptKey: {Folder}/receipts.p12 can be read by its group");
    }

    [Fact]
    public async Task A_directory_file_that_others_may_change_is_rejected()
    {
        File.SetUnixFileMode(
            Path.Combine(Folder, "directory.json"),
            UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.GroupWrite
        );
        var (code, _, complained) = await Shell.RejectedAsync([], Settings());
        code.ShouldBe(2);
        complained.ShouldStartWith(
            $"gateway: Gateway__Directory: {Folder}/directory.json is open to others (mode 660); take that away with "
                + "chmod 644."
        );
    }

    [Fact]
    public async Task A_database_is_real_or_a_sandbox_for_ever()
    {
        var (real, sandbox) = (await postgres.NewDatabaseAsync(), await postgres.NewDatabaseAsync());
        await StartAsync(Settings(real));
        var (data, words) = (
            Path.Combine(site.Root, "other"),
            new[] { StartPlan.SandboxWord, "--urls", "https://127.0.0.1:0" }
        );

        var asSandbox = await Shell.RejectedAsync(
            words,
            new Dictionary<string, string> { ["ConnectionStrings__gateway"] = real, ["Gateway__Data"] = data }
        );

        asSandbox.Code.ShouldBe(2);
        asSandbox.Complained.ShouldContain("gateway: This database is marked real and takes no sandbox.");
        Directory.Exists(Path.Combine(data, "sandbox")).ShouldBeFalse("No sandbox is made for it.");
        (
            await TextAsync(
                real,
                "select string_agg(data ->> 'Code', ',' order by seq_id) from gateway.mt_events where type = "
                    + "'authority_registered'"
            )
        ).ShouldBe("CO-CA,ES-CA");

        await using (var gateway = await TestGateway.StartAsync(postgres, site, connectionString: sandbox))
            (await TextAsync(sandbox, "select kind from gateway.deployment")).ShouldBe("sandbox");
        var asReal = await Shell.RejectedAsync(["--urls", "https://127.0.0.1:0"], Settings(sandbox));
        asReal.Code.ShouldBe(2);
        asReal.Complained.ShouldContain("gateway: This database is marked sandbox and takes no real deployment.");

        // The same by whatever way a gateway is put together.
        (
            await Should.ThrowAsync<ConfigurationException>(() =>
                TestGateway.StartAsync(postgres, site, connectionString: real)
            )
        ).Message.ShouldContain("marked real");
    }

    [Fact]
    public async Task A_second_gateway_on_one_database_is_rejected_unless_both_say_that_they_are_several()
    {
        var database = await postgres.NewDatabaseAsync();
        await using (await TestGateway.StartAsync(postgres, site, connectionString: database))
        {
            (
                await Should.ThrowAsync<ConfigurationException>(() =>
                    TestGateway.StartAsync(postgres, site, connectionString: database)
                )
            ).Message.ShouldStartWith("Another gateway uses this database.");
            (
                await Should.ThrowAsync<ConfigurationException>(() =>
                    TestGateway.StartAsync(
                        postgres,
                        site,
                        change: options => options with { SeveralNodes = true },
                        connectionString: database
                    )
                )
            ).Message.ShouldStartWith("A gateway without Gateway__SeveralNodes uses this database alone.");
        }
        await using var again = await TestGateway.StartAsync(
            postgres,
            site,
            change: options => options with { SeveralNodes = true },
            connectionString: database
        );
        (
            await Should.ThrowAsync<ConfigurationException>(() =>
                TestGateway.StartAsync(postgres, site, connectionString: database)
            )
        ).Message.ShouldStartWith("Another gateway uses this database.");
        await using var second = await TestGateway.StartAsync(
            postgres,
            site,
            change: options => options with { SeveralNodes = true },
            connectionString: database
        );
    }

    [Fact]
    public async Task A_gateway_whose_session_ended_takes_its_lease_again_and_goes_on()
    {
        var database = await postgres.NewDatabaseAsync();
        await using var gateway = await TestGateway.StartAsync(postgres, site, connectionString: database);
        const string session =
            "select pid::text from pg_stat_activity where application_name like 'gateway-lease-%' and datname = "
            + "current_database()";
        var before = await TextAsync(database, session);

        await TextAsync(database, $"select pg_terminate_backend({before})::text");

        var after = await Eventually.SeeAsync(async () =>
            await TextAsync(database, session) is { } now && now != before ? now : null
        );
        await Eventually.SeeAsync(async () =>
            await TextAsync(
                database,
                "select 'held' from pg_locks where locktype = 'advisory' and objid::bigint = 17 and granted and pid "
                    + $"= {after}"
            )
        );
        gateway.App.Lifetime.ApplicationStopping.IsCancellationRequested.ShouldBeFalse();
    }

    [Fact]
    public async Task A_gateway_whose_lease_others_took_over_stops()
    {
        var database = await postgres.NewDatabaseAsync();
        await using var gateway = await TestGateway.StartAsync(postgres, site, connectionString: database);
        await using var thief = new NpgsqlConnection(
            new NpgsqlConnectionStringBuilder(database) { Pooling = false }.ConnectionString
        );
        await thief.OpenAsync();
        const string holders =
            "select pid from pg_locks where locktype = 'advisory' and classid::bigint = 1734440037 and objid::bigint = 17 "
            + "and database = (select oid from pg_database where datname = current_database())";
        await using (
            var take = new NpgsqlCommand(
                $"select pg_terminate_backend(pid) from ({holders}) held; select pg_advisory_lock(1734440037::bigint << "
                    + "32 | 17)",
                thief
            )
        )
            await take.ExecuteNonQueryAsync();

        var stopping = gateway.App.Lifetime.ApplicationStopping;
        await Eventually.SeeAsync(() => Task.FromResult(stopping.IsCancellationRequested ? "stopped" : null));
    }

    [Fact]
    public async Task Without_PostgreSQL_the_start_waits_says_so_and_gives_up_in_one_line()
    {
        var settings = Settings("Host=127.0.0.1;Port=1;Username=gateway;Password=secret;Database=gateway");
        settings["Gateway__DatabaseWithin"] = "00:00:05";

        var (code, said, complained) = await Shell.RejectedAsync([], settings);

        code.ShouldBe(2);
        said.ShouldBeEmpty();
        var lines = complained.Trim().Split('\n');
        lines
            .Count(line => line.Contains("PostgreSQL on 127.0.0.1:1 does not answer yet", StringComparison.Ordinal))
            .ShouldBeInRange(2, 4);
        lines[^1]
            .ShouldBe(
                "gateway: ConnectionStrings__gateway: PostgreSQL on 127.0.0.1:1 did not answer within 00:00:05 "
                    + "(Gateway__DatabaseWithin)."
            );
        complained.ShouldNotContain("secret");
        complained.ShouldNotContain("   at ");
    }

    [Fact]
    public async Task Outside_a_sandbox_no_address_is_a_folder_that_nobody_allowed_and_none_is_made()
    {
        var settings = Settings(await postgres.NewDatabaseAsync());
        settings.Remove("Gateway__Maildir__Roots__0");

        var (code, _, complained) = await Shell.RejectedAsync([], settings);

        code.ShouldBe(2);
        complained.ShouldContain(
            "gateway: Gateway__Directory: the entry CO-CA cannot be taken: The address is not one that this gateway's "
                + "maildir channel may use"
        );
        Directory.Exists(Path.Combine(site.Root, "maildir")).ShouldBeFalse();
        await StartAsync(Settings(await postgres.NewDatabaseAsync()));
        Directory
            .Exists(Path.Combine(site.Root, "maildir"))
            .ShouldBeFalse("A folder that somebody else has to prepare is not made.");
    }

    [Fact]
    public async Task A_real_gateway_says_where_its_database_is_and_whose_messages_can_go_nowhere()
    {
        await using var gateway = await GatewayProcess.StartAsync(MakeData(), Settings());
        using var caller = new HttpClient(
            new HttpClientHandler { ServerCertificateCustomValidationCallback = (_, _, _, _) => true }
        )
        {
            BaseAddress = gateway.Url,
        };

        using var metrics = await caller.GetAsync("/metrics");
        metrics.StatusCode.ShouldNotBe(HttpStatusCode.OK, "It is open only where it was opened.");
        var ready = await caller.GetStringAsync("/health/ready");
        ready.ShouldContain("degraded");
        (await File.ReadAllTextAsync(Path.Combine(MakeData(), "gateway.log"))).ShouldContain(
            $"The database is in {Path.Combine(MakeData(), "postgres")}"
        );
    }

    private string MakeData() => Directory.CreateDirectory(Path.Combine(site.Root, "real")).FullName;

    private async Task<string> StartAsync(Dictionary<string, string> settings)
    {
        MakeData();
        await using (await GatewayProcess.StartAsync(MakeData(), settings)) { }
        return await File.ReadAllTextAsync(Path.Combine(MakeData(), "gateway.log"));
    }

    private Dictionary<string, string> Settings(string? database = null)
    {
        var settings = new Dictionary<string, string>(site.Settings)
        {
            ["Gateway__Data"] = Path.Combine(site.Root, "real"),
            ["Gateway__Directory"] = Path.Combine(Folder, "directory.json"),
            ["Gateway__KeyEncryptionKey"] = Path.Combine(Folder, "key-encryption-key"),
            ["Gateway__ReceiptKey"] = Path.Combine(Folder, "receipts.p12"),
            ["Gateway__ServerCertificate"] = Path.Combine(Folder, "server.p12"),
            ["Gateway__KeyPassword"] = "sandbox",
        };
        if (database is not null)
            settings["ConnectionStrings__gateway"] = database;
        return settings;
    }

    private void MakeFiles()
    {
        var directory = File.ReadAllText(Path.Combine(Folder, "directory.json"));
        MakeKey("brainpool.p12", ECCurve.NamedCurves.brainpoolP256r1);
        Write("serves-nobody.json", directory.Replace("\"served\": true", "\"served\": false", StringComparison.Ordinal));
        Write("misspelt.json", directory.Replace("\"served\": true", "\"servd\": true", StringComparison.Ordinal));
        Write("actor.json", directory.Replace("\"sandbox-co-officer\"", "\"Ana Officer\"", StringComparison.Ordinal));

        void Write(string name, string text)
        {
            text.ShouldNotBe(directory);
            File.WriteAllText(Path.Combine(Folder, name), text);
            Close(name);
        }

        void MakeKey(string name, ECCurve curve)
        {
            using var key = ECDsa.Create(curve);
            using var certificate = new CertificateRequest("CN=Receipts", key, HashAlgorithmName.SHA256).CreateSelfSigned(
                DateTimeOffset.UtcNow,
                DateTimeOffset.UtcNow.AddDays(1)
            );
            File.WriteAllBytes(Path.Combine(Folder, name), certificate.Export(X509ContentType.Pkcs12, "sandbox"));
            Close(name);
        }

        void Close(string name) =>
            File.SetUnixFileMode(Path.Combine(Folder, name), UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    private static async Task<string?> TextAsync(string database, string sql)
    {
        await using var connection = new NpgsqlConnection(
            new NpgsqlConnectionStringBuilder(database) { Pooling = false }.ConnectionString
        );
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync() as string;
    }
}
