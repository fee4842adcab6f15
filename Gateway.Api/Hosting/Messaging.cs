using Gateway.Domain.Channels;
using Gateway.Domain.Requests;
using Gateway.Domain.Transmissions;
using JasperFx;
using JasperFx.CodeGeneration;
using Wolverine;
using Wolverine.ErrorHandling;

namespace Gateway.Api.Hosting;

/// <summary>How outgoing work is queued: durable local queues in the transaction of the facts that ask for it.</summary>
internal static class Messaging
{
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
            wolverine.CodeGeneration.GeneratedCodeOutputPath = Path.Combine(Directory.GetCurrentDirectory(), "Internal", "Generated");
        wolverine.Policies.AutoApplyTransactions();
        wolverine.Policies.UseDurableLocalQueues();
        wolverine.Policies.OnException<ConcurrencyException>().RetryTimes(5);
        wolverine.LocalQueueFor<CarryTransmission>().MaximumParallelMessages(options.ConcurrentAttempts);
        wolverine.LocalQueueFor<StartAttempt>().MaximumParallelMessages(4);
        wolverine.LocalQueueFor<ChannelAnswered>().MaximumParallelMessages(4);
        wolverine.LocalQueueFor<CheckDeadlines>().MaximumParallelMessages(2);
        wolverine.LocalQueueFor<ConfirmOpened>().MaximumParallelMessages(2);
        wolverine.Policies.OnException<IOException>().RetryWithCooldown(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(10), TimeSpan.FromMinutes(1));

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
}
