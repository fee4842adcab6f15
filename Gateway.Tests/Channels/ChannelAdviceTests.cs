using Gateway.Domain;
using Gateway.Domain.Authorities;
using Gateway.Domain.Channels;
using Gateway.Domain.LegalBases;
using Gateway.Domain.Messages;
using Gateway.Domain.Requests;
using Gateway.Domain.Routing;
using Gateway.Tests.Requests;

namespace Gateway.Tests.Channels;

/// <summary>Which channel a message leaves over, in which order the others follow, and why none will do.</summary>
public sealed class ChannelAdviceTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 14, 12, 0, 0, TimeSpan.Zero);

    private static readonly Circumstances Here = new(
        new Dictionary<string, ChannelCapabilities>
        {
            ["sealed"] = new(1000, EncryptsContent: true),
            ["open"] = new(1000, EncryptsContent: false),
            ["spare"] = new(1000, EncryptsContent: true),
        },
        new FreeMailDomains(["freemail.example"]),
        Now
    );

    private static readonly KnownAuthority Colombia = Authority(
        "CO-CA",
        new("sealed", "here", IsSandbox: true),
        new("open", "here", IsSandbox: true),
        new("spare", "here", IsSandbox: true)
    );

    [Fact]
    public void What_the_caller_asks_for_goes_before_the_lock_and_the_lock_before_the_advisors_order()
    {
        var spain = Spain(new("open", "a", IsSandbox: true), new("sealed", "b", IsSandbox: true));

        Advise(spain, asked: "sealed", locked: "open").ShouldBe(("sealed", ChannelChoice.Caller, null));
        Advise(spain, locked: "sealed").ShouldBe(("sealed", ChannelChoice.Lock, null));
        Advise(spain).ShouldBe(("open", ChannelChoice.Advisor, null));
    }

    [Theory]
    [InlineData(true, true, null)]
    [InlineData(false, false, null)]
    [InlineData(true, false, Problem.CounterpartUnknown)]
    [InlineData(false, true, Problem.CounterpartUnknown)]
    public void Sandbox_and_real_never_mix(bool isSandboxMessage, bool isSandboxEndpoint, string? problem) =>
        Advise(Spain(new ChannelEndpoint("sealed", "a", isSandboxEndpoint)), isSandbox: isSandboxMessage)
            .Problem.ShouldBe(problem);

    [Fact]
    public void A_channel_that_cannot_encrypt_serves_no_real_endpoint()
    {
        Advise(Spain(new ChannelEndpoint("open", "a", IsSandbox: false)), isSandbox: false)
            .Problem.ShouldBe(Problem.CounterpartUnknown);
        Advise(Spain(new ChannelEndpoint("sealed", "a", IsSandbox: false)), isSandbox: false).Problem.ShouldBeNull();
    }

    [Fact]
    public void What_the_channel_cannot_carry_is_too_large_at_once()
    {
        var spain = Spain(new ChannelEndpoint("sealed", "a", IsSandbox: true));

        Advise(spain, size: 1000).Problem.ShouldBeNull();
        Advise(spain, size: 1001).Problem.ShouldBe(Problem.TooLarge);
    }

    [Fact]
    public void A_channel_that_one_side_does_not_have_is_no_way()
    {
        Advise(Spain(new ChannelEndpoint("sealed", "a", IsSandbox: true)), asked: "open")
            .Problem.ShouldBe(Problem.CounterpartUnknown);
        Advise(Spain(new ChannelEndpoint("pigeon", "a", IsSandbox: true)), asked: "pigeon")
            .Problem.ShouldBe(Problem.CounterpartUnknown);
        Advise(Spain(new ChannelEndpoint("pigeon", "a", IsSandbox: true))).Problem.ShouldBe(Problem.CounterpartUnknown);
        Advise(Spain()).Problem.ShouldBe(Problem.CounterpartUnknown);
    }

    [Fact]
    public void Where_nothing_could_come_back_nothing_is_sent()
    {
        var mute = Authority("CO-CA", new ChannelEndpoint("open", "here", IsSandbox: true));
        var spain = Spain(new("sealed", "a", IsSandbox: true), new("open", "b", IsSandbox: true));

        ChannelAdvice.For(mute, spain, Sandbox, "sealed", null, Here).Problem!.Name.ShouldBe(Problem.CounterpartUnknown);
        ChannelAdvice.For(mute, spain, Sandbox, null, null, Here).Endpoint!.Channel.ShouldBe("open");
    }

    [Fact]
    public void A_name_that_is_none_of_ours_is_never_echoed() =>
        ChannelAdvice
            .For(Colombia, Spain(new ChannelEndpoint("sealed", "a", IsSandbox: true)), Sandbox, "Juan-Perez", null, Here)
            .Problem!.Detail.ShouldNotContain("Juan");

    [Fact]
    public void Personal_data_never_goes_unencrypted_to_a_free_mail_service()
    {
        var free = Spain(new ChannelEndpoint("open", "registry@mail.freemail.example", IsSandbox: false));
        var own = Spain(new ChannelEndpoint("open", "registry@justice.example", IsSandbox: false));
        var real = Sandbox with { IsSandbox = false };

        ChannelRanking
            .Of(Colombia, free, real, Here)[0]
            .Checks.ShouldContain(check => check.Name == "address" && check.Verdict == Verdict.Blocked);
        ChannelRanking.Of(Colombia, own, real, Here)[0].Checks.ShouldNotContain(check => check.Name == "address");
        ChannelRanking
            .Of(Colombia, free, Sandbox, Here)[0]
            .Checks.ShouldContain(check => check.Name == "address" && check.Verdict == Verdict.Warning);
        ChannelAdvice
            .For(
                Colombia,
                Spain(new ChannelEndpoint("sealed", "registry@freemail.example", IsSandbox: false)),
                real,
                null,
                null,
                Here
            )
            .Problem.ShouldBeNull();
    }

    [Theory]
    [InlineData("a@gmail.com", true)]
    [InlineData("a@GMAIL.com.", true)]
    [InlineData("a@mail.gmail.com", true)]
    [InlineData("\"x@justice.example\"@gmail.com", true)]
    [InlineData("a@freemail.example", true)]
    [InlineData("a@notgmail.com", false)]
    [InlineData("a@gmail.com.justice.example", false)]
    [InlineData("https://x@gmail.com/box", false)]
    [InlineData("/var/mail/gmail.com", false)]
    [InlineData("@gmail.com", false)]
    [InlineData("", false)]
    public void A_free_mail_address_is_known_by_its_domain(string address, bool isFree) =>
        Here.FreeMail.Holds(address).ShouldBe(isFree);

    [Fact]
    public void The_ranking_puts_what_works_first_and_then_follows_treaty_assurance_and_the_counterparts_own_order()
    {
        var spain = Spain(
            new("open", "a@freemail.example", IsSandbox: true),
            new("sealed", "b", IsSandbox: true),
            new("spare", "c", IsSandbox: true),
            new("pigeon", "d", IsSandbox: true)
        );

        Order(Here).ShouldBe("sealed spare open pigeon");
        Order(Here with { Outages = Side.Down("sealed") }).ShouldBe("spare open sealed pigeon");
        Order(Here with { Terms = Rules(preferred: "spare") }).ShouldBe("spare sealed open pigeon");
        Order(Here with { Terms = Rules(preferred: "open") }).ShouldBe("open sealed spare pigeon");
        Order(Here with { Terms = Rules(urgentOnly: "sealed") }).ShouldBe("spare open sealed pigeon");
        Order(Here with { Terms = Rules(urgentOnly: "sealed") }, Urgency.Urgent).ShouldBe("sealed spare open pigeon");

        string Order(Circumstances circumstances, Urgency urgency = Urgency.Normal)
        {
            var ranking = ChannelRanking.Of(Colombia, spain, Sandbox with { Urgency = urgency }, circumstances);
            ranking.Select(channel => channel.Rank).ShouldBe(Enumerable.Range(1, ranking.Count));
            ranking.ShouldAllBe(channel => channel.Checks.Count > 0);
            return string.Join(' ', ranking.Select(channel => channel.Channel));
        }
    }

    [Fact]
    public void An_outage_is_offered_as_a_reason_and_decides_nothing()
    {
        var spain = Spain(new ChannelEndpoint("sealed", "a", IsSandbox: true));

        var advice = ChannelAdvice.For(Colombia, spain, Sandbox, null, null, Here with { Outages = Side.Down("sealed") });

        advice.Problem.ShouldBeNull();
        advice.Checks.ShouldContain(check => check.Name == "outage" && check.Verdict == Verdict.Warning);
    }

    [Fact]
    public void A_request_is_rejected_to_who_takes_none_electronically_or_has_no_such_role_and_later_messages_are_not()
    {
        var paper = Spain(new ChannelEndpoint("sealed", "a", IsSandbox: true)) with
        {
            Acceptance = new(IsAccepted: false, [], []),
        };
        var unit = paper with { Acceptance = null, Roles = [new(AuthorityRole.Fiu)] };

        foreach (var counterpart in new[] { paper, unit })
        {
            ChannelAdvice
                .For(Colombia, counterpart, Sandbox, null, null, Here)
                .Problem!.Name.ShouldBe(Problem.CounterpartUnknown);
            ChannelAdvice
                .For(Colombia, counterpart, Sandbox with { Kind = MessageKind.Clarification, Type = null }, null, null, Here)
                .Problem.ShouldBeNull();
        }
        ChannelAdvice
            .For(Colombia, unit, Sandbox with { Type = "informationExchange" }, null, null, Here)
            .Problem.ShouldBeNull();
    }

    [Fact]
    public void Who_asks_for_encryption_gets_nothing_in_the_open()
    {
        var spain = Spain(new("open", "a", IsSandbox: true), new("sealed", "b", IsSandbox: true)) with
        {
            Acceptance = new(IsAccepted: true, [AcceptanceCondition.Encryption], []),
        };

        Advise(spain).Channel.ShouldBe("sealed");
        Advise(spain, asked: "open").Problem.ShouldBe(Problem.CounterpartUnknown);
    }

    private static readonly Consignment Sandbox = new(
        MessageKind.Request,
        "mla",
        ["UNTOC"],
        Urgency.Normal,
        "es",
        IsSandbox: true,
        10
    );

    private static Terms Rules(string? preferred = null, string? urgentOnly = null) =>
        Terms.None with
        {
            Channel = Terms.None.Channel with
            {
                Preferred = preferred is null ? [] : [preferred],
                UrgentOnly = urgentOnly is null ? [] : [urgentOnly],
            },
        };

    private static (string? Channel, ChannelChoice By, string? Problem) Advise(
        KnownAuthority counterpart,
        string? asked = null,
        string? locked = null,
        bool isSandbox = true,
        long size = 10
    )
    {
        var advice = ChannelAdvice.For(
            Colombia,
            counterpart,
            Sandbox with
            {
                IsSandbox = isSandbox,
                Size = size,
            },
            asked,
            locked is null ? null : new(locked, ChannelChoice.Lock, [locked]),
            Here
        );
        (advice.Endpoint is null).ShouldBe(advice.Problem is not null);
        (advice.Checks.Max(check => check.Verdict) == Verdict.Blocked).ShouldBe(
            advice.Problem is not null,
            "Preflight blocks what acceptance rejects, and nothing else."
        );
        return (advice.Endpoint?.Channel, advice.By, advice.Problem?.Name);
    }

    private static KnownAuthority Spain(params IReadOnlyList<ChannelEndpoint> channels) => Authority("ES-CA", channels);

    private static KnownAuthority Authority(string code, params IReadOnlyList<ChannelEndpoint> channels) =>
        new(code, code, code[..2], IsServed: false, channels, [], ["es"]);
}
