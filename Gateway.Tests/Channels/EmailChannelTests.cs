using Gateway.Adapters.Channels.Email;
using Gateway.Adapters.Channels.Mail;
using Gateway.Domain.Channels;

namespace Gateway.Tests.Channels;

/// <summary>Every row of the failure table in docs/channels/email.md, and every place to lose the connection.</summary>
public sealed class EmailChannelTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("GREETING", "554 5.7.1 not you\r\n", DeliveryOutcome.Retryable, "smtp-554-5.7.1")]
    [InlineData("GREETING", "421 4.3.2 closing\r\n", DeliveryOutcome.Retryable, "smtp-421-4.3.2")]
    [InlineData("GREETING", "hello there\r\n", DeliveryOutcome.Retryable, "smtp-protocol")]
    [InlineData("GREETING", ScriptedSmtp.HangUp, DeliveryOutcome.Retryable, "smtp-lost")]
    [InlineData("EHLO", "250 no login here\r\n", DeliveryOutcome.Retryable, "smtp-auth")]
    [InlineData("AUTH", "535 5.7.8 wrong\r\n", DeliveryOutcome.Retryable, "smtp-auth")]
    [InlineData("AUTH", "454 4.7.0 later\r\n", DeliveryOutcome.Retryable, "smtp-auth")]
    [InlineData("MAIL", "451 4.3.2 later\r\n", DeliveryOutcome.Retryable, "smtp-451-4.3.2")]
    [InlineData("MAIL", "451 later\r\n", DeliveryOutcome.Retryable, "smtp-451")]
    [InlineData("MAIL", "421 4.3.2 closing\r\n", DeliveryOutcome.Retryable, "smtp-421-4.3.2")]
    [InlineData("MAIL", "530 5.7.0 log in first\r\n", DeliveryOutcome.Retryable, "smtp-auth")]
    [InlineData("MAIL", "553 5.1.8 sender\r\n", DeliveryOutcome.Permanent, "smtp-553-5.1.8")]
    [InlineData("MAIL", "what?\r\n", DeliveryOutcome.Retryable, "smtp-protocol")]
    [InlineData("RCPT", "450 4.2.0 greylisted\r\n", DeliveryOutcome.Retryable, "smtp-450-4.2.0")]
    [InlineData("RCPT", "550 5.1.1 unknown\r\n", DeliveryOutcome.Permanent, "smtp-550-5.1.1")]
    [InlineData("RCPT", "550-5.1.1 unknown\r\n550 5.1.1 really\r\n", DeliveryOutcome.Permanent, "smtp-550-5.1.1")]
    [InlineData("RCPT", "550 unknown\r\n", DeliveryOutcome.Permanent, "smtp-550")]
    [InlineData("RCPT", "699 no such class\r\n", DeliveryOutcome.Retryable, "smtp-protocol")]
    [InlineData("DATA", "451 4.3.0 later\r\n", DeliveryOutcome.Retryable, "smtp-451-4.3.0")]
    [InlineData("DATA", "554 5.5.1 no\r\n", DeliveryOutcome.Permanent, "smtp-554-5.5.1")]
    [InlineData("DATA", "250 2.0.0 not the word\r\n", DeliveryOutcome.Retryable, "smtp-protocol")]
    [InlineData(".", "250 2.0.0 taken\r\n", DeliveryOutcome.HandedToChannel, "smtp-250-2.0.0")]
    [InlineData(".", "250 taken\r\n", DeliveryOutcome.HandedToChannel, "smtp-250")]
    [InlineData(".", "252 taken somehow\r\n", DeliveryOutcome.HandedToChannel, "smtp-252")]
    [InlineData(".", "250 2.0.0 taken\r\n250 2.0.0 taken\r\n", DeliveryOutcome.HandedToChannel, "smtp-250-2.0.0")]
    [InlineData(".", "451 4.3.0 disk\r\n", DeliveryOutcome.Retryable, "smtp-451-4.3.0")]
    [InlineData(".", "421 4.3.2 closing\r\n", DeliveryOutcome.Retryable, "smtp-421-4.3.2")]
    [InlineData(".", "552 5.2.2 full\r\n", DeliveryOutcome.Permanent, "smtp-552-5.2.2")]
    [InlineData(".", "554 5.6.0 content\r\n", DeliveryOutcome.Permanent, "smtp-554-5.6.0")]
    [InlineData(".", "what was that?\r\n", DeliveryOutcome.Unknown, "smtp-protocol")]
    [InlineData(".", "354 more\r\n", DeliveryOutcome.Unknown, "smtp-protocol")]
    [InlineData(".", "699 no such class\r\n", DeliveryOutcome.Unknown, "smtp-protocol")]
    [InlineData(".", ScriptedSmtp.HangUp, DeliveryOutcome.Unknown, "smtp-no-answer-after-data")]
    [InlineData("DATA", "354 go on\r\n250 2.0.0 taken before it was sent\r\n", DeliveryOutcome.Unknown, "smtp-protocol")]
    public async Task Each_reply_has_one_meaning(string at, string reply, DeliveryOutcome outcome, string detail)
    {
        await using var server = new ScriptedSmtp { Script = { [at] = reply } };

        (await CarryAsync(server)).ShouldBe(new ChannelAnswer(outcome, detail));
    }

    [Theory]
    [InlineData("GREETING", DeliveryOutcome.Retryable, "smtp-timeout")]
    [InlineData("EHLO", DeliveryOutcome.Retryable, "smtp-timeout")]
    [InlineData("AUTH", DeliveryOutcome.Retryable, "smtp-timeout")]
    [InlineData("MAIL", DeliveryOutcome.Retryable, "smtp-timeout")]
    [InlineData("RCPT", DeliveryOutcome.Retryable, "smtp-timeout")]
    [InlineData("DATA", DeliveryOutcome.Retryable, "smtp-timeout")]
    [InlineData(".", DeliveryOutcome.Unknown, "smtp-no-answer-after-data")]
    public async Task Silence_is_unknown_only_after_the_data(string at, DeliveryOutcome outcome, string detail)
    {
        await using var server = new ScriptedSmtp { Script = { [at] = ScriptedSmtp.Silence } };
        var options = server.Options;
        var impatient = options with
        {
            Smtp = options.Smtp with { ConnectTimeout = TimeSpan.FromMilliseconds(300) },
            SendTimeout = TimeSpan.FromMilliseconds(300),
        };

        (
            await new EmailChannel(impatient, TimeProvider.System).CarryAsync(Letters.To("es@gateway.test"), Cancellation)
        ).ShouldBe(new ChannelAnswer(outcome, detail));
    }

    [Theory]
    [InlineData("MAIL", DeliveryOutcome.Retryable, "smtp-cancelled")]
    [InlineData(".", DeliveryOutcome.Unknown, "smtp-no-answer-after-data")]
    public async Task A_shutdown_in_the_middle_is_an_answer_too(string at, DeliveryOutcome outcome, string detail)
    {
        await using var server = new ScriptedSmtp { Script = { [at] = ScriptedSmtp.Silence } };
        using var shutdown = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        shutdown.CancelAfter(300);

        (
            await new EmailChannel(server.Options, TimeProvider.System).CarryAsync(
                Letters.To("es@gateway.test"),
                shutdown.Token
            )
        ).ShouldBe(new ChannelAnswer(outcome, detail));
    }

    [Fact]
    public async Task Wherever_the_server_falls_silent_the_outcome_is_unknown_exactly_when_it_had_the_whole_message()
    {
        var unknown = 0;
        for (var said = 0; ; said++)
        {
            await using var server = new ScriptedSmtp { CutAfterSaying = said };
            var answer = await CarryAsync(server);
            if (answer.Outcome == DeliveryOutcome.HandedToChannel)
            {
                said.ShouldBeGreaterThan(100);
                break;
            }
            answer.Outcome.ShouldBe(
                server.Messages.Count == 1 ? DeliveryOutcome.Unknown : DeliveryOutcome.Retryable,
                $"cut after saying {said}"
            );
            unknown += server.Messages.Count;
        }
        unknown.ShouldBe("250 2.0.0 taken\r\n".Length, "each byte of the last reply but none before");
    }

    [Fact]
    public async Task Wherever_the_server_stops_listening_a_retry_is_only_advised_when_it_cannot_have_the_message()
    {
        await using var whole = new ScriptedSmtp();
        var dispatch = Letters.To("es@gateway.test");
        await CarryAsync(whole, dispatch);
        var end = whole.HeardBeforeData + whole.Messages[0].Length;

        foreach (
            var heard in Enumerable.Range(0, end + 1).Where(n => n <= whole.HeardBeforeData || n % 101 == 0 || n > end - 10)
        )
        {
            await using var server = new ScriptedSmtp { CutAfterHearing = heard };
            var answer = await CarryAsync(server, dispatch);

            answer.Outcome.ShouldNotBe(DeliveryOutcome.HandedToChannel, $"cut after hearing {heard}");
            answer.Outcome.ShouldNotBe(DeliveryOutcome.Permanent, $"cut after hearing {heard}");
            if (heard <= whole.HeardBeforeData)
                answer.Outcome.ShouldBe(DeliveryOutcome.Retryable, $"cut after hearing {heard}");
            if (heard == end)
                answer.Outcome.ShouldBe(DeliveryOutcome.Unknown);
        }
    }

    [Fact]
    public async Task Every_attempt_sends_the_same_bytes_and_extensions_that_blur_failures_are_not_used()
    {
        await using var server = new ScriptedSmtp();
        var dispatch = Letters.To("es@gateway.test");

        await CarryAsync(server, dispatch);
        await CarryAsync(server, dispatch with { Attempt = 2 });

        server.Messages.Count.ShouldBe(2);
        server.Messages[1].ShouldBe(server.Messages[0]);
        using var mail = await TransmissionMail.ComposeAsync(
            dispatch,
            dispatch.Sender.Address,
            dispatch.Recipient.Address,
            Cancellation
        );
        using var composed = new MemoryStream();
        await mail.WriteToAsync(composed, Cancellation);
        server.Messages[0].ShouldBe([.. composed.ToArray(), .. ".\r\n"u8], "nothing but the final dot is added");
        server.Commands.ShouldNotContain(command => command.StartsWith("BDAT"));
    }

    [Fact]
    public async Task A_size_the_server_declared_is_respected_before_the_envelope()
    {
        await using var server = new ScriptedSmtp
        {
            Script = { ["EHLO"] = "250-scripted.test\r\n250-SIZE 1000\r\n250 AUTH PLAIN\r\n" },
        };

        (await CarryAsync(server)).ShouldBe(new ChannelAnswer(DeliveryOutcome.Permanent, "smtp-too-large"));

        server.Commands.ShouldNotContain(command => command.StartsWith("MAIL"));
    }

    [Fact]
    public async Task A_server_that_is_not_there_is_worth_another_attempt()
    {
        await using var gone = new ScriptedSmtp();
        var options = gone.Options;
        await gone.DisposeAsync();

        (
            await new EmailChannel(options, TimeProvider.System).CarryAsync(Letters.To("es@gateway.test"), Cancellation)
        ).ShouldBe(new ChannelAnswer(DeliveryOutcome.Retryable, "smtp-connect"));
        var nameless = options with
        {
            Smtp = options.Smtp with { Host = "mail.gateway.invalid", Security = MailSecurity.StartTls },
        };
        (await new EmailChannel(nameless, TimeProvider.System).ProbeAsync(Cancellation)).ShouldBe("smtp-connect");
    }

    [Theory]
    [InlineData(MailSecurity.ImplicitTls)]
    [InlineData(MailSecurity.StartTls)]
    public async Task A_server_without_TLS_hears_neither_password_nor_message(MailSecurity security)
    {
        await using var server = new ScriptedSmtp();
        var options = server.Options with
        {
            Smtp = server.Options.Smtp with { Security = security, ConnectTimeout = TimeSpan.FromSeconds(2) },
        };

        var answer = await new EmailChannel(options, TimeProvider.System).CarryAsync(
            Letters.To("es@gateway.test"),
            Cancellation
        );

        answer.ShouldBe(new ChannelAnswer(DeliveryOutcome.Retryable, "smtp-tls"));
        server.Commands.ShouldNotContain(command => command.StartsWith("AUTH") || command.StartsWith("MAIL"));
    }

    [Fact]
    public async Task An_endpoint_that_is_not_a_test_endpoint_is_rejected_while_nothing_is_encrypted()
    {
        await using var server = new ScriptedSmtp();
        var dispatch = Letters.To("es@gateway.test");

        (await CarryAsync(server, dispatch with { Recipient = dispatch.Recipient with { IsSandbox = false } })).ShouldBe(
            new ChannelAnswer(DeliveryOutcome.Permanent, "encryption-required")
        );
        (await CarryAsync(server, dispatch with { Sender = dispatch.Sender with { IsSandbox = false } })).ShouldBe(
            new ChannelAnswer(DeliveryOutcome.Permanent, "encryption-required")
        );

        server.Commands.ShouldBeEmpty();
    }

    [Fact]
    public async Task Content_that_cannot_be_opened_now_may_be_later()
    {
        await using var server = new ScriptedSmtp();
        var dispatch = Letters.To("es@gateway.test") with
        {
            Document = new Content("message.xml", "application/xml", 1, _ => throw new IOException("vault")),
        };

        (await CarryAsync(server, dispatch)).ShouldBe(new ChannelAnswer(DeliveryOutcome.Retryable, "content-unavailable"));
    }

    [Fact]
    public void Options_that_cannot_work_are_rejected_at_start()
    {
        var flaws = new SmtpOptions
        {
            SenderAddress = "not an address",
            Smtp = new MailHost
            {
                Host = "mail.example",
                Port = 0,
                Security = MailSecurity.None,
                CaFile = "/no/such/file",
            },
        }
            .Flaws()
            .ToList();

        flaws.Count.ShouldBe(5, string.Join("; ", flaws));
        Should.Throw<ArgumentException>(() => new EmailChannel(new SmtpOptions(), TimeProvider.System));
        Should.Throw<ArgumentException>(() => new ImapIntake("CO-CA", new ImapOptions(), TimeProvider.System));
    }

    private static Task<ChannelAnswer> CarryAsync(ScriptedSmtp server, Dispatch? dispatch = null) =>
        new EmailChannel(server.Options, TimeProvider.System).CarryAsync(
            dispatch ?? Letters.To("es@gateway.test"),
            Cancellation
        );
}
