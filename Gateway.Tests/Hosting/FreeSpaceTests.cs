using Gateway.Api.Configuration;
using Gateway.Api.Nodes;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace Gateway.Tests.Hosting;

/// <summary>What counts as enough free space.</summary>
public sealed class FreeSpaceTests
{
    [Theory]
    [InlineData("/", 0, false)]
    [InlineData("/", long.MaxValue, true)]
    [InlineData("/nowhere/at/all", 0, false)]
    [InlineData("/nowhere/at/all", 1, true)]
    public async Task A_disk_that_does_not_answer_counts_as_full(string data, long least, bool isRejected)
    {
        await using var database = NpgsqlDataSource.Create("Host=127.0.0.1");
        var space = new FreeSpace(
            new GatewayOptions { Data = data, LeastFreeBytes = least },
            database,
            TimeProvider.System,
            NullLogger<FreeSpace>.Instance
        );

        (space.Reject() is not null).ShouldBe(isRejected);
    }
}
