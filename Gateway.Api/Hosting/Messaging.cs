using Gateway.Api.Channels;
using Gateway.Api.Configuration;
using Gateway.Api.Persistence;
using Gateway.Domain.Channels;
using Gateway.Domain.Requests;
using Gateway.Domain.Transmissions;
using JasperFx;
using JasperFx.CodeGeneration;
using Wolverine;
using Wolverine.ErrorHandling;
using Wolverine.Transports.Local;

namespace Gateway.Api.Hosting;

/// <summary>
/// How outgoing work is queued. A gateway that works alone keeps attempts under way in memory, since their streams say
/// what has no answer. Retries and reminders wait in durable queues, and with several nodes everything does.
/// </summary>
internal static class Messaging
{
    private static readonly TimeSpan[] PausesOfTheCarried =
    [
        .. new[] { 1, 2, 3, 5, 10, 20, 30 }.Select(seconds => TimeSpan.FromSeconds(seconds)),
    ];

    public static void Configure(WolverineOptions wolverine, GatewayOptions options, bool compile)
    {
        wolverine.ServiceName = "gateway";
        if (!options.MakesSchema)
            wolverine.AutoBuildMessageStorageOnStartup = AutoCreate.None;
        wolverine.ApplicationAssembly = typeof(Messaging).Assembly;
        wolverine.Discovery.IncludeAssembly(typeof(Request).Assembly);
        wolverine.CodeGeneration.Sources.Insert(0, new ClockVariable());
        wolverine.CodeGeneration.TypeLoadMode = compile ? TypeLoadMode.Dynamic : TypeLoadMode.Static;
        if (compile)
            wolverine.CodeGeneration.GeneratedCodeOutputPath = Path.Combine(
                Directory.GetCurrentDirectory(),
                "Internal",
                "Generated"
            );
        wolverine.Policies.AutoApplyTransactions();
        wolverine.Policies.OnException<ConcurrencyException>().RetryTimes(5);
        UnderWay(wolverine.LocalQueueFor<ChannelAnswered>().MaximumParallelMessages(4), options);
        wolverine
            .Policies.OnException<CarriedAlreadyException>()
            .ScheduleRetry(PausesOfTheCarried)
            // The reconciler finds it when it is overdue.
            .Then.Discard();
        wolverine.LocalQueueFor<StartAttempt>().MaximumParallelMessages(4).UseDurableInbox();
        wolverine.LocalQueueFor<CheckDeadlines>().MaximumParallelMessages(2).UseDurableInbox();
        wolverine.LocalQueueFor<ConfirmOpened>().MaximumParallelMessages(2).UseDurableInbox();
        wolverine
            .Policies.OnException<IOException>()
            .RetryWithCooldown(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(10), TimeSpan.FromMinutes(1));

        var durability = wolverine.Durability;
        durability.Mode = options.SeveralNodes ? DurabilityMode.Balanced : DurabilityMode.Solo;
        durability.StaleNodeTimeout = TimeSpan.FromSeconds(5);
        durability.HealthCheckPollingTime = TimeSpan.FromSeconds(1);
        durability.CheckAssignmentPeriod = TimeSpan.FromSeconds(1);
        durability.NodeReassignmentPollingTime = TimeSpan.FromSeconds(1);
        durability.FirstHealthCheckExecution = TimeSpan.Zero;
        durability.ScheduledJobPollingTime = TimeSpan.FromSeconds(1);
        durability.KeepAfterMessageHandling = TimeSpan.FromMinutes(1);
        durability.DurabilityMetricsEnabled = false;
    }

    /// <summary>
    /// One gateway carries again at its start what was under way; of several, another one takes the queue over.
    /// </summary>
    public static void UnderWay(LocalQueueConfiguration queue, GatewayOptions options) =>
        _ = options.SeveralNodes ? queue.UseDurableInbox() : queue.BufferedInMemory();
}
