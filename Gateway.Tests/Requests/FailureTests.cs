using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text.Json;
using Gateway.Adapters.Messages;
using Gateway.Api.Audit;
using Gateway.Api.Callers;
using Gateway.Api.Http;
using Gateway.Api.Persistence;
using Gateway.Api.Requests;
using Gateway.Domain.Messages;
using Gateway.Domain.Vault;
using Gateway.Tests.Infrastructure;
using Marten;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Gateway.Tests.Requests;

/// <summary>What fails behind the gateway is answered as what it is, and says whether calling again helps.</summary>
public sealed class FailureTests(TestPostgres postgres) : IAsyncLifetime
{
    private static readonly SampleAttachment Annex = new(
        "annex.bin",
        "application/octet-stream",
        RandomNumberGenerator.GetBytes(300_000)
    );
    private readonly TestSite site = new(isOneGateway: true);
    private TestGateway gateway = null!;

    public async ValueTask InitializeAsync() =>
        gateway = await TestGateway.StartAsync(
            postgres,
            site,
            change: options => options with { Http = options.Http with { DatabaseWait = TimeSpan.FromSeconds(1) } }
        );

    public async ValueTask DisposeAsync()
    {
        await gateway.DisposeAsync();
        site.Dispose();
    }

    [Fact]
    public async Task Without_its_database_reading_and_submitting_are_answered_503()
    {
        var own = new NpgsqlConnectionStringBuilder(gateway.ConnectionString);
        await using var server = new NpgsqlConnection(
            new NpgsqlConnectionStringBuilder(gateway.ConnectionString)
            {
                Database = "postgres",
                Pooling = false,
            }.ConnectionString
        );
        await server.OpenAsync();
        await RunAsync(server, $"alter database {own.Database} with allow_connections false");
        await RunAsync(server, $"select pg_terminate_backend(pid) from pg_stat_activity where datname = '{own.Database}'");

        await IsAsync(await gateway.As("co-officer").GetAsync("/v1/requests"), "unavailable", 503, isRetryable: true);
        await IsAsync(await SubmitAsync(), "unavailable", 503, isRetryable: true);

        await RunAsync(server, $"alter database {own.Database} with allow_connections true");
        await Eventually.SeeAsync(async () => (await SubmitAsync()).StatusCode == HttpStatusCode.Accepted ? "again" : null);
    }

    [Fact]
    public async Task A_call_waits_for_a_free_connection_only_so_long()
    {
        var pool = gateway.App.Services.GetRequiredService<NpgsqlDataSource>();
        var taken = new List<NpgsqlConnection>();
        try
        {
            while (taken.Count < 20)
                taken.Add(await pool.OpenConnectionAsync());
        }
        catch (NpgsqlException)
        {
            // The gateway's own work has the others just now.
        }
        var since = Stopwatch.StartNew();

        var answer = await Eventually.SeeAsync(async () =>
            await gateway.As("co-officer").GetAsync("/v1/requests") is { IsSuccessStatusCode: false } failed ? failed : null
        );

        await IsAsync(answer, "unavailable", 503, isRetryable: true);
        since.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(8));
        foreach (var connection in taken)
            await connection.DisposeAsync();
        await Eventually.SeeAsync(async () =>
            (await gateway.As("co-officer").GetAsync("/v1/requests")).StatusCode == HttpStatusCode.OK ? "again" : null
        );
    }

    [Theory]
    [InlineData("53100", "storage-full", 507, true)]
    [InlineData("53300", "unavailable", 503, true)]
    [InlineData("57P03", "unavailable", 503, true)]
    [InlineData("25006", "unavailable", 503, true)]
    [InlineData("58030", "unavailable", 503, true)]
    [InlineData("22021", "malformed-request", 400, false)]
    [InlineData("42501", "unexpected", 500, true)]
    public async Task What_the_database_says_decides_the_answer(string state, string name, int status, bool isRetryable)
    {
        await using var connection = await OpenAsync();
        await RunAsync(
            connection,
            "create function fail() returns trigger language plpgsql as $$ begin raise exception 'no' using errcode = "
                + $"'{state}'; end $$"
        );
        await RunAsync(connection, "create trigger fail before insert on vault.item for each row execute function fail()");

        await IsAsync(await SubmitAsync(), name, status, isRetryable);

        await RunAsync(connection, "drop trigger fail on vault.item");
        (await SubmitAsync()).StatusCode.ShouldBe(HttpStatusCode.Accepted);
    }

    [Fact]
    public async Task A_full_disk_of_the_gateway_is_answered_507()
    {
        File.CreateSymbolicLink(Path.Combine(site.Root, "full"), "/dev/full");
        var failure = await Should.ThrowAsync<IOException>(() =>
            File.WriteAllBytesAsync(Path.Combine(site.Root, "full"), new byte[100_000])
        );
        var context = new DefaultHttpContext
        {
            RequestServices = gateway.App.Services,
            Response = { Body = new MemoryStream() },
        };

        await Failures.AnswerAsync(context, new InvalidOperationException("The spool failed.", failure));

        context.Response.StatusCode.ShouldBe(507);
        context.Response.Headers.RetryAfter.ToString().ShouldBe("60");
    }

    [Theory]
    [InlineData("update vault.chunk set sealed = set_byte(sealed, 30, get_byte(sealed, 30) # 1)")]
    [InlineData("update vault.item set sealed_index = set_byte(sealed_index, 3, get_byte(sealed_index, 3) # 1)")]
    [InlineData("update vault.key set wrapped = set_byte(wrapped, 20, get_byte(wrapped, 20) # 1) where tenant <> ''")]
    [InlineData("delete from vault.chunk")]
    public async Task Content_that_is_damaged_or_has_another_key_is_answered_as_that(string damage)
    {
        var (id, message) = await AcceptedAsync();
        await using var connection = await OpenAsync();
        await RunAsync(connection, damage);

        await IsAsync(
            await gateway.As("co-officer").GetAsync($"/v1/requests/{id}/messages/{message}/original"),
            "record-damaged",
            500,
            isRetryable: false
        );
    }

    [Theory]
    [InlineData("bytes=0-9", 0, 10)]
    [InlineData("bytes=299990-", 299_990, 10)]
    [InlineData("bytes=-7", 299_993, 7)]
    [InlineData("bytes=100000-200000", 100_000, 100_001)]
    public async Task A_range_of_content_is_given_out(string range, int from, int length)
    {
        var (id, message) = await AcceptedAsync(Annex);
        var path = $"/v1/requests/{id}/messages/{message}/attachments/1";

        using var part = await GetAsync(path, ("Range", range));

        part.StatusCode.ShouldBe(HttpStatusCode.PartialContent);
        (await part.Content.ReadAsByteArrayAsync()).ShouldBe(Annex.Content.Slice(from, length).ToArray());
        part.Content.Headers.ContentRange!.ToString().ShouldBe($"bytes {from}-{from + length - 1}/300000");
        using var stale = await GetAsync(path, ("Range", range), ("If-Range", "\"other\""));
        (await stale.Content.ReadAsByteArrayAsync()).ShouldBe(Annex.Content.ToArray());
        using var beyond = await GetAsync(path, ("Range", "bytes=300000-"));
        await IsAsync(beyond, "range-unsatisfiable", 416, isRetryable: false);
    }

    [Fact]
    public async Task Content_given_out_has_a_safe_name_and_is_no_page()
    {
        var (id, message) = await AcceptedAsync();
        var services = gateway.App.Services;
        var reading = new AuditedReader(
            services.GetRequiredService<History>(),
            new Renamed(services.GetRequiredService<IVault>(), "../..\\a\"b\r\nSet-Cookie: c=1;é\u0007.html"),
            services.GetRequiredService<Accesses>(),
            services.GetRequiredService<IDocumentStore>()
        );
        await using var scope = services.CreateAsyncScope();
        var context = new DefaultHttpContext
        {
            RequestServices = scope.ServiceProvider,
            Response = { Body = new MemoryStream() },
        };

        var (content, _) = await reading.OpenAsync(
            new Caller("a-1", "CO-CA", [Caller.Officer]),
            id,
            message,
            stored => stored.Document,
            PartPlace.Document(message),
            null,
            CancellationToken.None
        );
        await content!.Answer(context).ExecuteAsync(context);

        var disposition = Microsoft.Net.Http.Headers.ContentDispositionHeaderValue.Parse(
            context.Response.Headers.ContentDisposition.ToString()
        );
        disposition.DispositionType.Value.ShouldBe("attachment");
        disposition.FileNameStar.Value.ShouldBe("....abSet-Cookie: c=1;é.html");
        using var answer = await gateway.As("co-officer").GetAsync($"/v1/requests/{id}/messages/{message}/original");
        answer.Headers.GetValues("X-Content-Type-Options").ShouldBe(["nosniff"]);
        answer.Headers.CacheControl!.NoStore.ShouldBeTrue();
        answer.Content.Headers.ContentDisposition!.DispositionType.ShouldBe("attachment");
    }

    [Fact]
    public async Task The_pool_fits_what_the_server_grants()
    {
        await using var connection = await OpenAsync();
        var name = new NpgsqlConnectionStringBuilder(gateway.ConnectionString).Database;
        var wide = new Database(
            new NpgsqlConnectionStringBuilder(gateway.ConnectionString) { MaxPoolSize = 1000 }.ConnectionString
        );

        var all = PoolOf(await wide.FittedAsync(CancellationToken.None));
        await RunAsync(connection, $"alter database {name} connection limit 20");
        var few = PoolOf(await wide.FittedAsync(CancellationToken.None));
        await RunAsync(connection, $"alter database {name} connection limit 3");
        var one = PoolOf(await wide.FittedAsync(CancellationToken.None));

        all.ShouldBeInRange(20, 999);
        (few, one).ShouldBe((12, 1));

        static int PoolOf(Database database) => new NpgsqlConnectionStringBuilder(database.ConnectionString).MaxPoolSize;
    }

    private static async Task IsAsync(HttpResponseMessage answer, string name, int status, bool isRetryable)
    {
        ((int)answer.StatusCode).ShouldBe(status, await answer.Content.ReadAsStringAsync());
        var problem = await answer.Content.ReadFromJsonAsync<JsonElement>();
        (problem.GetProperty("type").GetString(), problem.GetProperty("retryable").GetBoolean()).ShouldBe(
            ($"/problems/{name}", isRetryable)
        );
        if (status is 503 or 507)
            answer.Headers.RetryAfter!.Delta!.Value.ShouldBeGreaterThan(TimeSpan.Zero);
    }

    private static async Task RunAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    private async Task<NpgsqlConnection> OpenAsync()
    {
        var connection = new NpgsqlConnection(
            new NpgsqlConnectionStringBuilder(gateway.ConnectionString) { Pooling = false }.ConnectionString
        );
        await connection.OpenAsync();
        return connection;
    }

    private async Task<HttpResponseMessage> GetAsync(string path, params (string Name, string Value)[] headers)
    {
        var call = new HttpRequestMessage(HttpMethod.Get, path);
        foreach (var (name, value) in headers)
            call.Headers.TryAddWithoutValidation(name, value);
        return await gateway.As("co-officer").SendAsync(call);
    }

    private Task<HttpResponseMessage> SubmitAsync() =>
        gateway.PostAsync("co-officer", "/v1/requests", site.Sign(TestSite.Sample(MessageKind.Request)));

    private async Task<(Guid Id, Guid Message)> AcceptedAsync(params SampleAttachment[] attachments)
    {
        var message = TestSite.Sample(MessageKind.Request, attachments: attachments);
        using var accepted = await gateway.PostAsync("co-officer", "/v1/requests", site.Sign(message), attachments);
        accepted.StatusCode.ShouldBe(HttpStatusCode.Accepted);
        return ((await accepted.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetGuid(), message.MessageId);
    }

    /// <summary>A vault in which everything has one name.</summary>
    private sealed class Renamed(IVault vault, string name) : IVault
    {
        public Task<IReadOnlyList<VaultItem>> StoreAsync(
            VaultScope scope,
            IReadOnlyList<NewItem> items,
            CancellationToken cancellation
        ) => vault.StoreAsync(scope, items, cancellation);

        public ValueTask<Stream> OpenAsync(VaultScope scope, string itemId, CancellationToken cancellation) =>
            vault.OpenAsync(scope, itemId, cancellation);

        public async ValueTask<FoundItem> FindAsync(
            VaultScope scope,
            VaultItem cited,
            string? place,
            CancellationToken cancellation
        )
        {
            var found = await vault.FindAsync(scope, cited, place, cancellation);
            return found with { Index = found.Index with { Name = name, MediaType = "text/html" } };
        }

        public ValueTask<string> FingerprintAsync(string text, CancellationToken cancellation) =>
            vault.FingerprintAsync(text, cancellation);
    }
}
