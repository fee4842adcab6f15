using System.Security.Cryptography.X509Certificates;
using Gateway.Api.Sandbox;
using Gateway.Tests.Infrastructure;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Gateway.Tests.Measurements;

/// <summary>
/// The limit to compare with: the same HTTP server with TLS and client certificates, which does nothing with a body but
/// insert it durably into the same PostgreSQL.
/// </summary>
internal sealed class BareServer(TestSite site, WebApplication app, NpgsqlDataSource database)
    : GatewayUnderTest(site),
        IAsyncDisposable
{
    public override Uri Url { get; } =
        new(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());

    public static async Task<BareServer> StartAsync(TestSite site, string connectionString)
    {
        var database = NpgsqlDataSource.Create(connectionString);
        await using (
            var make = database.CreateCommand(
                "create table if not exists bare (id uuid primary key, body bytea not null, at timestamptz not null)"
            )
        )
            await make.ExecuteNonQueryAsync();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.UseUrls("https://127.0.0.1:0");
        builder.WebHost.ConfigureKestrel(kestrel =>
            kestrel.ConfigureHttpsDefaults(https =>
            {
                https.ServerCertificate = X509CertificateLoader.LoadPkcs12FromFile(
                    Path.Combine(site.FolderOf(site.Gateways[0]), "server.p12"),
                    SandboxSite.Password
                );
                https.ClientCertificateMode = ClientCertificateMode.AllowCertificate;
                https.AllowAnyClientCertificate();
            })
        );
        var app = builder.Build();
        app.MapPost(
            "/bare",
            async (HttpRequest request) =>
            {
                await request.HttpContext.Connection.GetClientCertificateAsync();
                using var body = new MemoryStream();
                await request.Body.CopyToAsync(body);
                await using var insert = database.CreateCommand("insert into bare (id, body, at) values ($1, $2, $3)");
                insert.Parameters.Add(new() { Value = Guid.CreateVersion7() });
                insert.Parameters.Add(new() { Value = body.ToArray() });
                insert.Parameters.Add(new() { Value = DateTimeOffset.UtcNow });
                await insert.ExecuteNonQueryAsync();
                return Results.Accepted();
            }
        );
        await app.StartAsync();
        return new BareServer(site, app, database);
    }

    public async ValueTask DisposeAsync()
    {
        HangUp();
        await app.DisposeAsync();
        await database.DisposeAsync();
    }
}
