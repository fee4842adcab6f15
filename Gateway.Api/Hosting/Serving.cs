using Gateway.Api.Configuration;
using Gateway.Api.EmbeddedPostgres;
using Gateway.Api.Nodes;
using Gateway.Api.Observability;
using Gateway.Api.Persistence;
using Gateway.Api.Sandbox;
using JasperFx;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Npgsql;

namespace Gateway.Api.Hosting;

/// <summary>
/// Runs the gateway: it makes the plan, starts the database, then everything else, and stops the database last.
/// </summary>
internal static class Serving
{
    /// <param name="args">Settings, and whether a sandbox is asked for; see <see cref="ServingWords"/>.</param>
    public static Task<int> RunAsync(ServingWords args) =>
        GuardAsync(() =>
        {
            var builder = CreateBuilder(args.Settings);
            return RunAsync(builder, StartPlan.Read(builder.Configuration, args.IsSandboxAsked));
        });

    /// <summary>
    /// Makes and changes the tables of a configured database, as its owner, and lets another role use them.
    /// </summary>
    public static Task<int> MakeSchemaAsync(string[] settings, string? role) =>
        GuardAsync(async () =>
        {
            var builder = CreateBuilder(settings);
            var plan = StartPlan.Read(builder.Configuration, isSandboxAsked: false);
            if (plan.ConnectionString is not { } connection)
                throw new ConfigurationException(
                    "ConnectionStrings__gateway is not set; the embedded database makes its tables itself."
                );
            await DatabaseMark.RequireAsync(connection, plan.Options.IsSandbox, CancellationToken.None);
            await using var app = GatewayHost.Build(
                builder,
                plan.Options with
                {
                    MakesSchema = true,
                    SeveralNodes = false,
                },
                new Database(connection),
                compile: IsCompiling
            );
            await DatabaseSchema.MakeAsync(app.Services, role, CancellationToken.None);
            return 0;
        });

    private static async Task<int> GuardAsync(Func<Task<int>> run)
    {
        try
        {
            return await run();
        }
        catch (ConfigurationException exception)
        {
            return await RejectAsync(exception.Faults);
        }
        catch (Exception exception)
            when (exception
                    is InvalidOperationException
                        or EmbeddedPostgresException
                        or IOException
                        or InvalidDataException
                        or UnauthorizedAccessException
                        or FormatException
            )
        {
            return await RejectAsync([exception.Message.ReplaceLineEndings(" ")]);
        }
        catch (Exception exception)
            when (exception is NpgsqlException or Marten.Exceptions.MartenCommandException or TimeoutException)
        {
            return await RejectAsync([$"The database failed during the start ({exception.Code()})."]);
        }
    }

    /// <summary>Writes the handlers that ship with the gateway: <c>codegen write</c> of a build with its compiler.</summary>
    public static async Task<int> GenerateAsync(string[] args)
    {
        var app = GatewayHost.Build(
            CreateBuilder(args),
            new GatewayOptions(),
            new Database("Host=none"),
            compile: IsCompiling
        );
        return await app.RunJasperFxCommands(args);
    }

    private static WebApplicationBuilder CreateBuilder(string[] args) =>
        WebApplication.CreateBuilder(new WebApplicationOptions { Args = args, ContentRootPath = AppContext.BaseDirectory });

    private static async Task<int> RunAsync(WebApplicationBuilder builder, StartPlan plan)
    {
        var clock = new GatewayClock();
        using var early = LoggerFactory.Create(logging => logging.AddLogLines());
        var log = early.CreateLogger("Serving");
        EmbeddedDatabase? embedded = null;
        try
        {
            if (plan.ConnectionString is { } given)
                await DatabaseWait.ForAsync(given, plan.Options.DatabaseWithin, log, clock, CancellationToken.None);
            else
                embedded = await EmbeddedDatabase.StartAsync(
                    new() { RootDirectory = Path.Combine(plan.Options.Data, "postgres") },
                    early.CreateLogger("postgres"),
                    clock,
                    CancellationToken.None
                );
            if (embedded is not null)
                log.LogInformation(
                    "The database is in {Directory}; a backup has to hold it (docs/deployment.md)",
                    embedded.Directory
                );
            var database = await new Database(plan.ConnectionString ?? embedded!.ConnectionString).FittedAsync(
                CancellationToken.None
            );
            await DatabaseMark.RequireAsync(database.ConnectionString, plan.Options.IsSandbox, CancellationToken.None);
            var options = plan.Options.IsSandbox ? SandboxSite.Complete(plan.Options, clock) : plan.Options;
            foreach (var warning in KeyFiles.Warnings(options))
                log.LogWarning("{Warning}", warning);
            var app = GatewayHost.Build(builder, options, database, compile: IsCompiling);
            if (embedded is not null)
                embedded.Restarted += (_, _) => app.Services.GetRequiredService<NpgsqlDataSource>().Clear();
            app.Lifetime.ApplicationStarted.Register(() =>
                Console.Out.WriteLine(
                    "Listening on "
                        + $"{app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First()}"
                )
            );
            await app.RunAsync();
            return 0;
        }
        finally
        {
            if (embedded is not null)
                await embedded.DisposeAsync();
        }
    }

    private static async Task<int> RejectAsync(IReadOnlyList<string> faults)
    {
        foreach (var fault in faults)
            await Console.Error.WriteLineAsync($"gateway: {fault}");
        return 2;
    }

    private static bool IsCompiling =>
#if CODEGEN
        true;
#else
        false;
#endif
}
