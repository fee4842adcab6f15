using System.Security.Cryptography;
using Gateway.Adapters.Certificates;
using Gateway.Adapters.Xades.Validation;
using Org.BouncyCastle.Asn1;
using Org.BouncyCastle.Asn1.X509;
using GeneralName = Org.BouncyCastle.Asn1.X509.GeneralName;

namespace Gateway.Tests.Certificates;

/// <summary>What is told of revocation, by whom and when, and what must be answered.</summary>
internal static class RevocationRows
{
    private const string Passed = "PASSED";
    private const string TryLater = "TRY_LATER";
    private const string Revoked = "REVOKED_NO_POE";
    private const string IssuerRevoked = "REVOKED_CA_NO_POE";
    private static readonly DateTimeOffset Now = Chain.Now;
    private static readonly Revocation Sound = new() { At = Now.AddHours(-1), Next = Now.AddHours(23) };

    public static IEnumerable<(string Name, string Expected, Func<Chain> Make)> All() =>
        [.. States(), .. Lists(), .. Responses(), .. Responders(), .. Freshness(), .. Expired()];

    /// <summary>Each state, told by each kind of source, of the signer and of an issuer.</summary>
    private static IEnumerable<(string, string, Func<Chain>)> States()
    {
        (string Name, string Of, string OfIssuer, Func<Holder, Revocation> Told)[] states =
        [
            ("good", Passed, Passed, _ => Sound),
            ("revoked", Revoked, IssuerRevoked, who => Sound with { Revoked = [(who, Now.AddDays(-1), 0)] }),
            ("key compromised", Revoked, IssuerRevoked, who => Sound with { Revoked = [(who, Now.AddDays(-1), 1)] }),
            ("superseded", Revoked, IssuerRevoked, who => Sound with { Revoked = [(who, Now.AddDays(-1), 4)] }),
            ("on hold", TryLater, TryLater, who => Sound with { Revoked = [(who, Now.AddDays(-1), 6)] }),
            ("revoked from tomorrow", Passed, Passed, who => Sound with { Revoked = [(who, Now.AddDays(1), 0)] }),
            ("stale", TryLater, TryLater, _ => Sound with { At = Now.AddDays(-3), Next = Now.AddDays(-2) }),
            (
                "revoked and stale",
                Revoked,
                IssuerRevoked,
                who => Sound with { At = Now.AddDays(-3), Next = Now.AddDays(-2), Revoked = [(who, Now.AddDays(-4), 0)] }
            ),
            ("without an end", TryLater, TryLater, _ => Sound with { Next = null }),
            ("of a time to come", TryLater, TryLater, _ => Sound with { At = Now.AddHours(1) }),
            ("signed by a stranger", TryLater, TryLater, _ => Sound with { By = Holder.Root("Stranger") }),
            (
                "signed with SHA-1",
                "CRYPTO_CONSTRAINTS_FAILURE_NO_POE",
                "CRYPTO_CONSTRAINTS_FAILURE_NO_POE",
                _ => Sound with { Algorithm = "SHA1withECDSA" }
            ),
            (
                "with a critical extension",
                TryLater,
                TryLater,
                _ => Sound with { Extensions = [("1.2.3.4", true, DerNull.Instance)] }
            ),
            ("with an extension", Passed, Passed, _ => Sound with { Extensions = [("1.2.3.4", false, DerNull.Instance)] }),
            ("from before the certificate", TryLater, TryLater, _ => Sound with { At = Profile.Start.AddDays(-1) }),
        ];
        foreach (var state in states)
        foreach (var byList in new[] { true, false })
        {
            RevocationSource Source(Holder who) => byList ? state.Told(who).List(who.Issuer) : state.Told(who).Response(who);
            var kind = byList ? "list" : "response";
            yield return (
                $"{kind}, signer {state.Name}",
                state.Of,
                () =>
                    Chain.Of(1) is var chain
                        ? chain with
                        {
                            Sources = [Sound.List(chain.Root), Source(chain.Target)],
                        }
                        : null!
            );
            yield return (
                $"{kind}, issuer {state.Name}",
                state.OfIssuer,
                () =>
                    Chain.Of(1) is var chain
                        ? chain with
                        {
                            Sources = [Source(chain.Issuers[0]), Sound.List(chain.Issuers[0])],
                        }
                        : null!
            );
            yield return (
                $"{kind}, signer of a root {state.Name}",
                state.Of,
                () => Chain.Of(0) is var chain ? chain with { Sources = [Source(chain.Target)] } : null!
            );
        }
        yield return ("nothing at all", TryLater, () => Chain.Of(1) with { Sources = [] });
        yield return (
            "nothing of the signer",
            TryLater,
            () => Chain.Of(1) is var chain ? chain with { Sources = [Sound.List(chain.Root)] } : null!
        );
        yield return (
            "nothing of the issuer",
            TryLater,
            () => Chain.Of(1) is var chain ? chain with { Sources = [Sound.List(chain.Issuers[0])] } : null!
        );
        yield return (
            "nothing at all, where none is asked for",
            Passed,
            () => Chain.Of(1) with { Sources = [], Policy = PolicyFile.Default with { RequiresRevocation = false } }
        );
        yield return (
            "revoked, where none is asked for",
            Revoked,
            () =>
                Chain.Of(1) is var chain
                    ? chain with
                    {
                        Sources = [(Sound with { Revoked = [(chain.Target, Now.AddDays(-1), 0)] }).List(chain.Issuers[0])],
                        Policy = PolicyFile.Default with { RequiresRevocation = false },
                    }
                    : null!
        );
        yield return (
            "issuer revoked, where none is asked for",
            IssuerRevoked,
            () =>
                Chain.Of(1) is var chain
                    ? chain with
                    {
                        Sources = [(Sound with { Revoked = [(chain.Issuers[0], Now.AddDays(-1), 0)] }).List(chain.Root)],
                        Policy = PolicyFile.Default with { RequiresRevocation = false },
                    }
                    : null!
        );
        yield return (
            "stale, where none is asked for",
            Passed,
            () =>
                Chain.Of(1) is var chain
                    ? chain with
                    {
                        Sources = [(Sound with { At = Now.AddDays(-3), Next = Now.AddDays(-2) }).List(chain.Root)],
                        Policy = PolicyFile.Default with { RequiresRevocation = false },
                    }
                    : null!
        );
        foreach (var oid in new[] { "2.5.29.56", "0.4.0.194121.2.1" })
        {
            yield return (
                $"signer of a short term, by {oid}",
                Passed,
                () =>
                    Chain.Of(1, target: p => p.With(oid, false, DerNull.Instance)) is var chain
                        ? chain with
                        {
                            Sources = [Sound.List(chain.Root)],
                        }
                        : null!
            );
            yield return (
                $"issuer of a short term, by {oid}",
                TryLater,
                () =>
                    Chain.Of(1, issuer: (_, p) => p.With(oid, false, DerNull.Instance)) is var chain
                        ? chain with
                        {
                            Sources = [Sound.List(chain.Issuers[0])],
                        }
                        : null!
            );
        }
        yield return (
            "the responder does not know the signer",
            TryLater,
            () =>
                Chain.Of(0) is var chain
                    ? chain with
                    {
                        Sources = [(Sound with { IsUnknown = true }).Response(chain.Target)],
                    }
                    : null!
        );
        yield return (
            "good before, revoked since",
            Revoked,
            () =>
                Chain.Of(0) is var chain
                    ? chain with
                    {
                        Sources =
                        [
                            (Sound with { At = Now.AddHours(-5) }).Response(chain.Target),
                            (Sound with { Revoked = [(chain.Target, Now.AddHours(-2), 0)] }).List(chain.Root),
                        ],
                    }
                    : null!
        );
        yield return (
            "on hold before, good since",
            Passed,
            () =>
                Chain.Of(0) is var chain
                    ? chain with
                    {
                        Sources =
                        [
                            (Sound with { At = Now.AddHours(-5), Revoked = [(chain.Target, Now.AddHours(-6), 6)] }).List(
                                chain.Root
                            ),
                            Sound.Response(chain.Target),
                        ],
                    }
                    : null!
        );
        yield return (
            "a response about somebody else",
            TryLater,
            () => Chain.Of(0) is var chain ? chain with { Sources = [Sound.Response(chain.Root.Signer("Other"))] } : null!
        );
        foreach (var never in new[] { "2.5.29.56", "0.4.0.194121.2.1" })
            yield return (
                $"nothing of a signer that is never revoked ({never})",
                Passed,
                () => Chain.Of(0, target: p => p.With(never, false, DerNull.Instance)) with { Sources = [] }
            );
        foreach (var days in new[] { (-1, 1), (1, -1) })
            yield return (
                $"a list that names the signer twice, from days {days.Item1} and {days.Item2}",
                Revoked,
                () =>
                    Chain.Of(0) is var chain
                        ? chain with
                        {
                            Sources =
                            [
                                (
                                    Sound with
                                    {
                                        Revoked =
                                        [
                                            (chain.Target, Now.AddDays(days.Item1), 0),
                                            (chain.Target, Now.AddDays(days.Item2), 0),
                                        ],
                                    }
                                ).List(chain.Root),
                            ],
                        }
                        : null!
            );
        yield return (
            "a response that says twice, lastly revoked",
            Revoked,
            () =>
                Chain.Of(0) is var chain
                    ? chain with
                    {
                        Sources =
                        [
                            (
                                Sound with
                                {
                                    At = Now.AddHours(-2),
                                    Besides = Sound with { Revoked = [(chain.Target, Now.AddHours(-2), 0)] },
                                }
                            ).Response(chain.Target),
                        ],
                    }
                    : null!
        );
        yield return (
            "a response that says twice, firstly revoked",
            Revoked,
            () =>
                Chain.Of(0) is var chain
                    ? chain with
                    {
                        Sources =
                        [
                            (
                                Sound with
                                {
                                    Revoked = [(chain.Target, Now.AddHours(-2), 0)],
                                    Besides = Sound with { At = Now.AddHours(-2) },
                                }
                            ).Response(chain.Target),
                        ],
                    }
                    : null!
        );
    }

    /// <summary>A response means a certificate by its issuer's name and key, and is signed by who it says.</summary>
    private static IEnumerable<(string, string, Func<Chain>)> Responses()
    {
        Chain Of(Func<Chain, Revocation> told, params Func<Chain, Holder>[] more) =>
            Chain.Of(1) is var chain
                ? chain with
                {
                    Sources = [Sound.List(chain.Root), told(chain).Response(chain.Target)],
                    MoreCertificates = [.. more.Select(each => each(chain))],
                }
                : null!;
        yield return (
            "a response about one of the issuer's key and another name",
            TryLater,
            () =>
                Of(chain => Sound with { IssuerMeant = Holder.Root("Other", p => p with { Keys = chain.Issuers[0].Keys }) })
        );
        yield return (
            "a response about one of the issuer's name and another key",
            TryLater,
            () => Of(_ => Sound with { IssuerMeant = Holder.Root("Issuer 1") })
        );
        yield return (
            "a response in the issuer's name by another key",
            TryLater,
            () => Of(_ => Sound with { Forger = Holder.Root("Forger") })
        );
        yield return (
            "a response in a responder's name by another key",
            TryLater,
            () => Of(chain => Sound with { By = chain.Issuers[0].Responder("Responder"), Forger = Holder.Root("Forger") })
        );
        yield return (
            "a response in a responder's name by another responder's key",
            TryLater,
            () =>
            {
                var chain = Chain.Of(1);
                var other = chain.Issuers[0].Responder("Other");
                var forged = (Sound with { By = chain.Issuers[0].Responder("Responder"), Forger = other }).Response(
                    chain.Target
                );
                return chain with { Sources = [Sound.List(chain.Root), forged], MoreCertificates = [other] };
            }
        );
        yield return (
            "a responder certified in the issuer's name by another key",
            TryLater,
            () =>
                Of(chain =>
                    Sound with
                    {
                        By = chain.Issuers[0].Responder("Responder", p => p with { SignedBy = Holder.Root("Forger") }),
                    }
                )
        );
        yield return (
            "a responder certified by the issuer's key in another name",
            TryLater,
            () =>
                Of(chain =>
                    Sound with
                    {
                        By = chain.Issuers[0].Responder("Responder", p => p with { IssuerName = "CN=Other" }),
                    }
                )
        );
        yield return (
            "two responders who speak for each other",
            TryLater,
            () =>
            {
                var chain = Chain.Of(1);
                var (one, other) = (
                    chain.Issuers[0].Responder("One", p => p with { NoCheck = false }),
                    chain.Issuers[0].Responder("Other", p => p with { NoCheck = false })
                );
                return chain with
                {
                    Sources =
                    [
                        Sound.List(chain.Root),
                        (Sound with { By = one }).Response(chain.Target),
                        (Sound with { By = one }).Response(other),
                        (Sound with { By = other }).Response(one),
                    ],
                };
            }
        );
    }

    private static IEnumerable<(string, string, Func<Chain>)> Lists()
    {
        Asn1Encodable point(
            bool users = false,
            bool authorities = false,
            bool indirect = false,
            ReasonFlags? reasons = null,
            string? uri = null
        ) =>
            new IssuingDistributionPoint(
                uri is null ? null : new DistributionPointName(new GeneralNames(new GeneralName(6, uri))),
                users,
                authorities,
                reasons,
                indirect,
                false
            );
        Chain Signer(
            Asn1Encodable value,
            string oid = "2.5.29.28",
            Func<Profile, Profile>? target = null,
            bool isCritical = true
        ) =>
            Chain.Of(0, target: target) is var chain
                ? chain with
                {
                    Sources = [(Sound with { Extensions = [(oid, isCritical, value)] }).List(chain.Root)],
                }
                : null!;
        Chain Issuer(Asn1Encodable value) =>
            Chain.Of(1) is var chain
                ? chain with
                {
                    Sources =
                    [
                        (Sound with { Extensions = [("2.5.29.28", true, value)] }).List(chain.Root),
                        Sound.List(chain.Issuers[0]),
                    ],
                }
                : null!;
        Profile At(Profile profile, string uri) =>
            profile.With(
                "2.5.29.31",
                false,
                new CrlDistPoint([
                    new DistributionPoint(new DistributionPointName(new GeneralNames(new GeneralName(6, uri))), null, null),
                ])
            );

        yield return ("a list of users only, of a user", Passed, () => Signer(point(users: true)));
        yield return ("a list of users only, of an authority", TryLater, () => Issuer(point(users: true)));
        yield return ("a list of authorities only, of a user", TryLater, () => Signer(point(authorities: true)));
        yield return ("a list of authorities only, of an authority", Passed, () => Issuer(point(authorities: true)));
        yield return ("an indirect list", TryLater, () => Signer(point(indirect: true)));
        yield return (
            "a list for some reasons",
            TryLater,
            () => Signer(point(reasons: new ReasonFlags(ReasonFlags.KeyCompromise)))
        );
        yield return ("a delta", TryLater, () => Signer(DerInteger.ValueOf(1), "2.5.29.27"));
        yield return (
            "a delta that does not say so critically",
            TryLater,
            () => Signer(DerInteger.ValueOf(1), "2.5.29.27", isCritical: false)
        );
        yield return ("a numbered list", Passed, () => Signer(DerInteger.ValueOf(1), "2.5.29.20"));
        foreach (var (isCritical, expected) in new[] { (true, TryLater), (false, Passed) })
            yield return (
                $"a list with an extension of an entry that is not known, critical: {isCritical}",
                expected,
                () =>
                    Chain.Of(0) is var chain
                        ? chain with
                        {
                            Sources =
                            [
                                (
                                    Sound with
                                    {
                                        Revoked = [(chain.Root.Signer("Other"), Now.AddDays(-1), 0)],
                                        EntryExtensions = [("1.2.3.4", isCritical, DerNull.Instance)],
                                    }
                                ).List(chain.Root),
                            ],
                        }
                        : null!
            );
        yield return (
            "a list of another point",
            TryLater,
            () => Signer(point(uri: "http://a/1"), target: p => At(p, "http://a/2"))
        );
        yield return (
            "a list of the point",
            Passed,
            () => Signer(point(uri: "http://a/1"), target: p => At(p, "http://a/1"))
        );
        yield return ("a list of a point, where the certificate has none", TryLater, () => Signer(point(uri: "http://a/1")));
        yield return (
            "a list under another name",
            TryLater,
            () =>
                Chain.Of(0) is var chain
                    ? chain with
                    {
                        Sources = [(Sound with { IssuerName = "CN=Other" }).List(chain.Root)],
                    }
                    : null!
        );
        yield return (
            "a list by a key not for lists",
            TryLater,
            () => Chain.Of(1, (_, p) => p with { KeyUsage = KeyUsage.KeyCertSign })
        );
        yield return (
            "a list of another issuer of the same name",
            TryLater,
            () => Chain.Of(0) is var chain ? chain with { Sources = [Sound.List(Holder.Root("Root"))] } : null!
        );
    }

    private static IEnumerable<(string, string, Func<Chain>)> Responders()
    {
        Chain With(
            Func<Profile, Profile>? change = null,
            Func<Revocation, Revocation>? told = null,
            bool listed = true,
            Func<Holder, Holder, Revocation>? list = null
        )
        {
            var chain = Chain.Of(1);
            var responder = chain.Issuers[0].Responder("Responder", change);
            var response = (told ?? (r => r))(Sound with { By = responder }).Response(chain.Target);
            RevocationSource[] more = list is null ? [] : [list(responder, chain.Target).List(chain.Issuers[0])];
            return chain with
            {
                Sources = [Sound.List(chain.Root), response, .. more],
                MoreCertificates = listed ? [responder] : [],
            };
        }
        yield return ("a responder the issuer certified", Passed, () => With());
        yield return (
            "a responder not certified for it",
            TryLater,
            () => With(p => p with { Purposes = [KeyPurposeID.id_kp_emailProtection] })
        );
        yield return (
            "a responder certified for nothing in particular",
            TryLater,
            () => With(p => p with { Purposes = [] })
        );
        yield return (
            "a responder certified for anything",
            TryLater,
            () => With(p => p with { Purposes = [KeyPurposeID.AnyExtendedKeyUsage] })
        );
        yield return ("a responder that had expired", TryLater, () => With(p => p with { Until = Now.AddHours(-2) }));
        yield return (
            "a responder expired since",
            "REVOCATION_OUT_OF_BOUNDS_NO_POE",
            () => With(p => p with { Until = Now.AddMinutes(-1) })
        );
        yield return (
            "a responder expired since, of a file known from before",
            Passed,
            () => With(p => p with { Until = Now.AddMinutes(-1) }) is var chain ? Known(chain, Now.AddMinutes(-30)) : null!
        );
        yield return ("a responder not valid yet", TryLater, () => With(p => p with { From = Now.AddMinutes(-30) }));
        yield return (
            "a responder with a critical extension",
            TryLater,
            () => With(p => p.With("1.2.3.4", true, DerNull.Instance))
        );
        yield return (
            "a responder signed with SHA-1",
            "CRYPTO_CONSTRAINTS_FAILURE_NO_POE",
            () => With(p => p with { Algorithm = "SHA1withECDSA" })
        );
        yield return (
            "a responder itself asked for, and nothing known",
            TryLater,
            () => With(p => p with { NoCheck = false })
        );
        yield return (
            "a responder itself asked for, and good",
            Passed,
            () => With(p => p with { NoCheck = false }, list: (_, _) => Sound with { At = Now.AddHours(-2) })
        );
        yield return (
            "a responder itself asked for, and revoked",
            TryLater,
            () =>
                With(
                    p => p with { NoCheck = false },
                    list: (responder, _) =>
                        Sound with
                        {
                            At = Now.AddDays(-2),
                            Next = Now.AddDays(-1),
                            Revoked = [(responder, Now.AddDays(-3), 1)],
                        }
                )
        );
        yield return (
            "a responder whose certificate is elsewhere at hand",
            Passed,
            () => With(told: r => r with { WithoutCertificate = true })
        );
        yield return (
            "a responder whose certificate is not at hand",
            TryLater,
            () => With(told: r => r with { WithoutCertificate = true }, listed: false)
        );
        yield return (
            "a responder of another issuer",
            TryLater,
            () =>
                Chain.Of(1) is var chain
                    ? chain with
                    {
                        Sources =
                        [
                            Sound.List(chain.Root),
                            (Sound with { By = chain.Root.Responder("Responder") }).Response(chain.Target),
                        ],
                    }
                    : null!
        );
        yield return (
            "a responder of another issuer, trusted here",
            Passed,
            () =>
            {
                var chain = Chain.Of(1);
                var responder = chain.Root.Responder("Responder");
                return chain with
                {
                    Anchors = [chain.Root, responder],
                    Sources = [Sound.List(chain.Root), (Sound with { By = responder }).Response(chain.Target)],
                };
            }
        );
        yield return (
            "a signer trusted here, as a responder",
            TryLater,
            () =>
            {
                var chain = Chain.Of(1);
                var other = chain.Root.Signer("Other");
                return chain with
                {
                    Anchors = [chain.Root, other],
                    Sources = [Sound.List(chain.Root), (Sound with { By = other }).Response(chain.Target)],
                };
            }
        );
        yield return (
            "the signer as its own responder",
            TryLater,
            () =>
                Chain.Of(1) is var chain
                    ? chain with
                    {
                        Sources = [Sound.List(chain.Root), (Sound with { By = chain.Target }).Response(chain.Target)],
                    }
                    : null!
        );
        yield return (
            "an answer with a critical extension",
            TryLater,
            () => With(told: r => r with { AnswerExtensions = [("1.2.3.4", true, DerNull.Instance)] })
        );
    }

    private static Chain Known(Chain chain, DateTimeOffset since) =>
        chain with
        {
            ExistedAt = since,
            SourcesInFile = chain.Sources,
            Sources = [],
        };

    private static IEnumerable<(string, string, Func<Chain>)> Freshness()
    {
        var graceful = PolicyFile.Default with { RevocationGrace = TimeSpan.FromHours(1) };
        var aged = PolicyFile.Default with { LongestRevocationAge = TimeSpan.FromHours(2) };
        (string Name, string Expected, ValidationPolicy Policy, Revocation Told)[] rows =
        [
            ("within the grace", Passed, graceful, Sound with { Next = Now.AddMinutes(-59) }),
            ("at the end of the grace", Passed, graceful, Sound with { Next = Now.AddMinutes(-60), At = Now.AddHours(-3) }),
            ("after the grace", TryLater, graceful, Sound with { Next = Now.AddMinutes(-61), At = Now.AddHours(-3) }),
            ("a second after its end, no grace", TryLater, PolicyFile.Default, Sound with { Next = Now.AddSeconds(-1) }),
            ("at its end, no grace", Passed, PolicyFile.Default, Sound with { Next = Now }),
            ("young enough", Passed, aged, Sound with { At = Now.AddHours(-2) }),
            (
                "too old, however long it says",
                TryLater,
                aged,
                Sound with
                {
                    At = Now.AddHours(-2).AddSeconds(-1),
                    Next = Now.AddYears(1),
                }
            ),
            ("young enough, without an end", Passed, aged, Sound with { Next = null }),
            ("made now", Passed, PolicyFile.Default, Sound with { At = Now, Next = null }),
        ];
        foreach (var row in rows)
        {
            yield return (
                $"a list {row.Name}",
                row.Expected,
                () =>
                    Chain.Of(0) is var chain
                        ? chain with
                        {
                            Policy = row.Policy,
                            Sources = [row.Told.List(chain.Root)],
                        }
                        : null!
            );
            yield return (
                $"a response {row.Name}",
                row.Expected,
                () =>
                    Chain.Of(0) is var chain
                        ? chain with
                        {
                            Policy = row.Policy,
                            Sources = [row.Told.Response(chain.Target)],
                        }
                        : null!
            );
        }
    }

    /// <summary>Of an expired certificate silence says nothing, unless the source remembers expired ones.</summary>
    private static IEnumerable<(string, string, Func<Chain>)> Expired()
    {
        var end = Now.AddDays(-10);
        Chain Of(Func<Chain, RevocationSource> source) =>
            Chain.Of(0, target: p => p with { Until = end }) is var chain ? chain with { Sources = [source(chain)] } : null!;
        var since = new DerGeneralizedTime(Profile.Start.UtcDateTime);
        yield return ("expired, a list from since", "OUT_OF_BOUNDS_NO_POE", () => Of(chain => Sound.List(chain.Root)));
        yield return (
            "expired, a list that remembers",
            "OUT_OF_BOUNDS_NOT_REVOKED",
            () => Of(chain => (Sound with { Extensions = [("2.5.29.60", false, since)] }).List(chain.Root))
        );
        yield return (
            "expired, a response from since",
            "OUT_OF_BOUNDS_NO_POE",
            () => Of(chain => Sound.Response(chain.Target))
        );
        yield return (
            "expired, a response that remembers",
            "OUT_OF_BOUNDS_NOT_REVOKED",
            () =>
                Of(chain =>
                    (Sound with { AnswerExtensions = [("1.3.6.1.5.5.7.48.1.6", false, since)] }).Response(chain.Target)
                )
        );
        yield return (
            "expired, a response that remembers not so far back",
            "OUT_OF_BOUNDS_NO_POE",
            () =>
                Of(chain =>
                    (
                        Sound with
                        {
                            AnswerExtensions =
                            [
                                ("1.3.6.1.5.5.7.48.1.6", false, new DerGeneralizedTime(end.AddDays(1).UtcDateTime)),
                            ],
                        }
                    ).Response(chain.Target)
                )
        );
        foreach (var isThis in new[] { true, false })
            yield return (
                $"expired, a response that has {(isThis ? "the" : "another")} certificate",
                isThis ? "OUT_OF_BOUNDS_NOT_REVOKED" : "OUT_OF_BOUNDS_NO_POE",
                () =>
                    Of(chain =>
                        (
                            Sound with
                            {
                                AnswerExtensions =
                                [
                                    (
                                        "1.3.36.8.3.13",
                                        false,
                                        new DerSequence(
                                            new AlgorithmIdentifier(new DerObjectIdentifier("2.16.840.1.101.3.4.2.1")),
                                            new DerOctetString(
                                                SHA256.HashData(
                                                    (isThis ? chain.Target : chain.Root).Certificate.Encoded.Span
                                                )
                                            )
                                        )
                                    ),
                                ],
                            }
                        ).Response(chain.Target)
                    )
            );
        yield return (
            "expired, a list from before",
            "OUT_OF_BOUNDS_NOT_REVOKED",
            () => Of(chain => (Sound with { At = end.AddDays(-1), Next = end }).List(chain.Root))
        );
        yield return (
            "expired and revoked",
            Revoked,
            () => Of(chain => (Sound with { Revoked = [(chain.Target, end.AddDays(-1), 0)] }).List(chain.Root))
        );
    }
}
