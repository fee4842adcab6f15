using Gateway.Adapters.Certificates;
using Gateway.Adapters.Xades.Augmentation;
using Gateway.Adapters.Xades.Validation;

namespace Gateway.Adapters.Responders;

/// <param name="Material">Issuers, lists and responses, verified as far as the available material allows; no
/// anchors.</param>
/// <param name="Inquiries">In order, including those without a result.</param>
public sealed record Found(TrustMaterial Material, IReadOnlyList<Inquiry> Inquiries);

/// <summary>
/// Searches for the material that certificate paths need, at the addresses that the certificates themselves name and an
/// administrator allows.
/// </summary>
public sealed class ResponderSearch(ResponderClient client)
{
    /// <summary>Never throws because of a responder's behaviour.</summary>
    /// <param name="given">The available material. Paths end at its anchors; nothing is asked about certificates that lead
    /// to none.</param>
    /// <param name="embedded">Certificates of the file, to build paths with.</param>
    public async Task<Found> FindAsync(
        TrustMaterial given,
        IEnumerable<Certificate> targets,
        IEnumerable<Certificate> embedded,
        CancellationToken cancellation
    )
    {
        var run = new SearchRun(client, given, embedded);
        using var patience = new CancellationTokenSource(client.Options.AltogetherWithin, client.Clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellation);
        try
        {
            foreach (var target in targets.Distinct())
                await run.OfAsync(target, either.Token);
        }
        catch (OperationCanceledException) when (patience.IsCancellationRequested && !cancellation.IsCancellationRequested)
        {
            // The material found until then is used.
        }
        return run.Found;
    }
}

/// <summary>The available material, and the current answers of responders.</summary>
public sealed class ResponderMaterial(IMaterialSource atHand, ResponderSearch search) : IMaterialSource
{
    /// <summary>All inquiries so far.</summary>
    public IReadOnlyList<Inquiry> Inquiries { get; private set; } = [];

    public async Task<TrustMaterial> AtHandAsync(
        IReadOnlyList<Certificate> targets,
        IReadOnlyList<Certificate> embedded,
        CancellationToken cancellation
    )
    {
        var given = await atHand.AtHandAsync(targets, embedded, cancellation);
        var found = await search.FindAsync(given, targets, embedded, cancellation);
        Inquiries = [.. Inquiries, .. found.Inquiries];
        return given.And(found.Material);
    }
}
