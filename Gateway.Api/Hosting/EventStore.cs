using Gateway.Api.Configuration;
using Gateway.Api.Evidence;
using Gateway.Api.Ingress;
using Gateway.Api.Observability;
using Gateway.Api.Persistence;
using Gateway.Api.RejectedSubmissions;
using Gateway.Api.Requests;
using Gateway.Api.Vault;
using Gateway.Domain.Authorities;
using Gateway.Domain.Channels;
using Gateway.Domain.Evidence;
using Gateway.Domain.Publishers;
using Gateway.Domain.Requests;
using Gateway.Domain.Transmissions;
using JasperFx;
using JasperFx.Events;
using JasperFx.Events.Projections;
using JasperFx.MultiTenancy;
using JasperFx.OpenTelemetry;
using Marten;
using Marten.Schema;
using Marten.Schema.Indexing.Unique;
using Wolverine.Marten;

namespace Gateway.Api.Hosting;

/// <summary>How events, inline views and claims are kept: one schema, one tenant per served authority.</summary>
internal static class EventStore
{
    public static void AddEventStore(this IServiceCollection services, GatewayOptions gateway)
    {
        var marten = services
            .AddMarten(provider => Options(provider, gateway))
            .UseNpgsqlDataSource()
            .IntegrateWithWolverine(wolverine => wolverine.MessageStorageSchemaName = "wolverine");
        if (gateway.MakesSchema)
            marten.ApplyAllDatabaseChangesOnStartup();
    }

    private static StoreOptions Options(IServiceProvider provider, GatewayOptions gateway)
    {
        var store = new StoreOptions { DatabaseSchemaName = Database.Schema };
        if (!gateway.MakesSchema)
            store.AutoCreateSchemaObjects = AutoCreate.None;
        store.UseSystemTextJsonForSerialization();
        store.Policies.AllDocumentsAreMultiTenanted();
        store.Events.TenancyStyle = TenancyStyle.Conjoined;
        store.Events.StreamIdentity = StreamIdentity.AsGuid;
        store.Events.TimeProvider = provider.GetRequiredService<TimeProvider>();
        store.Events.UseMandatoryStreamTypeDeclaration = true;
        store.Events.MetadataConfig.EnableAll();
        store.Events.MetadataConfig.UserNameEnabled = true;
        EventNames.Register(store.Events);
        store.Projections.Errors.SkipApplyErrors = false;
        store.Projections.Errors.SkipSerializationErrors = false;
        store.Projections.Errors.SkipUnknownEvents = false;
        store.Projections.LiveStreamAggregation<Authority>();
        store.Projections.LiveStreamAggregation<PublishedLists>();
        store.Projections.Snapshot<Request>(SnapshotLifecycle.Inline);
        store.Projections.Snapshot<Transmission>(SnapshotLifecycle.Inline);
        store.Projections.Add(new InboxProjection(), ProjectionLifecycle.Inline);
        store
            .Schema.For<InboxItem>()
            .Duplicate(item => item.TakenOver)
            .Duplicate(
                item => item.ReceivedAt,
                configure: index =>
                {
                    index.Predicate = "not taken_over";
                    index.TenancyScope = TenancyScope.PerTenant;
                }
            );
        store.Projections.LiveStreamAggregation<KeptEvidence>();
        store.Projections.Add(new EvidenceProjection(), ProjectionLifecycle.Inline);
        store.Schema.For<EvidenceItem>().Duplicate(item => item.GoodUntil);
        store.Projections.Snapshot<Rejection>(SnapshotLifecycle.Inline);
        store.Schema.For<Rejection>().Duplicate(rejection => rejection.RejectedAt, configure: PerTenant);
        store.Schema.For<Request>().Duplicate(request => request.OpenedAt);
        store
            .Schema.For<Transmission>()
            .Duplicate(transmission => transmission.IsSettled, configure: index => index.Predicate = "not is_settled")
            .Duplicate(transmission => transmission.DueAt, configure: index => index.Predicate = "due_at is not null")
            .Duplicate(transmission => transmission.QueuedAt, configure: PerTenant)
            .Duplicate(transmission => transmission.Status)
            .Index(
                [transmission => transmission.Status, transmission => transmission.QueuedAt],
                index => index.TenancyScope = TenancyScope.PerTenant
            );
        store.Listeners.Add(new Citations());
        store.Listeners.Add(new RequestLineKeeping());
        store.Storage.ExtendedSchemaObjects.Add(RequestLines.Table());
        store.Storage.ExtendedSchemaObjects.Add(RequestLineStart.Table());
        store.Storage.ExtendedSchemaObjects.Add(Originals.Table());
        store.Listeners.Add(new MessageLines(provider.GetRequiredService<ILogger<MessageLines>>()));
        store.Projections.Snapshot<ChannelCondition>(SnapshotLifecycle.Inline);
        store.Storage.ExtendedSchemaObjects.Add(Claims.Table());
        store.Storage.ExtendedSchemaObjects.Add(LimitedItems.Table());
        store.Storage.ExtendedSchemaObjects.Add(RejectedContent.Table());
        store.Storage.ExtendedSchemaObjects.Add(ArrivalTries.Table());
        store.OpenTelemetry.TrackConnections = TrackLevel.Normal;
        store.OpenTelemetry.TrackEventCounters();
        return store;

        static void PerTenant(DocumentIndex index) => index.TenancyScope = TenancyScope.PerTenant;
    }
}
