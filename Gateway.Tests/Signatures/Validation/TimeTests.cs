using Gateway.Adapters.Certificates;
using Gateway.Adapters.Xades.Validation;
using Gateway.Tests.Certificates;
using static Gateway.Tests.Signatures.Validation.Answers;

namespace Gateway.Tests.Signatures.Validation;

/// <summary>What is proven of time decides, on both sides of every line (EN 319 102-1, 5.5 and 5.6).</summary>
public sealed class TimeTests
{
    private static readonly DateTimeOffset Signing = World.Signing;
    private readonly World _world = new();

    [Fact]
    public void A_sound_signature_passes_now()
    {
        var report = _world.Signed().Validate(Signing.AddHours(1), _world.Anchors, _world.Lists(Signing));

        Answer(report).ShouldBe("TOTAL-PASSED");
        report.Level.ShouldBe(SignatureLevel.B);
        report.BestSignatureTime.ShouldBe(Signing.AddHours(1), "Nothing proves an earlier time.");
        report.Chain.ShouldBe(["CN=Signer,O=Test,C=CO", "CN=Issuer,O=Test,C=CO", "CN=Root,O=Test,C=CO"]);
        report.Reasons.ShouldBeEmpty();
    }

    [Fact]
    public void Without_anchors_nobody_is_trusted() =>
        Answer(_world.Signed().Validate(Signing, [], _world.Lists(Signing)))
            .ShouldBe("INDETERMINATE NO_CERTIFICATE_CHAIN_FOUND");

    [Fact]
    public void Without_a_word_on_revocation_it_is_to_be_tried_later() =>
        Answer(_world.Signed().Validate(Signing, _world.Anchors)).ShouldBe("INDETERMINATE TRY_LATER");

    [Theory]
    [InlineData(true, 1, "TOTAL-PASSED")]
    [InlineData(true, -1, "INDETERMINATE REVOKED_NO_POE")]
    [InlineData(true, 0, "INDETERMINATE REVOKED_NO_POE")]
    [InlineData(false, 1, "INDETERMINATE REVOKED_NO_POE")]
    public void A_certificate_revoked_after_the_timestamp_was_good_before(bool isStamped, int minutesAfter, string expected)
    {
        var (stamped, later) = (Signing.AddMinutes(5), Signing.AddDays(30));
        var file = isStamped ? _world.Signed().Stamped(_world.Stamper, stamped) : _world.Signed();

        var report = file.Validate(
            later,
            _world.Anchors,
            _world.Lists(later, (_world.Signer, stamped.AddMinutes(minutesAfter)))
        );

        Answer(report).ShouldBe(expected);
        report.BestSignatureTime.ShouldBe(isStamped ? stamped : later);
    }

    [Theory]
    [InlineData(1, "TOTAL-PASSED")]
    [InlineData(-1, "INDETERMINATE REVOKED_CA_NO_POE")]
    public void An_issuer_revoked_after_the_timestamp_was_good_before(int minutesAfter, string expected)
    {
        var (stamped, later) = (Signing.AddMinutes(5), Signing.AddDays(30));

        Answer(
                _world
                    .Signed()
                    .Stamped(_world.Stamper, stamped)
                    .Validate(later, _world.Anchors, _world.Lists(later, (_world.Issuer, stamped.AddMinutes(minutesAfter))))
            )
            .ShouldBe(expected);
    }

    [Fact]
    public void A_timestamp_copied_from_another_signature_proves_nothing()
    {
        var later = Signing.AddDays(30);
        var stamped = _world.Signed().Stamped(_world.Stamper, Signing.AddMinutes(5)).Text;
        var property = stamped[
            stamped.IndexOf("<xades:SignatureTimeStamp>", StringComparison.Ordinal)..stamped.IndexOf(
                "</xades:UnsignedSignatureProperties>",
                StringComparison.Ordinal
            )
        ];

        var report = SignedFile
            .By(_world.Signer, Signing.AddMinutes(1))
            .With(property)
            .Validate(later, _world.Anchors, _world.Lists(later, (_world.Signer, Signing.AddDays(1))));

        Answer(report).ShouldBe("INDETERMINATE REVOKED_NO_POE");
        report.Timestamps.ShouldHaveSingleItem().IsIntact.ShouldBeFalse();
        report.Level.ShouldBe(SignatureLevel.B);
    }

    [Fact]
    public void A_timestamp_of_an_authority_that_is_not_trusted_proves_nothing()
    {
        var later = Signing.AddDays(30);
        var report = _world
            .Signed()
            .Stamped(_world.Stamper, Signing)
            .Validate(later, [_world.Root], _world.Lists(later, (_world.Signer, Signing.AddDays(1))));

        Answer(report).ShouldBe("INDETERMINATE REVOKED_NO_POE");
        report
            .Timestamps.ShouldHaveSingleItem()
            .ShouldSatisfyAllConditions(
                timestamp => timestamp.IsIntact.ShouldBeTrue(),
                timestamp => timestamp.IsTrusted.ShouldBeFalse(),
                timestamp => timestamp.Conclusion.SubIndication.ShouldBe(SubIndication.NoCertificateChainFound)
            );
    }

    [Theory]
    [InlineData(2, "TOTAL-PASSED")]
    [InlineData(-2, "INDETERMINATE TRY_LATER")]
    public void What_tells_of_revocation_must_be_younger_than_the_timestamp(int minutesAfter, string expected)
    {
        var stamped = Signing.AddMinutes(5);
        var later = Signing.AddHours(20);
        var file = _world
            .Signed()
            .Stamped(_world.Stamper, stamped)
            .WithStampData([_world.StampRoot], [_world.List(_world.StampRoot, later)])
            .WithValues(
                [_world.Issuer, _world.Root, _world.Responder],
                [_world.List(_world.Root, later), _world.Answer(stamped.AddMinutes(minutesAfter))]
            );

        var report = file.Validate(later, _world.Anchors);

        Answer(report).ShouldBe(expected);
        report.Level.ShouldBe(SignatureLevel.LT);
    }

    [Theory]
    [InlineData(false, -1, "TOTAL-PASSED")]
    [InlineData(false, -25 * 60, "INDETERMINATE TRY_LATER")]
    [InlineData(true, -1, "INDETERMINATE TRY_LATER")]
    [InlineData(true, 1, "TOTAL-PASSED")]
    public void What_was_fresh_at_the_proven_time_is_enough_later_unless_the_policy_asks_for_a_word_from_after_it(
        bool asksForLater,
        int minutesAfter,
        string expected
    )
    {
        var stamped = Signing.AddMinutes(5);
        var later = Signing.AddDays(10);
        var told = stamped.AddMinutes(minutesAfter);
        var file = _world.Signed().Stamped(_world.Stamper, stamped);

        Answer(
                file.Validate(
                    later,
                    _world.Anchors,
                    [_world.List(_world.Root, told), _world.List(_world.Issuer, told), _world.List(_world.StampRoot, later)],
                    existedAt: stamped,
                    policy: PolicyFile.Default with
                    {
                        LongestRevocationAge = asksForLater ? TimeSpan.Zero : null,
                    }
                )
            )
            .ShouldBe(expected);
    }

    [Theory]
    [InlineData(true, "TOTAL-PASSED")]
    [InlineData(false, "INDETERMINATE TRY_LATER")]
    public void Of_an_authority_of_timestamps_a_word_from_after_the_timestamp_does_unless_the_policy_asks_for_a_fresh_one(
        bool isEnough,
        string expected
    )
    {
        var (stamped, later) = (Signing.AddMinutes(5), Signing.AddDays(10));
        var file = _world.Signed().Stamped(_world.Stamper, stamped);

        Answer(
                file.Validate(
                    later,
                    _world.Anchors,
                    [.. _world.Lists(stamped.AddMinutes(1))],
                    policy: PolicyFile.Default with
                    {
                        AcceptsRevocationAsOfTimestamp = isEnough,
                    }
                )
            )
            .ShouldBe(expected);
    }

    [Fact]
    public void A_signature_of_level_LT_outlives_its_signers_certificate()
    {
        var world = new World(profile => profile with { Until = Signing.AddDays(10) });
        var later = Signing.AddDays(20);
        var file = world
            .Signed()
            .Stamped(world.Stamper, Signing.AddMinutes(1))
            .WithStampData([world.StampRoot], [world.List(world.StampRoot, Signing.AddMinutes(2))])
            .WithValues(
                [world.Issuer, world.Root, world.Responder],
                [world.List(world.Root, Signing.AddMinutes(2)), world.Answer(Signing.AddMinutes(2))]
            );

        Answer(file.Validate(later, world.Anchors)).ShouldBe("TOTAL-PASSED");
        Answer(
                world
                    .Signed()
                    .WithValues([world.Issuer], [world.Answer(Signing.AddMinutes(2))])
                    .Validate(later, world.Anchors, [world.List(world.Root, later)])
            )
            .ShouldBe("INDETERMINATE OUT_OF_BOUNDS_NOT_REVOKED");
        Answer(world.Signed().Validate(later, world.Anchors, world.Lists(later)))
            .ShouldBe("INDETERMINATE OUT_OF_BOUNDS_NO_POE");
    }

    [Fact]
    public void Signer_issuer_responder_and_authority_have_expired_and_the_archive_timestamp_holds_them()
    {
        var tenYearsOn = Signing.AddYears(10);
        var (keeperRoot, keeper) = Keeper(tenYearsOn.AddYears(1));
        var file = _world.Archived(keeper);
        RevocationSource[] now = [_world.List(keeperRoot, tenYearsOn)];

        var report = file.Validate(tenYearsOn, [.. _world.Anchors, keeperRoot], now);

        new[] { _world.Signer, _world.Issuer, _world.Responder, _world.Stamper, _world.Root }.ShouldAllBe(each =>
            each.Certificate.NotAfter < tenYearsOn
        );
        Answer(report).ShouldBe("TOTAL-PASSED");
        report.Level.ShouldBe(SignatureLevel.Lta);
        report.BestSignatureTime.ShouldBe(Signing.AddMinutes(1));
        report.Timestamps.ShouldAllBe(timestamp => timestamp.IsTrusted);
        Answer(file.Validate(tenYearsOn, _world.Anchors, now))
            .ShouldNotBe("TOTAL-PASSED", "Nobody trusts who made the archive timestamp.");
    }

    [Fact]
    public void When_the_last_archive_timestamp_has_expired_too_only_a_proof_from_elsewhere_helps()
    {
        var tenYearsOn = Signing.AddYears(10);
        var file = _world.Archived();

        Answer(file.Validate(tenYearsOn, _world.Anchors)).ShouldBe("INDETERMINATE OUT_OF_BOUNDS_NO_POE");
        Answer(file.Validate(tenYearsOn, _world.Anchors, existedAt: Signing.AddYears(1))).ShouldBe("TOTAL-PASSED");
        Answer(file.Validate(tenYearsOn, _world.Anchors, existedAt: Signing.AddYears(9)))
            .ShouldBe("INDETERMINATE OUT_OF_BOUNDS_NO_POE", "By then it had all expired.");
    }

    [Fact]
    public void Archive_timestamps_hold_each_other()
    {
        var tenYearsOn = Signing.AddYears(10);
        var (keeperRoot, keeper) = Keeper(tenYearsOn.AddYears(1));
        var renewed = _world
            .Archived()
            .WithStampData([_world.StampRoot], [_world.List(_world.StampRoot, Signing.AddYears(2))])
            .Archived(keeper, Signing.AddYears(2));
        var tooLate = _world
            .Archived()
            .WithStampData([_world.StampRoot], [_world.List(_world.StampRoot, Signing.AddYears(2))])
            .Archived(keeper, Signing.AddYears(7));

        Answer(renewed.Validate(tenYearsOn, [.. _world.Anchors, keeperRoot], [_world.List(keeperRoot, tenYearsOn)]))
            .ShouldBe("TOTAL-PASSED");
        Answer(tooLate.Validate(tenYearsOn, [.. _world.Anchors, keeperRoot], [_world.List(keeperRoot, tenYearsOn)]))
            .ShouldNotBe("TOTAL-PASSED");
    }

    [Fact]
    public void An_authority_revoked_since_is_no_proof_unless_something_older_holds_its_timestamp()
    {
        var later = Signing.AddDays(100);
        var (keeperRoot, keeper) = Keeper(later.AddYears(1));
        RevocationSource[] now =
        [
            .. _world.Lists(later, (_world.Signer, Signing.AddDays(2)), (_world.Stamper, Signing.AddDays(50))),
            _world.List(keeperRoot, later),
        ];

        Answer(_world.Signed().Stamped(_world.Stamper, Signing).Validate(later, [.. _world.Anchors, keeperRoot], now))
            .ShouldBe("INDETERMINATE REVOKED_NO_POE");
        Answer(_world.Archived(keeper).Validate(later, [.. _world.Anchors, keeperRoot], now)).ShouldBe("TOTAL-PASSED");
    }

    [Fact]
    public void Timestamps_must_be_in_the_order_of_their_times()
    {
        var file = _world
            .Signed()
            .Stamped(_world.Stamper, Signing.AddHours(2))
            .Archived(_world.Stamper, Signing.AddHours(1));

        Answer(file.Validate(Signing.AddHours(3), _world.Anchors, _world.Lists(Signing.AddHours(3))))
            .ShouldBe("INDETERMINATE TIMESTAMP_ORDER_FAILURE");
    }

    [Fact]
    public void A_signature_older_than_its_certificate_fails() =>
        Answer(
                new World(profile => profile with { From = Signing.AddHours(1) }) is var world
                    ? world
                        .Signed()
                        .Stamped(world.Stamper, Signing)
                        .Validate(Signing.AddHours(2), world.Anchors, world.Lists(Signing.AddHours(2)))
                    : null!
            )
            .ShouldBe("TOTAL-FAILED NOT_YET_VALID");

    [Fact]
    public void A_timestamp_of_a_time_to_come_proves_nothing()
    {
        var report = _world
            .Signed()
            .Stamped(_world.Stamper, Signing.AddHours(5))
            .Validate(Signing.AddHours(1), _world.Anchors, _world.Lists(Signing));

        Answer(report).ShouldBe("TOTAL-PASSED");
        report.Timestamps.ShouldHaveSingleItem().IsTrusted.ShouldBeFalse();
    }

    [Theory]
    [InlineData(-1, 10, "NOT_YET_VALID")]
    [InlineData(0, 10, null)]
    [InlineData(10, 10, null)]
    [InlineData(11, 10, "EXPIRED")]
    public void A_timestamp_is_made_while_its_authoritys_certificate_is_valid(int madeAfter, int validFor, string? expected)
    {
        var stamper = _world.StampRoot.Stamper(
            "Brief",
            profile => profile with { From = Signing, Until = Signing.AddMinutes(validFor) }
        );

        var report = _world
            .Signed()
            .Stamped(stamper, Signing.AddMinutes(madeAfter))
            .Validate(
                Signing.AddMinutes(20),
                _world.Anchors,
                [.. _world.Lists(Signing), _world.List(_world.StampRoot, Signing.AddMinutes(10))],
                existedAt: Signing.AddMinutes(10)
            );

        report.Timestamps.ShouldHaveSingleItem().Conclusion.SubIndication?.Name().ShouldBe(expected);
        report.Timestamps[0].IsTrusted.ShouldBe(expected is null);
    }

    [Theory]
    [InlineData(1, true)]
    [InlineData(-1, false)]
    public void A_word_on_an_authority_from_before_its_timestamp_will_not_do(int toldAfter, bool isTrusted)
    {
        var later = Signing.AddDays(30);
        var lists = _world
            .Lists(later)
            .SkipLast(1)
            .Append(_world.List(_world.StampRoot, Signing.AddDays(5).AddSeconds(toldAfter)));

        _world
            .Signed()
            .Stamped(_world.Stamper, Signing.AddDays(6).AddSeconds(toldAfter < 0 ? 1 : 0))
            .Validate(later, _world.Anchors, lists)
            .Timestamps.ShouldHaveSingleItem()
            .IsTrusted.ShouldBe(isTrusted);
    }

    [Theory]
    [InlineData("2026-08-02", true)]
    [InlineData("2026-08-01", false)]
    public void A_timestamp_by_a_key_given_up_since_is_not_trusted(string until, bool isTrusted)
    {
        var stamper = _world.StampRoot.Stamper("Old", profile => profile with { KeyKind = "RSA2048" });
        var day = DateOnly.Parse(until, System.Globalization.CultureInfo.InvariantCulture);
        var limits = PolicyFile.Default.Algorithms;
        var policy = PolicyFile.Default with
        {
            Algorithms = limits with
            {
                Keys = [.. limits.Keys.Where(key => key.Kind != "RSA"), new KeyLimit("RSA", 2048, day)],
            },
        };
        var later = new DateTimeOffset(2026, 8, 1, 0, 0, 0, TimeSpan.Zero);

        var timestamp = _world
            .Signed()
            .Stamped(stamper, Signing)
            .Validate(later, _world.Anchors, _world.Lists(later), policy: policy)
            .Timestamps.ShouldHaveSingleItem();

        timestamp.IsTrusted.ShouldBe(isTrusted);
        if (!isTrusted)
            timestamp.Conclusion.SubIndication.ShouldBe(SubIndication.CryptoConstraintsFailureNoPoe);
    }

    [Theory]
    [InlineData(false, "TOTAL-PASSED")]
    [InlineData(true, "INDETERMINATE OUT_OF_BOUNDS_NO_POE")]
    public void Revocation_behind_the_archive_timestamp_is_not_proven_by_it(bool isBehind, string expected)
    {
        var tenYearsOn = Signing.AddYears(10);
        var (keeperRoot, keeper) = Keeper(tenYearsOn.AddYears(1));
        Holder[] certificates = [_world.Issuer, _world.Root, _world.Responder];
        RevocationSource[] revocation =
        [
            _world.List(_world.Root, Signing.AddMinutes(2)),
            _world.Answer(Signing.AddMinutes(2)),
        ];
        var file = _world
            .Signed()
            .Stamped(_world.Stamper, Signing.AddMinutes(1))
            .WithStampData([_world.StampRoot], [_world.List(_world.StampRoot, Signing.AddMinutes(2))])
            .WithValues(certificates, isBehind ? [] : revocation)
            .Archived(keeper, Signing.AddHours(1))
            .WithValues([], isBehind ? revocation : []);

        Answer(file.Validate(tenYearsOn, [.. _world.Anchors, keeperRoot], [_world.List(keeperRoot, tenYearsOn)]))
            .ShouldBe(expected);
    }

    [Fact]
    public void Nor_is_a_timestamp_behind_it()
    {
        var tenYearsOn = Signing.AddYears(10);
        var (keeperRoot, keeper) = Keeper(tenYearsOn.AddYears(1));
        var file = _world
            .Signed()
            .WithStampData([_world.StampRoot], [_world.List(_world.StampRoot, Signing.AddMinutes(20))])
            .Archived(keeper, Signing.AddHours(1))
            .Stamped(_world.Stamper, Signing.AddMinutes(10));

        var report = file.Validate(tenYearsOn, [.. _world.Anchors, keeperRoot], [_world.List(keeperRoot, tenYearsOn)]);

        report.Timestamps.Select(each => each.IsTrusted).ShouldBe([true, false]);
        report.BestSignatureTime.ShouldBe(Signing.AddHours(1));
    }

    [Fact]
    public void What_a_key_signed_before_its_kind_was_given_up_stays_good_when_that_is_proven()
    {
        var world = new World(kind: "RSA2048");
        var limits = PolicyFile.Default.Algorithms;
        var policy = PolicyFile.Default with
        {
            Algorithms = limits with
            {
                Keys =
                [
                    .. limits.Keys.Where(key => key.Kind != "ECDSA"),
                    new KeyLimit("ECDSA", 256, new DateOnly(2026, 7, 1)),
                ],
            },
        };
        var later = new DateTimeOffset(2026, 8, 1, 0, 0, 0, TimeSpan.Zero);
        var late = new DateTimeOffset(2026, 7, 2, 0, 0, 0, TimeSpan.Zero);

        Answer(world.Signed().Validate(Signing, world.Anchors, world.Lists(Signing), policy: policy))
            .ShouldBe("TOTAL-PASSED");
        Answer(world.Signed().Validate(later, world.Anchors, world.Lists(later), policy: policy))
            .ShouldBe("INDETERMINATE CRYPTO_CONSTRAINTS_FAILURE_NO_POE");
        Answer(
                world
                    .Signed()
                    .Stamped(world.Stamper, Signing)
                    .Validate(later, world.Anchors, world.Lists(later), policy: policy)
            )
            .ShouldBe("TOTAL-PASSED");
        Answer(
                world
                    .Signed()
                    .Stamped(world.Stamper, late)
                    .Validate(later, world.Anchors, world.Lists(later), policy: policy)
            )
            .ShouldBe("INDETERMINATE CRYPTO_CONSTRAINTS_FAILURE_NO_POE");
    }

    [Fact]
    public void A_policy_asks_for_a_level_and_for_a_proof_soon_after_signing()
    {
        var file = _world.Signed().Stamped(_world.Stamper, Signing.AddDays(2));
        var (at, lists) = (Signing.AddDays(3), _world.Lists(Signing.AddDays(3)));

        Answer(
                file.Validate(
                    at,
                    _world.Anchors,
                    lists,
                    policy: PolicyFile.Default with
                    {
                        RequiredLevel = SignatureLevel.T,
                    }
                )
            )
            .ShouldBe("TOTAL-PASSED");
        Answer(
                file.Validate(
                    at,
                    _world.Anchors,
                    lists,
                    policy: PolicyFile.Default with
                    {
                        RequiredLevel = SignatureLevel.LT,
                    }
                )
            )
            .ShouldBe("INDETERMINATE SIG_CONSTRAINTS_FAILURE");
        Answer(
                file.Validate(
                    at,
                    _world.Anchors,
                    lists,
                    policy: PolicyFile.Default with
                    {
                        LongestSigningDelay = TimeSpan.FromDays(1),
                    }
                )
            )
            .ShouldBe("INDETERMINATE SIG_CONSTRAINTS_FAILURE");
        Answer(
                file.Validate(
                    at,
                    _world.Anchors,
                    lists,
                    policy: PolicyFile.Default with
                    {
                        LongestSigningDelay = TimeSpan.FromDays(3),
                    }
                )
            )
            .ShouldBe("TOTAL-PASSED");
    }

    /// <summary>Another authority for timestamps, whose certificates last.</summary>
    private static (Holder Root, Holder Keeper) Keeper(DateTimeOffset until)
    {
        var root = Holder.Root("Keeper root", profile => profile with { Until = until });
        return (root, root.Stamper("Keeper", profile => profile with { Until = until }));
    }
}
