using Gateway.Adapters.AuthorityLists;
using Gateway.Api.Http;
using Gateway.Api.Persistence;
using Gateway.Domain.Authorities;
using Gateway.Domain.Channels;
using Gateway.Domain.Publishers;
using Gateway.Domain.Vault;
using JasperFx;
using Marten;
using Marten.Exceptions;

namespace Gateway.Api.Authorities;

/// <summary>
/// Imports a signed list: each line is decided separately, and all decisions are recorded in one transaction. The
/// administrator who imports it counts as the proposer, so another administrator must confirm.
/// </summary>
public sealed class DirectoryImport(
    Sessions sessions,
    RecordedDirectory directory,
    DirectoryVault vault,
    AuthoritySealing sealing,
    IReadOnlyDictionary<string, IChannel> channels,
    TimeProvider clock
)
{
    private const int Tries = 5;

    public async Task<ImportReport> TakeInAsync(
        string actor,
        SignedList list,
        ReadOnlyMemory<byte> file,
        IdempotencyKey? key,
        CancellationToken cancellation
    )
    {
        var rows = Reject(list.Rows);
        var item = (await vault.StoreAsync([VaultItems.Of("list.jws", "application/jose", file.ToArray())], cancellation))[
            0
        ];
        var listings = new Queue<Listing>(
            await sealing.SealAsync(
                [.. rows.Select(row => row.Authority).OfType<ListedAuthority>()],
                clock.GetUtcNow(),
                cancellation
            )
        );
        var sealedRows = rows.Select(row => (Row: row, Listing: row.Authority is null ? null : listings.Dequeue())).ToList();
        for (var attempt = 1; ; attempt++)
            try
            {
                return await TryAsync(
                    actor,
                    list,
                    item,
                    VaultItems.DigestOf(file),
                    sealedRows,
                    attempt == 1 ? key : null,
                    cancellation
                );
            }
            catch (Exception exception)
                when (attempt < Tries
                    && (exception is ConcurrencyException or ExistingStreamIdCollisionException || Claims.IsTaken(exception))
                )
            {
                // Another session committed first: decide again on the current state.
            }
    }

    private async Task<ImportReport> TryAsync(
        string actor,
        SignedList list,
        VaultItem file,
        string sha256,
        IReadOnlyList<(ListedRow Row, Listing? Listing)> rows,
        IdempotencyKey? key,
        CancellationToken cancellation
    )
    {
        var now = clock.GetUtcNow();
        await using var session = sessions.Open(tenant: null, actor);
        var report = new List<ImportedRow>();
        if (key is not null)
            Claims.Take(session, key.Take(Guid.Empty));
        var publisher = await session.Events.FetchForWriting<PublishedLists>(
            PublishedLists.StreamId(list.Source),
            cancellation
        );
        var isOvertaken = publisher.Aggregate?.Overtakes(sha256, list.PublishedAt) == true;
        foreach (var (row, listing) in rows)
        {
            if (listing is null)
            {
                report.Add(ImportedRow.Refused(row.Number, row.Flaw!));
                continue;
            }
            var stream = await session.Events.FetchForWriting<Authority>(AuthorityCode.StreamId(listing.Code), cancellation);
            var decided = ImportAuthorityDecider.Decide(
                new(listing, list.Source, file, list.PublishedAt, actor, isOvertaken),
                stream.Aggregate,
                now
            );
            report.Add(ImportedRow.Of(row.Number, listing.Code, decided));
            if (decided.Facts.Count > 0 && stream.Aggregate is not null)
                stream.AppendMany(decided.Facts);
            else if (decided.Facts.Count > 0)
                session.Events.StartStream<Authority>(AuthorityCode.StreamId(listing.Code), decided.Facts);
        }
        if (!isOvertaken && publisher.Aggregate?.Digest != sha256)
        {
            var taken = new ListTakenIn(PublishedLists.StreamId(list.Source), list.Source, sha256, list.PublishedAt, now);
            if (publisher.Aggregate is null)
                session.Events.StartStream<PublishedLists>(taken.PublisherId, taken);
            else
                publisher.AppendOne(taken);
            await ProposeEndsAsync(session, actor, list, rows, report, now, cancellation);
        }
        await session.SaveChangesAsync(cancellation);
        await directory.RefreshAsync(cancellation);
        return new(list.Source, list.PublishedAt, sha256, report);
    }

    /// <summary>
    /// Proposes the retirement of endpoints and keys of authorities that the publisher's newest list omits. If a line of the
    /// list cannot be read, nothing is proposed, since the line may name any of these authorities.
    /// </summary>
    private async Task ProposeEndsAsync(
        IDocumentSession session,
        string actor,
        SignedList list,
        IReadOnlyList<(ListedRow Row, Listing? Listing)> rows,
        List<ImportedRow> report,
        DateTimeOffset now,
        CancellationToken cancellation
    )
    {
        if (list.Rows.Any(row => row.Authority is null))
            return;
        var named = list.Rows.Select(row => row.Authority!.Code).ToHashSet();
        foreach (
            var stream in directory
                .Snapshot.Streams.Values.Where(known =>
                    known.Authority.Published.ContainsKey(list.Source) && !named.Contains(known.Authority.Code)
                )
                .OrderBy(known => known.Authority.Code, StringComparer.Ordinal)
        )
        {
            var leftOut = await session.Events.FetchForWriting<Authority>(stream.Authority.Id, cancellation);
            var decided = ProposeEndOfLeftOutDecider.Decide(
                new(list.Source, list.PublishedAt, actor, () => Guid.CreateVersion7(now)),
                leftOut.Aggregate!,
                now
            );
            leftOut.AppendMany(decided.Facts);
            report.Add(ImportedRow.LeftOut(rows.Count + 1, stream.Authority.Code, decided));
        }
    }

    /// <summary>Rejects lines of valid form that conflict with what this gateway knows.</summary>
    private List<ListedRow> Reject(IReadOnlyList<ListedRow> rows)
    {
        var seen = new HashSet<string>();
        return
        [
            .. rows.Select(row =>
                row.Authority is not { } authority ? row
                : !seen.Add(authority.Code) ? new(row.Number, null, "An earlier line names the same authority.")
                : directory.Snapshot.Unreadable.ContainsKey(AuthorityCode.StreamId(authority.Code))
                    ? new(row.Number, null, "What is recorded of this authority cannot be read.")
                : string.Join(' ', ChannelAddresses.Flaws(authority.Endpoints ?? [], channels)) is { Length: > 0 } flaws
                    ? new(row.Number, null, flaws)
                : row
            ),
        ];
    }
}

/// <summary>The result of an import, line by line.</summary>
/// <param name="Digest">SHA-256 of the file, lower-case hex.</param>
public sealed record ImportReport(string Source, DateTimeOffset PublishedAt, string Digest, IReadOnlyList<ImportedRow> Rows)
{
    public const string Csv = CsvList.MediaType;

    /// <summary>The report as comma-separated values, safe to open in a spreadsheet.</summary>
    public string ToCsv() =>
        CsvText.Write(
            Rows.Select(
                    IReadOnlyList<string> (row) =>
                        [
                            row.Row.ToString(System.Globalization.CultureInfo.InvariantCulture),
                            row.Code ?? "",
                            row.Outcome,
                            string.Join("; ", row.Declared),
                            string.Join(
                                "; ",
                                row.Proposals.Select(proposal => $"{proposal.Kind} {proposal.Channel ?? proposal.KeyId}")
                            ),
                            row.Why ?? "",
                        ]
                )
                .Prepend(["row", "code", "outcome", "declared", "proposals", "why"])
        );
}

/// <param name="Row">The number of the row; for an authority that the list omits, one more than the last row number.</param>
/// <param name="Outcome"><c>registered</c>, <c>updated</c>, <c>unchanged</c>, <c>leftOut</c> or <c>refused</c>.</param>
/// <param name="Code">Absent when the line could not be read.</param>
/// <param name="Declared">Names of the events that take effect at once.</param>
/// <param name="Proposals">The changes that a second person must confirm.</param>
/// <param name="Why">Why the row is rejected.</param>
public sealed record ImportedRow(
    int Row,
    string? Code,
    string Outcome,
    IReadOnlyList<string> Declared,
    IReadOnlyList<ProposedChange> Proposals,
    string? Why
)
{
    internal static ImportedRow Refused(int row, string why) => new(row, null, "refused", [], [], why);

    internal static ImportedRow LeftOut(int row, string code, DirectoryDecision decided) =>
        new(
            row,
            code,
            "leftOut",
            [],
            ProposedChange.Among(decided.Facts),
            "An older list of the publisher named it; this one does not."
        );

    internal static ImportedRow Of(int row, string code, DirectoryDecision decided)
    {
        if (decided.Problem is { } problem)
            return new(row, code, "refused", [], [], problem.Detail);
        var proposals = ProposedChange.Among(decided.Facts);
        var declared = decided
            .Facts.Where(fact => fact is not (AuthorityRegistered or AuthorityImported))
            .Select(EventNames.Outer)
            .Where(name => !name.EndsWith("Proposed", StringComparison.Ordinal))
            .ToList();
        var outcome =
            decided.Facts is [AuthorityRegistered, ..] ? "registered"
            : declared.Count + proposals.Count > 0 ? "updated"
            : "unchanged";
        return new(row, code, outcome, declared, proposals, null);
    }
}
