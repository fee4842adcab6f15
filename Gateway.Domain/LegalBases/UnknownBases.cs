using Gateway.Domain.Messages;

namespace Gateway.Domain.LegalBases;

/// <summary>
/// Legal bases for which this gateway has no rules: a misspelt code would silently drop the requirements of its treaty. A
/// submission that names one is rejected. The counterpart State decides on its own legal bases, so an arrival is received
/// and flagged.
/// </summary>
public static class UnknownBases
{
    /// <summary>Null when every code is known. The codes of the message are not repeated: they may be any text.</summary>
    public static Problem? Reject(ILegalBases bases, IReadOnlyList<string> codes)
    {
        var unknown = codes
            .Select((code, index) => (code, Number: index + 1))
            .Where(one => bases.Find(one.code) is null)
            .ToList();
        return unknown.Count == 0
            ? null
            : new(
                Problem.LegalBasisUnknown,
                $"A legal basis is not known here. Known: {string.Join(", ", bases.All.Select(basis => basis.Code).Order(StringComparer.Ordinal))}.",
                [
                    .. unknown.Select(one => new ProblemPointer(
                        "/Message/legalBases",
                        $"Code number {one.Number}, in the order of their first use, is not known."
                    )),
                ]
            );
    }

    /// <summary>The event for an arrived request that relies on unknown bases; none when it does not.</summary>
    public static IEnumerable<object> Facts(Message message, Terms terms, Guid requestId, DateTimeOffset now)
    {
        var count = message.LegalBases.Except(terms.Applied.Select(basis => basis.Code)).Count();
        return count == 0 ? [] : [new UnknownLegalBasesNoticed(requestId, message.MessageId, count, now)];
    }
}

/// <summary>
/// An arrived request relies on legal bases for which this gateway has no rules. A person must check their requirements.
/// </summary>
/// <param name="Count">How many; the request itself names them.</param>
public sealed record UnknownLegalBasesNoticed(Guid RequestId, Guid MessageId, int Count, DateTimeOffset NoticedAt)
    : IDomainEvent,
        IAboutMessage
{
    DateTimeOffset IDomainEvent.At => NoticedAt;
}
