using Gateway.Api.Sandbox;
using JasperFx;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Npgsql;

namespace Gateway.Api.Hosting;

/// <summary>Runs the gateway: database first, then everything else, and the database last out.</summary>
internal static class Serving
{
    public static async Task<int> RunAsync(string[] args)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = args, ContentRootPath = AppContext.BaseDirectory });
        var clock = new GatewayClock();
        var options = builder.Configuration.GetSection(GatewayOptions.Section).Get<GatewayOptions>() ?? new GatewayOptions();
        options = options with { Data = Path.GetFullPath(options.Data) };
        var isCodegen = args.Contains("codegen");
        if (options.Directory is null && !isCodegen)
            options = SandboxSite.Complete(options, clock);

        using var early = LoggerFactory.Create(logging => logging.AddJsonConsole().AddConsole(
            console => console.LogToStandardErrorThreshold = LogLevel.Trace));
        EmbeddedPostgres? embedded = null;
        try
        {
            var connection = builder.Configuration.GetConnectionString("gateway");
            if (isCodegen)
                connection ??= "Host=none";
            else if (connection is null)
            {
                if (options.SeveralNodes)
                    throw new InvalidOperationException("Several nodes need one database: set ConnectionStrings__gateway.");
                embedded = await EmbeddedPostgres.StartAsync(
                    new() { RootDirectory = Path.Combine(options.Data, "postgres") }, early.CreateLogger("postgres"), clock, CancellationToken.None);
                connection = embedded.ConnectionString;
            }
            var database = new Database(connection);
            if (!isCodegen)
                database = await database.FittedAsync(CancellationToken.None);
            var app = GatewayHost.Build(builder, options, database, compile: IsCompiling);
            if (embedded is not null)
                embedded.Restarted += (_, _) => app.Services.GetRequiredService<NpgsqlDataSource>().Clear();
            app.Lifetime.ApplicationStarted.Register(() => Console.Out.WriteLine(
                $"Listening on {app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First()}"));
            if (isCodegen)
                return await app.RunJasperFxCommands(args);
            await app.RunAsync();
            return 0;
        }
        catch (Exception exception) when (exception is InvalidOperationException or EmbeddedPostgresException or IOException)
        {
            await Console.Error.WriteLineAsync($"gateway: {exception.Message}");
            return 2;
        }
        finally
        {
            if (embedded is not null)
                await embedded.DisposeAsync();
        }
    }

    private static bool IsCompiling =>
#if CODEGEN
        true;
#else
        false;
#endif
}
