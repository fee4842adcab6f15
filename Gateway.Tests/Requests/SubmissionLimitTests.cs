using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Gateway.Adapters.Messages;
using Gateway.Domain.Messages;
using Gateway.Tests.Infrastructure;

namespace Gateway.Tests.Requests;

/// <summary>The parts of a submission are limited together and in number, whatever each of them has.</summary>
public sealed class SubmissionLimitTests(TestPostgres postgres) : IDisposable
{
    private readonly TestSite site = new(isOneGateway: true);

    public void Dispose() => site.Dispose();

    [Fact]
    public async Task Parts_count_together_towards_the_largest_message()
    {
        await using var gateway = await TestGateway.StartAsync(
            postgres,
            site,
            change: options => options with { LargestMessage = 1_000_000, LargestDocument = 1_000_000 }
        );
        var parts = Parts(3, 400_000);

        var problem = await PostAsync(gateway, parts);

        problem.ShouldBe(
            (
                HttpStatusCode.RequestEntityTooLarge,
                "/problems/too-large",
                "The message with its attachments may have 1000000 bytes at most."
            )
        );
        (await PostAsync(gateway, parts[..2])).Status.ShouldBe(HttpStatusCode.Accepted);
    }

    [Fact]
    public async Task More_than_a_hundred_attachments_are_rejected()
    {
        await using var gateway = await TestGateway.StartAsync(postgres, site);

        var problem = await PostAsync(gateway, Parts(101, 10), binds: 0);

        problem.ShouldBe((HttpStatusCode.BadRequest, "/problems/malformed-request", "More than 100 attachments."));
    }

    private static SampleAttachment[] Parts(int count, int size) =>
        [
            .. Enumerable
                .Range(1, count)
                .Select(number => new SampleAttachment(
                    $"part{number}.bin",
                    "application/octet-stream",
                    Enumerable.Repeat((byte)number, size).ToArray()
                )),
        ];

    /// <param name="binds">How many of them the signed document names.</param>
    private async Task<(HttpStatusCode Status, string? Type, string? Detail)> PostAsync(
        TestGateway gateway,
        SampleAttachment[] parts,
        int? binds = null
    )
    {
        var signed = site.Sign(TestSite.Sample(MessageKind.Request, attachments: parts[..(binds ?? parts.Length)]));
        using var answer = await gateway.PostAsync("co-officer", "/v1/requests", signed, parts);
        var said = await answer.Content.ReadFromJsonAsync<JsonElement>();
        return answer.IsSuccessStatusCode
            ? (answer.StatusCode, null, null)
            : (answer.StatusCode, said.GetProperty("type").GetString(), said.GetProperty("detail").GetString());
    }
}
