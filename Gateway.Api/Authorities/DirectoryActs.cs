using Gateway.Api.Http;
using Gateway.Api.Persistence;
using Gateway.Domain;
using Gateway.Domain.Authorities;
using JasperFx;
using Marten;
using Marten.Exceptions;

namespace Gateway.Api.Authorities;

/// <summary>
/// Acts on one authority: decided on the current state of its stream, recorded in one transaction, and visible on this node
/// before the caller is answered. Decisions are pure, so a decision that lost a race is repeated.
/// </summary>
public sealed class DirectoryActs(
    Sessions sessions,
    RecordedDirectory directory,
    DirectoryVault vault,
    Claims claims,
    TimeProvider clock
)
{
    /// <param name="ifMatch">The version the caller saw; empty or <c>*</c> when any will do.</param>
    /// <param name="key">The key under which the act is done only once; null when it has none.</param>
    public async Task<DirectoryDecision> ActAsync(
        string actor,
        string code,
        string ifMatch,
        IdempotencyKey? key,
        Func<Authority, DateTimeOffset, DirectoryDecision> decide,
        CancellationToken cancellation
    )
    {
        var isLookedFor = false;
        try
        {
            return await Conflicts.DecideAsync(
                () => TryAsync(actor, code, ifMatch, key, decide, cancellation),
                () => DirectoryDecision.Rejected(Conflicts.Persistent.Name, Conflicts.Persistent.Detail),
                // Retried once: the same call may have been sent twice, and the other one committed first.
                exception => key is not null && !isLookedFor && (isLookedFor = Claims.IsTaken(exception))
            );
        }
        catch (Exception exception) when (Claims.IsTaken(exception))
        {
            return DirectoryDecision.Rejected(
                Problem.WrongState,
                "The certificate is pinned for another authority; one certificate signs for one."
            );
        }
    }

    /// <summary>Starts the stream of an authority that the directory does not know.</summary>
    public async Task<DirectoryDecision> RegisterAsync(
        string actor,
        RegisterAuthority command,
        IdempotencyKey? key,
        CancellationToken cancellation
    )
    {
        var decided = RegisterAuthorityDecider.Decide(
            command,
            directory.Snapshot.Find(command.Listing.Code)?.Authority,
            clock.GetUtcNow()
        );
        if (decided.Problem is not null)
            return decided;
        await using var session = Open(actor);
        session.Events.StartStream<Authority>(AuthorityCode.StreamId(command.Listing.Code), decided.Facts);
        if (key is not null)
            Claims.Take(session, key.Take(AuthorityCode.StreamId(command.Listing.Code)));
        try
        {
            await session.SaveChangesAsync(cancellation);
        }
        catch (ExistingStreamIdCollisionException)
        {
            await directory.RefreshAsync(cancellation);
            return DirectoryDecision.Rejected(Problem.WrongState, "The authority is registered already; change it instead.");
        }
        await directory.RefreshAsync(cancellation);
        return decided;
    }

    /// <summary>What a key was used for on the directory before; null when it is new.</summary>
    public async Task<(Guid? Made, Problem? Problem)> LookAsync(IdempotencyKey key, CancellationToken cancellation) =>
        await key.LookAsync(claims, StorageConstants.DefaultTenantId, cancellation);

    private async Task<DirectoryDecision> TryAsync(
        string actor,
        string code,
        string ifMatch,
        IdempotencyKey? key,
        Func<Authority, DateTimeOffset, DirectoryDecision> decide,
        CancellationToken cancellation
    )
    {
        if (
            key is not null
            && await LookAsync(key, cancellation) is var (made, reused)
            && (made is not null || reused is not null)
        )
            return new(reused, [], made == Guid.Empty ? null : made);
        await using var session = Open(actor);
        var stream = await session.Events.FetchForWriting<Authority>(AuthorityCode.StreamId(code), cancellation);
        if (stream.Aggregate is not { } authority)
            return DirectoryDecision.Rejected(Problem.NotFound, "The directory knows no such authority.");
        if (Etag.Reject(ifMatch, stream.CurrentVersion!.Value, "The authority's entry") is { } stale)
            return DirectoryDecision.Rejected(stale.Name, stale.Detail);
        var decided = decide(authority, clock.GetUtcNow());
        if (decided.Problem is not null || decided.Facts.Count == 0)
            return decided;
        stream.AppendMany(decided.Facts);
        if (key is not null)
            Claims.Take(session, key.Take(decided.Change ?? Guid.Empty));
        foreach (var pinned in decided.Facts.OfType<KeyPinned>())
            if (
                authority.Open.OfType<KeyChange>().Single(change => change.Id == pinned.ChangeId).Key is
                { Purpose: KeyPurpose.Signing } signing
            )
                Claims.Take(session, await ClaimAsync(code, signing, cancellation));
        await session.SaveChangesAsync(cancellation);
        await directory.RefreshAsync(cancellation);
        return decided;
    }

    private async Task<Claim> ClaimAsync(string code, AuthorityKey key, CancellationToken cancellation) =>
        await vault.ClaimAsync(
            code,
            VaultItems.DigestOf(await vault.OpenAsync(key.Certificate, cancellation)),
            cancellation
        );

    private IDocumentSession Open(string actor) => sessions.Open(tenant: null, actor);
}
