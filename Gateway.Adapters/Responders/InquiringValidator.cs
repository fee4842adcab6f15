using Gateway.Adapters.Certificates;
using Gateway.Adapters.Xades.Validation;
using Gateway.Adapters.XmlSignatures;

namespace Gateway.Adapters.Responders;

/// <summary>
/// Validates a file with the available material and, if this leaves questions open, again with the answers of responders.
/// Their current answers are of no use for another time: then no responder is asked.
/// </summary>
/// <param name="search">Null to ask no responder: then nothing leaves the process.</param>
public sealed class InquiringValidator(
    ValidationPolicy policy,
    TrustMaterial trust,
    ResponderSearch? search,
    ValidationThreads threads,
    TimeProvider clock
)
{
    /// <param name="open">The file's bytes, seekable, from the start; the same each time.</param>
    /// <param name="at">The time that counts as now; null for the clock's.</param>
    /// <inheritdoc cref="FileValidator.Validate(Func{Stream}, DateTimeOffset, IDetachedContent?, DateTimeOffset?)"/>
    public async Task<ValidationReport> ValidateAsync(
        Func<Stream> open,
        IDetachedContent? detached = null,
        DateTimeOffset? at = null,
        DateTimeOffset? existedAt = null,
        CancellationToken cancellation = default
    )
    {
        var report = await RunAsync(trust);
        var undecided = report.Signatures.SelectMany(each => each.Undecided).Distinct().ToList();
        if (search is null || at is not null || undecided.Count == 0)
            return report;
        var found = await search.FindAsync(
            trust,
            undecided,
            report.Signatures.SelectMany(each => each.AtHand).Distinct(),
            cancellation
        );
        if (found.Material is not { Others: [], Revocation: [] })
            report = await RunAsync(trust.And(found.Material));
        return report with { Inquiries = found.Inquiries };

        Task<ValidationReport> RunAsync(TrustMaterial with) =>
            threads.RunAsync(
                () => new FileValidator(policy, with).Validate(open, at ?? clock.GetUtcNow(), detached, existedAt),
                cancellation
            );
    }
}
