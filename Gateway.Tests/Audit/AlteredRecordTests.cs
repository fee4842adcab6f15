using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text.Json;
using Gateway.Adapters.Messages;
using Gateway.Api.Persistence;
using Gateway.Domain.Messages;
using Gateway.Tests.Infrastructure;
using Npgsql;

namespace Gateway.Tests.Audit;

/// <summary>What somebody changed or deleted in the database with SQL is reported and not given out.</summary>
public sealed class AlteredRecordTests(TestPostgres postgres) : IAsyncLifetime
{
    private static readonly SampleAttachment[] Annexes =
    [
        new("a.bin", "application/octet-stream", RandomNumberGenerator.GetBytes(500)),
        new("b.bin", "application/octet-stream", RandomNumberGenerator.GetBytes(500)),
    ];

    private readonly TestSite site = new(isOneGateway: true);
    private string database = null!;
    private TestGateway gateway = null!;

    public async ValueTask InitializeAsync()
    {
        database = await postgres.NewDatabaseAsync();
        gateway = await StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await gateway.DisposeAsync();
        site.Dispose();
    }

    [Theory]
    [InlineData(
        "attachments exchanged",
        "update gateway.mt_events set data = jsonb_set(data, '{Message,Attachments}', jsonb_build_array(data #> "
            + "'{Message,Attachments,1}', data #> '{Message,Attachments,0}')) where type = 'request_submitted'"
    )]
    [InlineData(
        "another item under the cited digest",
        "update gateway.mt_events set data = jsonb_set(data, '{Message,Attachments,0,ItemId}', data #> "
            + "'{Message,Attachments,1,ItemId}') where type = 'request_submitted'"
    )]
    [InlineData(
        "another digest",
        "update gateway.mt_events set data = jsonb_set(data, '{Message,Attachments,0,CiphertextDigest}', data #> "
            + "'{Message,Attachments,1,CiphertextDigest}') where type = 'request_submitted'"
    )]
    [InlineData(
        "the receipt in the place of an attachment",
        "update gateway.mt_events e set data = jsonb_set(data, '{Message,Attachments,0}', (select a.data -> 'Receipt' from "
            + "gateway.mt_events a where a.stream_id = e.stream_id and a.type = 'submission_accepted')) where type = "
            + "'request_submitted'"
    )]
    public async Task An_attachment_that_was_exchanged_is_not_given_out(string what, string sql)
    {
        var (id, message) = await SubmitAsync();
        (await gateway.As("co-officer").GetByteArrayAsync($"/v1/requests/{id}/messages/{message}/attachments/1")).ShouldBe(
            Annexes[0].Content.ToArray()
        );

        (await RunAsync(sql)).ShouldBe(1, what);

        using var answer = await gateway.As("co-officer").GetAsync($"/v1/requests/{id}/messages/{message}/attachments/1");
        await IsReported(answer);
        (await RunAsync("select 1 from gateway.mt_events where type = 'content_accessed'", isQuery: true)).ShouldBe(
            1,
            "The second read is not recorded: nothing was given out."
        );
    }

    [Theory]
    [InlineData("in the middle", "delete from gateway.mt_events where type = 'submission_accepted'")]
    [InlineData(
        "the last",
        "delete from gateway.mt_events e where stream_id in (select stream_id from gateway.mt_events where type = "
            + "'request_submitted') and version = (select max(version) from gateway.mt_events where stream_id = e.stream_id)"
    )]
    [InlineData(
        "the last of a transmission",
        "delete from gateway.mt_events e where stream_id in (select stream_id from gateway.mt_events where type = "
            + "'transmission_queued' and data ->> 'From' = 'CO-CA') and version = (select max(version) from "
            + "gateway.mt_events where stream_id = e.stream_id)"
    )]
    public async Task A_deleted_fact_is_reported(string which, string sql)
    {
        var (id, message) = await SubmitAsync();
        await Eventually.SeeAsync(async () =>
            (await gateway.GetAsync("es-officer", "/v1/inbox")).GetProperty("items").GetArrayLength() > 0 ? "arrived" : null
        );
        (await gateway.As("auditor").GetAsync($"/v1/requests/{id}/history")).StatusCode.ShouldBe(HttpStatusCode.OK);

        (await RunAsync(sql)).ShouldBe(1, which);

        foreach (var path in new[] { "history", $"messages/{message}/original" })
        {
            using var answer = await gateway.As("auditor").GetAsync($"/v1/requests/{id}/{path}");
            await IsReported(answer);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task A_deleted_read_is_reported(int version)
    {
        var (id, message) = await SubmitAsync();
        for (var read = 0; read < 3; read++)
            (await gateway.As("co-officer").GetAsync($"/v1/requests/{id}/messages/{message}/original")).StatusCode.ShouldBe(
                HttpStatusCode.OK
            );
        (await gateway.As("auditor").GetAsync($"/v1/requests/{id}/accesses")).StatusCode.ShouldBe(HttpStatusCode.OK);

        (await RunAsync($"delete from gateway.mt_events where type = 'content_accessed' and version = {version}")).ShouldBe(
            1
        );

        using var answer = await gateway.As("auditor").GetAsync($"/v1/requests/{id}/accesses");
        await IsReported(answer);
    }

    [Theory]
    [InlineData(
        "the certificate of another authority",
        "jsonb_set(data, '{Key,Certificate}', (select o.data #> '{Key,Certificate}' from gateway.mt_events o where o.type "
            + "= 'key_configured' and o.stream_id <> e.stream_id order by seq_id limit 1))"
    )]
    [InlineData("another digest", "jsonb_set(data, '{CertificateSha256}', to_jsonb(repeat('0', 64)))")]
    [InlineData("another key id", "jsonb_set(data, '{Key,KeyId}', '\"ES-CA-0000000000000000\"')")]
    public async Task A_key_with_another_certificate_than_recorded_is_not_believed(string what, string change)
    {
        await gateway.DisposeAsync();
        (
            await RunAsync(
                $"update gateway.mt_events e set data = {change} where type = 'key_configured' and data -> 'Key' ->> "
                    + "'KeyId' like 'ES-CA-%'"
            )
        ).ShouldBe(2, what);

        gateway = await StartAsync();

        (await (await gateway.As(null).GetAsync("/health/ready")).Content.ReadAsStringAsync()).ShouldContain(
            "ES-CA: key/ES-CA-"
        );
        var signed = site.Sign(TestSite.Sample(MessageKind.Request, "ES-CA", "CO-CA"));
        (await gateway.PostAsync("es-officer", "/v1/requests", signed)).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task An_authority_with_a_deleted_fact_is_reported()
    {
        await gateway.DisposeAsync();
        (
            await RunAsync(
                "delete from gateway.mt_events where type = 'channel_endpoint_configured' and version = (select "
                    + "min(version) from gateway.mt_events where type = 'channel_endpoint_configured') and stream_id = "
                    + "(select stream_id from gateway.mt_events where type = 'authority_registered' and data ->> 'Code' = "
                    + "'ES-CA')"
            )
        ).ShouldBe(1);

        gateway = await StartAsync();

        (await (await gateway.As(null).GetAsync("/health/ready")).Content.ReadAsStringAsync()).ShouldContain(
            nameof(StreamDamagedException)
        );
    }

    private Task<TestGateway> StartAsync() => TestGateway.StartAsync(postgres, site, connectionString: database);

    private async Task<(Guid Id, Guid Message)> SubmitAsync()
    {
        using var accepted = await gateway.PostAsync(
            "co-officer",
            "/v1/requests",
            site.Sign(TestSite.Sample(MessageKind.Request, attachments: Annexes)),
            Annexes
        );
        var receipt = await accepted.Content.ReadFromJsonAsync<JsonElement>();
        var id = receipt.GetProperty("id").GetGuid();
        return (
            id,
            (await gateway.GetAsync("co-officer", $"/v1/requests/{id}/messages"))
                .GetProperty("items")[0]
                .GetProperty("messageId")
                .GetGuid()
        );
    }

    private static async Task IsReported(HttpResponseMessage answer)
    {
        answer.StatusCode.ShouldBe(HttpStatusCode.InternalServerError);
        (await answer.Content.ReadAsStringAsync()).ShouldContain("/problems/record-damaged");
        answer.Headers.Contains("Repr-Digest").ShouldBeFalse();
    }

    /// <returns>Rows changed, or found.</returns>
    private async Task<int> RunAsync(string sql, bool isQuery = false)
    {
        await using var connection = new NpgsqlConnection(database);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        if (!isQuery)
            return await command.ExecuteNonQueryAsync();
        await using var reader = await command.ExecuteReaderAsync();
        var rows = 0;
        while (await reader.ReadAsync())
            rows++;
        return rows;
    }
}
