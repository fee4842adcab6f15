using Gateway.Domain;
using Gateway.Domain.Authorities;
using static Gateway.Tests.Authorities.DirectoryFacts;

namespace Gateway.Tests.Authorities;

/// <summary>Endpoints and keys change by two persons, or not at all.</summary>
public sealed class ChangeDeciderTests
{
    private readonly DirectoryFacts facts = new();

    [Fact]
    public void Until_a_second_person_confirms_the_old_endpoint_stays_in_force()
    {
        var before = facts.InForce;
        var change = facts.Propose("new@justice.example", Ana);

        facts.InForce.ShouldBe(before);
        facts
            .Confirm(change, Luis)
            .Facts.ShouldHaveSingleItem()
            .ShouldBeOfType<ChannelEndpointConfirmed>()
            .ConfirmedBy.ShouldBe(Luis);
        facts.Authority.Endpoint("email")!.Address.ShouldBe(Item("new@justice.example"));
        facts.Authority.Endpoint("email")!.Id.ShouldBe(change, "The change is the revision that attempts cite.");
    }

    [Fact]
    public void Who_proposed_it_does_not_confirm_it()
    {
        var before = facts.InForce;
        var endpoint = facts.Propose("new@justice.example", Ana);
        var key = facts.ProposeKey("new", Ana);

        facts.Confirm(endpoint, Ana).Problem!.Name.ShouldBe(Problem.Forbidden);
        facts.Confirm(key, Ana).Problem!.Name.ShouldBe(Problem.Forbidden);
        facts.InForce.ShouldBe(before);
    }

    [Fact]
    public void A_key_is_believed_only_once_it_is_confirmed_and_its_end_takes_two_persons_too()
    {
        var change = facts.ProposeKey("new", Ana);
        facts.InForce.ShouldNotContain("ES-CA-new");
        facts.Confirm(change, Luis).Problem.ShouldBeNull();
        facts.InForce.ShouldContain("ES-CA-new");

        var retirement = facts
            .Act(
                (authority, now) =>
                    ProposeKeyRetirementDecider.Decide(new(Guid.CreateVersion7(now), "ES-CA-new", Luis), authority, now)
            )
            .Change!.Value;
        facts.InForce.ShouldContain("ES-CA-new");
        facts.Confirm(retirement, Luis).Problem!.Name.ShouldBe(Problem.Forbidden);
        facts.Confirm(retirement, Ana).Problem.ShouldBeNull();
        facts.InForce.ShouldNotContain("ES-CA-new");
    }

    [Fact]
    public void A_retired_key_never_comes_back()
    {
        var retirement = facts
            .Act(
                (authority, now) =>
                    ProposeKeyRetirementDecider.Decide(new(Guid.CreateVersion7(now), "ES-CA-old", Ana), authority, now)
            )
            .Change!.Value;
        facts.Confirm(retirement, Luis);

        facts
            .Act(
                (authority, now) =>
                    ProposeKeyDecider.Decide(new(Guid.CreateVersion7(now), Key("old"), false, Ana), authority, now)
            )
            .Problem!.Name.ShouldBe(Problem.WrongState);
        facts.Authority.Key("ES-CA-old").ShouldNotBeNull("What it signed stays explicable.").Until.ShouldBe(facts.Now);
    }

    [Fact]
    public void An_endpoint_retires_by_two_persons_and_what_was_in_force_stays_known()
    {
        var old = facts.Authority.Endpoint("email")!;
        var retirement = facts
            .Act(
                (authority, now) =>
                    ProposeEndpointRetirementDecider.Decide(new(Guid.CreateVersion7(now), "email", Ana), authority, now)
            )
            .Change!.Value;
        facts.Authority.Endpoint("email").ShouldBe(old);

        facts.Confirm(retirement, Luis).Problem.ShouldBeNull();

        facts.Authority.Endpoint("email").ShouldBeNull();
        facts.Authority.Endpoints.ShouldContain(old with { Until = facts.Now });
    }

    [Fact]
    public void A_proposal_that_was_withdrawn_or_has_lapsed_is_never_confirmed()
    {
        var before = facts.InForce;
        var withdrawn = facts.Propose("a@justice.example", Ana);
        var lapsing = facts.Propose("b@justice.example", Ana);
        facts.Withdraw(withdrawn).Problem.ShouldBeNull();
        facts.Confirm(withdrawn, Luis).Problem!.Name.ShouldBe(Problem.WrongState);

        facts.Now += Change.Term;
        facts.Confirm(lapsing, Luis).Problem!.Name.ShouldBe(Problem.WrongState);
        facts
            .Act((authority, now) => DirectoryDecision.To(Upkeep.Decide(authority, now)))
            .Facts.OfType<ChangeLapsed>()
            .Single()
            .ChangeId.ShouldBe(lapsing);
        facts.Confirm(lapsing, Luis).Problem!.Name.ShouldBe(Problem.WrongState);
        facts
            .Act((authority, now) => DirectoryDecision.To(Upkeep.Decide(authority, now)))
            .Facts.ShouldBeEmpty("It lapses once.");
        facts.InForce.ShouldBe(before);
    }

    [Fact]
    public void A_proposal_that_was_overtaken_is_not_confirmed_over_the_newer_one()
    {
        var older = facts.Propose("older@justice.example", Ana);
        var newer = facts.Propose("newer@justice.example", Luis);
        facts.Confirm(newer, Ana).Problem.ShouldBeNull();

        facts.Confirm(older, Luis).Problem!.Name.ShouldBe(Problem.WrongState);

        facts.Authority.Endpoint("email")!.Address.ShouldBe(Item("newer@justice.example"));
    }

    [Fact]
    public void A_retirement_that_was_overtaken_ends_no_newer_endpoint()
    {
        var retirement = facts
            .Act(
                (authority, now) =>
                    ProposeEndpointRetirementDecider.Decide(new(Guid.CreateVersion7(now), "email", Ana), authority, now)
            )
            .Change!.Value;
        facts.Confirm(facts.Propose("newer@justice.example", Luis), Ana).Problem.ShouldBeNull();

        facts.Confirm(retirement, Luis).Problem!.Name.ShouldBe(Problem.WrongState);

        facts.Authority.Endpoint("email")!.Address.ShouldBe(Item("newer@justice.example"));
    }

    [Fact]
    public void A_retirement_of_a_key_that_is_retired_already_is_not_confirmed()
    {
        var (first, second) = (Guid.CreateVersion7(Start), Guid.CreateVersion7(Start));
        foreach (var change in new[] { first, second })
            facts.All.Add(
                new KeyRetirementProposed(facts.Authority.Id, change, "ES-CA-old", Ana, facts.Now.AddDays(1), facts.Now)
            );
        facts.Confirm(first, Luis).Problem.ShouldBeNull();

        facts.Confirm(second, Luis).Problem!.Name.ShouldBe(Problem.WrongState);
        facts.All.OfType<KeyRetired>().ShouldHaveSingleItem();
    }

    [Fact]
    public void A_proposal_of_a_key_that_is_known_or_retired_by_now_is_not_confirmed()
    {
        var changes = Enumerable.Range(0, 3).Select(_ => Guid.CreateVersion7(Start)).ToList();
        foreach (var change in changes)
            facts.All.Add(new KeyProposed(facts.Authority.Id, change, Key("new"), Ana, facts.Now.AddDays(1), facts.Now));
        facts.Confirm(changes[0], Luis).Problem.ShouldBeNull();

        facts.Confirm(changes[1], Luis).Problem!.Name.ShouldBe(Problem.WrongState, "It is in force already.");
        var retirement = facts
            .Act(
                (authority, now) =>
                    ProposeKeyRetirementDecider.Decide(new(Guid.CreateVersion7(now), "ES-CA-new", Ana), authority, now)
            )
            .Change!.Value;
        facts.Confirm(retirement, Luis).Problem.ShouldBeNull();
        facts.Confirm(changes[2], Luis).Problem!.Name.ShouldBe(Problem.WrongState, "A stolen key does not come back.");
        facts.InForce.ShouldNotContain("ES-CA-new");
    }

    [Fact]
    public void Asked_again_for_the_same_nothing_happens()
    {
        var change = facts.Propose("new@justice.example", Ana);
        var count = facts.All.Count;

        facts.Propose("new@justice.example", Luis).ShouldBe(change, "The one that waits is named.");
        facts.Propose("old@justice.example", Ana).ShouldBe(Guid.Empty, "It is in force already.");
        facts.ProposeKey("old", Ana).ShouldBe(Guid.Empty);
        facts.All.Count.ShouldBe(count);

        facts.Confirm(change, Luis);
        facts.Confirm(change, Luis).ShouldBe(DirectoryDecision.Nothing);
        facts.Confirm(change, Ana).Problem!.Name.ShouldBe(Problem.WrongState);
        facts.Withdraw(change).Problem!.Name.ShouldBe(Problem.WrongState);
        facts.All.Count.ShouldBe(count + 1);
    }

    [Fact]
    public void A_change_nobody_proposed_is_not_there()
    {
        facts.Confirm(Guid.CreateVersion7(Start), Luis).Problem!.Name.ShouldBe(Problem.NotFound);
        facts.Withdraw(Guid.CreateVersion7(Start)).Problem!.Name.ShouldBe(Problem.NotFound);
    }

    [Fact]
    public void A_certificate_that_is_another_authoritys_or_expired_is_not_even_proposed()
    {
        facts
            .Act(
                (authority, now) =>
                    ProposeKeyDecider.Decide(
                        new(Guid.CreateVersion7(now), Key("new"), IsPinnedElsewhere: true, Ana),
                        authority,
                        now
                    )
            )
            .Problem!.Name.ShouldBe(Problem.WrongState);
        facts
            .Act(
                (authority, now) =>
                    ProposeKeyDecider.Decide(
                        new(Guid.CreateVersion7(now), Key("new") with { ValidTo = now }, false, Ana),
                        authority,
                        now
                    )
            )
            .Problem!.Name.ShouldBe(Problem.WrongState);
        facts
            .Act(
                (authority, now) =>
                    ProposeKeyDecider.Decide(
                        new(Guid.CreateVersion7(now), Key("shared", KeyPurpose.Encryption), IsPinnedElsewhere: true, Ana),
                        authority,
                        now
                    )
            )
            .Problem.ShouldBeNull();
    }

    [Fact]
    public void A_certificate_that_expires_while_it_waits_is_not_pinned()
    {
        var change = facts
            .Act(
                (authority, now) =>
                    ProposeKeyDecider.Decide(
                        new(Guid.CreateVersion7(now), Key("short") with { ValidTo = now.AddHours(1) }, false, Ana),
                        authority,
                        now
                    )
            )
            .Change!.Value;
        facts.Now = facts.Now.AddHours(1);

        facts.Confirm(change, Luis).Problem!.Name.ShouldBe(Problem.WrongState);
    }

    [Fact]
    public void Proposals_cannot_be_piled_up()
    {
        for (var number = 0; number < 50; number++)
            facts.Propose($"{number}@justice.example", Ana).ShouldNotBe(Guid.Empty);

        facts.Propose("one-more@justice.example", Ana).ShouldBe(Guid.Empty);
        facts.Authority.Open.Count.ShouldBe(50);
    }

    [Fact]
    public void A_new_endpoint_takes_the_last_place_and_a_changed_one_keeps_its_own()
    {
        facts.Confirm(facts.Propose("https://as4.example/msh", Ana, "as4"), Luis);
        facts.Confirm(facts.Propose("new@justice.example", Ana), Luis);

        facts.Authority.Endpoint("email")!.Preference.ShouldBe(1);
        facts.Authority.Endpoint("as4")!.Preference.ShouldBe(2);
    }
}
