using System.Security.Cryptography;
using System.Text;
using Gateway.Adapters.Xades.Validation;
using Gateway.Tests.Certificates;
using static Gateway.Tests.Signatures.Validation.Answers;

namespace Gateway.Tests.Signatures.Validation;

/// <summary>
/// What was stamped before it was signed says from when on the signature can have been made (EN 319 102-1, 5.5.4).
/// </summary>
public sealed class ContentTimestampTests
{
    private static readonly DateTimeOffset Stamped = World.Signing;
    private static readonly DateTimeOffset Later = Stamped.AddDays(30);
    private readonly World _world = new();

    [Theory]
    [InlineData(true, "AllDataObjectsTimeStamp")]
    [InlineData(false, "IndividualDataObjectsTimeStamp")]
    public void A_sound_one_passes_and_proves_nothing_of_the_signature(bool isOfAll, string type)
    {
        var report = Signed(isOfAll).Validate(Later, _world.Anchors, _world.Lists(Later));

        Answer(report).ShouldBe("TOTAL-PASSED");
        report.Level.ShouldBe(SignatureLevel.B);
        report.BestSignatureTime.ShouldBe(Later);
        report
            .Timestamps.ShouldHaveSingleItem()
            .ShouldSatisfyAllConditions(
                timestamp => timestamp.Type.ShouldBe(type),
                timestamp => timestamp.IsTrusted.ShouldBeTrue(),
                timestamp => timestamp.Time.ShouldBe(Stamped)
            );
    }

    [Theory]
    [InlineData(true, -1, "TOTAL-FAILED REVOKED")]
    [InlineData(false, -1, "TOTAL-FAILED REVOKED")]
    [InlineData(true, 0, "TOTAL-FAILED REVOKED")]
    [InlineData(true, 1, "INDETERMINATE REVOKED_NO_POE")]
    [InlineData(false, 1, "INDETERMINATE REVOKED_NO_POE")]
    public void A_signature_made_after_its_certificate_was_revoked_fails(bool isOfAll, int revokedAfter, string expected) =>
        Answer(
                Signed(isOfAll)
                    .Validate(Later, _world.Anchors, _world.Lists(Later, (_world.Signer, Stamped.AddSeconds(revokedAfter))))
            )
            .ShouldBe(expected);

    [Fact]
    public void A_revocation_after_the_signature_is_proven_is_no_matter()
    {
        var file = Signed().Stamped(_world.Stamper, Stamped.AddMinutes(1));

        Answer(file.Validate(Later, _world.Anchors, _world.Lists(Later, (_world.Signer, Stamped.AddMinutes(2)))))
            .ShouldBe("TOTAL-PASSED");
        Answer(file.Validate(Later, _world.Anchors, _world.Lists(Later, (_world.Signer, Stamped.AddMinutes(-2)))))
            .ShouldBe("TOTAL-FAILED REVOKED");
    }

    [Fact]
    public void The_latest_of_several_counts()
    {
        var file = SignedFile.OverStamped(
            _world.Signer,
            (true, _world.Stamper, Stamped),
            (false, _world.Stamper, Stamped.AddDays(2)),
            (true, _world.Stamper, Stamped.AddHours(1))
        );

        Answer(file.Validate(Later, _world.Anchors, _world.Lists(Later, (_world.Signer, Stamped.AddDays(1)))))
            .ShouldBe("TOTAL-FAILED REVOKED");
        Answer(file.Validate(Later, _world.Anchors, _world.Lists(Later, (_world.Signer, Stamped.AddDays(3)))))
            .ShouldBe("INDETERMINATE REVOKED_NO_POE");
    }

    [Fact]
    public void One_that_is_of_something_else_or_of_nobody_known_says_nothing()
    {
        var revoked = _world.Lists(Later, (_world.Signer, Stamped.AddDays(-1)));
        var stranger = Holder.Root("Strangers").Stamper("Stranger");
        var ofAnother = new XadesTemplate
        {
            Certificate = _world.Signer.WithKey(),
            MoreDataProperties =
                $"<xades:AllDataObjectsTimeStamp><xades:EncapsulatedTimeStamp>{Convert.ToBase64String(SignedFile.Token(new byte[32], _world.Stamper, Stamped))}</xades:EncapsulatedTimeStamp></xades:AllDataObjectsTimeStamp>",
        };

        Answer(SignedFile.OverStamped(_world.Signer, (true, stranger, Stamped)).Validate(Later, _world.Anchors, revoked))
            .ShouldBe("INDETERMINATE REVOKED_NO_POE");
        var report = new SignedFile(HandSigner.Sign("<m><a>1</a></m>", ofAnother)) { Issuer = _world.Issuer }.Validate(
            Later,
            _world.Anchors,
            revoked
        );
        Answer(report).ShouldBe("INDETERMINATE REVOKED_NO_POE");
        report.Timestamps.ShouldHaveSingleItem().IsIntact.ShouldBeFalse();
    }

    [Theory]
    [InlineData("<xades:Include URI='#ref-1' referencedData='true'/>", true)]
    [InlineData("<xades:Include URI='#ref-1' referencedData='false'/>", false)]
    [InlineData("<xades:Include URI='#ref-1'/>", false)]
    [InlineData("<xades:Include URI='#sig-1' referencedData='true'/>", false)]
    [InlineData("", false)]
    public void One_of_single_data_says_of_which(string includes, bool isIntact)
    {
        var content = includes.Length == 0 ? "" : "<m><a>1</a></m>";
        var token = SignedFile.Token(SHA256.HashData(Encoding.UTF8.GetBytes(content)), _world.Stamper, Stamped);
        var template = new XadesTemplate
        {
            Certificate = _world.Signer.WithKey(),
            MoreDataProperties =
                $"<xades:IndividualDataObjectsTimeStamp>{includes}<xades:EncapsulatedTimeStamp>{Convert.ToBase64String(token)}</xades:EncapsulatedTimeStamp></xades:IndividualDataObjectsTimeStamp>",
        };

        new SignedFile(HandSigner.Sign("<m><a>1</a></m>", template)) { Issuer = _world.Issuer }
            .Validate(Later, _world.Anchors, _world.Lists(Later))
            .Timestamps.ShouldHaveSingleItem()
            .IsIntact.ShouldBe(isIntact);
    }

    [Theory]
    [InlineData(true, 1, "TOTAL-FAILED EXPIRED")]
    [InlineData(false, 1, "TOTAL-FAILED EXPIRED")]
    [InlineData(true, 0, "INDETERMINATE OUT_OF_BOUNDS_NO_POE")]
    [InlineData(false, -1, "INDETERMINATE OUT_OF_BOUNDS_NO_POE")]
    public void A_signature_made_after_its_certificate_had_expired_fails(bool isOfAll, int secondsAfter, string expected)
    {
        var world = new World(profile => profile with { Until = Stamped.AddSeconds(-secondsAfter) });

        Answer(
                SignedFile
                    .OverStamped(world.Signer, (isOfAll, world.Stamper, Stamped))
                    .Validate(Later, world.Anchors, world.Lists(Later))
            )
            .ShouldBe(expected);
    }

    [Theory]
    [InlineData(true, 0, "INDETERMINATE CRYPTO_CONSTRAINTS_FAILURE")]
    [InlineData(false, 1, "INDETERMINATE CRYPTO_CONSTRAINTS_FAILURE")]
    [InlineData(true, -1, "INDETERMINATE CRYPTO_CONSTRAINTS_FAILURE_NO_POE")]
    public void A_signature_made_with_what_was_given_up_before_is_not_relied_on(
        bool isOfAll,
        int secondsAfter,
        string expected
    )
    {
        var world = new World(kind: "RSA2048");
        var givenUp = new DateOnly(2026, 7, 1);
        var limits = PolicyFile.Default.Algorithms;
        var policy = PolicyFile.Default with
        {
            Algorithms = limits with
            {
                Keys = [.. limits.Keys.Where(key => key.Kind != "ECDSA"), new KeyLimit("ECDSA", 256, givenUp)],
            },
        };
        var stamped = new DateTimeOffset(givenUp, TimeOnly.MinValue, TimeSpan.Zero).AddSeconds(secondsAfter);
        var later = stamped.AddDays(30);

        Answer(
                SignedFile
                    .OverStamped(world.Signer, (isOfAll, world.Stamper, stamped))
                    .Validate(later, world.Anchors, world.Lists(later), policy: policy)
            )
            .ShouldBe(expected);
    }

    [Theory]
    [InlineData(true, -1, "INDETERMINATE TIMESTAMP_ORDER_FAILURE")]
    [InlineData(false, -1, "INDETERMINATE TIMESTAMP_ORDER_FAILURE")]
    [InlineData(true, 0, "TOTAL-PASSED")]
    [InlineData(false, 1, "TOTAL-PASSED")]
    public void What_is_signed_is_not_younger_than_the_signature(bool isOfAll, int signatureAfter, string expected)
    {
        var file = Signed(isOfAll).Stamped(_world.Stamper, Stamped.AddSeconds(signatureAfter));

        Answer(file.Validate(Later, _world.Anchors, _world.Lists(Later))).ShouldBe(expected);
        Answer(
                Signed(isOfAll)
                    .Validate(Later, _world.Anchors, _world.Lists(Later), existedAt: Stamped.AddSeconds(signatureAfter))
            )
            .ShouldBe(expected);
    }

    private SignedFile Signed(bool isOfAll = true) =>
        SignedFile.OverStamped(_world.Signer, (isOfAll, _world.Stamper, Stamped));
}
