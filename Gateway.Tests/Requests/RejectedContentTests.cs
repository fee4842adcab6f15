using System.Net;
using System.Security.Cryptography;
using System.Text.Json;
using Gateway.Api.Configuration;
using Gateway.Api.Vault;
using Gateway.Domain.Messages;
using Gateway.Domain.Requests;
using Gateway.Domain.Vault;
using Gateway.Tests.Infrastructure;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Gateway.Tests.Requests;

/// <summary>
/// What is rejected is kept in part, within a quota and for a time; below a floor of free space nothing comes in.
/// </summary>
public sealed class RejectedContentTests(TestPostgres postgres) : IAsyncLifetime
{
    private const int Large = 9_900_000;
    private readonly TestSite site = new(isOneGateway: true);

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync()
    {
        site.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>100 bodies here; GATEWAY_REJECTIONS=1000 makes the whole of it. Each may grow the store by 100 kB.</summary>
    [Fact]
    public async Task Rejected_bodies_of_10_MB_hardly_grow_the_store()
    {
        var number = int.Parse(
            Environment.GetEnvironmentVariable("GATEWAY_REJECTIONS") ?? "100",
            System.Globalization.CultureInfo.InvariantCulture
        );
        await using var gateway = await StartAsync(new());
        var body = RandomNumberGenerator.GetBytes(Large);
        (await PostAsync(gateway, body)).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        var before = await NumberAsync(gateway, "select pg_database_size(current_database())");

        for (var i = 0; i < number; i++)
        {
            body[i] ^= 0x55;
            using var answer = await PostAsync(gateway, body);
            answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        }

        (await NumberAsync(gateway, "select pg_database_size(current_database())") - before).ShouldBeLessThan(
            number * 100_000L
        );
    }

    [Fact]
    public async Task Of_an_unverified_arrival_the_beginning_the_size_and_the_digest_are_kept()
    {
        await using var gateway = await StartAsync(new());
        var junk = RandomNumberGenerator.GetBytes(3_000_000);
        await PostAsync(gateway, junk);

        var (scope, rejected) = await RejectedAsync(gateway);
        var vault = gateway.App.Services.GetRequiredService<IVault>();
        (await ReadAsync(vault, scope, rejected.Document!)).ShouldBe(junk[..65_536]);
        rejected.Size.ShouldBe(junk.Length);
        var report = JsonDocument.Parse(await ReadAsync(vault, scope, rejected.Report!)).RootElement;
        report.GetProperty("size").GetInt64().ShouldBe(junk.Length);
        report.GetProperty("sha256").GetString().ShouldBe(Convert.ToHexStringLower(SHA256.HashData(junk)));
    }

    [Fact]
    public async Task What_a_registered_key_signed_is_kept_whole()
    {
        await using var gateway = await StartAsync(new() { LargestUnverified = 100 });
        var signed = site.Sign(TestSite.Sample(MessageKind.Request, to: "XX-CA"));
        await PostAsync(gateway, signed);

        var (scope, rejected) = await RejectedAsync(gateway);
        (await ReadAsync(gateway.App.Services.GetRequiredService<IVault>(), scope, rejected.Document!)).ShouldBe(signed);
    }

    [Fact]
    public async Task Beyond_the_quota_only_the_event_is_recorded_and_others_have_their_own()
    {
        await using var gateway = await StartAsync(new() { MostRejections = 2 });

        await Task.WhenAll(Enumerable.Range(0, 6).Select(i => PostAsync(gateway, [(byte)i, 1, 2])));
        (await NumberAsync(gateway, "select count(*) from gateway.mt_events where type = 'submission_rejected'")).ShouldBe(
            6
        );
        (
            await NumberAsync(
                gateway,
                "select count(*) from gateway.mt_events where type = 'submission_rejected' and data -> 'Document' ->> "
                    + "'Size' is not null"
            )
        ).ShouldBe(2);

        await PostAsync(gateway, [9, 9], "es-officer");
        await PostAsync(gateway, site.Sign(TestSite.Sample(MessageKind.Request, to: "XX-CA")));
        (
            await NumberAsync(
                gateway,
                "select count(*) from gateway.mt_events where type = 'submission_rejected' and data -> 'Document' ->> "
                    + "'Size' is not null"
            )
        ).ShouldBe(4);
    }

    [Fact]
    public async Task The_quota_counts_bytes()
    {
        await using var gateway = await StartAsync(new() { MostBytes = 150_000 });

        for (var i = 0; i < 4; i++)
            await PostAsync(gateway, RandomNumberGenerator.GetBytes(60_000));

        (
            await NumberAsync(
                gateway,
                "select count(*) from gateway.mt_events where type = 'submission_rejected' and data -> 'Document' ->> "
                    + "'Size' is not null"
            )
        ).ShouldBe(2);
    }

    [Fact]
    public async Task After_its_retention_the_content_is_removed_and_the_event_stays()
    {
        await using var gateway = await StartAsync(new() { KeptForDays = 30 });
        await PostAsync(gateway, [1, 2, 3]);
        await PostAsync(gateway, [4, 5, 6]);
        var sweep = gateway.App.Services.GetRequiredService<VaultSweep>();
        (await sweep.SweepRejectedAsync(CancellationToken.None)).ShouldBe(0);
        // As one kept by a gateway that knew no quota, 31 days ago.
        var (scope, old) = await RejectedAsync(gateway);
        await RunAsync(gateway, $"delete from gateway.rejected_content where rejection_id = '{scope.StreamId}'");
        await RunAsync(
            gateway,
            $"update gateway.mt_events set timestamp = now() - interval '31 days' where stream_id = '{scope.StreamId}'"
        );

        (await SweepAgainAsync(gateway)).ShouldBe(1);

        (await NumberAsync(gateway, "select count(*) from gateway.mt_events where type = 'submission_rejected'")).ShouldBe(
            2
        );
        await Should.ThrowAsync<VaultItemUnreadableException>(() =>
            ReadAsync(gateway.App.Services.GetRequiredService<IVault>(), scope, old.Document!)
        );
        foreach (var table in new[] { "vault.key", "vault.item", "vault.chunk" })
            (await NumberAsync(gateway, $"select count(*) from {table} where stream_id = '{scope.StreamId}'")).ShouldBe(
                0,
                table
            );
        (await NumberAsync(gateway, "select count(*) from gateway.rejected_content")).ShouldBe(1, "The younger one stays.");
    }

    [Fact]
    public async Task Below_the_floor_of_free_space_nothing_comes_in_and_nothing_is_recorded()
    {
        await using var gateway = await TestGateway.StartAsync(
            postgres,
            site,
            change: options => options with { LeastFreeBytes = long.MaxValue / 2 }
        );
        var mailbox = site.MailboxOf("CO-CA");
        Directory.CreateDirectory(Path.Combine(mailbox, "new"));
        foreach (var place in new[] { "cur", "tmp" })
            Directory.CreateDirectory(Path.Combine(mailbox, place));
        await File.WriteAllTextAsync(Path.Combine(mailbox, "new", "1.junk"), "Subject: junk\r\n\r\njunk");

        using var answer = await PostAsync(gateway, site.Sign(TestSite.Sample(MessageKind.Request)));

        ((int)answer.StatusCode).ShouldBe(507);
        answer.Headers.RetryAfter!.Delta.ShouldNotBeNull();
        (await answer.Content.ReadAsStringAsync()).ShouldContain("/problems/storage-full");
        await Eventually.SeeAsync(async () =>
            (await (await gateway.As(null).GetAsync("/health/ready")).Content.ReadAsStringAsync()).Contains(
                "maildir/CO-CA",
                StringComparison.Ordinal
            )
                ? "told"
                : null
        );
        File.Exists(Path.Combine(mailbox, "new", "1.junk")).ShouldBeTrue();
        (await NumberAsync(gateway, "select count(*) from gateway.mt_events where type = 'submission_rejected'")).ShouldBe(
            0
        );
    }

    [Theory]
    [InlineData(-1, 1, 1, 1)]
    [InlineData(1, -1, 1, 1)]
    [InlineData(1, 1, -1, 1)]
    [InlineData(1, 1, 1, 0)]
    public void Options_that_cannot_be_meant_so_are_rejected(int unverified, long bytes, int number, int days) =>
        Should.Throw<InvalidOperationException>(
            new RejectionOptions
            {
                LargestUnverified = unverified,
                MostBytes = bytes,
                MostRejections = number,
                KeptForDays = days,
            }.Validate
        );

    private Task<TestGateway> StartAsync(RejectionOptions rejections) =>
        TestGateway.StartAsync(postgres, site, change: options => options with { Rejections = rejections });

    private static Task<HttpResponseMessage> PostAsync(TestGateway gateway, byte[] body, string person = "co-officer") =>
        gateway.PostAsync(person, "/v1/requests", body);

    private static async Task<(VaultScope Scope, SubmissionRejected Fact)> RejectedAsync(TestGateway gateway)
    {
        await using var session = gateway.App.Services.GetRequiredService<Marten.IDocumentStore>().QuerySession("CO-CA");
        var id = await FirstAsync(gateway);
        var facts = await session.Events.FetchStreamAsync(id);
        return (new("CO-CA", id), (SubmissionRejected)facts[0].Data);
    }

    private static async Task<Guid> FirstAsync(TestGateway gateway)
    {
        await using var connection = new NpgsqlConnection(gateway.ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(
            "select stream_id from gateway.mt_events where type = 'submission_rejected' order by seq_id limit 1",
            connection
        );
        return (Guid)(await command.ExecuteScalarAsync())!;
    }

    private static async Task<byte[]> ReadAsync(IVault vault, VaultScope scope, VaultItem item)
    {
        await using var stream = await vault.OpenAsync(scope, item.ItemId, CancellationToken.None);
        using var read = new MemoryStream();
        await stream.CopyToAsync(read);
        return read.ToArray();
    }

    private static async Task<long> NumberAsync(TestGateway gateway, string sql)
    {
        await using var connection = new NpgsqlConnection(gateway.ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        return (long)(await command.ExecuteScalarAsync())!;
    }

    private static async Task RunAsync(TestGateway gateway, string sql)
    {
        await using var connection = new NpgsqlConnection(gateway.ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        (await command.ExecuteNonQueryAsync()).ShouldBe(1);
    }

    /// <summary>As a gateway that starts again.</summary>
    private static async Task<long> SweepAgainAsync(TestGateway gateway)
    {
        using var sweep = ActivatorUtilities.CreateInstance<VaultSweep>(gateway.App.Services);
        return await sweep.SweepRejectedAsync(CancellationToken.None);
    }
}
