using Gateway.Adapters.Channels.Email;
using Gateway.Domain.Channels;

namespace Gateway.Tests.Channels;

/// <summary>Over Postfix and Dovecot, from submission to mailbox.</summary>
public sealed class RealMailServerTests(MailServer server) : IClassFixture<MailServer>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(MailSecurity.StartTls)]
    [InlineData(MailSecurity.ImplicitTls)]
    public async Task A_message_crosses_with_identical_bytes(MailSecurity security)
    {
        server.Require();
        var dispatch = Letters.To(MailServer.Spain.Address);

        (await From(MailServer.Colombia, security).CarryAsync(dispatch, Cancellation)).Outcome.ShouldBe(
            DeliveryOutcome.HandedToChannel
        );

        var arrivals = await ArrivalsAsync(Into(MailServer.Spain, security), ArrivalFate.Taken);
        var (document, attachments) = arrivals.ShouldHaveSingleItem();
        document.ShouldBe(await dispatch.Document.ReadAsync());
        attachments.ShouldHaveSingleItem().ShouldBe(Letters.HostileBytes);
    }

    [Fact]
    public async Task Ten_megabytes_cross_with_identical_bytes()
    {
        server.Require();
        var bytes = new byte[10 << 20];
        new Random(7).NextBytes(bytes);
        var dispatch = Letters.To(MailServer.Spain.Address) with { Attachments = [Letters.OneWay("big.bin", bytes)] };

        (await From(MailServer.Colombia).CarryAsync(dispatch, Cancellation)).Outcome.ShouldBe(
            DeliveryOutcome.HandedToChannel
        );

        var arrivals = await ArrivalsAsync(Into(MailServer.Spain), ArrivalFate.Taken);
        arrivals.ShouldHaveSingleItem().Attachments.ShouldHaveSingleItem().AsSpan().SequenceEqual(bytes).ShouldBeTrue();
    }

    [Fact]
    public async Task What_was_taken_does_not_come_again_and_what_was_left_does()
    {
        server.Require();
        await From(MailServer.Spain)
            .CarryAsync(Letters.To(MailServer.Colombia.Address, MailServer.Spain.Address), Cancellation);

        (await ArrivalsAsync(Into(MailServer.Colombia), ArrivalFate.Left)).Count.ShouldBe(1);
        (await ArrivalsAsync(Into(MailServer.Colombia), ArrivalFate.Taken, awaited: 1)).Count.ShouldBe(1);
        (await ArrivalsAsync(Into(MailServer.Colombia), ArrivalFate.Taken, awaited: 0)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_receiver_that_dies_before_settling_gets_the_message_again()
    {
        server.Require();
        await From(MailServer.Spain)
            .CarryAsync(Letters.To(MailServer.Colombia.Address, MailServer.Spain.Address), Cancellation);
        (await ArrivalsAsync(Into(MailServer.Colombia), ArrivalFate.Left)).Count.ShouldBe(1);

        await Should.ThrowAsync<InvalidOperationException>(() =>
            Into(MailServer.Colombia).CollectAsync((_, _) => throw new InvalidOperationException("died"), Cancellation)
        );

        (await ArrivalsAsync(Into(MailServer.Colombia), ArrivalFate.Taken, awaited: 1)).Count.ShouldBe(1);
    }

    [Fact]
    public async Task What_was_set_aside_is_in_a_folder_of_its_own()
    {
        server.Require();
        await From(MailServer.Spain)
            .CarryAsync(Letters.To(MailServer.Colombia.Address, MailServer.Spain.Address), Cancellation);

        (await ArrivalsAsync(Into(MailServer.Colombia), ArrivalFate.SetAside)).Count.ShouldBe(1);

        (await ArrivalsAsync(Into(MailServer.Colombia), ArrivalFate.Taken, awaited: 0)).ShouldBeEmpty();
        var aside = new ImapIntake(
            "CO-CA",
            server.ImapOptions(MailServer.Colombia) with
            {
                Folder = "SetAside",
            },
            TimeProvider.System
        );
        (await ArrivalsAsync(aside, ArrivalFate.Taken)).Count.ShouldBe(1);
    }

    [Fact]
    public async Task Greylisting_is_worth_another_attempt()
    {
        server.Require();
        (await From(MailServer.Colombia).CarryAsync(Letters.To(MailServer.GreylistedAddress), Cancellation)).ShouldBe(
            new ChannelAnswer(DeliveryOutcome.Retryable, "smtp-451-4.7.1")
        );
    }

    [Fact]
    public async Task An_unknown_mailbox_is_permanent()
    {
        server.Require();
        (await From(MailServer.Colombia).CarryAsync(Letters.To(MailServer.UnknownAddress), Cancellation)).ShouldBe(
            new ChannelAnswer(DeliveryOutcome.Permanent, "smtp-550-5.1.1")
        );
    }

    [Fact]
    public async Task A_message_over_the_servers_declared_size_is_not_even_begun()
    {
        server.Require();
        var dispatch = Letters.To(MailServer.Spain.Address) with
        {
            Attachments = [Letters.Bytes("big.bin", "image/png", new byte[40 << 20])],
        };

        (await From(MailServer.Colombia).CarryAsync(dispatch, Cancellation)).ShouldBe(
            new ChannelAnswer(DeliveryOutcome.Permanent, "smtp-too-large")
        );
    }

    [Fact]
    public async Task A_wrong_password_is_the_operators_error_and_not_the_messages()
    {
        server.Require();
        var stranger = MailServer.Colombia with { Password = "wrong" };

        (await From(stranger).CarryAsync(Letters.To(MailServer.Spain.Address), Cancellation)).ShouldBe(
            new ChannelAnswer(DeliveryOutcome.Retryable, "smtp-auth")
        );
        (await From(stranger).ProbeAsync(Cancellation)).ShouldBe("smtp-auth");
        (await Into(stranger).ProbeAsync(Cancellation)).ShouldBe("imap-auth");
    }

    [Theory]
    [InlineData(MailSecurity.StartTls)]
    [InlineData(MailSecurity.ImplicitTls)]
    public async Task A_server_whose_certificate_is_not_believed_gets_nothing(MailSecurity security)
    {
        server.Require();
        var options = server.SmtpOptions(MailServer.Colombia, security);
        var pinned = new EmailChannel(
            options with
            {
                Smtp = options.Smtp with { PinnedSha256 = new string('0', 64) },
            },
            TimeProvider.System
        );
        var system = new EmailChannel(options with { Smtp = options.Smtp with { CaFile = null } }, TimeProvider.System);

        (await pinned.CarryAsync(Letters.To(MailServer.Spain.Address), Cancellation)).ShouldBe(
            new ChannelAnswer(DeliveryOutcome.Retryable, "smtp-tls")
        );
        (await system.ProbeAsync(Cancellation)).ShouldBe("smtp-tls");
    }

    [Fact]
    public async Task A_certificate_for_another_name_is_not_believed()
    {
        server.Require();
        var options = server.SmtpOptions(MailServer.Colombia);
        var elsewhere = new EmailChannel(
            options with
            {
                Smtp = options.Smtp with { Host = "127.0.0.2" },
            },
            TimeProvider.System
        );

        (await elsewhere.ProbeAsync(Cancellation)).ShouldBeOneOf("smtp-tls", "smtp-connect");
    }

    [Fact]
    public async Task A_healthy_server_has_no_complaint()
    {
        server.Require();
        (await From(MailServer.Colombia).ProbeAsync(Cancellation)).ShouldBeNull();
        (await Into(MailServer.Colombia).ProbeAsync(Cancellation)).ShouldBeNull();
    }

    private EmailChannel From(MailUser user, MailSecurity security = MailSecurity.StartTls) =>
        new(server.SmtpOptions(user, security), TimeProvider.System);

    private ImapIntake Into(MailUser user, MailSecurity security = MailSecurity.StartTls) =>
        new("ES-CA", server.ImapOptions(user, security), TimeProvider.System);

    /// <summary>Collects until something came (delivery takes a moment), or once when told how many to expect.</summary>
    private static async Task<List<(byte[] Document, List<byte[]> Attachments)>> ArrivalsAsync(
        ImapIntake intake,
        ArrivalFate fate,
        int? awaited = null
    )
    {
        var arrivals = new List<(byte[], List<byte[]>)>();
        for (var tries = 0; tries < (awaited is null ? 100 : 1) && arrivals.Count == 0; tries++)
        {
            if (tries > 0)
                await Task.Delay(100, Cancellation);
            await intake.CollectAsync(
                async (arrival, _) =>
                {
                    arrival.Problem.ShouldBeNull();
                    var attachments = new List<byte[]>();
                    foreach (var attachment in arrival.Attachments)
                        attachments.Add(await attachment.ReadAsync());
                    arrivals.Add((await arrival.Document!.ReadAsync(), attachments));
                    return fate;
                },
                Cancellation
            );
        }
        return arrivals;
    }
}
