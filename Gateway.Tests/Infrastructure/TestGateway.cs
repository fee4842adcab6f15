using Gateway.Api.Configuration;
using Gateway.Api.Hosting;
using Gateway.Api.Persistence;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;
using Wolverine.Runtime;

namespace Gateway.Tests.Infrastructure;

/// <summary>A whole gateway in this process: real HTTPS with client certificates, real PostgreSQL, real channels.</summary>
public sealed class TestGateway : GatewayUnderTest, IAsyncDisposable
{
    private TestGateway(WebApplication app, TestSite site, string connectionString)
        : base(site)
    {
        (App, ConnectionString) = (app, connectionString);
        Url = new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
    }

    public WebApplication App { get; }

    public override Uri Url { get; }

    public string ConnectionString { get; }

    /// <param name="gateway"><c>both</c>, <c>co</c> or <c>es</c>.</param>
    /// <param name="change">Last word on the options; the tests' own defaults are quick ones.</param>
    /// <param name="prepare">Last word on the builder: settings, services.</param>
    public static async Task<TestGateway> StartAsync(
        TestPostgres postgres,
        TestSite site,
        string gateway = "both",
        Func<GatewayOptions, GatewayOptions>? change = null,
        Action<WebApplicationBuilder>? prepare = null,
        string? connectionString = null
    )
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        builder.WebHost.UseUrls("https://127.0.0.1:0");
        builder.Configuration["urls"] = "https://127.0.0.1:0";
        var options = site.OptionsOf(gateway) with { IntakeEvery = TimeSpan.FromMilliseconds(100) };
        // Tests of evidence sweep themselves.
        options = options with
        {
            Evidence = options.Evidence with { Every = TimeSpan.FromHours(1) },
        };
        foreach (var (name, value) in site.Settings)
            builder.Configuration[name.Replace("__", ":", StringComparison.Ordinal)] = value;
        connectionString ??= await postgres.NewDatabaseAsync();
        prepare?.Invoke(builder);
        builder.Logging.AddFilter<ConsoleLoggerProvider>(null, LogLevel.None); // HostLog shows what a failed test needs.
        var app = GatewayHost.Build(builder, change?.Invoke(options) ?? options, new Database(connectionString));
        app.Services.GetRequiredService<ILoggerFactory>().AddProvider(new HostLog());
        try
        {
            await app.StartAsync();
        }
        catch
        {
            // What it holds of the database is let go, for the next one.
            await app.DisposeAsync();
            throw;
        }
        return new TestGateway(app, site, connectionString);
    }

    public async ValueTask DisposeAsync()
    {
        HangUp();
        await App.StopAsync();
        // Its gauges would keep the whole gateway alive.
        App.Services.GetRequiredService<IWolverineRuntime>().Meter.Dispose();
        await App.DisposeAsync();
    }
}
