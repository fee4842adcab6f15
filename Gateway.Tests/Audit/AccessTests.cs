using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text.Json;
using Gateway.Adapters.Messages;
using Gateway.Domain.Audit;
using Gateway.Domain.Messages;
using Gateway.Tests.Infrastructure;
using Npgsql;

namespace Gateway.Tests.Audit;

/// <summary>Who reads content is written down first, beside the request and never in it.</summary>
public sealed class AccessTests(AccessTests.Sandbox sandbox) : IClassFixture<AccessTests.Sandbox>
{
    private static readonly SampleAttachment Annex = new(
        "annex.bin",
        "application/octet-stream",
        RandomNumberGenerator.GetBytes(300_000)
    );

    [Fact]
    public async Task Every_read_of_an_original_or_attachment_is_listed_for_the_auditor_in_order()
    {
        var (id, message, signed) = await sandbox.SubmitAsync(Annex);

        (
            await sandbox
                .Gateway.As("co-officer")
                .GetByteArrayAsync($"/v1/requests/{id}/messages/{message}/original?purpose=handling")
        ).ShouldBe(signed);
        (
            await sandbox.Gateway.As("auditor").GetByteArrayAsync($"/v1/requests/{id}/messages/{message}/attachments/1")
        ).ShouldBe(Annex.Content.ToArray());
        (
            await sandbox.Gateway.As("co-deciding").GetByteArrayAsync($"/v1/requests/{id}/messages/{message}/original")
        ).ShouldBe(signed);

        var answer = await sandbox.Gateway.GetAsync("auditor", $"/v1/requests/{id}/accesses");
        var reads = answer.GetProperty("items").EnumerateArray().ToList();
        reads
            .Select(read => (Text(read, "actor"), Text(read, "role"), Text(read, "purpose"), Text(read, "part")))
            .ShouldBe([
                ("sandbox-co-officer", "officer", "handling", "original"),
                ("sandbox-auditor", "auditor", null, "attachments/1"),
                ("sandbox-co-deciding", "officer", null, "original"),
            ]);
        reads.ShouldAllBe(read => read.GetProperty("messageId").GetGuid() == message);
        var history = (await sandbox.Gateway.GetAsync("auditor", $"/v1/requests/{id}/history"))
            .GetProperty("items")
            .EnumerateArray();
        var digests = history
            .SelectMany(fact => fact.GetProperty("digests").EnumerateArray().Select(digest => digest.GetString()))
            .ToList();
        reads.ShouldAllBe(read => digests.Contains(Text(read, "digest")));
        answer.TryGetProperty("next", out _).ShouldBeFalse();
    }

    [Fact]
    public async Task Reading_does_not_move_the_version_of_a_request()
    {
        var (id, message, _) = await sandbox.SubmitAsync();
        var (before, history) = (
            await sandbox.SettledVersionAsync(id),
            await sandbox.Gateway.As("co-officer").GetStringAsync($"/v1/requests/{id}/history")
        );

        for (var read = 0; read < 3; read++)
            (await sandbox.OriginalAsync("co-officer", id, message)).StatusCode.ShouldBe(HttpStatusCode.OK);

        (await sandbox.VersionAsync(id)).ShouldBe(before);
        (await sandbox.Gateway.As("co-officer").GetStringAsync($"/v1/requests/{id}/history")).ShouldBe(history);
        (await sandbox.CountAsync(id)).ShouldBe(3);
    }

    [Fact]
    public async Task What_is_not_content_is_read_without_a_trace()
    {
        var (id, _, _) = await sandbox.SubmitAsync();

        foreach (var path in new[] { "", "/history", "/messages", "/transmissions", "/accesses" })
            (await sandbox.Gateway.As("auditor").GetAsync($"/v1/requests/{id}{path}")).StatusCode.ShouldBe(
                HttpStatusCode.OK,
                path
            );

        (await sandbox.CountAsync(id)).ShouldBe(0);
        (await sandbox.Gateway.GetAsync("auditor", $"/v1/requests/{id}/accesses"))
            .GetProperty("items")
            .GetArrayLength()
            .ShouldBe(0);
    }

    [Fact]
    public async Task If_the_read_cannot_be_recorded_nothing_is_given_out()
    {
        var (id, message, signed) = await sandbox.SubmitAsync(Annex);
        (await sandbox.OriginalAsync("co-officer", id, message)).StatusCode.ShouldBe(HttpStatusCode.OK);
        await sandbox.RunAsync(
            """
            create function reject_access() returns trigger language plpgsql as $$ begin raise exception 'no room'; end $$;
            create trigger reject_access before insert on gateway.mt_events for each row when (new.type = 'content_accessed') execute function reject_access();
            """
        );
        try
        {
            foreach (var path in new[] { "original", "attachments/1" })
            {
                using var rejected = await sandbox
                    .Gateway.As("co-officer")
                    .GetAsync($"/v1/requests/{id}/messages/{message}/{path}");
                rejected.StatusCode.ShouldBe(HttpStatusCode.InternalServerError);
                rejected.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
                rejected.Headers.Contains("Repr-Digest").ShouldBeFalse();
                (await rejected.Content.ReadAsByteArrayAsync()).AsSpan().IndexOf(signed.AsSpan(0, 100)).ShouldBe(-1);
            }
        }
        finally
        {
            await sandbox.RunAsync("drop trigger reject_access on gateway.mt_events; drop function reject_access()");
        }

        (await sandbox.CountAsync(id)).ShouldBe(1);
        (await sandbox.OriginalAsync("co-officer", id, message)).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task What_is_not_there_or_not_readable_is_not_recorded_as_read()
    {
        var (id, message, _) = await sandbox.SubmitAsync(Annex);

        foreach (
            var (person, path) in new[]
            {
                ("co-officer", $"{message}/attachments/2"),
                ("co-officer", $"{message}/attachments/0"),
                ("co-officer", $"{Guid.NewGuid()}/original"),
                ("es-officer", $"{message}/original"),
                ("es-auditor", $"{message}/original"),
            }
        )
            (await sandbox.Gateway.As(person).GetAsync($"/v1/requests/{id}/messages/{path}")).StatusCode.ShouldBe(
                HttpStatusCode.NotFound,
                path
            );
        (
            await sandbox.Gateway.As("operator").GetAsync($"/v1/requests/{id}/messages/{message}/original")
        ).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (
            await sandbox
                .Gateway.As("co-officer")
                .GetAsync($"/v1/requests/{id}/messages/{message}/original?purpose=curiosity")
        ).StatusCode.ShouldBe(HttpStatusCode.BadRequest);

        (await sandbox.CountAsync(id)).ShouldBe(0);
    }

    [Fact]
    public async Task Many_readers_at_once_are_each_recorded_once()
    {
        // So many connections first, that the readers really meet; and several requests, because only first readers collide.
        await Task.WhenAll(Enumerable.Range(0, 32).Select(_ => sandbox.Gateway.As("co-officer").GetAsync("/v1/requests")));
        for (var round = 0; round < 6; round++)
        {
            var (id, message, signed) = await sandbox.SubmitAsync();

            var read = await Task.WhenAll(
                Enumerable
                    .Range(0, 32)
                    .Select(_ =>
                        sandbox.Gateway.As("co-officer").GetByteArrayAsync($"/v1/requests/{id}/messages/{message}/original")
                    )
            );

            read.ShouldAllBe(bytes => bytes.SequenceEqual(signed));
            (await sandbox.CountAsync(id)).ShouldBe(32);
        }
    }

    [Fact]
    public async Task Both_sides_of_an_exchange_keep_their_own_reads()
    {
        var (id, message, _) = await sandbox.SubmitAsync();
        var mirrored = await Eventually.SeeAsync(async () =>
            (await sandbox.Gateway.GetAsync("es-officer", "/v1/inbox"))
                .GetProperty("items")
                .EnumerateArray()
                .Where(item => item.GetProperty("messageId").GetGuid() == message)
                .Select(item => (Guid?)item.GetProperty("requestId").GetGuid())
                .FirstOrDefault()
        );
        (await sandbox.OriginalAsync("co-officer", id, message)).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await sandbox.OriginalAsync("es-officer", mirrored!.Value, message)).StatusCode.ShouldBe(HttpStatusCode.OK);

        Actors(await sandbox.Gateway.GetAsync("auditor", $"/v1/requests/{id}/accesses")).ShouldBe(["sandbox-co-officer"]);
        Actors(await sandbox.Gateway.GetAsync("es-auditor", $"/v1/requests/{mirrored}/accesses"))
            .ShouldBe(["sandbox-es-officer"]);
        (await sandbox.Gateway.As("es-auditor").GetAsync($"/v1/requests/{id}/accesses")).StatusCode.ShouldBe(
            HttpStatusCode.NotFound
        );
    }

    [Fact]
    public async Task A_long_list_is_paged()
    {
        var (id, message, _) = await sandbox.SubmitAsync();
        for (var batch = 0; batch < 5; batch++)
            await Task.WhenAll(Enumerable.Range(0, 41).Select(_ => sandbox.OriginalAsync("co-officer", id, message)));

        var (seen, pages, path) = (new List<long>(), 0, $"/v1/requests/{id}/accesses");
        for (string? after = null; pages == 0 || after is not null; pages++)
        {
            var page = await sandbox.Gateway.GetAsync("auditor", after is null ? path : $"{path}?after={after}");
            seen.AddRange(
                page.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("sequence").GetInt64())
            );
            after = page.TryGetProperty("next", out var next) ? next.GetString() : null;
        }

        (pages, seen.Count, seen.Distinct().Count()).ShouldBe((3, 205, 205));
        seen.ShouldBe(seen.Order());
        foreach (var after in new[] { "x", "-1", "99999999999999999999", "" })
            (await sandbox.Gateway.As("auditor").GetAsync($"{path}?after={after}")).StatusCode.ShouldBe(
                HttpStatusCode.BadRequest,
                after
            );
        (await sandbox.Gateway.GetAsync("auditor", $"{path}?after=205")).GetProperty("items").GetArrayLength().ShouldBe(0);
    }

    [Fact]
    public void The_access_stream_of_a_request_is_derived_and_stays_the_same_for_ever()
    {
        var id = Access.IdOf(new Guid("01900000-0000-7000-8000-000000000001"));

        id.ShouldBe(new Guid("f90d7111-8e8e-8120-a11f-069c28ec5e94"));
        id.Version.ShouldBe(8);
        Access.IdOf(new Guid("01900000-0000-7000-8000-000000000002")).ShouldNotBe(id);
    }

    private static IEnumerable<string?> Actors(JsonElement accesses) =>
        accesses.GetProperty("items").EnumerateArray().Select(read => Text(read, "actor"));

    private static string? Text(JsonElement item, string name) =>
        item.TryGetProperty(name, out var value) ? value.GetString() : null;

    public sealed class Sandbox(TestPostgres postgres) : IAsyncLifetime
    {
        private readonly TestSite site = new(isOneGateway: true);

        public TestGateway Gateway { get; private set; } = null!;

        public async ValueTask InitializeAsync() => Gateway = await TestGateway.StartAsync(postgres, site);

        public async ValueTask DisposeAsync()
        {
            await Gateway.DisposeAsync();
            site.Dispose();
        }

        public async Task<(Guid Id, Guid MessageId, byte[] Signed)> SubmitAsync(params SampleAttachment[] attachments)
        {
            var message = TestSite.Sample(MessageKind.Request, attachments: attachments);
            var signed = site.Sign(message);
            using var accepted = await Gateway.PostAsync("co-officer", "/v1/requests", signed, attachments);
            accepted.StatusCode.ShouldBe(HttpStatusCode.Accepted);
            return (
                (await accepted.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetGuid(),
                message.MessageId,
                signed
            );
        }

        public Task<HttpResponseMessage> OriginalAsync(string person, Guid id, Guid message) =>
            Gateway.As(person).GetAsync($"/v1/requests/{id}/messages/{message}/original");

        public async Task<string> VersionAsync(Guid id) =>
            (await Gateway.As("co-officer").GetAsync($"/v1/requests/{id}")).Headers.ETag!.Tag;

        /// <summary>The version once the request has left and nothing moves it any more.</summary>
        public async Task<string> SettledVersionAsync(Guid id)
        {
            await Eventually.SeeAsync(async () =>
                (await Gateway.GetAsync("co-officer", $"/v1/requests/{id}")).GetProperty("state").GetString() == "dispatched"
                    ? "settled"
                    : null
            );
            return await VersionAsync(id);
        }

        public async Task<long> CountAsync(Guid request)
        {
            await using var connection = await OpenAsync();
            await using var command = new NpgsqlCommand(
                "select count(*) from gateway.mt_events where type = 'content_accessed' and data ->> 'RequestId' = @id",
                connection
            );
            command.Parameters.AddWithValue("id", request.ToString());
            return (long)(await command.ExecuteScalarAsync())!;
        }

        public async Task RunAsync(string sql)
        {
            await using var connection = await OpenAsync();
            await using var command = new NpgsqlCommand(sql, connection);
            await command.ExecuteNonQueryAsync();
        }

        private async Task<NpgsqlConnection> OpenAsync()
        {
            var connection = new NpgsqlConnection(Gateway.ConnectionString);
            await connection.OpenAsync();
            return connection;
        }
    }
}
