using System.Security.Cryptography;
using Gateway.Domain.Messages;
using Gateway.Tests.Infrastructure;
using Npgsql;

namespace Gateway.Tests.Vault;

/// <summary>A gateway whose keys are not those of its database does not start.</summary>
public sealed class KeyStartTests(TestPostgres postgres) : IDisposable
{
    private readonly TestSite site = new(isOneGateway: true);

    public void Dispose() => site.Dispose();

    [Fact]
    public async Task With_another_key_encryption_key_the_gateway_does_not_start()
    {
        var database = await postgres.NewDatabaseAsync();
        await using (await TestGateway.StartAsync(postgres, site, connectionString: database)) { }
        var other = Path.Combine(site.Root, "other.key");
        await File.WriteAllBytesAsync(other, RandomNumberGenerator.GetBytes(32));
        File.SetUnixFileMode(other, UnixFileMode.UserRead | UnixFileMode.UserWrite);

        var rejected = await Should.ThrowAsync<InvalidOperationException>(() =>
            TestGateway.StartAsync(
                postgres,
                site,
                change: options => options with { KeyEncryptionKey = other },
                connectionString: database
            )
        );

        rejected.Message.ShouldContain("key-encryption key");
        await using (await TestGateway.StartAsync(postgres, site, connectionString: database)) { }
    }

    [Fact]
    public async Task Without_its_own_key_the_gateway_does_not_start_on_a_database_with_claims()
    {
        var database = await postgres.NewDatabaseAsync();
        await using (var gateway = await TestGateway.StartAsync(postgres, site, connectionString: database))
            (
                await gateway.PostAsync("co-officer", "/v1/requests", site.Sign(TestSite.Sample(MessageKind.Request)))
            ).IsSuccessStatusCode.ShouldBeTrue();
        await using (var connection = new NpgsqlConnection(database))
        {
            await connection.OpenAsync();
            await using var lose = new NpgsqlCommand("delete from vault.key where tenant = ''", connection);
            (await lose.ExecuteNonQueryAsync()).ShouldBe(1);
        }

        (
            await Should.ThrowAsync<InvalidOperationException>(() =>
                TestGateway.StartAsync(postgres, site, connectionString: database)
            )
        ).Message.ShouldContain("vault.key");
    }
}
