using Gateway.Api.Audit;
using Gateway.Api.Evidence;
using Gateway.Api.Requests;
using Gateway.Domain.Authorities;
using Gateway.Domain.Channels;
using Gateway.Domain.Evidence;
using Gateway.Domain.Publishers;
using Gateway.Domain.Requests;
using Gateway.Domain.Transmissions;
using JasperFx.Events;
using JasperFx.MultiTenancy;
using JasperFx.Events.Projections;
using JasperFx.OpenTelemetry;
using Marten;
using Marten.Storage;
using Wolverine.Marten;

namespace Gateway.Api.Hosting;

/// <summary>How events, inline views and claims are kept: one schema, one tenant per served authority.</summary>
internal static class EventStore
{
    public const string Schema = "gateway";

    public static void AddEventStore(this IServiceCollection services) => services
        .AddMarten(provider => Options(provider.GetRequiredService<TimeProvider>()))
        .UseNpgsqlDataSource()
        .IntegrateWithWolverine(wolverine => wolverine.MessageStorageSchemaName = "wolverine")
        .ApplyAllDatabaseChangesOnStartup();

    private static StoreOptions Options(TimeProvider clock)
    {
        var store = new StoreOptions { DatabaseSchemaName = Schema };
        store.UseSystemTextJsonForSerialization();
        store.Policies.AllDocumentsAreMultiTenanted();
        store.Events.TenancyStyle = TenancyStyle.Conjoined;
        store.Events.StreamIdentity = StreamIdentity.AsGuid;
        store.Events.TimeProvider = clock;
        store.Events.UseMandatoryStreamTypeDeclaration = true;
        store.Events.MetadataConfig.EnableAll();
        store.Events.MetadataConfig.UserNameEnabled = true;
        FactNames.Register(store.Events);
        store.Projections.Errors.SkipApplyErrors = false;
        store.Projections.Errors.SkipSerializationErrors = false;
        store.Projections.Errors.SkipUnknownEvents = false;
        store.Projections.LiveStreamAggregation<Authority>();
        store.Projections.LiveStreamAggregation<PublishedLists>();
        store.Projections.Snapshot<Request>(SnapshotLifecycle.Inline);
        store.Projections.Snapshot<Transmission>(SnapshotLifecycle.Inline);
        store.Projections.Add(new InboxProjection(), ProjectionLifecycle.Inline);
        store.Schema.For<InboxItem>();
        store.Projections.LiveStreamAggregation<KeptEvidence>();
        store.Projections.Add(new EvidenceProjection(), ProjectionLifecycle.Inline);
        store.Schema.For<EvidenceItem>().Duplicate(item => item.GoodUntil);
        store.Schema.For<Request>().Duplicate(request => request.OpenedAt);
        store.Schema.For<Transmission>().Duplicate(
            transmission => transmission.IsSettled, configure: index => index.Predicate = "not is_settled");
        store.Listeners.Add(new Citations());
        store.Projections.Snapshot<ChannelCondition>(SnapshotLifecycle.Inline);
        store.Storage.ExtendedSchemaObjects.Add(Claims.Table());
        store.Storage.ExtendedSchemaObjects.Add(LimitedItems.Table());
        store.OpenTelemetry.TrackConnections = TrackLevel.Normal;
        store.OpenTelemetry.TrackEventCounters();
        return store;
    }
}
