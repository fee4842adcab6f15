using System.Diagnostics;
using Gateway.Api.Evidence;
using Gateway.Api.Persistence;
using Gateway.Domain.Messages;
using Gateway.Domain.Requests;
using Gateway.Domain.Vault;
using Gateway.Tests.Growth;
using Gateway.Tests.Infrastructure;
using Marten;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Gateway.Tests.Evidence;

/// <summary>Evidence keeps up with what is accepted, and a start does not look at all originals again.</summary>
public sealed class EvidenceRateTests(TestPostgres postgres) : IAsyncLifetime
{
    private const int Originals = 150;
    private readonly TestSite site = new();
    private readonly ShiftedClock clock = new();
    private TestGateway gateway = null!;

    private EvidenceSweep Sweep => gateway.App.Services.GetRequiredService<EvidenceSweep>();

    public async ValueTask InitializeAsync() => gateway = await StartAsync(null);

    public async ValueTask DisposeAsync()
    {
        await gateway.DisposeAsync();
        site.Dispose();
    }

    [Fact]
    public async Task Many_originals_are_covered_with_few_statements_each()
    {
        await AddAsync();
        var (taken, since) = (0, Stopwatch.StartNew());

        var statements = await Statements.OfAsync(async () =>
            taken = (await Sweep.SweepAsync(CancellationToken.None)).Taken
        );

        TestContext.Current.TestOutputHelper!.WriteLine(
            $"{statements} statements, {since.Elapsed.TotalSeconds:0.0} s for {taken} originals"
        );
        taken.ShouldBe(Originals);
        (statements / (double)Originals).ShouldBeLessThan(2);
    }

    [Fact]
    public async Task After_a_start_originals_that_have_evidence_are_not_looked_at_again()
    {
        await AddAsync();
        await Sweep.SweepAsync(CancellationToken.None);
        clock.Shift = TimeSpan.FromMinutes(10);
        await Sweep.SweepAsync(CancellationToken.None);
        await gateway.DisposeAsync();

        gateway = await StartAsync(gateway.ConnectionString);

        var originals = gateway.App.Services.GetRequiredService<Originals>();
        (await Statements.OfAsync(() => originals.WithoutEvidenceAsync(500, CancellationToken.None))).ShouldBe(
            2,
            "The position, and a page that is empty."
        );
        await using var source = NpgsqlDataSource.Create(gateway.ConnectionString);
        await using var command = source.CreateCommand("select settled_up_to from gateway.evidence_position");
        ((long)(await command.ExecuteScalarAsync())!).ShouldBeGreaterThan(Originals);
    }

    private Task<TestGateway> StartAsync(string? connection) =>
        TestGateway.StartAsync(
            postgres,
            site,
            "co",
            options => options with { SweepEvery = TimeSpan.FromDays(1) },
            builder => builder.Services.AddSingleton<TimeProvider>(clock),
            connection
        );

    private async Task AddAsync()
    {
        var services = gateway.App.Services;
        await using var session = services.GetRequiredService<IDocumentStore>().LightweightSession("CO-CA");
        for (var number = 0; number < Originals; number++)
        {
            var id = Guid.CreateVersion7();
            var items = await services
                .GetRequiredService<IVault>()
                .StoreAsync(
                    new("CO-CA", id),
                    [VaultItems.Of("message.xml", "application/xml", Guid.NewGuid().ToByteArray())],
                    CancellationToken.None
                );
            session.Events.StartStream<Request>(
                id,
                new RequestSubmitted(
                    id,
                    Guid.CreateVersion7(),
                    Guid.CreateVersion7(),
                    "ES-CA",
                    "mla",
                    ["UNTOC"],
                    Urgency.Normal,
                    Confidentiality.None,
                    "es",
                    new StoredMessage(items[0], []),
                    clock.GetUtcNow()
                )
            );
        }
        await session.SaveChangesAsync();
    }
}
