using System.Text.Json;
using Gateway.Tests.Infrastructure;
using Npgsql;

namespace Gateway.Tests.Growth;

/// <summary>Lists and single reads cost the same whatever the store holds, and whatever an exchange holds.</summary>
public sealed class ListCostTests(TestPostgres postgres) : IAsyncLifetime
{
    private readonly TestSite site = new();
    private TestGateway gateway = null!;

    public async ValueTask InitializeAsync() =>
        gateway = await TestGateway.StartAsync(
            postgres,
            site,
            "co",
            options => options with { SweepEvery = TimeSpan.FromDays(1) }
        );

    public async ValueTask DisposeAsync()
    {
        await gateway.DisposeAsync();
        site.Dispose();
    }

    [Theory]
    [InlineData("/v1/requests")]
    [InlineData("/v1/requests?state=dispatched")]
    [InlineData("/v1/requests?counterpart=ES-CA")]
    [InlineData("/v1/requests?counterpart=ES-CA&state=dispatched")]
    [InlineData("/v1/inbox")]
    [InlineData("/v1/transmissions?state=handedToChannel")]
    [InlineData("/v1/rejections")]
    public async Task A_page_takes_at_most_three_queries(string path)
    {
        await Crowd.AddAsync(gateway, 120);
        await gateway.GetAsync("co-officer", path);
        JsonElement page = default;

        var statements = await Statements.OfAsync(async () => page = await gateway.GetAsync("co-officer", path));

        statements.ShouldBeInRange(1, 3);
        if (
            path.StartsWith("/v1/requests", StringComparison.Ordinal)
            || path.StartsWith("/v1/transmissions", StringComparison.Ordinal)
        )
            page.GetProperty("items").GetArrayLength().ShouldBe(100);
    }

    [Fact]
    public async Task Pages_follow_each_other_without_a_gap_and_each_line_is_what_a_single_read_shows()
    {
        var requests = await Crowd.AddAsync(gateway, 250);
        var seen = new List<JsonElement>();
        for (var next = ""; ; )
        {
            var page = await gateway.GetAsync("co-officer", $"/v1/requests?state=dispatched{next}");
            seen.AddRange(page.GetProperty("items").EnumerateArray());
            if (!page.TryGetProperty("next", out var after))
                break;
            next = $"&after={after.GetString()}";
        }

        seen.Select(one => one.GetProperty("id").GetGuid()).ShouldBe(requests, ignoreOrder: true);
        seen.Select(one => one.GetProperty("id").GetGuid()).Distinct().Count().ShouldBe(requests.Count);
        var single = await gateway.GetAsync("co-officer", $"/v1/requests/{seen[0].GetProperty("id").GetGuid()}");
        single.GetRawText().ShouldBe(seen[0].GetRawText());
        var past = await gateway.GetAsync(
            "co-officer",
            $"/v1/requests/{seen[0].GetProperty("id").GetGuid()}?at={DateTimeOffset.UtcNow.AddDays(1):O}".Replace(
                "+",
                "%2B",
                StringComparison.Ordinal
            )
        );
        past.GetRawText().ShouldBe(single.GetRawText(), "The row is what the stream says.");
    }

    [Fact]
    public async Task A_list_reads_its_pages_by_index_however_deep()
    {
        await Crowd.AddAsync(gateway, 400);
        await using var source = NpgsqlDataSource.Create(gateway.ConnectionString);
        await using (var analyze = source.CreateCommand("analyze"))
            await analyze.ExecuteNonQueryAsync();
        foreach (
            var where in new[]
            {
                "",
                "and state = 'dispatched'",
                "and counterpart = 'ES-CA'",
                "and counterpart = 'ES-CA' and state = 'dispatched'",
            }
        )
        {
            await using var explain = source.CreateCommand(
                $"""
                explain select line from gateway.request_line where tenant = 'CO-CA' {where}
                and opened_at <= now() and (opened_at, id) < (now(), '00000000-0000-0000-0000-000000000000') order by opened_at desc, id desc limit 101
                """
            );
            await using var reader = await explain.ExecuteReaderAsync();
            var plan = "";
            while (await reader.ReadAsync())
                plan += reader.GetString(0) + "\n";
            plan.ShouldContain("Index Scan Backward", customMessage: plan);
            plan.ShouldNotContain("Sort", customMessage: plan);
        }
    }

    [Fact]
    public async Task A_single_read_and_a_page_of_history_take_the_same_queries_however_long_the_exchange()
    {
        var (one, many) = ((await Crowd.AddAsync(gateway, 1))[0], (await Crowd.AddAsync(gateway, 1, messages: 60))[0]);
        foreach (var path in new[] { "", "/history", "/transmissions", "/messages" })
        {
            async Task<int> CostAsync(Guid id) =>
                await Statements.OfAsync(() => gateway.GetAsync("co-officer", $"/v1/requests/{id}{path}"));
            await CostAsync(one);
            (await CostAsync(many)).ShouldBe(await CostAsync(one), path);
        }
    }

    [Fact]
    public async Task The_row_of_a_long_exchange_is_as_short_as_any()
    {
        await Crowd.AddAsync(gateway, 1);
        await Crowd.AddAsync(gateway, 1, messages: 60);
        await using var source = NpgsqlDataSource.Create(gateway.ConnectionString);
        await using var command = source.CreateCommand(
            "select max(length(line::text))::float8 / min(length(line::text)) from gateway.request_line"
        );

        ((double)(await command.ExecuteScalarAsync())!).ShouldBeLessThan(1.2);
    }
}
