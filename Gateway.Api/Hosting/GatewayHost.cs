using System.Security.Cryptography.X509Certificates;
using Gateway.Adapters.Asic;
using Gateway.Adapters.Messages;
using Gateway.Adapters.Vault;
using Gateway.Adapters.Xades.Strict;
using Gateway.Api.Audit;
using Gateway.Api.Authorities;
using Gateway.Api.Callers;
using Gateway.Api.Channels;
using Gateway.Api.Configuration;
using Gateway.Api.Contracts;
using Gateway.Api.Evidence;
using Gateway.Api.Http;
using Gateway.Api.Ingress;
using Gateway.Api.LegalBases;
using Gateway.Api.Nodes;
using Gateway.Api.Observability;
using Gateway.Api.Persistence;
using Gateway.Api.Problems;
using Gateway.Api.RejectedSubmissions;
using Gateway.Api.Requests;
using Gateway.Api.Routing;
using Gateway.Api.Sandbox;
using Gateway.Api.Signatures;
using Gateway.Api.Submissions;
using Gateway.Api.Transmissions;
using Gateway.Api.Vault;
using Gateway.Domain.Channels;
using Gateway.Domain.LegalBases;
using Gateway.Domain.Messages;
using Gateway.Domain.Transmissions;
using Gateway.Domain.Vault;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Wolverine;

namespace Gateway.Api.Hosting;

/// <summary>Builds the gateway from its parts.</summary>
public static class GatewayHost
{
    /// <param name="database">Known already, because an embedded one has to run before anything else does.</param>
    public static WebApplication Build(
        WebApplicationBuilder builder,
        GatewayOptions options,
        Database database,
        bool compile = false
    )
    {
        options.Http.Check();
        // Only the compiler of handlers has none.
        if (options.Directory is not null)
            KeyFiles.Require(options);
        var services = builder.Services;
        options.Rejections.Validate();
        services.AddSingleton(options);
        services.AddSingleton(database);
        services.TryAddSingleton<TimeProvider, GatewayClock>();
        services.AddSingleton<Telemetry>();
        services.AddNpgsqlDataSource(database.Pooled(options.Http.DatabaseWait));
        // Before anything is written to the database.
        services.AddSingleton<DatabaseLease>().AddHostedService(provider => provider.GetRequiredService<DatabaseLease>());
        services.AddHostedService<DatabaseMark>();
        AddDomain(services, options);
        services.AddChannels(builder.Configuration, options);
        services.AddValidation(builder.Configuration);
        services.AddEventStore(options);
        services.AddHostedService<SpoolStart>();
        services.AddHostedService<VaultSchema>();
        services.AddSingleton<RequestLines>();
        services.AddSingleton<InboxLines>();
        services.AddHostedService<RequestLineStart>();
        services.AddAuthorities(options);
        builder.Host.UseWolverine(wolverine => Messaging.Configure(wolverine, options, compile));
        services.AddSingleton<IWolverineExtension, ChannelQueues>();
        services.AddCallers(options);
        KestrelSetup.Listen(builder, options);
        services.AddGatewayTelemetry(builder);
        services.AddGatewayHealth();
        services.ConfigureHttpJsonOptions(json => ApiJson.Apply(json.SerializerOptions));
        services.AddContract();
        services.AddDocumentation();
        services.AddSingleton<Backlog>().AddHostedService(provider => provider.GetRequiredService<Backlog>());
        services.AddSingleton<TransmissionQueries>();
        services.AddSingleton<UndeliveredStates>();
        services.AddSingleton<DeadLetters>();
        services.AddHostedService<Resumption>();
        services.AddSingleton<Reconciler>().AddHostedService(provider => provider.GetRequiredService<Reconciler>());
        services.AddSingleton<ArrivalPolling>().AddHostedService(provider => provider.GetRequiredService<ArrivalPolling>());
        services.AddSingleton<OutageWatch>().AddHostedService(provider => provider.GetRequiredService<OutageWatch>());
        services.AddSingleton<IOutages>(provider => provider.GetRequiredService<OutageWatch>());
        services.AddSingleton<DeadlineSweep>().AddHostedService(provider => provider.GetRequiredService<DeadlineSweep>());
        services.AddEvidence(options);
        services.AddSingleton<VaultSweep>().AddHostedService(provider => provider.GetRequiredService<VaultSweep>());
        services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(20));

        var app = builder.Build();
        if (options.Directory is not null)
            app.Services.GetRequiredService<SubmissionReceipts>(); // A key that cannot sign ends the start.
        if (options.IsSandbox)
            SandboxReadme.WriteWhenStarted(app, SandboxSite.FolderOf(options.Data));
        app.UseAnswerHeaders();
        app.UseProblems();
        app.UseHostNames(options);
        app.UseTimedBodies();
        app.UseCrossSite();
        app.UseRoutingOfHead();
        app.UseAuthentication();
        app.Use(app.Services.GetRequiredService<RateLimits>().LimitAsync);
        app.UseOptions();
        app.UseAuthorization();
        app.UseCallForm();
        app.UseOutputCache();
        app.UseLastLine();
        app.MapSubmission();
        app.MapReading();
        app.MapContent();
        app.MapInbox();
        app.MapRejections();
        app.MapTransmissions();
        app.MapLeg();
        app.MapSending();
        app.MapReceipt();
        app.MapSettlement();
        app.MapChannelList();
        app.MapChannelException();
        app.MapChannelRestoration();
        app.MapCases();
        app.MapAccesses();
        app.MapEvidence();
        app.MapAuthorities();
        app.MapPreflight();
        app.MapValidation();
        MapOpen(app.MapGroup("").AllowAnonymous(), options);
        return app;
    }

    /// <summary>All endpoints that are open to everyone; every other endpoint needs a caller with a role.</summary>
    private static void MapOpen(RouteGroupBuilder open, GatewayOptions options)
    {
        open.MapGatewayHealth();
        open.MapDocumentation();
        open.MapProblemPages();
        if (options.OpenMetrics is true)
            open.MapPrometheusScrapingEndpoint("/metrics");
        if (options.SandboxTimestampKey is not null)
            open.MapSandboxTimestamps();
    }

    private static void AddDomain(IServiceCollection services, GatewayOptions options)
    {
        services.AddSingleton<IMessageReader, MessageReader>();
        services.AddSingleton<ISignatureVerifier, StrictXadesVerifier>();
        services.AddSingleton<IContainerVerifier>(_ => new StrictAsicVerifier(
            options.LargestMessage,
            options.LargestDocument
        ));
        services.AddSingleton(_ => KeyRing.FromFile(options.KeyEncryptionKey!));
        services.AddSingleton<PostgresVault>();
        services.AddSingleton<IVault>(provider => provider.GetRequiredService<PostgresVault>());
        services.AddSingleton(_ => new SubmissionReceipts(
            X509CertificateLoader.LoadPkcs12FromFile(options.ReceiptKey!, options.KeyPassword)
        ));
        services.AddSingleton(provider => new RetrySchedule(
            options.RetryDelays ?? RetrySchedule.Default.Delays,
            options.AnswerWithin
        )
        {
            OwnAnswerTimes = provider
                .GetRequiredService<IReadOnlyDictionary<string, IChannel>>()
                .Values.Where(channel => channel.AnswerWithin is not null)
                .ToDictionary(channel => channel.Name, channel => channel.AnswerWithin!.Value),
        });
        services.AddSandboxTimestamps(options);
        services.AddSingleton<ILegalBases>(_ => new LegalBasisFiles(LegalBasisFiles.Shipped, options.LegalBases));
        services.AddSingleton<CircumstancesSource>();
        services.AddSingleton<Claims>();
        services.AddSingleton<LimitedItems>();
        services.AddSingleton<RelatedRequests>();
        services.AddSingleton<Sessions>();
        services.AddSingleton<SessionVault>();
        services.AddSingleton<MessageWriter>();
        services.AddSingleton<CaseActs>();
        services.AddSingleton<ReceiptProcessor>();
        services.AddSingleton<History>();
        services.AddSingleton<Accesses>();
        services.AddSingleton<AuditedReader>();
        services.AddSingleton<SubmissionReader>();
        services.AddSingleton<Examination>();
        services.AddSingleton<SubmissionProcessor>();
        services.AddSingleton<Rejections>();
        services.AddSingleton<RejectedContent>();
        services.AddSingleton<FreeSpace>();
        services.AddSingleton<ArrivalProcessor>();
        services.AddSingleton<ArrivalTries>();
        services.AddSingleton<SubmissionGate>();
    }
}
