using System.Text.RegularExpressions;
using Gateway.Adapters.Channels.Email;
using Gateway.Api.Configuration;
using Gateway.Tests.Hosting;
using Gateway.Tests.Infrastructure;
using Microsoft.Extensions.Configuration;

namespace Gateway.Tests.Channels;

/// <summary>Mailboxes as a shell can set them, and as a file can.</summary>
public sealed partial class MailboxSettingsTests
{
    [Fact]
    public async Task The_example_of_the_page_sets_them_from_a_shell()
    {
        var page = await File.ReadAllTextAsync(Path.Combine(DocumentedTests.Root, "docs", "channels", "email.md"));
        var example = ShellBlock().Match(page).Groups[1].Value;
        var (code, said, complained) = await Shell.RunAsync("bash", ["-e", "-c", $"{example}\nenv"]);
        code.ShouldBe(0, complained);
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(
                said.Split('\n')
                    .Where(line => line.StartsWith("Gateway__Email", StringComparison.Ordinal))
                    .Select(line => line.Split('=', 2))
                    .ToDictionary(pair => pair[0].Replace("__", ":", StringComparison.Ordinal), pair => (string?)pair[1])
            )
            .Build();

        SettingsCheck.Faults(configuration).ShouldBeEmpty();
        Mailboxes.Read(configuration, out var mailboxes).ShouldBeEmpty();

        mailboxes.Keys.ShouldBe(["CO-CA"]);
        (mailboxes["CO-CA"].Imap.Host, mailboxes["CO-CA"].Imap.Port, mailboxes["CO-CA"].Imap.User).ShouldBe(
            ("mail.example", 993, "co@mail.example")
        );
        Settings.Read<SmtpOptions>(configuration, SettingsSections.Email).Flaws().ShouldBeEmpty();
    }

    [Theory]
    [InlineData("CO-CA", null, "CO-CA", null)]
    [InlineData("0", "CO-CA", "CO-CA", null)]
    [InlineData("0", "co-ca", "CO-CA", null)]
    [InlineData("CO-CA", "CO-CA", "CO-CA", null)]
    [InlineData("0", null, null, "Gateway__Email__Mailboxes__0__Authority is not set")]
    [InlineData(
        "CO-CA",
        "ES-CA",
        null,
        "Gateway__Email__Mailboxes__CO-CA__Authority is another authority than the key says"
    )]
    public void The_authority_is_the_key_or_stands_inside(string key, string? authority, string? found, string? fault)
    {
        var faults = Mailboxes.Read(Configured((key, authority)), out var mailboxes);
        mailboxes.Keys.ShouldBe(found is null ? [] : [found]);
        if (fault is null)
            faults.ShouldBeEmpty();
        else
            faults.ShouldHaveSingleItem().ShouldStartWith(fault);
    }

    [Fact]
    public void One_authority_has_one_mailbox() =>
        Mailboxes
            .Read(Configured(("0", "CO-CA"), ("CO-CA", null)), out _)
            .ShouldHaveSingleItem()
            .ShouldBe("Gateway__Email__Mailboxes__CO-CA is a second mailbox of CO-CA.");

    private static IConfiguration Configured(params (string Key, string? Authority)[] mailboxes)
    {
        var settings = new Dictionary<string, string?> { ["Gateway:Email:Smtp:Host"] = "mail.example" };
        foreach (var (key, authority) in mailboxes)
        {
            var mailbox = $"Gateway:Email:Mailboxes:{key}";
            (settings[$"{mailbox}:Imap:Host"], settings[$"{mailbox}:Imap:Port"]) = ("mail.example", "993");
            (settings[$"{mailbox}:Imap:User"], settings[$"{mailbox}:Imap:Password"]) = ("co@mail.example", "PASSWORD");
            if (authority is not null)
                settings[$"{mailbox}:Authority"] = authority;
        }
        return new ConfigurationBuilder().AddInMemoryCollection(settings).Build();
    }

    [GeneratedRegex("```bash\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex ShellBlock();
}
