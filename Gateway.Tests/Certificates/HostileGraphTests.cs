using Gateway.Adapters.Certificates;
using Gateway.Adapters.Xades.Validation;
using Gateway.Tests.Signatures;
using Gateway.Tests.Signatures.Validation;
using Org.BouncyCastle.Asn1.X509;
using static Gateway.Tests.Signatures.Validation.Answers;
using GeneralName = Org.BouncyCastle.Asn1.X509.GeneralName;

namespace Gateway.Tests.Certificates;

/// <summary>
/// Certificates, lists and responses put together to keep a validation busy: it ends soon, says what it found, and says
/// so when it did not look at everything. An honest path among them is found as far as the limits allow.
/// </summary>
[Collection(Infrastructure.Alone.Name)]
public sealed class HostileGraphTests
{
    private const string NoChain = "INDETERMINATE NO_CERTIFICATE_CHAIN_FOUND";
    private const string CutShort = "Not all certificates and lists were looked at: there are too many.";
    private static readonly DateTimeOffset Now = Chain.Now;

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Authorities_that_all_certify_each_other_are_given_up(int keysOfEach)
    {
        var world = new World();
        var clique = Clique(keysOfEach);
        var signer = clique[0].Signer("Signer");

        var report = Validated(world, SignedFile.By(signer, Now), Crossed(clique));

        Answer(report).ShouldBe(NoChain);
        report.Reasons.ShouldContain(CutShort);
    }

    [Fact]
    public void An_honest_path_through_authorities_that_all_certify_each_other_is_found()
    {
        var world = new World();
        var clique = Clique(1);
        var signer = clique[0].Signer("Signer");
        var honest = clique[0].Again(world.Root, profile => profile with { Until = Profile.End.AddDays(1) });

        var report = Validated(world, SignedFile.By(signer, Now), [.. Crossed(clique), honest.Certificate], list: clique[0]);

        Answer(report).ShouldBe("TOTAL-PASSED");
        report.Chain.Count.ShouldBe(3);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(40)]
    public void Loops_are_given_up(int length)
    {
        var world = new World();
        var loop = Enumerable.Range(0, length).Select(i => Holder.Root($"Loop {i}")).ToList();
        var certificates = loop.Select((each, i) => each.Again(loop[(i + 1) % length]).Certificate).ToList();

        var report = Validated(world, SignedFile.By(loop[0].Signer("Signer"), Now), certificates);

        Answer(report).ShouldBe(NoChain);
        report.Reasons.Contains(CutShort).ShouldBe(length > 12);
    }

    [Fact]
    public void An_authority_of_many_keys_that_certify_each_other_is_given_up()
    {
        var world = new World();
        var first = Holder.Root("Loop");
        var loop = Enumerable.Range(0, 30).Select(_ => first.Renewed()).ToList();

        var report = Validated(world, SignedFile.By(loop[0].Signer("Signer"), Now), Crossed(loop));

        Answer(report).ShouldBe(NoChain);
        report.Reasons.ShouldContain(CutShort);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void The_honest_one_of_a_thousand_certificates_of_its_name_is_found(bool saysItsKey)
    {
        Profile Silent(Profile profile) =>
            saysItsKey
                ? profile
                : profile
                    .With(X509Extensions.SubjectKeyIdentifier.Id, false, new SubjectKeyIdentifier(new byte[20]))
                    .With(X509Extensions.AuthorityKeyIdentifier.Id, false, new AuthorityKeyIdentifier(new byte[20]));
        var world = new World();
        var issuer = world.Root.Authority("Issuer", Silent);
        var others = Enumerable
            .Range(0, 1_000)
            .Select(_ =>
                Holder.Root("Issuer", profile => Silent(profile) with { Until = Profile.End.AddDays(1) }).Certificate
            )
            .ToList();

        var report = Validated(
            world,
            SignedFile.By(issuer.Signer("Signer", Silent), Now),
            [.. others, issuer.Certificate],
            list: issuer
        );

        Answer(report).ShouldBe("TOTAL-PASSED");
        report.Chain.Count.ShouldBe(3);
    }

    [Fact]
    public void Of_more_certificates_of_one_name_than_are_looked_at_it_is_told()
    {
        var world = new World();
        var keys = TestKeyPairs.Make("P-256");
        var others = Enumerable
            .Range(0, 2_500)
            .Select(_ => Holder.Root("Issuer", profile => profile with { Keys = keys }).Certificate)
            .ToList();

        var report = Validated(world, SignedFile.By(Holder.Root("Issuer").Signer("Signer"), Now), others);

        Answer(report).ShouldBe(NoChain);
        report.Reasons.ShouldContain(CutShort);
    }

    [Theory]
    [InlineData(20)]
    [InlineData(30)]
    public void So_many_paths_are_walked_and_no_more(int expired)
    {
        var world = new World();
        var others = Enumerable
            .Range(0, expired)
            .Select(_ => world.Issuer.Again(world.Root, profile => profile with { Until = Now.AddDays(-1) }).Certificate)
            .ToList();
        var honest = world.Issuer.Again(world.Root, profile => profile with { Until = Now.AddHours(2) });

        var report = Validated(
            world,
            SignedFile.By(world.Signer, Now) with
            {
                Issuer = Holder.Root("Nobody"),
            },
            [.. others, honest.Certificate]
        );

        Answer(report).ShouldBe("TOTAL-PASSED", "The one that lasts longest is tried first.");
        report.Reasons.ShouldBeEmpty();
        Validated(world, SignedFile.By(world.Signer, Now) with { Issuer = Holder.Root("Nobody") }, others)
            .ShouldSatisfyAllConditions(
                without => Answer(without).ShouldBe("INDETERMINATE OUT_OF_BOUNDS_NO_POE"),
                without => without.Reasons.Contains(CutShort).ShouldBe(expired > 24)
            );
    }

    [Theory]
    [InlineData(11, "TOTAL-PASSED")]
    [InlineData(12, NoChain)]
    [InlineData(200, NoChain)]
    public void A_path_is_followed_so_far_and_no_further(int issuers, string expected)
    {
        var world = new World();
        var chain = new List<Holder>();
        for (var i = 0; i < issuers; i++)
            chain.Add((i == 0 ? world.Root : chain[i - 1]).Authority($"Issuer {i}"));

        var report = Validated(
            world,
            SignedFile.By(chain[^1].Signer("Signer"), Now),
            [.. chain.Select(each => each.Certificate)],
            [List(world.Root), .. chain.Select(List)]
        );

        Answer(report).ShouldBe(expected);
        report.Reasons.Contains(CutShort).ShouldBe(expected == NoChain);
    }

    [Fact]
    public void Thousands_of_lists_and_responses_by_strangers_hide_the_honest_ones_at_hand_no_longer_than_a_moment()
    {
        var world = new World();
        var stranger = Holder.Root("Stranger");
        var flood = Enumerable
            .Range(0, 3_000)
            .Select(i => new Revocation
            {
                At = Now.AddSeconds(-i),
                Next = Now.AddDays(1),
                Forger = stranger,
            })
            .ToList();
        RevocationSource[] sources =
        [
            .. flood.Take(1_500).Select(each => each.List(world.Issuer)),
            .. flood.Skip(1_500).Select(each => each.Response(world.Signer)),
        ];

        var report = Validated(world, world.Signed().WithValues([], sources), []);

        Answer(report).ShouldBe("TOTAL-PASSED");
        report.Reasons.ShouldContain(CutShort);
    }

    [Fact]
    public void Responses_whose_responder_nobody_is_do_not_cost_a_look_at_everybody()
    {
        var world = new World();
        var keys = TestKeyPairs.Make("P-256");
        var nobody = world.Issuer.Responder("Nobody");
        var responders = Enumerable
            .Range(0, 1_900)
            .Select(_ => world.Issuer.Responder("Responder", profile => profile with { Keys = keys }).Certificate)
            .ToList();
        var sources = Enumerable
            .Range(0, 1_000)
            .Select(i =>
                new Revocation
                {
                    At = Now.AddSeconds(-i),
                    By = nobody,
                    WithoutCertificate = true,
                }.Response(world.Signer)
            )
            .ToList();

        var report = Validated(world, world.Signed().WithValues([], sources), responders, []);

        Answer(report).ShouldBe("INDETERMINATE TRY_LATER");
    }

    [Fact]
    public void Nor_on_every_path_again()
    {
        var world = new World();
        var keys = TestKeyPairs.Make("P-256");
        var nobody = world.Issuer.Responder("Nobody");
        var others = Enumerable
            .Range(0, 24)
            .Select(i => world.Issuer.Again(world.Root, profile => profile with { Until = Now.AddDays(-1 - i) }).Certificate)
            .Concat(
                Enumerable
                    .Range(0, 1_000)
                    .Select(_ => world.Issuer.Responder("Responder", profile => profile with { Keys = keys }).Certificate)
            )
            .ToList();
        var sources = Enumerable
            .Range(0, 900)
            .Select(i =>
                new Revocation
                {
                    At = Now.AddSeconds(-i),
                    By = nobody,
                    WithoutCertificate = true,
                }.Response(world.Signer)
            )
            .ToList();

        var report = Validated(world, world.Signed().WithValues([], sources), others, []);

        Answer(report).ShouldBe("INDETERMINATE TRY_LATER");
    }

    [Fact]
    public void Lists_of_many_points_are_not_compared_with_all_of_a_certificates()
    {
        CrlDistPoint Points(string at) =>
            new([
                .. Enumerable
                    .Range(0, 2_000)
                    .Select(i => new DistributionPoint(
                        new DistributionPointName(new GeneralNames(new GeneralName(6, $"{at}/{i}"))),
                        null,
                        null
                    )),
            ]);
        var world = new World(profile => profile with { More = [("2.5.29.31", false, Points("http://a"))] });
        var point = new IssuingDistributionPoint(
            new DistributionPointName(
                new GeneralNames([.. Enumerable.Range(0, 2_000).Select(i => new GeneralName(6, $"http://b/{i}"))])
            ),
            false,
            false,
            null,
            false,
            false
        );
        var sources = Enumerable
            .Range(0, 50)
            .Select(i =>
                new Revocation
                {
                    At = Now.AddSeconds(-i),
                    Next = Now.AddDays(1),
                    Extensions = [("2.5.29.28", true, point)],
                }.List(world.Issuer)
            )
            .ToList();

        var report = Validated(world, world.Signed(), [], [world.List(world.Root, Now), .. sources]);

        Answer(report).ShouldBe("INDETERMINATE TRY_LATER");
    }

    [Theory]
    [InlineData(30, 1)]
    [InlineData(200, 100)]
    public void Responders_without_end_are_given_up(int count, int responses)
    {
        var world = new World();
        var keys = TestKeyPairs.Make("P-256");
        var forger = Holder.Root("Forger");
        var responder = world.Issuer.Responder("Responder", profile => profile with { Keys = keys });
        var responders = Enumerable
            .Range(0, count)
            .Select(_ => world.Issuer.Responder("Responder", profile => profile with { Keys = keys }).Certificate)
            .ToList();
        var sources = Enumerable
            .Range(0, responses)
            .Select(i =>
                new Revocation
                {
                    At = Now.AddSeconds(-i),
                    By = responder,
                    Forger = forger,
                    WithoutCertificate = true,
                }.Response(world.Signer)
            )
            .ToList();

        var report = Validated(world, world.Signed().WithValues([], sources), responders, []);

        Answer(report).ShouldBe("INDETERMINATE TRY_LATER");
        report.Reasons.ShouldContain(CutShort);
    }

    [Fact]
    public void More_than_is_read_of_one_signature_is_told_whatever_it_is()
    {
        var world = new World();
        var keys = TestKeyPairs.Make("P-256");
        var certificates = Enumerable
            .Range(0, 1_200)
            .Select(_ => Holder.Root("Other", profile => profile with { Keys = keys }).Certificate)
            .ToList();
        var sources = Enumerable
            .Range(0, 900)
            .Select(i => new Revocation { At = Now.AddSeconds(-i), Next = Now.AddDays(1) }.List(world.StampRoot))
            .ToList();

        Validated(world, world.Signed().WithValues([], sources[..100]), certificates).Reasons.ShouldBeEmpty();
        Validated(world, world.Signed().WithValues([], sources), certificates).Reasons.ShouldBe([CutShort]);
    }

    [Theory]
    [InlineData(1_999, 0)]
    [InlineData(0, 1_500)]
    public void So_are_certificates_and_lists_that_are_not_kept(int certificates, int lists)
    {
        var world = new World();
        var keys = TestKeyPairs.Make("P-256");
        var others = Enumerable
            .Range(0, certificates)
            .Select(_ => Holder.Root("Other", profile => profile with { Keys = keys }).Certificate)
            .ToList();
        var sources = Enumerable
            .Range(0, lists)
            .Select(i => new Revocation { At = Now.AddSeconds(-i), Next = Now.AddDays(1) }.List(world.StampRoot))
            .ToList();

        Validated(world, world.Signed().WithValues([], sources), others).Reasons.ShouldBe([CutShort]);
    }

    [Fact]
    public void An_honest_file_is_looked_at_whole()
    {
        var world = new World();

        Validated(world, world.Signed(), []).Reasons.ShouldBeEmpty();
    }

    /// <param name="lists">In place of the world's own.</param>
    /// <param name="list">Of whom there is one besides.</param>
    private static SignatureReport Validated(
        World world,
        SignedFile file,
        IReadOnlyList<Certificate> certificates,
        IEnumerable<RevocationSource>? lists = null,
        Holder? list = null
    )
    {
        var filled = certificates.Count == 0 ? file : file.WithCertificates(certificates);
        RevocationSource[] sources = [.. lists ?? world.Lists(Now), .. list is null ? [] : new[] { List(list) }];
        SignatureReport? report = null;
        Quickly.Do(() => report = filled.Validate(Now.AddHours(1), world.Anchors, sources));
        return report!;
    }

    private static RevocationSource List(Holder issuer) => new Revocation { At = Now, Next = Now.AddDays(1) }.List(issuer);

    private static List<Holder> Clique(int keysOfEach) =>
        [
            .. Enumerable
                .Range(0, 12)
                .SelectMany(i => Enumerable.Range(0, keysOfEach).Select(_ => Holder.Root($"Clique {i}"))),
        ];

    private static List<Certificate> Crossed(List<Holder> all) =>
        [
            .. all.SelectMany(subject =>
                all.Where(issuer => issuer != subject).Select(issuer => subject.Again(issuer).Certificate)
            ),
        ];
}
