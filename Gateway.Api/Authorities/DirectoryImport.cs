using System.Diagnostics;
using Gateway.Adapters.Authorities;
using Gateway.Api.Hosting;
using Gateway.Api.Requests;
using Gateway.Domain.Audit;
using Gateway.Domain.Authorities;
using Gateway.Domain.Channels;
using Gateway.Domain.Requests;
using JasperFx;
using Marten;
using Marten.Exceptions;

namespace Gateway.Api.Authorities;

/// <summary>
/// Takes a signed list in: every line is decided alone, and all that was decided is recorded in one transaction. Whoever
/// brings it in counts as the one who proposes, so somebody else confirms.
/// </summary>
public sealed class DirectoryImport(
    IDocumentStore store, RecordedDirectory directory, DirectoryVault vault, Sealing sealing,
    IReadOnlyDictionary<string, IChannel> channels, TimeProvider clock)
{
    private const int Tries = 5;

    public async Task<ImportReport> TakeInAsync(string actor, SignedList list, ReadOnlyMemory<byte> file, CancellationToken cancellation)
    {
        var rows = Refuse(list.Rows);
        var item = (await vault.StoreAsync([VaultItems.Of("list.jws", "application/jose", file.ToArray())], cancellation))[0];
        var listings = new Queue<Listing>(await sealing.SealAsync([.. rows.Select(row => row.Authority).OfType<ListedAuthority>()], clock.GetUtcNow(), cancellation));
        var sealedRows = rows.Select(row => (Row: row, Listing: row.Authority is null ? null : listings.Dequeue())).ToList();
        for (var attempt = 1; ; attempt++)
            try
            {
                return await TryAsync(actor, list, item, VaultItems.DigestOf(file), sealedRows, cancellation);
            }
            catch (Exception exception) when (attempt < Tries && exception is ConcurrencyException or ExistingStreamIdCollisionException)
            {
                // Somebody else recorded something first: decide again, on what is there now.
            }
    }

    private async Task<ImportReport> TryAsync(
        string actor, SignedList list, VaultItem file, string sha256, IReadOnlyList<(ListedRow Row, Listing? Listing)> rows,
        CancellationToken cancellation)
    {
        var now = clock.GetUtcNow();
        await using var session = store.LightweightSession();
        session.LastModifiedBy = actor;
        session.CorrelationId = Activity.Current?.TraceId.ToString();
        var report = new List<ImportedRow>();
        foreach (var (row, listing) in rows)
        {
            if (listing is null)
            {
                report.Add(ImportedRow.Refused(row.Number, row.Flaw!));
                continue;
            }
            var stream = await session.Events.FetchForWriting<Authority>(AuthorityCode.StreamId(listing.Code), cancellation);
            var decided = ImportAuthorityDecider.Decide(new(listing, list.Source, file, list.PublishedAt, actor), stream.Aggregate, now);
            report.Add(ImportedRow.Of(row.Number, listing.Code, decided));
            if (decided.Facts.Count > 0 && stream.Aggregate is not null)
                stream.AppendMany(decided.Facts);
            else if (decided.Facts.Count > 0)
                session.Events.StartStream<Authority>(AuthorityCode.StreamId(listing.Code), decided.Facts);
        }
        await session.SaveChangesAsync(cancellation);
        await directory.RefreshAsync(cancellation);
        return new(list.Source, list.PublishedAt, sha256, report);
    }

    /// <summary>Lines that cannot be taken in for what this gateway knows beyond their form.</summary>
    private List<ListedRow> Refuse(IReadOnlyList<ListedRow> rows)
    {
        var seen = new HashSet<string>();
        return [.. rows.Select(row => row.Authority is not { } authority ? row
            : !seen.Add(authority.Code) ? new(row.Number, null, "An earlier line names the same authority.")
            : directory.Snapshot.Unreadable.ContainsKey(AuthorityCode.StreamId(authority.Code)) ? new(row.Number, null, "What is recorded of this authority cannot be read.")
            : string.Join(' ', ChannelAddresses.Flaws(authority.Endpoints ?? [], channels)) is { Length: > 0 } flaws ? new(row.Number, null, flaws)
            : row)];
    }
}

/// <summary>What became of a list, line by line.</summary>
/// <param name="Digest">SHA-256 of the file, lower-case hex.</param>
public sealed record ImportReport(string Source, DateTimeOffset PublishedAt, string Digest, IReadOnlyList<ImportedRow> Rows)
{
    public const string Csv = CsvList.MediaType;

    /// <summary>The same as comma-separated values, safe to open in a spreadsheet.</summary>
    public string ToCsv() => CsvText.Write(Rows.Select(IReadOnlyList<string> (row) =>
        [
            row.Row.ToString(System.Globalization.CultureInfo.InvariantCulture), row.Code ?? "", row.Outcome, string.Join("; ", row.Declared),
            string.Join("; ", row.Proposals.Select(proposal => $"{proposal.Kind} {proposal.Channel ?? proposal.KeyId}")), row.Why ?? "",
        ]).Prepend(["row", "code", "outcome", "declared", "proposals", "why"]));
}

/// <param name="Outcome"><c>registered</c>, <c>updated</c>, <c>unchanged</c> or <c>refused</c>.</param>
/// <param name="Code">Absent when the line could not be read.</param>
/// <param name="Declared">Names of the facts that count at once.</param>
/// <param name="Proposals">What waits for a second person.</param>
/// <param name="Why">Of a refusal.</param>
public sealed record ImportedRow(
    int Row, string? Code, string Outcome, IReadOnlyList<string> Declared, IReadOnlyList<ProposedChange> Proposals, string? Why)
{
    internal static ImportedRow Refused(int row, string why) => new(row, null, "refused", [], [], why);

    internal static ImportedRow Of(int row, string code, Decided decided)
    {
        if (decided.Problem is { } problem)
            return new(row, code, "refused", [], [], problem.Detail);
        var proposals = ProposedChange.Among(decided.Facts);
        var declared = decided.Facts.Where(fact => fact is not (AuthorityRegistered or AuthorityImported)).Select(FactNames.Outer)
            .Where(name => !name.EndsWith("Proposed", StringComparison.Ordinal)).ToList();
        var outcome = decided.Facts is [AuthorityRegistered, ..] ? "registered" : declared.Count + proposals.Count > 0 ? "updated" : "unchanged";
        return new(row, code, outcome, declared, proposals, null);
    }
}
