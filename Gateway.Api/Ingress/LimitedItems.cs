using Gateway.Api.Submissions;
using Gateway.Domain;
using Gateway.Domain.Requests;
using Gateway.Domain.Vault;
using Marten;
using Npgsql;
using Weasel.Postgresql;
using Weasel.Postgresql.Tables;

namespace Gateway.Api.Ingress;

/// <summary>
/// Files that may not be passed on without restriction: received under conditions of use, or as police information. A keyed
/// digest identifies them, under any name, when they are attached to another message.
/// </summary>
public sealed class LimitedItems(NpgsqlDataSource database, IVault vault)
{
    private const string TableName = "gateway.limited_item";

    internal static Table Table()
    {
        var table = new Table(PostgresqlProvider.Instance.Parse(TableName));
        table.AddColumn<string>("tenant").AsPrimaryKey();
        table.AddColumn<string>("fingerprint").AsPrimaryKey();
        table.AddColumn<Guid>("request_id").AsPrimaryKey();
        return table;
    }

    /// <summary>Remembers the attachments of a received message, in the transaction of its facts.</summary>
    public async Task RememberAsync(
        IDocumentSession session,
        Guid requestId,
        IReadOnlyList<SpooledContent> attachments,
        CancellationToken cancellation
    )
    {
        if (attachments.Count == 0)
            return;
        session.QueueSqlCommand(
            $"insert into {TableName} (tenant, fingerprint, request_id) select ?, f, ? from unnest(?::text[]) f on conflict "
                + "do nothing",
            session.TenantId,
            requestId,
            await FingerprintsAsync(attachments, cancellation)
        );
    }

    /// <summary>Null when every attachment may go to the addressee; else why one may not.</summary>
    /// <param name="type">Type of the request that the message opens or belongs to.</param>
    public async Task<Problem?> RejectAsync(
        IQuerySession session,
        string addressedTo,
        string type,
        IReadOnlyList<SpooledContent> attachments,
        CancellationToken cancellation
    )
    {
        foreach (var requestId in await FindAsync(session.TenantId, attachments, cancellation))
        {
            if (await session.LoadAsync<Request>(requestId, cancellation) is not { } origin)
                continue;
            if (origin.IsIntelligenceOnly && type is not ("informationExchange" or "spontaneousInformation"))
                return new(
                    Problem.UseLimited,
                    $"An attachment was received as police information ({origin.Id}): it is no evidence, and only "
                        + "referred to."
                );
            if (origin.Counterpart != addressedTo && origin.Standing is not { HasConsent: true })
                return new(
                    Problem.UseLimited,
                    $"An attachment was received under conditions of use ({origin.Id}); passing it on needs the consent of "
                        + "who gave it."
                );
        }
        return null;
    }

    private async Task<IReadOnlyList<Guid>> FindAsync(
        string tenant,
        IReadOnlyList<SpooledContent> attachments,
        CancellationToken cancellation
    )
    {
        if (attachments.Count == 0)
            return [];
        await using var command = database.CreateCommand(
            $"select distinct request_id from {TableName} where tenant = $1 and fingerprint = any($2)"
        );
        command.Parameters.Add(new() { Value = tenant });
        command.Parameters.Add(new() { Value = await FingerprintsAsync(attachments, cancellation) });
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var found = new List<Guid>();
        while (await reader.ReadAsync(cancellation))
            found.Add(reader.GetGuid(0));
        return found;
    }

    private async Task<string[]> FingerprintsAsync(IReadOnlyList<SpooledContent> attachments, CancellationToken cancellation)
    {
        var fingerprints = new string[attachments.Count];
        for (var i = 0; i < attachments.Count; i++)
            fingerprints[i] = await vault.FingerprintAsync("limited:" + attachments[i].Sha256, cancellation);
        return fingerprints;
    }
}
