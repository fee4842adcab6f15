using System.Security.Cryptography;
using Gateway.Adapters.Messages;
using Gateway.Api.Ingress;
using Gateway.Api.Submissions;
using Gateway.Domain;
using Gateway.Domain.Messages;
using Gateway.Domain.Requests;
using Gateway.Tests.Infrastructure;
using Marten;
using Microsoft.Extensions.DependencyInjection;

namespace Gateway.Tests.Requests;

/// <summary>What was received under conditions goes to nobody else before consent, whatever the file is called.</summary>
public sealed class UseLimitTests(TestPostgres postgres)
{
    [Fact]
    public async Task Police_information_is_no_evidence_even_to_who_gave_it()
    {
        await using var exchange = await Exchange.StartAsync(postgres);
        var tip = new SampleAttachment("tip.pdf", "application/pdf", RandomNumberGenerator.GetBytes(3000));
        await exchange.OpenAsync(request => request with { Type = "informationExchange", Attachments = [tip] });

        (await RejectionAsync("mla"))!.Detail.ShouldContain("police information");
        (await RejectionAsync("informationExchange")).ShouldBeNull("As information it goes back to who gave it.");

        async Task<Problem?> RejectionAsync(string type)
        {
            var services = exchange.Spain.Gateway.App.Services;
            await using var session = services.GetRequiredService<IDocumentStore>().QuerySession("ES-CA");
            using var attachment = await SpooledContent.ReadAsync(
                new MemoryStream(tip.Content.ToArray()),
                "evidence.pdf",
                "application/pdf",
                10_000,
                Path.GetTempPath(),
                CancellationToken.None
            );
            return await services
                .GetRequiredService<LimitedItems>()
                .RejectAsync(session, "CO-CA", type, [attachment!], CancellationToken.None);
        }
    }

    [Fact]
    public async Task A_result_goes_to_a_third_authority_only_after_consent()
    {
        await using var exchange = await Exchange.StartAsync(postgres);
        var (colombia, spain) = (exchange.Colombia, exchange.Spain);
        var bytes = RandomNumberGenerator.GetBytes(3000);
        await exchange.OpenAsync();
        (
            await spain.PostAsync(
                spain.Write(MessageKind.Result, says: new(Extent: Extent.Whole)) with
                {
                    Attachments = [new("acta.pdf", "application/pdf", bytes)],
                }
            )
        ).IsSuccessStatusCode.ShouldBeTrue();
        await colombia.IsAsync(RequestState.Executed);

        (await RejectionAsync("UY-CA", "innocent.bin"))!.Name.ShouldBe(Problem.UseLimited);
        (await RejectionAsync("ES-CA", "acta.pdf")).ShouldBeNull("Back to who gave it.");
        (await RejectionAsync("UY-CA", "other.bin", RandomNumberGenerator.GetBytes(3000))).ShouldBeNull("Something else.");
        var asked = await colombia.SayAsync(MessageKind.ConsentRequest);
        await spain.RecordsAsync(nameof(ConsentRequested));
        (await RejectionAsync("UY-CA", "acta.pdf"))!.Name.ShouldBe(Problem.UseLimited, "Asked is not given.");
        await spain.SayAsync(MessageKind.ConsentGiven, asked);
        await colombia.RecordsAsync(nameof(ConsentGiven));

        (await RejectionAsync("UY-CA", "acta.pdf")).ShouldBeNull();

        async Task<Problem?> RejectionAsync(string addressee, string name, byte[]? content = null)
        {
            var services = colombia.Gateway.App.Services;
            await using var session = services.GetRequiredService<IDocumentStore>().QuerySession("CO-CA");
            using var attachment = await SpooledContent.ReadAsync(
                new MemoryStream(content ?? bytes),
                name,
                "application/octet-stream",
                10_000,
                Path.GetTempPath(),
                CancellationToken.None
            );
            return await services
                .GetRequiredService<LimitedItems>()
                .RejectAsync(session, addressee, "mla", [attachment!], CancellationToken.None);
        }
    }
}
