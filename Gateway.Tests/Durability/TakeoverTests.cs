using System.Diagnostics;
using System.Net;
using Gateway.Api.Verbs.Demo;
using Gateway.Domain.Messages;
using Gateway.Tests.Infrastructure;
using Npgsql;

namespace Gateway.Tests.Durability;

/// <summary>Work that one gateway left unfinished is finished by the next: itself, started again, or another node.</summary>
[Collection(Alone.Name)]
public sealed class TakeoverTests(TestPostgres postgres, ITestOutputHelper output) : IAsyncLifetime
{
    private const int Messages = 20;
    private static readonly TimeSpan Within = TimeSpan.FromSeconds(15);
    private readonly TestSite site = new();
    private TestGateway spain = null!;
    private string database = null!;

    public async ValueTask InitializeAsync() =>
        (spain, database) = (await TestGateway.StartAsync(postgres, site, "es"), await postgres.NewDatabaseAsync());

    public async ValueTask DisposeAsync()
    {
        await spain.DisposeAsync();
        site.Dispose();
    }

    [Fact]
    public async Task A_gateway_started_again_finishes_what_it_left()
    {
        await using var only = await StartAsync("one.log", isOneOfSeveral: false);
        await using var gate = await LeaveWorkAsync(only);
        await only.KillAsync();
        await gate.OpenAsync();
        var since = Stopwatch.StartNew();
        await only.StartAgainAsync();

        await SeeAllHandedOverAsync("started again", since);
    }

    [Fact]
    public async Task A_second_node_finishes_what_a_dead_one_left()
    {
        await using var first = await StartAsync("one.log");
        await using var second = await StartAsync("two.log");
        await using var gate = await LeaveWorkAsync(first);
        await first.KillAsync();
        await gate.OpenAsync();

        await SeeAllHandedOverAsync("second node, first dead", Stopwatch.StartNew());
    }

    /// <summary>
    /// A hung node keeps its connections and with them the queues; only its right to sweep lapses, and the other node's
    /// reconciler finds the work once it is overdue.
    /// </summary>
    [Fact]
    public async Task A_second_node_finishes_what_a_hung_one_left_and_nothing_is_doubled_when_it_wakes()
    {
        var soon = new Dictionary<string, string>
        {
            ["Gateway__OverdueAfter"] = "00:00:02",
            ["Gateway__AnswerWithin"] = "00:00:10",
        };
        await using var first = await StartAsync("one.log", others: soon);
        await using var second = await StartAsync("two.log", others: soon);
        await using var gate = await LeaveWorkAsync(first);
        first.Hang();
        await gate.OpenAsync();

        await SeeAllHandedOverAsync("second node, first hung", Stopwatch.StartNew(), TimeSpan.FromSeconds(45));
        first.WakeUp();
        await Task.Delay(TimeSpan.FromSeconds(5));
        (await CountAsync(spain.ConnectionString, "request_received")).ShouldBe(Messages);
        (await CountAsync(database, "transmission_handed_to_channel")).ShouldBe(Messages);
        using var answer = await first.As(null).GetAsync("/health/ready");
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_second_gateway_on_the_same_data_is_rejected_and_the_first_goes_on()
    {
        await using var first = await TestGatewayProcess.StartAsync(site, "co");

        var rejected = await Should.ThrowAsync<GatewayProcessException>(() =>
            TestGatewayProcess.StartAsync(site, "co", logName: "two.log")
        );

        rejected.ExitCode.ShouldBe(2);
        using var answer = await first.As(null).GetAsync("/health/ready");
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await first.StopAsync()).ShouldBe(0);
    }

    private Task<TestGatewayProcess> StartAsync(
        string logName,
        bool isOneOfSeveral = true,
        IReadOnlyDictionary<string, string>? others = null
    ) =>
        TestGatewayProcess.StartAsync(
            site,
            "co",
            new Dictionary<string, string>(others ?? new Dictionary<string, string>())
            {
                ["ConnectionStrings__gateway"] = database,
                ["Gateway__SeveralNodes"] = isOneOfSeveral ? "true" : "false",
            },
            logName
        );

    /// <summary>Half of it carried and not answered, half of it accepted just now.</summary>
    private async Task<Gate> LeaveWorkAsync(TestGatewayProcess victim)
    {
        var gate = await Gate.BuildAsync(await OpenAsync(database));
        await gate.HoldAsync("new.type = 'transmission_handed_to_channel'");
        await SendAsync(victim, Messages / 2);
        await Eventually.SeeAsync(async () =>
            await CountAsync(spain.ConnectionString, "request_received") == Messages / 2 ? "arrived" : null
        );
        await SendAsync(victim, Messages / 2);
        (await CountAsync(database, "transmission_queued")).ShouldBe(Messages);
        (await CountAsync(database, "transmission_handed_to_channel")).ShouldBe(0);
        return gate;
    }

    private async Task SendAsync(TestGatewayProcess gateway, int count)
    {
        for (var i = 0; i < count; i++)
        {
            using var response = await gateway.PostAsync(
                "co-officer",
                "/v1/requests",
                site.Sign(TestSite.Sample(MessageKind.Request))
            );
            response.StatusCode.ShouldBe(HttpStatusCode.Accepted);
        }
    }

    private async Task SeeAllHandedOverAsync(string who, Stopwatch since, TimeSpan? within = null)
    {
        await Eventually.SeeAsync(
            async () => await CountAsync(database, "transmission_handed_to_channel") == Messages ? "all" : null,
            TimeSpan.FromMinutes(1)
        );
        output.WriteLine($"{who}: {Messages} handed over after {since.Elapsed.TotalSeconds:0.0} s");
        since.Elapsed.ShouldBeLessThan(within ?? Within);
        await Eventually.SeeAsync(async () =>
            await CountAsync(spain.ConnectionString, "request_received") == Messages ? "all" : null
        );
    }

    private static async Task<long> CountAsync(string connectionString, string type)
    {
        await using var connection = await OpenAsync(connectionString);
        await using var command = new NpgsqlCommand("select count(*) from gateway.mt_events where type = $1", connection);
        command.Parameters.Add(new() { Value = type });
        return (long)(await command.ExecuteScalarAsync())!;
    }

    private static async Task<NpgsqlConnection> OpenAsync(string connectionString)
    {
        var connection = new NpgsqlConnection(
            new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false }.ConnectionString
        );
        await connection.OpenAsync();
        return connection;
    }
}
