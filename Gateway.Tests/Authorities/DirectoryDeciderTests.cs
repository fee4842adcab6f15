using System.Reflection;
using Gateway.Domain;
using Gateway.Domain.Authorities;
using Gateway.Tests.Requests;
using static Gateway.Tests.Authorities.DirectoryFacts;

namespace Gateway.Tests.Authorities;

/// <summary>What one administrator, a signed list or time alone does to an authority's entry.</summary>
public sealed class DirectoryDeciderTests
{
    private readonly DirectoryFacts facts = new();

    [Fact]
    public void The_configuration_file_brings_everything_into_force_at_once_and_proposes_nothing()
    {
        facts.Authority.Endpoint("email").ShouldNotBeNull();
        facts.Authority.Key("ES-CA-old").ShouldNotBeNull().IsInForce.ShouldBeTrue();
        facts.Authority.Languages.ShouldBe(["es"]);
        facts.Authority.Open.ShouldBeEmpty();
    }

    [Fact]
    public void A_registered_authority_is_known_at_once_and_its_endpoints_and_keys_wait()
    {
        var decided = RegisterAuthorityDecider.Decide(new(Listed(), "by-hand", Ana), known: null, Start);

        var authority = Authority.Replay(decided.Facts).ShouldNotBeNull();
        (authority.Code, authority.State, authority.Id).ShouldBe(("FR-BEPI", "FR", AuthorityCode.StreamId("FR-BEPI")));
        authority.Languages.ShouldBe(["fr", "en"]);
        authority.Roles.ShouldBe([new(AuthorityRole.CentralAuthority, "UNTOC")]);
        authority.Endpoints.ShouldBeEmpty();
        authority.Keys.ShouldBeEmpty();
        authority.Open.Select(change => change.ProposedBy).ShouldBe([Ana, Ana, Ana]);
        authority.Open.OfType<EndpointChange>().Select(change => change.Preference).ShouldBe([1, 2]);
    }

    [Fact]
    public void An_authority_is_registered_once() =>
        RegisterAuthorityDecider
            .Decide(new(Listed(), "by-hand", Ana), facts.Authority, Start)
            .Problem!.Name.ShouldBe(Problem.WrongState);

    [Fact]
    public void A_declaration_counts_at_once_and_a_second_time_does_nothing()
    {
        facts
            .Act((authority, now) => DeclareLanguagesDecider.Decide(new(["es", "pt", "es"]), authority, now))
            .Facts.Count.ShouldBe(1);
        facts.Authority.Languages.ShouldBe(["es", "pt"]);
        facts
            .Act((authority, now) => DeclareLanguagesDecider.Decide(new(["es", "pt"]), authority, now))
            .ShouldBeEquivalentTo(DirectoryDecision.Nothing);

        var acceptance = new ElectronicAcceptance(
            true,
            [AcceptanceCondition.Encryption, AcceptanceCondition.PaperOriginal],
            [new("forms", Item("form 7"))]
        );
        facts
            .Act((authority, now) => DeclareAcceptanceDecider.Decide(new(acceptance), authority, now))
            .Facts.Count.ShouldBe(1);
        facts.Authority.Acceptance!.Asks(AcceptanceCondition.PaperOriginal).ShouldBeTrue();
        facts
            .Act((authority, now) => DeclareAcceptanceDecider.Decide(new(acceptance), authority, now))
            .Facts.ShouldBeEmpty();

        facts
            .Act((authority, now) => DeclareRolesDecider.Decide(new([new(AuthorityRole.Ncb)]), authority, now))
            .Facts.Count.ShouldBe(1);
        facts
            .Act((authority, now) => DeclareRolesDecider.Decide(new([new(AuthorityRole.Ncb)]), authority, now))
            .Facts.ShouldBeEmpty();
        facts
            .Act((authority, now) => RenameAuthorityDecider.Decide(new(Item("Spain")), authority, now))
            .Facts.ShouldBeEmpty();
    }

    [Fact]
    public void What_is_not_of_the_documented_form_is_rejected()
    {
        Rejected(authority => DeclareLanguagesDecider.Decide(new(["Spanish"]), authority, Start));
        Rejected(authority =>
            DeclareRolesDecider.Decide(new([new(AuthorityRole.CentralAuthority, "the treaty")]), authority, Start)
        );
        Rejected(authority =>
            DeclareRolesDecider.Decide(new([new(AuthorityRole.CentralAuthority, null, "MLA!")]), authority, Start)
        );
        Rejected(authority =>
            DeclareAcceptanceDecider.Decide(new(new(true, [], [new("Free text", Item("x"))])), authority, Start)
        );
        Rejected(authority =>
            DeclareAcceptanceDecider.Decide(
                new(new(true, [], [new("forms", Item("x")), new("forms", Item("y"))])),
                authority,
                Start
            )
        );
        Rejected(authority => VerifyContactDecider.Decide(new("I called them", Start.AddDays(-1), null), authority, Start));
        Rejected(authority => VerifyContactDecider.Decide(new("telephone", Start.AddDays(1), null), authority, Start));
        Rejected(authority =>
            ProposeEndpointDecider.Decide(new(Guid.Empty, "E-Mail", null, false, Item("x"), Ana), authority, Start)
        );

        void Rejected(Func<Authority, DirectoryDecision> decide) =>
            decide(facts.Authority).Problem!.Name.ShouldBe(Problem.MalformedRequest);
    }

    [Fact]
    public void A_list_declares_at_once_and_proposes_what_takes_two_persons()
    {
        var before = facts.InForce;

        var decided = facts.Act((authority, now) => ImportAuthorityDecider.Decide(Import("list 1", Start), authority, now));

        decided.Facts[0].ShouldBeOfType<AuthorityImported>().Source.ShouldBe("cna");
        facts.Authority.Languages.ShouldBe(["fr", "en"]);
        facts.Authority.Open.Count.ShouldBe(3);
        facts.InForce.ShouldBe(before);
        facts
            .Confirm(facts.Authority.Open[0].Id, Ana)
            .Problem!.Name.ShouldBe(Problem.Forbidden, "Who brings a list in proposes what it says.");
    }

    [Fact]
    public void The_same_list_twice_changes_nothing_even_after_somebody_changed_the_entry()
    {
        facts.Act((authority, now) => ImportAuthorityDecider.Decide(Import("list 1", Start), authority, now));
        facts.Act((authority, now) => DeclareLanguagesDecider.Decide(new(["fr"]), authority, now));
        facts.Withdraw(facts.Authority.Open[0].Id);
        var count = facts.All.Count;

        facts
            .Act((authority, now) => ImportAuthorityDecider.Decide(Import("list 1", Start), authority, now))
            .ShouldBe(DirectoryDecision.Nothing);

        facts.All.Count.ShouldBe(count);
    }

    [Fact]
    public void An_older_list_never_takes_the_place_of_a_newer_one_of_the_same_publisher()
    {
        facts.Act((authority, now) => ImportAuthorityDecider.Decide(Import("list 2", Start), authority, now));

        facts
            .Act((authority, now) => ImportAuthorityDecider.Decide(Import("list 1", Start.AddDays(-1)), authority, now))
            .Problem!.Name.ShouldBe(Problem.WrongState);
        facts
            .Act((authority, now) => ImportAuthorityDecider.Decide(Import("list 3", Start), authority, now))
            .Problem!.Name.ShouldBe(Problem.WrongState);
        facts
            .Act(
                (authority, now) =>
                    ImportAuthorityDecider.Decide(
                        Import("list 1", Start.AddDays(-1)) with
                        {
                            Source = "other",
                        },
                        authority,
                        now
                    )
            )
            .Problem.ShouldBeNull();
    }

    [Fact]
    public void A_line_is_taken_in_whole_or_not_at_all()
    {
        var flawed = Import("list 1", Start) with
        {
            Listing = Listed() with { Keys = [new(Guid.NewGuid(), Key("stolen"), IsPinnedElsewhere: true)] },
        };
        var count = facts.All.Count;

        facts.Act((authority, now) => ImportAuthorityDecider.Decide(flawed, authority, now)).Problem.ShouldNotBeNull();

        facts.All.Count.ShouldBe(count);
    }

    [Fact]
    public void What_nobody_verified_for_twelve_months_is_marked_stale_once_and_a_verification_ends_that()
    {
        facts.Act(
            (authority, now) =>
                VerifyContactDecider.Decide(new("telephone", Start, Item("spoke to the registry")), authority, now)
        );
        facts.Now = Start.AddMonths(12);
        Sweep().ShouldBeEmpty();

        facts.Now = Start.AddMonths(12).AddTicks(1);
        Sweep().ShouldHaveSingleItem().ShouldBeOfType<AuthorityMarkedStale>().LastVerifiedAt.ShouldBe(Start);
        Sweep().ShouldBeEmpty();

        facts.Act((authority, now) => VerifyContactDecider.Decide(new("letter", now, null), authority, now));
        Sweep().ShouldBeEmpty();
        facts
            .Act((authority, now) => VerifyContactDecider.Decide(new("letter", Start, null), authority, now))
            .Facts.ShouldBeEmpty("An older verification says nothing new.");

        IReadOnlyList<object> Sweep() =>
            facts.Act((authority, now) => DirectoryDecision.To(Upkeep.Decide(authority, now))).Facts;
    }

    [Theory]
    [InlineData(AuthorityRole.CentralAuthority, "UNTOC", null, "mla", "UNTOC", true)]
    [InlineData(AuthorityRole.CentralAuthority, "UNTOC", null, "mla", "UNCAC", false)]
    [InlineData(AuthorityRole.CentralAuthority, null, "extradition", "mla", "UNTOC", false)]
    [InlineData(AuthorityRole.CentralAuthority, null, null, "extradition", "ETS-024", true)]
    [InlineData(AuthorityRole.Fiu, null, null, "mla", "UNTOC", false)]
    [InlineData(AuthorityRole.Fiu, null, null, "informationExchange", "UNTOC", true)]
    [InlineData(AuthorityRole.Ncb, null, null, "provisionalArrest", "UNTOC", true)]
    [InlineData(AuthorityRole.Ncb, null, null, "mla", "UNTOC", false)]
    [InlineData(AuthorityRole.Ncb, null, "mla", "mla", "UNTOC", true)]
    [InlineData(AuthorityRole.ContactPoint24x7, "ETS-185", null, "preservation", "ETS-185", true)]
    public void A_role_takes_what_it_is_for(
        AuthorityRole role,
        string? basis,
        string? declared,
        string type,
        string asked,
        bool takes
    ) => new DeclaredRole(role, basis, declared).Takes(type, [asked]).ShouldBe(takes);

    [Fact]
    public void The_stream_of_a_code_is_the_same_everywhere_and_no_other_codes()
    {
        AuthorityCode
            .StreamId("CO-CA")
            .ShouldBe(new Guid("1a02fd4d-ad17-87d0-bbd2-df7216e324fa"), "It is stored; it may never become another");
        AuthorityCode.StreamId("CO-CA").ShouldNotBe(AuthorityCode.StreamId("CO-CB"));
    }

    [Fact]
    public void Replaying_knows_every_fact_that_the_store_folds()
    {
        // Authority.After lists the events by hand; an event left out would be unknown in memory and known to decisions.
        var applied = typeof(Authority)
            .GetMethods(BindingFlags.Public | BindingFlags.Instance)
            .Where(method => method.Name == "Apply")
            .Select(method => method.GetParameters()[0].ParameterType)
            .ToHashSet();
        var facts = typeof(AuthorityRegistered)
            .Assembly.GetTypes()
            .Where(type =>
                type.Namespace == typeof(AuthorityRegistered).Namespace
                && type.IsAssignableTo(typeof(IDomainEvent))
                && type != typeof(AuthorityRegistered)
            );
        applied.ShouldBe(facts, ignoreOrder: true);
        foreach (var type in applied)
        {
            var before = Proposed(type);
            var fact = EventShapeTests.Sample(type);
            Apply(before, fact).ShouldNotBeSameAs(before, $"The sample of {type.Name} has no effect, so it shows nothing.");
            before.After([fact]).ShouldNotBeSameAs(before, $"{type.Name} is unknown in memory.");
        }
    }

    /// <summary>An authority on which a sample of the event has an effect: what it confirms is open.</summary>
    private static Authority Proposed(Type fact) =>
        new[] { fact == typeof(KeyPinned) ? typeof(KeyProposed) : typeof(ChannelEndpointProposed) }.Aggregate(
            Authority.Create((AuthorityRegistered)EventShapeTests.Sample(typeof(AuthorityRegistered))),
            (authority, proposal) => Apply(authority, EventShapeTests.Sample(proposal))
        );

    private static Authority Apply(Authority authority, object fact) =>
        (Authority)typeof(Authority).GetMethod(nameof(Authority.Apply), [fact.GetType()])!.Invoke(authority, [fact])!;

    private static Listing Listed() =>
        new(
            "FR-BEPI",
            Item("France"),
            ["fr", "en"],
            [new(AuthorityRole.CentralAuthority, "UNTOC")],
            null,
            [
                new(Guid.CreateVersion7(Start), "as4", IsSandbox: false, Item("https://as4.example/msh")),
                new(Guid.CreateVersion7(Start), "email", IsSandbox: false, Item("bepi@justice.example")),
            ],
            [new(Guid.CreateVersion7(Start), Key("new"), IsPinnedElsewhere: false)]
        );

    private static ImportAuthority Import(string file, DateTimeOffset published) =>
        new(Listed(), "cna", Item(file), published, Ana);
}
