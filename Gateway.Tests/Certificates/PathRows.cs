using Gateway.Adapters.Xades.Validation;
using Org.BouncyCastle.Asn1;
using Org.BouncyCastle.Asn1.X509;

namespace Gateway.Tests.Certificates;

/// <summary>Paths with one thing wrong, or odd and right, and what must be answered.</summary>
internal static class PathRows
{
    private const string Passed = "PASSED";
    private const string General = "CERTIFICATE_CHAIN_GENERAL_FAILURE";
    private const string NoChain = "NO_CERTIFICATE_CHAIN_FOUND";
    private const string Constraints = "CHAIN_CONSTRAINTS_FAILURE";
    private const string OutOfBounds = "OUT_OF_BOUNDS_NO_POE";
    private const string Crypto = "CRYPTO_CONSTRAINTS_FAILURE_NO_POE";

    public static IEnumerable<(string Name, string Expected, Func<Chain> Make)> All() =>
        [
            .. Positions(),
            .. Targets(),
            .. SelfIssued(),
            .. Names(),
            .. NamesOfSubjects(),
            .. Policies(),
            .. PoliciesFurtherDown(),
            .. Anchors(),
            .. Algorithms(),
            .. Uses(),
        ];

    /// <summary>Each flaw of an issuer at each place of chains of each length.</summary>
    private static IEnumerable<(string, string, Func<Chain>)> Positions()
    {
        (string Name, string Expected, Func<Profile, Profile> Change)[] flaws =
        [
            ("nothing", Passed, p => p),
            ("expired", OutOfBounds, p => p with { Until = Chain.Now.AddDays(-1) }),
            ("not valid yet", OutOfBounds, p => p with { From = Chain.Now.AddDays(1) }),
            ("no basic constraints", General, p => p with { BasicConstraints = null }),
            ("not an authority", General, p => p with { BasicConstraints = new BasicConstraints(false) }),
            ("key not for certificates", General, p => p with { KeyUsage = KeyUsage.CrlSign | KeyUsage.DigitalSignature }),
            ("no key usage", Passed, p => p with { KeyUsage = null }),
            ("unknown critical extension", General, p => p.With("1.2.3.4", true, DerNull.Instance)),
            ("unknown extension", Passed, p => p.With("1.2.3.4", false, DerNull.Instance)),
            ("SHA-1", Crypto, p => p with { Algorithm = "SHA1withECDSA" }),
        ];
        foreach (var length in new[] { 1, 2, 3 })
            for (var place = 0; place < length; place++)
                foreach (var flaw in flaws)
                {
                    var (count, at) = (length, place);
                    yield return (
                        $"issuer {at + 1} of {count}: {flaw.Name}",
                        flaw.Expected,
                        () => Chain.Of(count, (level, profile) => level == at ? flaw.Change(profile) : profile)
                    );
                }
        foreach (var length in new[] { 1, 2, 3 })
            for (var allowed = 0; allowed < 3; allowed++)
            {
                var (count, most) = (length, allowed);
                yield return (
                    $"{count} issuers, the first allows {most} below",
                    count - 1 <= most ? Passed : General,
                    () =>
                        Chain.Of(
                            count,
                            (level, profile) =>
                                level == 0 ? profile with { BasicConstraints = new BasicConstraints(most) } : profile
                        )
                );
                yield return (
                    $"{count} issuers, the root allows {most} below",
                    count <= most ? Passed : General,
                    () => Chain.Of(count, root: profile => profile with { BasicConstraints = new BasicConstraints(most) })
                );
            }
    }

    private static IEnumerable<(string, string, Func<Chain>)> Targets()
    {
        (string Name, string Expected, Func<Profile, Profile> Change)[] rows =
        [
            ("nothing", Passed, p => p),
            ("expired", "OUT_OF_BOUNDS_NO_POE", p => p with { Until = Chain.Now.AddDays(-1) }),
            (
                "expired an hour ago, list from before",
                "OUT_OF_BOUNDS_NOT_REVOKED",
                p => p with { Until = Chain.Now.AddMinutes(-30) }
            ),
            ("not valid yet", OutOfBounds, p => p with { From = Chain.Now.AddDays(1) }),
            ("valid to this second", Passed, p => p with { Until = Chain.Now }),
            ("valid from an hour before the list", Passed, p => p with { From = Chain.Now.AddHours(-2) }),
            ("unknown critical extension", General, p => p.With("1.2.3.4", true, DerNull.Instance)),
            (
                "critical statements of qualified certificates",
                Passed,
                p => p.With("1.3.6.1.5.5.7.1.3", true, new DerSequence())
            ),
            ("alternative names that cannot be read", General, p => p.With("2.5.29.17", false, DerNull.Instance)),
            ("addresses that cannot be read", Passed, p => p.With("1.3.6.1.5.5.7.1.1", false, DerNull.Instance)),
            ("signed by another key", NoChain, p => p with { SignedBy = Holder.Root("Other") }),
            ("another issuer's name", NoChain, p => p with { IssuerName = "CN=Nobody" }),
            ("key for encryption only", Constraints, p => p with { KeyUsage = KeyUsage.KeyEncipherment }),
            ("key for digital signatures", Passed, p => p with { KeyUsage = KeyUsage.DigitalSignature }),
            ("key for non-repudiation", Passed, p => p with { KeyUsage = KeyUsage.NonRepudiation }),
            ("no key usage", Passed, p => p with { KeyUsage = null }),
            ("for timestamps", Constraints, p => p with { Purposes = [KeyPurposeID.id_kp_timeStamping] }),
            ("for OCSP", Constraints, p => p with { Purposes = [KeyPurposeID.id_kp_OCSPSigning] }),
            ("for mail", Passed, p => p with { Purposes = [KeyPurposeID.id_kp_emailProtection] }),
            ("never revoked", Passed, p => p.With("2.5.29.56", false, DerNull.Instance)),
        ];
        foreach (var row in rows)
        foreach (var length in new[] { 0, 1, 2 })
        {
            var count = length;
            yield return (
                $"signer under {count} issuers: {row.Name}",
                row.Expected,
                () => Chain.Of(count, target: row.Change)
            );
        }
    }

    private static IEnumerable<(string, string, Func<Chain>)> Names()
    {
        GeneralName dn(string name) => new(new X509Name(name));
        (string Name, string Expected, GeneralName? Permitted, GeneralName? Excluded, GeneralName? Alternative)[] rows =
        [
            ("directory permitted", Passed, dn("C=CO"), null, null),
            ("directory permitted, deeper", Passed, dn("C=CO,O=Test"), null, null),
            ("directory elsewhere", General, dn("C=ES"), null, null),
            ("directory excluded", General, null, dn("C=CO,O=Test"), null),
            ("other directory excluded", Passed, null, dn("C=ES"), null),
            ("mail host permitted", Passed, new GeneralName(1, "example.org"), null, new GeneralName(1, "a@example.org")),
            (
                "mail host elsewhere",
                General,
                new GeneralName(1, "example.org"),
                null,
                new GeneralName(1, "a@sub.example.org")
            ),
            ("mail below a host", Passed, new GeneralName(1, ".example.org"), null, new GeneralName(1, "a@sub.example.org")),
            ("mail excluded", General, null, new GeneralName(1, "a@example.org"), new GeneralName(1, "a@example.org")),
            ("domain permitted", Passed, new GeneralName(2, "example.org"), null, new GeneralName(2, "www.example.org")),
            ("domain elsewhere", General, new GeneralName(2, "example.org"), null, new GeneralName(2, "www.badexample.org")),
            ("domain excluded", General, null, new GeneralName(2, "example.org"), new GeneralName(2, "EXAMPLE.org")),
            ("address within", Passed, new GeneralName(7, "10.0.0.0/8"), null, new GeneralName(7, "10.1.2.3")),
            ("address outside", General, new GeneralName(7, "10.0.0.0/8"), null, new GeneralName(7, "11.1.2.3")),
            (
                "host of a URI permitted",
                Passed,
                new GeneralName(6, "example.org"),
                null,
                new GeneralName(6, "https://example.org/a")
            ),
            (
                "host of a URI elsewhere",
                General,
                new GeneralName(6, "example.org"),
                null,
                new GeneralName(6, "https://example.com/a")
            ),
            (
                "URI without a host, where some are excluded",
                General,
                null,
                new GeneralName(6, "example.org"),
                new GeneralName(6, "urn:x")
            ),
            (
                "URI without a host, where some are permitted",
                General,
                new GeneralName(6, "example.org"),
                null,
                new GeneralName(6, "urn:x")
            ),
            ("mailbox permitted", Passed, new GeneralName(1, "a@example.org"), null, new GeneralName(1, "a@EXAMPLE.org")),
            (
                "mailbox in another case",
                General,
                new GeneralName(1, "A@example.org"),
                null,
                new GeneralName(1, "a@example.org")
            ),
            (
                "address of another family",
                General,
                new GeneralName(7, "10.0.0.0/8"),
                null,
                new GeneralName(7, "2001:db8::1")
            ),
            (
                "excluded name of another kind",
                Passed,
                null,
                new GeneralName(2, "example.org"),
                new GeneralName(1, "a@example.org")
            ),
            ("constraint on a kind that is not there", Passed, new GeneralName(2, "example.org"), null, null),
        ];
        foreach (var row in rows)
        foreach (var length in new[] { 1, 2 })
        {
            var count = length;
            GeneralSubtrees? Subtrees(GeneralName? name) =>
                name is null ? null : new GeneralSubtrees(new GeneralSubtree(name));
            var constraints = new NameConstraints(Subtrees(row.Permitted), Subtrees(row.Excluded));
            yield return (
                $"names under {count} issuers: {row.Name}",
                row.Expected,
                () =>
                    Chain.Of(
                        count,
                        (level, profile) => level == 0 ? profile.With("2.5.29.30", true, constraints) : profile,
                        profile =>
                            row.Alternative is null
                                ? profile
                                : profile.With("2.5.29.17", false, new GeneralNames(row.Alternative))
                    )
            );
        }
    }

    private static IEnumerable<(string, string, Func<Chain>)> NamesOfSubjects()
    {
        Profile Under(Profile profile, params GeneralSubtree[] permitted) =>
            profile.With("2.5.29.30", true, new NameConstraints(new GeneralSubtrees(permitted), null));
        Chain Mail(string address) =>
            Chain.Of(
                1,
                (_, p) => Under(p, new GeneralSubtree(new GeneralName(1, "example.org"))),
                p => p with { Subject = new X509Name($"C=CO,CN=Signer,E={address}").GetEncoded() }
            );
        Chain Many(int names) =>
            Chain.Of(
                1,
                (_, p) =>
                    Under(
                        p,
                        [
                            .. Enumerable
                                .Range(0, 250)
                                .Select(i => new GeneralSubtree(new GeneralName(2, $"d{i}.example.org"))),
                        ]
                    ),
                p =>
                    p.With(
                        "2.5.29.17",
                        false,
                        new GeneralNames([
                            .. Enumerable.Range(0, names).Select(i => new GeneralName(2, $"www{i}.d0.example.org")),
                        ])
                    )
            );
        yield return ("mail in the subject, permitted", Passed, () => Mail("a@example.org"));
        yield return ("mail in the subject, elsewhere", General, () => Mail("a@example.com"));
        yield return (
            "a subtree that begins deeper",
            General,
            () =>
                Chain.Of(
                    1,
                    (_, p) => Under(p, new GeneralSubtree(new GeneralName(new X509Name("C=CO")), DerInteger.One, null))
                )
        );
        yield return ("many names under many constraints", Passed, () => Many(300));
        yield return ("more names and constraints than are compared", General, () => Many(500));
    }

    /// <summary>A key renewed by its owner is no further issuer; a signer of its issuer's name is a signer.</summary>
    private static IEnumerable<(string, string, Func<Chain>)> SelfIssued()
    {
        Asn1Encodable policies(string oid) => new DerSequence(new PolicyInformation(new DerObjectIdentifier(oid)));
        Asn1Encodable explicitly(int after) => new DerSequence(new DerTaggedObject(false, 0, DerInteger.ValueOf(after)));
        var elsewhere = new NameConstraints(
            new GeneralSubtrees(new GeneralSubtree(new GeneralName(new X509Name("C=ES")))),
            null
        );
        Profile Abroad(Profile profile) => profile with { Subject = new X509Name("C=ES,CN=Signer").GetEncoded() };
        Chain Renewed(
            Func<Profile, Profile> issuer,
            Func<Profile, Profile>? renewed = null,
            Func<Profile, Profile>? target = null
        )
        {
            var root = Holder.Root("Root");
            var first = root.Authority("Issuer", issuer);
            var second = first.Renewed(renewed);
            return new Chain
            {
                Root = root,
                Issuers = [first, second],
                Target = second.Signer("Signer", target),
            };
        }
        yield return ("a key renewed", Passed, () => Renewed(p => p));
        yield return (
            "a key renewed, no further issuer allowed",
            Passed,
            () => Renewed(p => p with { BasicConstraints = new BasicConstraints(0) })
        );
        yield return (
            "a key renewed, of a name that is not permitted below",
            Passed,
            () => Renewed(p => p.With("2.5.29.30", true, elsewhere), target: Abroad)
        );
        yield return (
            "a key renewed, and a signer's name that is not permitted",
            General,
            () => Renewed(p => p.With("2.5.29.30", true, elsewhere))
        );
        yield return (
            "a signer of its issuer's name, which is not permitted",
            General,
            () =>
                Chain.Of(1, (_, p) => p.With("2.5.29.30", true, elsewhere)) is var chain
                    ? chain with
                    {
                        Target = chain
                            .Issuers[0]
                            .Signer("", p => p with { Subject = chain.Issuers[0].Certificate.Subject.Encoded.ToArray() }),
                    }
                    : null!
        );
        yield return (
            "a key renewed, a policy needed two further down",
            Passed,
            () => Renewed(p => p.With("2.5.29.36", true, explicitly(2)))
        );
        yield return (
            "a key renewed under any policy, where that is inhibited",
            Passed,
            () =>
                Renewed(
                    p =>
                        p.With("2.5.29.32", false, policies("1.2.3"))
                            .With("2.5.29.36", true, explicitly(0))
                            .With("2.5.29.54", true, DerInteger.Zero),
                    p => p.With("2.5.29.32", false, policies("2.5.29.32.0")),
                    p => p.With("2.5.29.32", false, policies("1.2.3"))
                )
        );
    }

    private static IEnumerable<(string, string, Func<Chain>)> PoliciesFurtherDown()
    {
        const string Any = "2.5.29.32.0";
        Profile Named(Profile profile, string oid) =>
            profile.With("2.5.29.32", false, new DerSequence(new PolicyInformation(new DerObjectIdentifier(oid))));
        Profile Constrained(Profile profile, int kind, int after) =>
            profile.With(
                "2.5.29.36",
                true,
                kind == 0
                    ? new DerSequence(new DerTaggedObject(false, 0, DerInteger.ValueOf(after)))
                    : new DerSequence(
                        new DerTaggedObject(false, 0, DerInteger.Zero),
                        new DerTaggedObject(false, 1, DerInteger.ValueOf(after))
                    )
            );
        Profile Mapped(Profile profile, string from, string to) =>
            profile.With(
                "2.5.29.33",
                false,
                new DerSequence(new DerSequence(new DerObjectIdentifier(from), new DerObjectIdentifier(to)))
            );

        foreach (var (after, expected) in new[] { (0, General), (1, General), (2, General), (3, Passed) })
            yield return (
                $"a policy needed {after} further down, and none there",
                expected,
                () => Chain.Of(2, (level, p) => level == 0 ? Constrained(p, 0, after) : p)
            );
        yield return (
            "a policy needed by the signer itself, and none there",
            General,
            () => Chain.Of(1, target: p => Constrained(p, 0, 0))
        );

        Profile Inhibiting(Profile profile, int after) =>
            Constrained(Named(profile, "1.2.3"), 0, 0).With("2.5.29.54", true, DerInteger.ValueOf(after));
        foreach (var (after, expected) in new[] { (0, General), (1, Passed) })
            yield return (
                $"any policy of an issuer, inhibited {after} further down",
                expected,
                () => Chain.Of(2, (level, p) => level == 0 ? Inhibiting(p, after) : Named(p, Any), p => Named(p, "1.2.3"))
            );
        foreach (var (after, expected) in new[] { (0, General), (1, General), (2, Passed) })
            yield return (
                $"any policy of a signer, inhibited {after} further down",
                expected,
                () => Chain.Of(2, (level, p) => level == 0 ? Inhibiting(p, after) : Named(p, "1.2.3"), p => Named(p, Any))
            );

        foreach (var (place, after, expected) in new[] { (1, 0, General), (1, 1, Passed), (2, 1, General), (2, 2, Passed) })
            yield return (
                $"a policy mapped by issuer {place + 1}, which is inhibited {after} further down",
                expected,
                () =>
                    Chain.Of(
                        3,
                        (level, p) =>
                            level == 0 ? Constrained(Named(p, "1.2.3"), 1, after)
                            : level == place ? Mapped(Named(p, "1.2.3"), "1.2.3", "1.2.9")
                            : Named(p, level > place ? "1.2.9" : "1.2.3"),
                        p => Named(p, "1.2.9")
                    )
            );
        yield return (
            "any policy mapped to one",
            General,
            () => Chain.Of(1, (_, p) => Mapped(Named(p, Any), Any, "1.2.3"), p => Named(p, "1.2.3"))
        );
        yield return (
            "a policy mapped to any",
            General,
            () => Chain.Of(1, (_, p) => Mapped(Named(p, "1.2.3"), "1.2.3", Any), p => Named(p, "1.2.3"))
        );
        yield return (
            "asked for, and any policy there",
            Constraints,
            () =>
                Chain.Of(1, (_, p) => Named(p, Any), p => Named(p, Any)) with
                {
                    Policy = PolicyFile.Default with { CertificatePolicies = ["1.2.3"] },
                }
        );
    }

    private static IEnumerable<(string, string, Func<Chain>)> Policies()
    {
        Asn1Encodable policies(params string[] oids) =>
            new DerSequence(
                oids.Select(oid => (Asn1Encodable)new PolicyInformation(new DerObjectIdentifier(oid))).ToArray()
            );
        Asn1Encodable explicitly(int after) => new DerSequence(new DerTaggedObject(false, 0, DerInteger.ValueOf(after)));
        Func<int, Profile, Profile> issuers(Asn1Encodable? constraint, params string[] oids) =>
            (level, profile) =>
            {
                var with = oids.Length == 0 ? profile : profile.With("2.5.29.32", false, policies(oids));
                return level == 0 && constraint is not null ? with.With("2.5.29.36", true, constraint) : with;
            };
        Func<Profile, Profile> target(params string[] oids) =>
            profile => oids.Length == 0 ? profile : profile.With("2.5.29.32", false, policies(oids));
        yield return ("no policies, none needed", Passed, () => Chain.Of(2));
        yield return (
            "a policy needed and there",
            Passed,
            () => Chain.Of(2, issuers(explicitly(0), "1.2.3"), target("1.2.3"))
        );
        yield return (
            "a policy needed and another there",
            General,
            () => Chain.Of(2, issuers(explicitly(0), "1.2.3"), target("1.2.4"))
        );
        yield return ("a policy needed and none there", General, () => Chain.Of(2, issuers(explicitly(0), "1.2.3")));
        yield return (
            "any policy is one",
            Passed,
            () => Chain.Of(2, issuers(explicitly(0), "2.5.29.32.0"), target("1.2.3"))
        );
        yield return ("a policy needed only further down", Passed, () => Chain.Of(1, issuers(explicitly(5), "1.2.3")));
        yield return (
            "a policy mapped",
            Passed,
            () =>
                Chain.Of(
                    1,
                    (_, p) =>
                        issuers(explicitly(0), "1.2.3")(0, p)
                            .With(
                                "2.5.29.33",
                                false,
                                new DerSequence(
                                    new DerSequence(new DerObjectIdentifier("1.2.3"), new DerObjectIdentifier("1.2.9"))
                                )
                            ),
                    target("1.2.9")
                )
        );
        yield return (
            "a policy mapped away",
            General,
            () =>
                Chain.Of(
                    1,
                    (_, p) =>
                        issuers(explicitly(0), "1.2.3")(0, p)
                            .With(
                                "2.5.29.33",
                                false,
                                new DerSequence(
                                    new DerSequence(new DerObjectIdentifier("1.2.3"), new DerObjectIdentifier("1.2.9"))
                                )
                            ),
                    target("1.2.3")
                )
        );
        var asked = PolicyFile.Default with { CertificatePolicies = ["1.2.3"] };
        yield return (
            "the policy asked for",
            Passed,
            () => Chain.Of(2, issuers(null, "1.2.3"), target("1.2.3")) with { Policy = asked }
        );
        yield return (
            "another than asked for",
            Constraints,
            () => Chain.Of(2, issuers(null, "1.2.4"), target("1.2.4")) with { Policy = asked }
        );
        yield return (
            "asked for, and not allowed from above",
            Constraints,
            () => Chain.Of(2, issuers(null, "1.2.4"), target("1.2.3")) with { Policy = asked }
        );
        yield return ("asked for, and none there", Constraints, () => Chain.Of(2) with { Policy = asked });
    }

    private static IEnumerable<(string, string, Func<Chain>)> Anchors()
    {
        yield return ("no anchors", NoChain, () => Chain.Of(2) with { Anchors = [] });
        yield return (
            "another anchor of the same name",
            NoChain,
            () => Chain.Of(2) with { Anchors = [Holder.Root("Root")] }
        );
        yield return (
            "an issuer as anchor",
            Passed,
            () => Chain.Of(2) is var chain ? chain with { Anchors = [chain.Issuers[1]] } : null!
        );
        yield return (
            "the signer as anchor",
            Passed,
            () => Chain.Of(2) is var chain ? chain with { Anchors = [chain.Target], Sources = [] } : null!
        );
        yield return (
            "the signer as anchor, expired",
            "OUT_OF_BOUNDS_NOT_REVOKED",
            () =>
                Chain.Of(0, target: p => p with { Until = Chain.Now.AddDays(-1) }) is var chain
                    ? chain with
                    {
                        Anchors = [chain.Target],
                        Sources = [],
                    }
                    : null!
        );
        yield return ("an expired anchor", Passed, () => Chain.Of(1, root: p => p with { Until = Chain.Now.AddDays(-1) }));
        yield return (
            "an anchor with a critical extension",
            Passed,
            () => Chain.Of(1, root: p => p.With("1.2.3.4", true, DerNull.Instance))
        );
        yield return (
            "an issuer that is not at hand",
            NoChain,
            () => Chain.Of(3) is var chain ? chain with { Issuers = [chain.Issuers[0], chain.Issuers[2]] } : null!
        );
        yield return (
            "an anchor for timestamps only",
            Constraints,
            () =>
                Chain.Of(1) is var chain
                    ? chain with
                    {
                        Policy = PolicyFile.Default with
                        {
                            Anchors = [new AnchorLimit(chain.Root.Certificate.Key, [CertificateUse.Timestamp])],
                        },
                    }
                    : null!
        );
        yield return (
            "an anchor for signatures only",
            Passed,
            () =>
                Chain.Of(1) is var chain
                    ? chain with
                    {
                        Policy = PolicyFile.Default with
                        {
                            Anchors = [new AnchorLimit(chain.Root.Certificate.Key, [CertificateUse.Signature])],
                        },
                    }
                    : null!
        );
        yield return (
            "the sound one of two certificates of an issuer",
            Passed,
            () =>
                Chain.Of(1) is var chain
                    ? chain with
                    {
                        MoreCertificates =
                        [
                            chain.Issuers[0].Again(chain.Root, p => p with { Until = Chain.Now.AddDays(-1) }),
                        ],
                    }
                    : null!
        );
        yield return (
            "crossed over to another root",
            Passed,
            () =>
            {
                var (chain, other) = (Chain.Of(1), Holder.Root("Other root"));
                return chain with
                {
                    Anchors = [other],
                    MoreCertificates = [chain.Root.Again(other)],
                    MoreSources = [new Revocation { At = Chain.Now.AddHours(-1), Next = Chain.Now.AddHours(1) }.List(other)],
                };
            }
        );
    }

    private static IEnumerable<(string, string, Func<Chain>)> Algorithms()
    {
        foreach (
            var (kind, expected) in new[]
            {
                ("RSA1024", Crypto),
                ("RSA2048", Passed),
                ("RSA3072", Passed),
                ("P-192", Crypto),
                ("Ed25519", Passed),
            }
        )
        {
            yield return (
                $"an issuer's key of {kind}",
                expected == Passed ? Passed : "CRYPTO_CONSTRAINTS_FAILURE_NO_POE",
                () => Chain.Of(1, (_, p) => p with { KeyKind = kind })
            );
            yield return ($"a signer's key of {kind}", Passed, () => Chain.Of(1, target: p => p with { KeyKind = kind }));
            yield return ($"a root's key of {kind}", expected, () => Chain.Of(0, root: p => p with { KeyKind = kind }));
        }
        foreach (var algorithm in new[] { "SHA224withECDSA", "SHA384withECDSA", "SHA512withECDSA" })
            yield return (
                $"a signer's certificate by {algorithm}",
                Passed,
                () => Chain.Of(1, target: p => p with { Algorithm = algorithm })
            );
        yield return (
            "a signer's certificate by SHA1withECDSA",
            Crypto,
            () => Chain.Of(1, target: p => p with { Algorithm = "SHA1withECDSA" })
        );
        yield return (
            "a signer's certificate by MD5withRSA",
            Crypto,
            () => Chain.Of(0, root: p => p with { KeyKind = "RSA2048" }, target: p => p with { Algorithm = "MD5withRSA" })
        );
        yield return (
            "a signer's certificate by RSA-PSS",
            Passed,
            () =>
                Chain.Of(
                    0,
                    root: p => p with { KeyKind = "RSA2048" },
                    target: p => p with { Algorithm = "SHA256withRSAandMGF1" }
                )
        );
    }

    private static IEnumerable<(string, string, Func<Chain>)> Uses()
    {
        (string Name, string Expected, Func<Profile, Profile> Change)[] rows =
        [
            ("for timestamps", Passed, p => p with { Purposes = [KeyPurposeID.id_kp_timeStamping] }),
            ("for nothing in particular", Constraints, p => p),
            ("for OCSP", Constraints, p => p with { Purposes = [KeyPurposeID.id_kp_OCSPSigning] }),
            ("for anything", Constraints, p => p with { Purposes = [KeyPurposeID.AnyExtendedKeyUsage] }),
            (
                "for timestamps, told as if it did not matter",
                Constraints,
                p => p.With("2.5.29.37", false, new ExtendedKeyUsage(KeyPurposeID.id_kp_timeStamping))
            ),
            (
                "for timestamps and mail",
                Constraints,
                p => p with { Purposes = [KeyPurposeID.id_kp_timeStamping, KeyPurposeID.id_kp_emailProtection] }
            ),
        ];
        foreach (var row in rows)
            yield return (
                $"an authority of timestamps, {row.Name}",
                row.Expected,
                () => Chain.Of(1, target: row.Change) with { Use = CertificateUse.Timestamp }
            );
    }
}
