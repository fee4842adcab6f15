using System.Reflection;
using Gateway.Adapters.Channels.Email;
using Gateway.Adapters.Channels.Folder;
using Gateway.Adapters.Channels.Maildir;
using Gateway.Domain.Channels;
using Gateway.Domain.Vault;
using Npgsql;

namespace Gateway.Tests.Channels;

/// <summary>What every channel does alike, whatever it carries over.</summary>
public sealed class ChannelContractTests : IDisposable
{
    private static readonly Type[] Channels =
    [
        .. typeof(EmailChannel).Assembly.GetTypes().Where(type => type.IsAssignableTo(typeof(IChannel)) && type.IsClass),
    ];
    private readonly string root = Directory.CreateTempSubdirectory("gateway-contract-").FullName;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static TheoryData<string, string, string> Failures
    {
        get
        {
            var data = new TheoryData<string, string, string>();
            foreach (var channel in new[] { "email", "maildir", "folder" })
            foreach (var failure in new[] { "unreadable", "database", "timeout", "disk", "denied" })
            foreach (var when in new[] { "opened", "read" })
                data.Add(channel, failure, when);
            return data;
        }
    }

    public void Dispose() => Directory.Delete(root, recursive: true);

    [Theory, MemberData(nameof(Failures))]
    public async Task Content_that_cannot_be_read_is_an_answer(string channel, string failure, string when)
    {
        Exception Thrown() =>
            failure switch
            {
                "unreadable" => new VaultItemUnreadableException("altered"),
                "database" => new NpgsqlException("away"),
                "timeout" => new TimeoutException(),
                "disk" => new IOException(),
                _ => new UnauthorizedAccessException(),
            };
        await using var server = new ScriptedSmtp();
        var content = new Content(
            "message.xml",
            "application/xml",
            10,
            _ => when == "opened" ? throw Thrown() : ValueTask.FromResult<Stream>(new Broken(Thrown))
        );
        var (tested, dispatch) = Of(channel, server);

        foreach (var broken in new[] { dispatch with { Document = content }, dispatch with { Attachments = [content] } })
        {
            var answer = await tested.CarryAsync(broken, Cancellation);

            answer.Outcome.ShouldBe(failure == "unreadable" ? DeliveryOutcome.Permanent : DeliveryOutcome.Retryable);
            if (failure == "unreadable")
                answer.Detail.ShouldBe("content-unreadable");
            else if (failure == "database")
                answer.Detail.ShouldBe("content-unavailable");
        }
        server.Messages.ShouldBeEmpty();
    }

    [Fact]
    public void Every_channel_says_itself_what_its_addresses_are()
    {
        Channels.Length.ShouldBeGreaterThanOrEqualTo(3);
        foreach (var channel in Channels)
            channel
                .GetMethod(nameof(IChannel.IsAddress), BindingFlags.Instance | BindingFlags.Public)
                .ShouldNotBeNull($"{channel.Name} takes any address.");
    }

    [Theory]
    [InlineData("email", "es@gateway.test", "not an address")]
    [InlineData("maildir", "/var/mail/es", "relative/path")]
    [InlineData("folder", "/srv/shared/es", "relative/path")]
    [InlineData("folder", "/srv/shared/es", "/tmp/../etc")]
    [InlineData("folder", "/srv/shared/es", "es@gateway.test")]
    public async Task An_address_is_one_before_it_is_confirmed_exactly_when_it_is_one_for_carrying(
        string channel,
        string address,
        string other
    )
    {
        await using var server = new ScriptedSmtp();
        var (tested, dispatch) = Of(channel, server);

        tested.IsAddress(address).ShouldBeTrue();
        tested.IsAddress(other).ShouldBeFalse();
        (
            await tested.CarryAsync(dispatch with { Recipient = dispatch.Recipient with { Address = other } }, Cancellation)
        ).Detail.ShouldBe("address-invalid");
    }

    [Fact]
    public async Task The_time_for_an_answer_over_SMTP_holds_all_that_it_waits_for()
    {
        await using var server = new ScriptedSmtp();
        var options = server.Options with { SendTimeout = TimeSpan.FromMinutes(10) };
        IChannel channel = new EmailChannel(options, TimeProvider.System);

        channel.AnswerWithin.ShouldNotBeNull().ShouldBeGreaterThan(options.SendTimeout + options.Smtp.ConnectTimeout);
    }

    private (IChannel, Dispatch) Of(string channel, ScriptedSmtp server) =>
        channel switch
        {
            "email" => (new EmailChannel(server.Options, TimeProvider.System), Letters.To("es@gateway.test")),
            "maildir" => (
                new MaildirChannel(new() { CreateMissing = true }),
                Letters.To(Path.Combine(root, "es"), channel: "maildir")
            ),
            _ => (
                new FolderChannel(new() { CreateMissing = true }),
                Letters.To(Path.Combine(root, "es"), channel: "folder")
            ),
        };

    private sealed class Broken(Func<Exception> thrown) : MemoryStream(new byte[10])
    {
        public override bool CanSeek => false;

        public override int Read(byte[] buffer, int offset, int count) => throw thrown();

        public override int Read(Span<byte> buffer) => throw thrown();

        public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
            throw thrown();

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            throw thrown();

        public override Task CopyToAsync(Stream destination, int bufferSize, CancellationToken cancellationToken) =>
            throw thrown();
    }
}
