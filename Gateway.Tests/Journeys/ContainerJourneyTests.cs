using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text.Json;
using Gateway.Adapters.Asic;
using Gateway.Adapters.Messages;
using Gateway.Domain.Messages;
using Gateway.Domain.Requests;
using Gateway.Tests.Containers;
using Gateway.Tests.Infrastructure;

namespace Gateway.Tests.Journeys;

/// <summary>A request in a container (ASiC-E) goes the way of every other, and stays the container it was.</summary>
public sealed class ContainerJourneyTests(TestPostgres postgres) : IAsyncLifetime
{
    private static readonly SampleAttachment Annex = new(
        "petición 1.pdf",
        "application/pdf",
        RandomNumberGenerator.GetBytes(700_000)
    );
    private Exchange exchange = null!;

    public async ValueTask InitializeAsync() => exchange = await Exchange.StartAsync(postgres);

    public ValueTask DisposeAsync() => exchange.DisposeAsync();

    [Theory]
    [InlineData("maildir")]
    [InlineData("folder")]
    public async Task It_arrives_over_a_channel_byte_for_byte_and_its_attachments_can_be_had(string channel)
    {
        var request = TestSite.Sample(MessageKind.Request, attachments: Annex);
        var container = Pack(request);

        var accepted = await PostAsync(exchange.Colombia, $"/v1/requests?channel={channel}", container);
        await exchange.Spain.ReceivesAsync(request);

        accepted.GetProperty("digest").GetString().ShouldBe(Convert.ToHexStringLower(SHA256.HashData(container)));
        foreach (
            var (party, id) in new[]
            {
                (exchange.Colombia, accepted.GetProperty("id").GetGuid()),
                (exchange.Spain, exchange.Spain.Request),
            }
        )
        {
            var message = $"/v1/requests/{id}/messages/{request.MessageId}";
            using var original = await party.Gateway.As(party.Officer).GetAsync($"{message}/original");
            original.Content.Headers.ContentType!.MediaType.ShouldBe("application/vnd.etsi.asic-e+zip");
            (await original.Content.ReadAsByteArrayAsync()).ShouldBe(container);
            using var attachment = await party.Gateway.As(party.Officer).GetAsync($"{message}/attachments/1");
            attachment.Content.Headers.ContentType!.MediaType.ShouldBe("application/pdf");
            (await attachment.Content.ReadAsByteArrayAsync()).ShouldBe(Annex.Content.ToArray());
        }
    }

    [Fact]
    public async Task The_same_container_gets_the_same_answer_and_the_message_in_another_form_is_a_reuse()
    {
        var request = TestSite.Sample(MessageKind.Request, attachments: Annex);
        var container = Pack(request);

        var first = await PostAsync(exchange.Colombia, "/v1/requests", container);
        var second = await PostAsync(exchange.Colombia, "/v1/requests", container);
        using var otherwise = await exchange.Colombia.Gateway.PostAsync(
            "co-officer",
            "/v1/requests",
            exchange.Site.Sign(request),
            request.Attachments
        );

        second.GetRawText().ShouldBe(first.GetRawText());
        otherwise.StatusCode.ShouldBe(HttpStatusCode.Conflict);
    }

    [Fact]
    public async Task An_answer_in_a_container_belongs_to_its_request()
    {
        await exchange.OpenAsync();
        var answer = exchange.Spain.Write(MessageKind.Acknowledgement);

        await PostAsync(exchange.Spain, $"/v1/requests/{exchange.Spain.Request}/messages", Pack(answer, "es-officer"));

        await exchange.Colombia.RecordsAsync(nameof(RequestAcknowledged));
    }

    private byte[] Pack(SampleMessage message, string person = "co-officer") =>
        Template(message, exchange.Site, person).Write();

    internal static AsicTemplate Template(SampleMessage message, TestSite site, string person = "co-officer") =>
        new()
        {
            Certificate = site.Person(person),
            Files =
            [
                (StrictAsicVerifier.DocumentName, message.Write()),
                .. message.Attachments.Select(each => ($"anexos/{each.Name}", each.Content.ToArray())),
            ],
        };

    internal static void IsContainer(HttpRequestMessage request) =>
        request.Content!.Headers.ContentType = new MediaTypeHeaderValue("application/vnd.etsi.asic-e+zip");

    private static async Task<JsonElement> PostAsync(Party party, string path, byte[] container)
    {
        using var response = await party.Gateway.PostAsync(party.Officer, path, container, change: IsContainer);
        response.StatusCode.ShouldBe(HttpStatusCode.Accepted, await response.Content.ReadAsStringAsync());
        return await response.Content.ReadFromJsonAsync<JsonElement>();
    }
}
