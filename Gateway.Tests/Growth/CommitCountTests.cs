using System.Diagnostics;
using System.Globalization;
using System.Net;
using Gateway.Domain.Messages;
using Gateway.Tests.Infrastructure;
using Npgsql;

namespace Gateway.Tests.Growth;

/// <summary>
/// How many transactions a message writes, counted by the numbers that PostgreSQL gives to transactions that write.
/// </summary>
[Collection(Alone.Name)]
public sealed class CommitCountTests(TestPostgres postgres, ITestOutputHelper output)
{
    private const int Messages = 20;

    [Fact]
    public async Task A_message_is_accepted_in_one_commit_forwarded_in_another_and_received_in_one()
    {
        using var site = new TestSite();
        await using var colombia = await TestGateway.StartAsync(postgres, site, "co");
        await using var database = new NpgsqlConnection(colombia.ConnectionString);
        await database.OpenAsync();
        const string settled = "select count(*) from gateway.mt_doc_transmission where is_settled";
        await SubmitAsync(colombia, site); // Connections are open and statements prepared.
        await SeeAsync(database, settled, Messages);

        var atRest = await RateAtRestAsync(database);
        var forwarded = await CommitsAsync(
            database,
            atRest,
            async () =>
            {
                await SubmitAsync(colombia, site);
                await SeeAsync(database, settled, 2 * Messages);
            }
        );
        await using var spain = await TestGateway.StartAsync(postgres, site, "es");
        await using var received = new NpgsqlConnection(spain.ConnectionString);
        await received.OpenAsync();
        const string Arrived = "select count(*) from gateway.mt_events where type = 'request_received'";
        await SeeAsync(received, Arrived, 2 * Messages);
        atRest = await RateAtRestAsync(database);
        var both = await CommitsAsync(
            database,
            atRest,
            async () =>
            {
                await SubmitAsync(colombia, site);
                await SeeAsync(database, settled, 3 * Messages);
                await SeeAsync(received, Arrived, 3 * Messages);
            }
        );

        output.WriteLine(
            $"commits a message: accepted and forwarded {forwarded:0.00}; accepted, forwarded and received {both:0.00}"
        );
        forwarded.ShouldBeInRange(1.9, 2.3);
        both.ShouldBeInRange(2.9, 3.4);
    }

    private static async Task SubmitAsync(TestGateway gateway, TestSite site)
    {
        for (var i = 0; i < Messages; i++)
        {
            using var response = await gateway.PostAsync(
                "co-officer",
                "/v1/requests?channel=maildir",
                site.Sign(TestSite.Sample(MessageKind.Request))
            );
            response.StatusCode.ShouldBe(HttpStatusCode.Accepted);
        }
    }

    /// <returns>For each message, without what the gateways write at rest.</returns>
    private static async Task<double> CommitsAsync(NpgsqlConnection database, double atRest, Func<Task> act)
    {
        var (before, since) = (await NextAsync(database), Stopwatch.StartNew());
        await act();
        return (await NextAsync(database) - before - atRest * since.Elapsed.TotalSeconds) / Messages;
    }

    private static async Task<double> RateAtRestAsync(NpgsqlConnection database)
    {
        await Task.Delay(TimeSpan.FromSeconds(1));
        var (before, since) = (await NextAsync(database), Stopwatch.StartNew());
        await Task.Delay(TimeSpan.FromSeconds(4));
        return (await NextAsync(database) - before) / since.Elapsed.TotalSeconds;
    }

    /// <summary>The number of the next transaction that writes, in the whole server.</summary>
    private static async Task<long> NextAsync(NpgsqlConnection database)
    {
        await using var command = new NpgsqlCommand("select pg_snapshot_xmax(pg_current_snapshot())::text", database);
        return long.Parse((string)(await command.ExecuteScalarAsync())!, CultureInfo.InvariantCulture);
    }

    private static async Task SeeAsync(NpgsqlConnection database, string sql, long count) =>
        await Eventually.SeeAsync(async () =>
        {
            await using var command = new NpgsqlCommand(sql, database);
            return (long)(await command.ExecuteScalarAsync())! >= count ? "seen" : null;
        });
}
