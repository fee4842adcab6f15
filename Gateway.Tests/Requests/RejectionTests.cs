using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using Gateway.Adapters.Messages;
using Gateway.Adapters.Xades.Signing;
using Gateway.Domain;
using Gateway.Domain.Messages;
using Gateway.Tests.Infrastructure;
using Npgsql;

namespace Gateway.Tests.Requests;

/// <summary>Bad input gets its documented problem, is recorded as a rejection, and sends nothing anywhere.</summary>
public sealed class RejectionTests(RejectionTests.Sandbox sandbox) : IClassFixture<RejectionTests.Sandbox>
{
    private static readonly SampleAttachment Annex = new(
        "annex.bin",
        "application/octet-stream",
        RandomNumberGenerator.GetBytes(5000)
    );

    [Theory]
    [InlineData("ownReference>")]
    [InlineData("issuedAt>20")]
    [InlineData("SignatureValue")]
    [InlineData("DigestValue>")]
    public async Task One_flipped_byte_breaks_the_signature(string near)
    {
        var signed = sandbox.Site.Sign(TestSite.Sample(MessageKind.Request));
        var text = Encoding.UTF8.GetString(signed);
        var place = text.IndexOf(near, StringComparison.OrdinalIgnoreCase);
        place.ShouldBeGreaterThan(0);
        // A digit or letter behind the mark, exchanged for another of its kind: still well-formed, still valid, not what was
        // signed.
        var at = Enumerable.Range(place + near.Length + 1, 300).First(index => char.IsAsciiLetterOrDigit(text[index]));
        var flipped =
            text[..at]
            + (
                text[at] == '1' ? '2'
                : char.IsAsciiDigit(text[at]) ? '1'
                : text[at] == 'a' ? 'b'
                : 'a'
            )
            + text[(at + 1)..];

        await sandbox.IsRejected("co-officer", Encoding.UTF8.GetBytes(flipped), Problem.SignatureInvalid, 422);
    }

    [Fact]
    public async Task An_unknown_signer_is_told_so()
    {
        using var key = RSA.Create(3072);
        using var stranger = new CertificateRequest(
            "CN=Stranger",
            key,
            HashAlgorithmName.SHA256,
            RSASignaturePadding.Pkcs1
        ).CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        var signed = XadesSigner.Sign(TestSite.Sample(MessageKind.Request).Write(), stranger, DateTimeOffset.UtcNow);

        await sandbox.IsRejected("co-officer", signed, Problem.SignerUnknown, 403);
    }

    [Fact]
    public async Task The_right_signer_of_another_authority_is_rejected()
    {
        var signed = sandbox.Site.Sign(TestSite.Sample(MessageKind.Request).Write(), "es-officer");

        await sandbox.IsRejected("co-officer", signed, Problem.SignerNotAuthorised, 403);
    }

    [Fact]
    public async Task Nobody_submits_for_another_authority()
    {
        var signed = sandbox.Site.Sign(TestSite.Sample(MessageKind.Request, "ES-CA", "CO-CA"));

        await sandbox.IsRejected("co-officer", signed, Problem.Forbidden, 403);
    }

    [Fact]
    public async Task A_comment_is_not_signed_and_makes_a_document_invalid()
    {
        var commented = Encoding
            .UTF8.GetString(TestSite.Sample(MessageKind.Request).Write())
            .Replace("<urgency>", "<!-- never signed --><urgency>", StringComparison.Ordinal);

        var signed = sandbox.Site.Sign(Encoding.UTF8.GetBytes(commented), "co-officer");

        await sandbox.IsRejected("co-officer", signed, Problem.SchemaInvalid, 400);
    }

    [Fact]
    public async Task A_schema_error_is_pointed_at()
    {
        var broken = Encoding
            .UTF8.GetString(TestSite.Sample(MessageKind.Request).Write())
            .Replace("<urgency>normal", "<urgency>whenever", StringComparison.Ordinal);

        var problem = await sandbox.IsRejected("co-officer", Encoding.UTF8.GetBytes(broken), Problem.SchemaInvalid, 400);
        problem.GetProperty("pointers").GetArrayLength().ShouldBeGreaterThan(0);
    }

    [Fact]
    public Task A_document_type_declaration_is_forbidden() =>
        sandbox.IsRejected(
            "co-officer",
            Encoding.UTF8.GetBytes("<!DOCTYPE a [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><a>&x;</a>"),
            Problem.DtdForbidden,
            400
        );

    [Fact]
    public Task What_is_no_xml_is_malformed() =>
        sandbox.IsRejected("co-officer", "{}"u8.ToArray(), Problem.MalformedXml, 400);

    [Fact]
    public async Task A_missing_attachment_is_missed()
    {
        var signed = sandbox.Site.Sign(TestSite.Sample(MessageKind.Request, attachments: Annex));

        await sandbox.IsRejected("co-officer", signed, Problem.AttachmentMissing, 422);
    }

    [Fact]
    public async Task An_altered_attachment_is_found_and_does_not_block_the_honest_message()
    {
        var signed = sandbox.Site.Sign(TestSite.Sample(MessageKind.Request, attachments: Annex));
        var altered = Annex.Content.ToArray();
        altered[2500] ^= 1;

        await sandbox.IsRejected("co-officer", signed, Problem.AttachmentAltered, 422, [Annex with { Content = altered }]);
        (await sandbox.Gateway.PostAsync("co-officer", "/v1/requests", signed, [Annex])).StatusCode.ShouldBe(
            HttpStatusCode.Accepted
        );
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_body_of_101_MB_is_too_large(bool saysItsLength)
    {
        var before = Environment.WorkingSet;
        var response = await sandbox
            .Gateway.As("co-officer")
            .SendAsync(
                new HttpRequestMessage(HttpMethod.Post, "/v1/requests")
                {
                    Content = new Endless(101_000_000, saysItsLength) { Headers = { ContentType = new("application/xml") } },
                }
            );

        await sandbox.Is(response, Problem.TooLarge, 413);
        (Environment.WorkingSet - before).ShouldBeLessThan(100_000_000);
    }

    [Fact]
    public async Task An_unread_media_type_is_named()
    {
        var response = await sandbox.Gateway.As("co-officer").PostAsJsonAsync("/v1/requests", new { });

        await sandbox.Is(response, Problem.MediaTypeUnsupported, 415);
    }

    [Fact]
    public async Task An_authority_nobody_knows_cannot_be_addressed() =>
        await sandbox.IsRejected(
            "co-officer",
            sandbox.Site.Sign(TestSite.Sample(MessageKind.Request, to: "XX-CA")),
            Problem.CounterpartUnknown,
            422
        );

    [Fact]
    public async Task Without_a_certificate_nothing_is_open()
    {
        foreach (var path in new[] { "/v1/requests", "/v1/inbox", "/v1/authorities" })
            (await sandbox.Gateway.As(null).GetAsync(path)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized, path);
    }

    [Fact]
    public async Task An_auditor_does_not_submit() =>
        (
            await sandbox.Gateway.PostAsync(
                "auditor",
                "/v1/requests",
                sandbox.Site.Sign(TestSite.Sample(MessageKind.Request))
            )
        ).StatusCode.ShouldBe(HttpStatusCode.Forbidden);

    [Fact]
    public async Task What_belongs_to_others_is_not_there()
    {
        var accepted = await sandbox.Gateway.PostAsync(
            "co-officer",
            "/v1/requests",
            sandbox.Site.Sign(TestSite.Sample(MessageKind.Request))
        );
        var id = (await accepted.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetGuid();

        foreach (var path in new[] { "", "/history", "/messages", "/transmissions" })
            (await sandbox.Gateway.As("es-officer").GetAsync($"/v1/requests/{id}{path}")).StatusCode.ShouldBe(
                HttpStatusCode.NotFound,
                path
            );
    }

    [Fact]
    public async Task A_stale_version_is_rejected()
    {
        var request = TestSite.Sample(MessageKind.Request);
        var accepted = await sandbox.Gateway.PostAsync("co-officer", "/v1/requests", sandbox.Site.Sign(request));
        var id = (await accepted.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetGuid();
        var enquiry = sandbox.Site.Sign(TestSite.Sample(MessageKind.StatusEnquiry, exchange: request.ExchangeId));

        var response = await sandbox.Gateway.PostAsync(
            "co-officer",
            $"/v1/requests/{id}/messages",
            enquiry,
            change: call => call.Headers.TryAddWithoutValidation("If-Match", "\"1\"")
        );
        response.StatusCode.ShouldBe(HttpStatusCode.PreconditionFailed);
    }

    /// <summary>A body that is made while it is sent.</summary>
    private sealed class Endless(long size, bool saysItsLength) : HttpContent
    {
        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            var block = new byte[64 * 1024];
            try
            {
                for (var left = size; left > 0; left -= block.Length)
                    await stream.WriteAsync(block.AsMemory(0, (int)Math.Min(left, block.Length)));
            }
            catch (IOException)
            {
                // The answer came before the end of the body, and the gateway stopped listening.
            }
        }

        protected override bool TryComputeLength(out long length)
        {
            length = size;
            return saysItsLength;
        }
    }

    public sealed class Sandbox(TestPostgres postgres) : IAsyncLifetime
    {
        public TestSite Site { get; } = new(isOneGateway: true);

        public TestGateway Gateway { get; private set; } = null!;

        public async ValueTask InitializeAsync() => Gateway = await TestGateway.StartAsync(postgres, Site);

        public async ValueTask DisposeAsync()
        {
            await Gateway.DisposeAsync();
            Site.Dispose();
        }

        /// <summary>Posted, it gets this problem; one rejection more is recorded, and no transmission more.</summary>
        public async Task<JsonElement> IsRejected(
            string person,
            byte[] document,
            string name,
            int status,
            IReadOnlyList<SampleAttachment>? attachments = null,
            Action<HttpRequestMessage>? change = null
        )
        {
            var response = await Gateway.PostAsync(person, "/v1/requests", document, attachments, change);
            var problem = await Is(response, name, status);
            var rejection = problem.GetProperty("rejectionId").GetGuid();
            (
                await CountAsync(
                    "type = 'submission_rejected' and stream_id = @id and data ->> 'Problem' = @name",
                    rejection,
                    name
                )
            ).ShouldBe(1);
            (
                await CountAsync(
                    "type = 'transmission_queued' and correlation_id = (select correlation_id from gateway.mt_events where "
                        + "stream_id = @id limit 1)",
                    rejection,
                    name
                )
            ).ShouldBe(0);
            return problem;
        }

        public async Task<JsonElement> Is(HttpResponseMessage response, string name, int status)
        {
            ((int)response.StatusCode).ShouldBe(status, await response.Content.ReadAsStringAsync());
            response.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
            var problem = await response.Content.ReadFromJsonAsync<JsonElement>();
            problem.GetProperty("type").GetString().ShouldBe($"/problems/{name}");
            problem.GetProperty("status").GetInt32().ShouldBe(status);
            foreach (var member in new[] { "title", "detail", "traceId", "retryable" })
                problem.TryGetProperty(member, out _).ShouldBeTrue(member);
            return problem;
        }

        private async Task<long> CountAsync(string where, Guid id, string name)
        {
            await using var connection = new NpgsqlConnection(Gateway.ConnectionString);
            await connection.OpenAsync();
            await using var command = new NpgsqlCommand($"select count(*) from gateway.mt_events where {where}", connection);
            command.Parameters.AddWithValue("id", id);
            command.Parameters.AddWithValue("name", name);
            return (long)(await command.ExecuteScalarAsync())!;
        }
    }
}
