using System.Net;
using System.Text;
using Gateway.Adapters.Messages;
using Gateway.Domain;
using Gateway.Domain.Messages;
using Gateway.Tests.Infrastructure;
using Npgsql;

namespace Gateway.Tests.Requests;

/// <summary>The same bytes get the same answer; other bytes under a used key are told apart.</summary>
public sealed class RepetitionTests(RejectionTests.Sandbox sandbox) : IClassFixture<RejectionTests.Sandbox>
{
    [Fact]
    public async Task The_same_message_a_thousand_times_at_64_in_parallel_is_one_request_with_one_answer()
    {
        var request = TestSite.Sample(MessageKind.Request);
        var signed = sandbox.Site.Sign(request);
        var answers = new System.Collections.Concurrent.ConcurrentDictionary<string, int>();

        await Parallel.ForEachAsync(
            Enumerable.Range(0, 1000),
            new ParallelOptions { MaxDegreeOfParallelism = 64 },
            async (_, stop) =>
            {
                while (true)
                {
                    using var response = await sandbox.Gateway.PostAsync("co-officer", "/v1/requests", signed);
                    if (response.StatusCode is HttpStatusCode.TooManyRequests or HttpStatusCode.ServiceUnavailable)
                    {
                        await Task.Delay(response.Headers.RetryAfter.ShouldNotBeNull().Delta!.Value, stop);
                        continue;
                    }
                    response.StatusCode.ShouldBe(HttpStatusCode.Accepted);
                    answers.AddOrUpdate(await response.Content.ReadAsStringAsync(stop), 1, (_, count) => count + 1);
                    return;
                }
            }
        );

        answers.ShouldHaveSingleItem().Value.ShouldBe(1000);
        (await CountAsync("type = 'request_submitted'", request.MessageId)).ShouldBe(1);
        (await CountAsync("type = 'transmission_queued'", request.MessageId)).ShouldBe(1);
    }

    [Fact]
    public async Task The_framing_of_a_message_does_not_make_it_another()
    {
        var first = new SampleAttachment("a.bin", "application/octet-stream", "first"u8.ToArray());
        var second = new SampleAttachment("b.bin", "application/octet-stream", "second"u8.ToArray());
        var signed = sandbox.Site.Sign(TestSite.Sample(MessageKind.Request, attachments: [first, second]));

        var answer = await Answer(await sandbox.Gateway.PostAsync("co-officer", "/v1/requests", signed, [first, second]));
        (await Answer(await sandbox.Gateway.PostAsync("co-officer", "/v1/requests", signed, [second, first]))).ShouldBe(
            answer
        );
    }

    [Fact]
    public async Task An_idempotency_key_stands_for_its_bytes_for_ever()
    {
        var key = Guid.NewGuid().ToString();
        var signed = sandbox.Site.Sign(TestSite.Sample(MessageKind.Request));

        var answer = await Answer(await Post(signed, key));
        (await Answer(await Post(signed, key))).ShouldBe(answer);
        await sandbox.Is(
            await Post(sandbox.Site.Sign(TestSite.Sample(MessageKind.Request)), key),
            Problem.IdempotencyKeyReused,
            422
        );
    }

    [Fact]
    public async Task A_message_id_stands_for_its_bytes_for_ever()
    {
        var request = TestSite.Sample(MessageKind.Request);
        await Answer(await sandbox.Gateway.PostAsync("co-officer", "/v1/requests", sandbox.Site.Sign(request)));
        var other = request with { ExchangeId = Guid.CreateVersion7() };

        await sandbox.IsRejected("co-officer", sandbox.Site.Sign(other), Problem.MessageIdReused, 409);
    }

    [Fact]
    public async Task An_exchange_has_one_request()
    {
        var request = TestSite.Sample(MessageKind.Request);
        await Answer(await sandbox.Gateway.PostAsync("co-officer", "/v1/requests", sandbox.Site.Sign(request)));

        await sandbox.IsRejected(
            "co-officer",
            sandbox.Site.Sign(TestSite.Sample(MessageKind.Request, exchange: request.ExchangeId)),
            Problem.WrongState,
            409
        );
    }

    [Fact]
    public async Task The_same_arrival_many_times_is_one_line_in_the_inbox()
    {
        var request = TestSite.Sample(MessageKind.Request);
        await Answer(await sandbox.Gateway.PostAsync("co-officer", "/v1/requests", sandbox.Site.Sign(request)));
        var mailbox = sandbox.Site.MailboxOf("ES-CA");
        var taken = await Eventually.SeeAsync(() =>
            Task.FromResult(
                Directory
                    .EnumerateFiles(Path.Combine(mailbox, "cur"))
                    .FirstOrDefault(file =>
                        File.ReadAllText(file, Encoding.Latin1)
                            .Contains(request.MessageId.ToString(), StringComparison.Ordinal)
                    )
            )
        );
        for (var copy = 0; copy < 100; copy++)
        {
            File.Copy(taken, Path.Combine(mailbox, "tmp", $"copy.{copy}"));
            File.Move(Path.Combine(mailbox, "tmp", $"copy.{copy}"), Path.Combine(mailbox, "new", $"copy.{copy}"));
        }
        await Eventually.SeeAsync(() =>
            Task.FromResult(Directory.EnumerateFiles(Path.Combine(mailbox, "new")).Any() ? null : "empty")
        );

        (await CountAsync("type = 'request_received'", request.MessageId)).ShouldBe(1);
        (await sandbox.Gateway.GetAsync("es-officer", "/v1/inbox"))
            .GetProperty("items")
            .EnumerateArray()
            .Count(item => item.GetProperty("messageId").GetGuid() == request.MessageId)
            .ShouldBe(1);
    }

    private Task<HttpResponseMessage> Post(byte[] signed, string key) =>
        sandbox.Gateway.PostAsync(
            "co-officer",
            "/v1/requests",
            signed,
            change: call => call.Headers.Add("Idempotency-Key", key)
        );

    private static async Task<string> Answer(HttpResponseMessage response)
    {
        var answer = await response.Content.ReadAsStringAsync();
        response.StatusCode.ShouldBe(HttpStatusCode.Accepted, answer);
        return answer;
    }

    private async Task<long> CountAsync(string where, Guid messageId)
    {
        await using var connection = new NpgsqlConnection(sandbox.Gateway.ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(
            $"select count(*) from gateway.mt_events where {where} and data ->> 'MessageId' = @id",
            connection
        );
        command.Parameters.AddWithValue("id", messageId.ToString());
        return (long)(await command.ExecuteScalarAsync())!;
    }
}
