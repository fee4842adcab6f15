using Gateway.Domain.Authorities;
using Gateway.Domain.Publishers;
using static Gateway.Tests.Authorities.DirectoryFacts;

namespace Gateway.Tests.Authorities;

/// <summary>
/// In whatever order the lists of a publisher come in, the newest decides; what it leaves out is for a person to end.
/// </summary>
public sealed class NewestListTests
{
    private static readonly (int Day, string Languages, IReadOnlyList<string> Codes)[] Lists =
    [
        (1, "fr", ["FR-A", "FR-B", "FR-C"]),
        (2, "en", ["FR-A", "FR-C"]),
        (3, "es", ["FR-B", "FR-D"]),
        (4, "pt", ["FR-A", "FR-D"]),
    ];

    public static TheoryData<string> Orders => [.. Permutations([0, 1, 2, 3]).Select(order => string.Join(',', order))];

    [Theory]
    [MemberData(nameof(Orders))]
    public void Any_order_of_the_lists_ends_with_the_newest(string order)
    {
        var (publisher, known) = ((PublishedLists?)null, new Dictionary<string, List<object>>());
        var now = Start.AddDays(10);
        foreach (var number in order.Split(',').Select(int.Parse))
            publisher = TakeIn(number, publisher, known, now = now.AddHours(1));

        var newest = Lists[^1];
        publisher!.Digest.ShouldBe("list-3");
        foreach (var (code, facts) in known)
        {
            var authority = Authority.Replay(facts)!;
            if (newest.Codes.Contains(code))
                authority.Languages.ShouldBe([newest.Languages], $"{code} after {order}");
            else
                authority
                    .Open.OfType<EndpointRetirement>()
                    .Count()
                    .ShouldBe(
                        authority.Endpoints.Count(endpoint => endpoint.IsInForce),
                        $"{code} after {order}: what was left out is proposed to end."
                    );
        }
        newest.Codes.ShouldBeSubsetOf(known.Keys);
        if (order.StartsWith('3'))
            known.Keys.ShouldBe(newest.Codes, ignoreOrder: true, "Nothing older is taken in after it.");
    }

    private static PublishedLists? TakeIn(
        int number,
        PublishedLists? publisher,
        Dictionary<string, List<object>> known,
        DateTimeOffset now
    )
    {
        var (list, digest) = (Lists[number], $"list-{number}");
        var published = Start.AddDays(list.Day);
        var isOvertaken = publisher?.Overtakes(digest, published) == true;
        foreach (var code in list.Codes)
        {
            var facts = known.GetValueOrDefault(code);
            var listing = new Listing(
                code,
                Item(code),
                [list.Languages],
                null,
                null,
                [new(Guid.CreateVersion7(now), "email", false, Item($"{code}@justice.example"))],
                []
            );
            var decided = ImportAuthorityDecider.Decide(
                new(listing, "registry", Item(digest), published, Ana, isOvertaken),
                facts is null ? null : Authority.Replay(facts),
                now
            );
            if (decided.Facts.Count == 0)
                continue;
            facts = known.TryGetValue(code, out var before) ? before : known[code] = [];
            facts.AddRange(decided.Facts);
            if (Authority.Replay(facts)!.Open.OfType<EndpointChange>().FirstOrDefault() is { } change)
                facts.AddRange(
                    ConfirmChangeDecider
                        .Decide(new(change.Id, Item("telephoned"), Luis), Authority.Replay(facts)!, now)
                        .Facts
                );
        }
        if (isOvertaken)
            return publisher;
        foreach (var (code, facts) in known.Where(one => !list.Codes.Contains(one.Key)))
            facts.AddRange(
                ProposeEndOfLeftOutDecider
                    .Decide(new("registry", published, Ana, () => Guid.CreateVersion7(now)), Authority.Replay(facts)!, now)
                    .Facts
            );
        return PublishedLists.Create(new(PublishedLists.StreamId("registry"), "registry", digest, published, now));
    }

    private static IEnumerable<IReadOnlyList<int>> Permutations(IReadOnlyList<int> of) =>
        of.Count == 0
            ?
            [
                [],
            ]
            : of.SelectMany(
                first => Permutations([.. of.Where(one => one != first)]),
                (first, rest) => (IReadOnlyList<int>)[first, .. rest]
            );
}
