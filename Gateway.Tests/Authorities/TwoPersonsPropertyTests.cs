using CsCheck;
using Gateway.Domain.Authorities;
using static Gateway.Tests.Authorities.DirectoryFacts;

namespace Gateway.Tests.Authorities;

/// <summary>
/// Whatever one person does, in whatever order: where an authority is reached and whose signature is believed stays as it
/// was.
/// </summary>
public sealed class TwoPersonsPropertyTests
{
    private static readonly string[] Addresses = ["old@justice.example", "new@justice.example", "other@justice.example"];
    private static readonly string[] Channels = ["email", "as4", "folder"];
    private static readonly string[] Names = ["old", "new", "other"];

    private static readonly Gen<Act[]> Acts = Gen.Select(
        Gen.Int[0, 9],
        Gen.Int[0, 2],
        Gen.Int[0, 2],
        Gen.Int[0, 30],
        Gen.Int[0, 2],
        (kind, which, other, hours, by) => new Act(kind, which, other, hours, by)
    ).Array[1, 40];

    [Fact]
    public void No_order_of_acts_by_one_person_changes_an_endpoint_or_a_key() =>
        Acts.Sample(
            acts =>
            {
                var facts = new DirectoryFacts();
                var before = facts.InForce;
                Play(facts, acts, _ => Ana);
                facts.InForce.ShouldBe(before);
                facts.All.ShouldNotContain(fact =>
                    fact is ChannelEndpointConfirmed
                    || fact is ChannelEndpointRetired
                    || fact is KeyPinned
                    || fact is KeyRetired
                );
            },
            iter: 4_000
        );

    [Fact]
    public void Whatever_is_in_force_was_proposed_and_confirmed_by_two_and_changes_only_then() =>
        Acts.Sample(
            acts =>
            {
                var facts = new DirectoryFacts();
                var inForce = facts.InForce;
                Play(
                    facts,
                    acts,
                    act => $"a-{act.By}",
                    recorded =>
                    {
                        if (facts.InForce != inForce)
                        {
                            var (change, confirmedBy) = recorded.Select(ConfirmationOf).Single();
                            ProposerOf(facts, change).ShouldNotBe(confirmedBy);
                        }
                        inForce = facts.InForce;
                    }
                );
                facts
                    .Authority.Endpoints.Where(endpoint => endpoint.IsInForce)
                    .DistinctBy(endpoint => endpoint.Channel)
                    .Count()
                    .ShouldBe(facts.Authority.Endpoints.Count(endpoint => endpoint.IsInForce), "One endpoint per channel.");
            },
            iter: 4_000
        );

    [Fact]
    public void Every_beginning_of_a_stream_tells_what_was_in_force_then() =>
        Acts.Sample(
            acts =>
            {
                var facts = new DirectoryFacts();
                var then = new Dictionary<int, string> { [facts.All.Count] = facts.InForce };
                Play(facts, acts, act => $"a-{act.By}", _ => then[facts.All.Count] = facts.InForce);
                foreach (var (count, inForce) in then)
                {
                    var replayed = new DirectoryFacts();
                    replayed.All.Clear();
                    replayed.All.AddRange(facts.All.Take(count));
                    replayed.InForce.ShouldBe(inForce);
                }
            },
            iter: 500
        );

    private static void Play(
        DirectoryFacts facts,
        Act[] acts,
        Func<Act, string> who,
        Action<IReadOnlyList<object>>? after = null
    )
    {
        foreach (var act in acts)
        {
            facts.Now = facts.Now.AddHours(act.Hours);
            var by = who(act);
            var ids = facts.Authority.Open.Select(change => change.Id).Concat(facts.Authority.Settled.Keys).Order().ToList();
            var id = ids.Count == 0 ? Guid.Empty : ids[(act.Which * 3 + act.Other) % ids.Count];
            var decided = facts.Act(
                (authority, now) =>
                    act.Kind switch
                    {
                        0 or 1 => ProposeEndpointDecider.Decide(
                            new(
                                Guid.CreateVersion7(now),
                                Channels[act.Which],
                                null,
                                act.Other == 0,
                                Item(Addresses[act.Other]),
                                by
                            ),
                            authority,
                            now
                        ),
                        2 => ProposeEndpointRetirementDecider.Decide(
                            new(Guid.CreateVersion7(now), Channels[act.Which], by),
                            authority,
                            now
                        ),
                        3 => ProposeKeyDecider.Decide(
                            new(Guid.CreateVersion7(now), Key(Names[act.Which]), false, by),
                            authority,
                            now
                        ),
                        4 => ProposeKeyRetirementDecider.Decide(
                            new(Guid.CreateVersion7(now), $"ES-CA-{Names[act.Which]}", by),
                            authority,
                            now
                        ),
                        5 => WithdrawChangeDecider.Decide(new(id), authority, now),
                        6 => DirectoryDecision.To(Upkeep.Decide(authority, now)),
                        7 => ImportAuthorityDecider.Decide(List(act, now, by), authority, now),
                        _ => ConfirmChangeDecider.Decide(new(id, Item("check"), by), authority, now),
                    }
            );
            after?.Invoke(decided.Facts);
        }
    }

    private static ImportAuthority List(Act act, DateTimeOffset now, string by) =>
        new(
            new(
                "ES-CA",
                Item("Spain"),
                null,
                null,
                null,
                [new(Guid.CreateVersion7(now), Channels[act.Which], IsSandbox: false, Item(Addresses[act.Other]))],
                [new(Guid.CreateVersion7(now), Key(Names[act.Other]), IsPinnedElsewhere: false)]
            ),
            "publisher",
            Item($"file of {now:O}"),
            now,
            by
        );

    private static (Guid Change, string By) ConfirmationOf(object fact) =>
        fact switch
        {
            ChannelEndpointConfirmed confirmed => (confirmed.ChangeId, confirmed.ConfirmedBy),
            ChannelEndpointRetired retired => (retired.ChangeId, retired.ConfirmedBy),
            KeyPinned pinned => (pinned.ChangeId, pinned.ConfirmedBy),
            KeyRetired retired => (retired.ChangeId, retired.ConfirmedBy),
            _ => throw new InvalidOperationException($"{fact.GetType().Name} changed what is in force."),
        };

    private static string ProposerOf(DirectoryFacts facts, Guid change) =>
        facts
            .All.Select(fact =>
                fact switch
                {
                    ChannelEndpointProposed proposed when proposed.ChangeId == change => proposed.ProposedBy,
                    ChannelEndpointRetirementProposed proposed when proposed.ChangeId == change => proposed.ProposedBy,
                    KeyProposed proposed when proposed.ChangeId == change => proposed.ProposedBy,
                    KeyRetirementProposed proposed when proposed.ChangeId == change => proposed.ProposedBy,
                    _ => null,
                }
            )
            .Single(by => by is not null)!;

    private sealed record Act(int Kind, int Which, int Other, int Hours, int By);
}
