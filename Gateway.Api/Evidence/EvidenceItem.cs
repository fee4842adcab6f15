using Gateway.Domain;
using Gateway.Domain.Evidence;
using Gateway.Domain.Vault;
using JasperFx.Events;
using Marten;
using Marten.Events.Projections;

namespace Gateway.Api.Evidence;

/// <summary>The evidence in force of one message, as it is looked up and found when it has to be renewed.</summary>
public sealed record EvidenceItem(
    Guid Id,
    string Tenant,
    Guid RequestId,
    Guid MessageId,
    VaultItem Record,
    string Digest,
    DateTimeOffset GoodUntil
)
{
    public static Guid IdOf(Guid requestId, Guid messageId) => StreamIds.Of("evidence-of", $"{requestId}/{messageId}");

    /// <summary>Evidence lies under a data key of its own, beside the request's content.</summary>
    internal VaultScope Scope => new(Tenant, KeptEvidence.IdOf(RequestId));
}

/// <summary>Folds evidence into its view in the transaction that records it.</summary>
public sealed partial class EvidenceProjection : EventProjection
{
    public static void Project(IEvent<EvidenceTaken> fact, IDocumentOperations operations) =>
        operations.Store(
            new EvidenceItem(
                EvidenceItem.IdOf(fact.Data.RequestId, fact.Data.MessageId),
                fact.TenantId,
                fact.Data.RequestId,
                fact.Data.MessageId,
                fact.Data.Record,
                fact.Data.Digest,
                fact.Data.GoodUntil
            )
        );

    public static void Project(IEvent<EvidenceRenewed> fact, IDocumentOperations operations) =>
        operations.Store(
            new EvidenceItem(
                EvidenceItem.IdOf(fact.Data.RequestId, fact.Data.MessageId),
                fact.TenantId,
                fact.Data.RequestId,
                fact.Data.MessageId,
                fact.Data.Record,
                fact.Data.Digest,
                fact.Data.GoodUntil
            )
        );
}
