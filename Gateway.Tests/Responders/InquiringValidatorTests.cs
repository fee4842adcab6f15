using System.Diagnostics;
using System.Security.Cryptography;
using Gateway.Adapters.Certificates;
using Gateway.Adapters.Responders;
using Gateway.Adapters.Timestamps;
using Gateway.Adapters.Xades.Augmentation;
using Gateway.Adapters.Xades.Validation;
using Gateway.Tests.Certificates;
using Gateway.Tests.Signatures.Validation;
using static Gateway.Tests.Signatures.Validation.Answers;

namespace Gateway.Tests.Responders;

/// <summary>Validation that asks responders: whom, for what, and what it believes.</summary>
public sealed class InquiringValidatorTests : IAsyncLifetime
{
    private PublishedPki _pki = null!;

    public async ValueTask InitializeAsync() => _pki = await PublishedPki.StartAsync();

    public ValueTask DisposeAsync() => _pki.DisposeAsync();

    [Fact]
    public async Task A_signature_passes_with_what_responders_say_and_with_its_issuer_fetched()
    {
        var report = await _pki.ValidateAsync(Signed(), _pki.Search());

        Answer(report).ShouldBe("TOTAL-PASSED");
        report.Signatures[0].Chain.Count.ShouldBe(3);
        Told(report)
            .ShouldBe([
                "Issuer issuers/issuer.cer Answered",
                "Ocsp ocsp Answered",
                "RevocationList lists/root.crl Answered",
            ]);
        _pki.Asked.ShouldBe(["/issuers/issuer.cer", "/ocsp", "/lists/root.crl"]);
    }

    [Theory]
    [InlineData("bundle")]
    [InlineData("PEM")]
    public async Task An_issuer_may_be_published_in_other_forms(string form)
    {
        var issuer = new Org.BouncyCastle.X509.X509Certificate(_pki.Issuer.Certificate.Encoded.ToArray());
        var bundle = new Org.BouncyCastle.Cms.CmsSignedDataGenerator();
        bundle.AddCertificates(Org.BouncyCastle.Utilities.Collections.CollectionUtilities.CreateStore(new[] { issuer }));
        _pki.Instead(
            "/issuers/issuer.cer",
            form == "PEM"
                ? System.Text.Encoding.ASCII.GetBytes(PemEncoding.WriteString("CERTIFICATE", issuer.GetEncoded()))
                : bundle.Generate(new Org.BouncyCastle.Cms.CmsProcessableByteArray([])).GetEncoded()
        );

        Answer(await _pki.ValidateAsync(Signed(), _pki.Search())).ShouldBe("TOTAL-PASSED");
    }

    [Fact]
    public async Task A_certificate_that_is_not_the_issuers_is_not_taken_for_it()
    {
        _pki.Instead("/issuers/issuer.cer", _pki.Root.Authority("Issuer").Certificate.Encoded.ToArray());

        var report = await _pki.ValidateAsync(Signed(), _pki.Search());

        Answer(report).ShouldBe("INDETERMINATE NO_CERTIFICATE_CHAIN_FOUND");
        Told(report).ShouldBe(["Issuer issuers/issuer.cer NotBelieved"]);
    }

    [Fact]
    public async Task A_signature_is_brought_to_level_LT_with_what_responders_say_and_passes_without_them_ever_after()
    {
        var material = new ResponderMaterial(new Anchors(_pki.Anchors), _pki.Search());
        using var key = _pki.Stamper.WithKey();
        var authority = new LocalTimestampAuthority(key, LocalTimestampAuthority.SandboxPolicy, _pki.Clock);

        var outcome = await new SignatureAugmentation(authority, material).AugmentAsync(
            System.Text.Encoding.UTF8.GetBytes(Signed().Text),
            AugmentationLevel.LT,
            cancellation: TestContext.Current.CancellationToken
        );

        var augmented = outcome.ShouldBeOfType<AugmentationOutcome.Augmented>().Document.ToArray();
        material.Inquiries.Count.ShouldBe(4);
        var report = new SignatureValidator(PolicyFile.Default, _pki.Anchors).Validate(augmented, _pki.Now.AddMinutes(10));
        report.Signatures[0].Level.ShouldBe(SignatureLevel.LT);
        report.Indication.ShouldBe(Indication.TotalPassed, string.Join('\n', report.Signatures[0].Reasons));
    }

    [Fact]
    public async Task Without_a_list_of_the_allowed_nobody_is_asked()
    {
        var report = await _pki.ValidateAsync(Signed(), search: null, With(_pki.Issuer));

        Answer(report).ShouldBe("INDETERMINATE TRY_LATER");
        report.Inquiries.ShouldBeEmpty();
        _pki.Asked.ShouldBeEmpty();
    }

    [Fact]
    public async Task An_address_that_is_not_allowed_is_told_and_not_asked()
    {
        var report = await _pki.ValidateAsync(
            Signed(),
            _pki.Search(null, _pki.Address + "lists/", "http://elsewhere.test/"),
            With(_pki.Issuer)
        );

        Answer(report).ShouldBe("TOTAL-PASSED", "The list does in place of the responder.");
        Told(report)
            .ShouldBe([
                "Ocsp ocsp NotAllowed",
                "RevocationList lists/issuer.crl Answered",
                "RevocationList lists/root.crl Answered",
            ]);
        _pki.Asked.ShouldBe(["/lists/issuer.crl", "/lists/root.crl"]);
    }

    [Fact]
    public async Task What_is_decided_without_them_is_not_asked()
    {
        var sound = With(_pki.Issuer) with { Revocation = Lists() };
        var altered = Signed() with { Text = Signed().Text.Replace(">1<", ">2<", StringComparison.Ordinal) };
        var revoked = sound with
        {
            Revocation =
            [
                CertificateFile.Read(_pki.List(_pki.Issuer, (_pki.Signer, World.Signing.AddMinutes(5), 0))).Revocation[0],
                .. Lists(),
            ],
        };

        Answer(await _pki.ValidateAsync(Signed(), _pki.Search(), sound)).ShouldBe("TOTAL-PASSED");
        Answer(await _pki.ValidateAsync(altered, _pki.Search())).ShouldBe("TOTAL-FAILED HASH_FAILURE");
        Answer(
                await _pki.ValidateAsync(
                    Signed(),
                    _pki.Search(),
                    revoked with
                    {
                        Revocation = [.. revoked.Revocation.Take(1), .. Lists().Skip(1)],
                    }
                )
            )
            .ShouldBe("INDETERMINATE REVOKED_NO_POE");
        _pki.Asked.ShouldBeEmpty();
    }

    [Fact]
    public async Task Nothing_is_asked_about_a_certificate_that_leads_to_no_anchor()
    {
        var report = await _pki.ValidateAsync(
            Signed(),
            _pki.Search(),
            new TrustMaterial([_pki.StampRoot.Certificate], [_pki.Issuer.Certificate], [])
        );

        Answer(report).ShouldBe("INDETERMINATE NO_CERTIFICATE_CHAIN_FOUND");
        _pki.Asked.ShouldBeEmpty();
    }

    [Fact]
    public async Task What_responders_say_now_is_of_no_use_for_another_time()
    {
        var report = await _pki.ValidateAsync(Signed(), _pki.Search(), With(_pki.Issuer), at: World.Signing.AddMinutes(5));

        Answer(report).ShouldBe("INDETERMINATE TRY_LATER");
        _pki.Asked.ShouldBeEmpty();
    }

    [Fact]
    public async Task Who_was_revoked_is_found_out()
    {
        _pki.Instead(
            "/ocsp",
            _pki.Response(answer => answer with { Revoked = [(_pki.Signer, World.Signing.AddMinutes(20), 1)] })
        );
        Answer(await _pki.ValidateAsync(Signed(), _pki.Search())).ShouldBe("INDETERMINATE REVOKED_NO_POE");

        var stamped = Signed().Stamped(_pki.Stamper, World.Signing.AddMinutes(5));
        var report = await _pki.ValidateAsync(stamped, _pki.Search());
        Answer(report)
            .ShouldBe("TOTAL-PASSED", "It was signed before; the authority of the timestamp was asked about, too.");
        Told(report).ShouldContain("RevocationList lists/stamps.crl Answered");

        _pki.Instead("/lists/root.crl", _pki.List(_pki.Root, (_pki.Issuer, World.Signing.AddMinutes(-20), 2)));
        Answer(await _pki.ValidateAsync(Signed(), _pki.Search())).ShouldBe("INDETERMINATE REVOKED_NO_POE");
        _pki.Instead("/ocsp", _pki.Response());
        Answer(await _pki.ValidateAsync(Signed(), _pki.Search())).ShouldBe("INDETERMINATE REVOKED_CA_NO_POE");
    }

    public static TheoryData<string, InquiryOutcome> Wrongs =>
        new()
        {
            { "nothing", InquiryOutcome.NotUnderstood },
            { "rubbish", InquiryOutcome.NotUnderstood },
            { "try later", InquiryOutcome.NotUnderstood },
            { "a list", InquiryOutcome.NotBelieved },
            { "another's", InquiryOutcome.NotBelieved },
            { "a stranger's", InquiryOutcome.NotBelieved },
            { "a signer's", InquiryOutcome.NotBelieved },
            { "turned", InquiryOutcome.NotBelieved },
            { "unknown", InquiryOutcome.Unknown },
            { "old", InquiryOutcome.OtherTime },
            { "early", InquiryOutcome.OtherTime },
            { "404", InquiryOutcome.NotServed },
            { "503", InquiryOutcome.NotServed },
            { "a redirect", InquiryOutcome.NotServed },
            { "endless", InquiryOutcome.TooLarge },
            { "endless, untold", InquiryOutcome.TooLarge },
            { "slow", InquiryOutcome.TimedOut },
            { "broken off", InquiryOutcome.Unreachable },
        };

    [Theory]
    [MemberData(nameof(Wrongs))]
    public async Task A_wrong_answer_settles_nothing_and_the_list_is_asked_instead(string wrong, InquiryOutcome expected)
    {
        await InsteadAsync("/ocsp", wrong);
        Func<ResponderOptions, ResponderOptions> hasty = options =>
            options with
            {
                AnswerWithin = TimeSpan.FromMilliseconds(300),
            };

        var report = await _pki.ValidateAsync(Signed(), _pki.Search(hasty), With(_pki.Issuer));

        Told(report)[0].ShouldBe($"Ocsp ocsp {expected}");
        Answer(report).ShouldBe("TOTAL-PASSED", "The list is sound.");
        _pki.Asked.ShouldNotContain("/elsewhere");

        await InsteadAsync("/lists/issuer.crl", wrong == "a list" ? "rubbish" : wrong);
        Answer(await _pki.ValidateAsync(Signed(), _pki.Search(hasty), With(_pki.Issuer)))
            .ShouldBe("INDETERMINATE TRY_LATER");
    }

    [Fact]
    public async Task Whoever_answers_for_an_issuer_is_asked_about_as_well()
    {
        var responder = _pki.Issuer.Responder(
            "Short of trust",
            profile => _pki.At(profile with { NoCheck = false }, "lists/issuer.crl")
        );
        _pki.Instead("/ocsp", _pki.Response(answer => answer with { By = responder }));
        Answer(await _pki.ValidateAsync(Signed(), _pki.Search())).ShouldBe("TOTAL-PASSED");
        _pki.Asked.ShouldContain("/lists/issuer.crl");

        _pki.Instead("/lists/issuer.crl", 404);
        Answer(await _pki.ValidateAsync(Signed(), _pki.Search())).ShouldBe("INDETERMINATE TRY_LATER");

        var ofIts = _pki.Issuer.Responder(
            "Of a list of its own",
            profile => _pki.At(profile with { NoCheck = false }, "lists/responders.crl")
        );
        _pki.Instead("/ocsp", _pki.Response(answer => answer with { By = ofIts }));
        _pki.Instead("/lists/responders.crl", 404);
        _pki.Instead("/lists/issuer.crl", _pki.List(_pki.Issuer));
        var report = await _pki.ValidateAsync(Signed(), _pki.Search());
        Answer(report).ShouldBe("TOTAL-PASSED");
        Told(report)
            .ShouldContain(
                "RevocationList lists/issuer.crl Answered",
                "Where nobody tells of the responder, the list is asked for."
            );
    }

    [Fact]
    public async Task What_was_believed_serves_the_next_file_and_nothing_else_does()
    {
        var search = _pki.Search();
        _pki.Instead("/ocsp", _pki.Response(of: _pki.Issuer.Signer("Another")));
        await _pki.ValidateAsync(Signed(), search);
        _pki.Instead("/ocsp", _pki.Response());

        Told(await _pki.ValidateAsync(Signed(), search))
            .ShouldContain("Ocsp ocsp Answered", "What was not believed was not kept.");
        var asked = _pki.Asked.Count;
        var report = await _pki.ValidateAsync(Signed(), search);

        Answer(report).ShouldBe("TOTAL-PASSED");
        _pki.Asked.Count.ShouldBe(asked);
        _pki.Clock.Shift += TimeSpan.FromHours(2);
        Answer(await _pki.ValidateAsync(Signed(), search)).ShouldBe("TOTAL-PASSED");
        _pki.Asked.Skip(asked).ShouldBe(["/ocsp"], "The response kept has passed its next update; the lists have not.");
    }

    [Fact]
    public async Task A_responder_that_keeps_failing_is_left_alone()
    {
        var search = _pki.Search();
        _pki.Instead("/ocsp", 503);
        _pki.Instead("/lists/issuer.crl", 503);

        await _pki.ValidateAsync(Signed(), search, With(_pki.Issuer));
        var report = await _pki.ValidateAsync(Signed(), search, With(_pki.Issuer));

        Told(report).ShouldContain("Ocsp ocsp Resting");
        _pki.Asked.Count(path => path == "/ocsp").ShouldBe(2, "Once, and once more.");
    }

    [Fact]
    public async Task A_responder_that_never_ends_does_not_hold_up_a_validation()
    {
        foreach (var path in new[] { "/ocsp", "/lists/issuer.crl", "/lists/root.crl" })
            await InsteadAsync(path, "slow");
        var watch = Stopwatch.StartNew();

        var report = await _pki.ValidateAsync(
            Signed(),
            _pki.Search(options =>
                options with
                {
                    AnswerWithin = TimeSpan.FromSeconds(30),
                    AltogetherWithin = TimeSpan.FromSeconds(1),
                }
            ),
            With(_pki.Issuer)
        );

        watch.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(5));
        Answer(report).ShouldBe("INDETERMINATE TRY_LATER");
        Told(report).ShouldBe(["Ocsp ocsp TimedOut"]);
    }

    [Fact]
    public async Task Certificates_with_addresses_without_end_cost_so_many_inquiries_and_no_more()
    {
        _pki.Instead("/ocsp", 404);
        var file = Signed();
        for (var i = 0; i < 30; i++)
        {
            var signer = _pki.Issuer.Signer($"S{i}", profile => _pki.At(profile, $"lists/{i}.crl", "ocsp"));
            file = file.With(
                $"<xades:CounterSignature>{Unnamed(SignedFile.By(signer, World.Signing).Text)}</xades:CounterSignature>"
            );
        }

        var report = await _pki.ValidateAsync(file, _pki.Search(), With(_pki.Issuer));

        report.Signatures.Count.ShouldBe(31);
        _pki.Asked.Count.ShouldBeLessThanOrEqualTo(40);
        report.Inquiries.Count.ShouldBeLessThanOrEqualTo(40);
    }

    [Fact]
    public async Task A_search_ends_after_forty_inquiries_and_says_so_of_each()
    {
        var signers = Enumerable
            .Range(0, 60)
            .Select(i => _pki.Issuer.Signer($"S{i}", profile => _pki.At(profile, $"lists/{i}.crl")).Certificate)
            .ToList();

        var found = await _pki.Search(options => options with { AltogetherWithin = TimeSpan.FromMinutes(2) })
            .FindAsync(With(_pki.Issuer), signers, [], TestContext.Current.CancellationToken);

        found.Inquiries.Count.ShouldBe(40);
        _pki.Asked.Distinct().Count().ShouldBeLessThanOrEqualTo(40);
    }

    private SignedFile Signed() => SignedFile.By(_pki.Signer, World.Signing);

    private TrustMaterial With(Holder issuer) => _pki.Anchors with { Others = [issuer.Certificate] };

    private List<RevocationSource> Lists() =>
        [
            .. new[] { _pki.Issuer, _pki.Root, _pki.StampRoot }.SelectMany(each =>
                CertificateFile.Read(_pki.List(each)).Revocation
            ),
        ];

    private Task InsteadAsync(string path, string wrong)
    {
        var isList = path.EndsWith(".crl", StringComparison.Ordinal);
        var stranger = Holder.Root("Stranger");
        switch (wrong)
        {
            case "nothing":
                _pki.Instead(path, []);
                break;
            case "rubbish":
                _pki.Instead(path, "<html>We have moved.</html>"u8.ToArray());
                break;
            case "try later":
                _pki.Instead(path, [0x30, 0x03, 0x0A, 0x01, 0x03]);
                break;
            case "a list":
                _pki.Instead(path, _pki.List(_pki.Root));
                break;
            case "another's":
                _pki.Instead(path, isList ? _pki.List(_pki.StampRoot) : _pki.Response(of: _pki.Issuer.Signer("Another")));
                break;
            case "a stranger's":
                Put(change => change with { By = stranger });
                break;
            case "a signer's":
                Put(change => change with { By = _pki.Issuer.Signer("Not a responder") });
                break;
            case "turned":
                var turned = isList
                    ? _pki.List(_pki.Issuer)
                    : _pki.Response(answer => answer with { WithoutCertificate = true, By = _pki.Issuer });
                turned[^3] ^= 1;
                _pki.Instead(path, turned);
                break;
            case "unknown":
                Put(change => isList ? change with { At = Profile.Start.AddDays(-1) } : change with { IsUnknown = true });
                break;
            case "old":
                Put(change => change with { At = World.Signing.AddHours(-5), Next = World.Signing.AddHours(-4) });
                break;
            case "early":
                Put(change => change with { At = _pki.Now.AddHours(1), Next = _pki.Now.AddHours(9) });
                break;
            case "404":
                _pki.Instead(path, 404);
                break;
            case "503":
                _pki.Instead(path, 503);
                break;
            case "a redirect":
                _pki.Instead(
                    path,
                    context =>
                    {
                        context.Response.Redirect(_pki.Address + "elsewhere");
                        return Task.CompletedTask;
                    }
                );
                break;
            case "endless":
            case "endless, untold":
                _pki.Instead(
                    path,
                    async context =>
                    {
                        if (wrong == "endless")
                            context.Response.ContentLength = 1L << 32;
                        var zeros = new byte[1 << 20];
                        for (var i = 0; i < 4096 && !context.RequestAborted.IsCancellationRequested; i++)
                            await context.Response.Body.WriteAsync(zeros, context.RequestAborted);
                    }
                );
                break;
            case "slow":
                _pki.Instead(
                    path,
                    async context =>
                    {
                        await context.Response.Body.WriteAsync(new byte[] { 0x30 });
                        await context.Response.Body.FlushAsync();
                        await Task.Delay(TimeSpan.FromMinutes(1), context.RequestAborted);
                    }
                );
                break;
            default:
                _pki.Instead(
                    path,
                    async context =>
                    {
                        context.Response.ContentLength = 1000;
                        await context.Response.Body.WriteAsync(new byte[500]);
                        context.Abort();
                    }
                );
                break;
        }
        return Task.CompletedTask;

        void Put(Func<Revocation, Revocation> change)
        {
            var sound = new Revocation { At = _pki.Now.AddMinutes(-30), Next = _pki.Now.AddHours(12) };
            _pki.Instead(path, isList ? change(sound).List(_pki.Issuer).Encoded.ToArray() : _pki.Response(change));
        }
    }

    /// <summary>A signature without what stands around it.</summary>
    private static string Unnamed(string text) =>
        text[
            text.IndexOf("<ds:Signature ", StringComparison.Ordinal)..(
                text.IndexOf("</ds:Signature>", StringComparison.Ordinal) + "</ds:Signature>".Length
            )
        ];

    private List<string> Told(ValidationReport report) =>
        [
            .. report.Inquiries.Select(each =>
                $"{each.Kind} {each.Address.Replace(_pki.Address, "", StringComparison.Ordinal)} {each.Outcome}"
            ),
        ];

    private sealed class Anchors(TrustMaterial trust) : IMaterialSource
    {
        public Task<TrustMaterial> AtHandAsync(
            IReadOnlyList<Certificate> targets,
            IReadOnlyList<Certificate> embedded,
            CancellationToken cancellation
        ) => Task.FromResult(trust);
    }
}
