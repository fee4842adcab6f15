using Gateway.Domain;
using Gateway.Domain.Authorities;
using Gateway.Domain.Channels;
using Gateway.Domain.LegalBases;
using Gateway.Domain.Messages;
using Gateway.Domain.Routing;

namespace Gateway.Tests.Authorities;

/// <summary>Preflight says what would happen and why, before anybody signs anything.</summary>
public sealed class PreflightTests
{
    private static readonly DateTimeOffset Now = DirectoryFacts.Start;

    private static readonly Circumstances Here = new(
        new Dictionary<string, ChannelCapabilities>
        {
            ["as4"] = new(25_000_000, EncryptsContent: true),
            ["email"] = new(20_000_000, EncryptsContent: false),
        },
        new FreeMailDomains([]),
        Now
    );

    private static readonly Consignment Request = new(
        MessageKind.Request,
        "mla",
        ["UNTOC"],
        Urgency.Normal,
        "es-CO",
        IsSandbox: false,
        1000
    );

    private static readonly KnownAuthority Colombia = Authority("CO-CA");

    private static readonly KnownAuthority Spain = Authority("ES-CA") with
    {
        Roles = [new(AuthorityRole.CentralAuthority, "UNTOC")],
        Acceptance = new(IsAccepted: true, [], []),
        Keys = [new("ES-CA-1", KeyPurpose.Signing, new byte[] { 1 }, Now.AddYears(-1), Now.AddYears(1), Now, null)],
        Verified = new("telephone", Now.AddMonths(-1)),
    };

    [Fact]
    public void A_well_kept_entry_passes_every_check()
    {
        var preflight = Preflight.Of(Colombia, Spain, Request, null, Here);

        preflight.Verdict.ShouldBe(
            Verdict.Ok,
            string.Join(' ', preflight.Checks.Where(check => check.Verdict != Verdict.Ok).Select(check => check.Why))
        );
        preflight.Chosen.ShouldBe("as4");
        preflight
            .Checks.Select(check => check.Name)
            .ShouldBe([
                "known",
                "role",
                "electronicRequests",
                "language",
                "signingKey",
                "verification",
                "endpoint",
                "sandbox",
                "encryption",
                "size",
            ]);
        preflight.Channels.Select(channel => channel.Channel).ShouldBe(["as4", "email"]);
        preflight.Channels[1].Verdict.ShouldBe(Verdict.Blocked);
        preflight.Obligations.ShouldBeEmpty();
    }

    [Fact]
    public void Who_is_not_known_cannot_be_reached() =>
        Preflight.Of(Colombia, null, Request, null, Here).Checks.ShouldHaveSingleItem().Verdict.ShouldBe(Verdict.Blocked);

    [Theory]
    [InlineData("role", Verdict.Blocked)]
    [InlineData("electronicRequests", Verdict.Blocked)]
    [InlineData("language", Verdict.Warning)]
    [InlineData("signingKey", Verdict.Warning)]
    [InlineData("verification", Verdict.Warning)]
    [InlineData("requirements", Verdict.Warning)]
    [InlineData("directory", Verdict.Warning)]
    [InlineData("size", Verdict.Blocked)]
    [InlineData("sandbox", Verdict.Blocked)]
    [InlineData("endpoint", Verdict.Blocked)]
    public void Each_check_finds_its_own_flaw_and_no_other_does(string check, Verdict verdict)
    {
        var (spain, request, asked) = check switch
        {
            "role" => (Spain with { Roles = [new(AuthorityRole.Fiu)] }, Request, null),
            "electronicRequests" => (Spain with { Acceptance = new(IsAccepted: false, [], []) }, Request, null),
            "language" => (Spain with { Languages = ["fr"] }, Request, null),
            "signingKey" => (Spain with { Keys = [Spain.Keys[0] with { ValidTo = Now.AddTicks(-1) }] }, Request, null),
            "verification" => (Spain with { Verified = new("telephone", Now.AddMonths(-13)) }, Request, null),
            "requirements" => (
                Spain with
                {
                    Acceptance = new(true, [], [new("standardOfProof", DirectoryFacts.Item("x"))]),
                },
                Request,
                null
            ),
            "directory" => (Spain with { Flaws = ["endpoint/folder"] }, Request, null),
            "size" => (Spain, Request with { Size = 25_000_001 }, null),
            "sandbox" => (Spain, Request with { IsSandbox = true }, null),
            _ => (Spain, Request, "pigeon"),
        };

        var preflight = Preflight.Of(Colombia, spain, request, asked, Here);

        preflight.Verdict.ShouldBe(verdict);
        preflight.Checks.Where(one => one.Verdict != Verdict.Ok).Select(one => one.Name).ShouldBe([check]);
        preflight.Checks.ShouldAllBe(one => one.Why.EndsWith('.'));
    }

    [Fact]
    public void What_is_blocked_is_what_acceptance_rejects()
    {
        foreach (
            var spain in new[]
            {
                Spain,
                Spain with
                {
                    Roles = [new(AuthorityRole.Fiu)],
                },
                Spain with
                {
                    Channels = [],
                },
                Spain with
                {
                    Acceptance = null,
                },
            }
        )
        foreach (var asked in new[] { null, "as4", "email", "pigeon" })
        foreach (var size in new long[] { 1, 30_000_000 })
        {
            var request = Request with { Size = size };
            var preflight = Preflight.Of(Colombia, spain, request, asked, Here);
            var advice = ChannelAdvice.For(Colombia, spain, request, asked, null, Here);
            (preflight.Verdict == Verdict.Blocked).ShouldBe(advice.Problem is not null);
            preflight.Chosen.ShouldBe(advice.Endpoint?.Channel);
        }
    }

    [Fact]
    public void Conditions_are_told_as_the_obligations_they_would_open()
    {
        var spain = Spain with
        {
            Acceptance = new(
                true,
                [
                    AcceptanceCondition.PaperOriginal,
                    AcceptanceCondition.CertifiedCopy,
                    AcceptanceCondition.FormalConfirmationAfterUrgent,
                ],
                []
            ),
        };

        Owed(spain, Request).ShouldBe("paperOriginal certifiedCopy");
        Owed(spain, Request with { Urgency = Urgency.Urgent }).ShouldBe("paperOriginal certifiedCopy formalConfirmation");
        Owed(Spain, Request with { Urgency = Urgency.Emergency }).ShouldBe("");
        Owed(
                Spain,
                Request with
                {
                    Urgency = Urgency.Urgent,
                },
                Here with
                {
                    Terms = Terms.None with { Confirmation = new(AfterUrgent: true, AfterOral: false, WithinDays: 10) },
                }
            )
            .ShouldBe("formalConfirmation");
        Owed(spain, Request with { Kind = MessageKind.Clarification }).ShouldBe("");

        static string Owed(KnownAuthority counterpart, Consignment consignment, Circumstances? circumstances = null) =>
            string.Join(
                ' ',
                Preflight
                    .Of(Colombia, counterpart, consignment, null, circumstances ?? Here)
                    .Obligations.Select(obligation => Codes.Of(obligation.Kind))
            );
    }

    [Theory]
    [InlineData("es", true)]
    [InlineData("es-CO", true)]
    [InlineData("ES", true)]
    [InlineData("est", false)]
    [InlineData("pt", false)]
    public void A_language_is_taken_with_its_regions(string language, bool isTaken) =>
        (Preflight.Of(Colombia, Spain, Request with { Language = language }, null, Here).Verdict == Verdict.Ok).ShouldBe(
            isTaken
        );

    [Fact]
    public void The_legal_basis_may_ask_for_a_language_too() =>
        Preflight
            .Of(Colombia, Spain, Request, null, Here with { Terms = Terms.None with { Languages = ["pt"] } })
            .Checks.ShouldContain(check => check.Name == "language" && check.Verdict == Verdict.Warning);

    [Fact]
    public void The_page_lists_every_check()
    {
        var page = File.ReadAllText(Path.Combine(Path.GetDirectoryName(Here_())!, "..", "..", "docs", "preflight.md"));
        foreach (
            var check in new[]
            {
                "known",
                "role",
                "electronicRequests",
                "language",
                "signingKey",
                "verification",
                "requirements",
                "directory",
                "endpoint",
                "sandbox",
                "encryption",
                "address",
                "size",
                "urgency",
                "legalBasis",
                "outage",
            }
        )
            page.ShouldContain($"| `{check}` |");
    }

    private static KnownAuthority Authority(string code) =>
        new(
            code,
            code,
            code[..2],
            IsServed: false,
            [
                new("as4", "https://as4.example/msh", IsSandbox: false),
                new("email", "registry@justice.example", IsSandbox: false),
            ],
            [],
            ["es"]
        )
        {
            RegisteredAt = Now.AddYears(-1),
        };

    private static string Here_([System.Runtime.CompilerServices.CallerFilePath] string here = "") => here;
}
