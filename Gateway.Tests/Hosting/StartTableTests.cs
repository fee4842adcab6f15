using Gateway.Api.Configuration;
using Gateway.Api.Hosting;
using Gateway.Tests.Infrastructure;
using Microsoft.Extensions.Configuration;

namespace Gateway.Tests.Hosting;

/// <summary>
/// Every pair of settings, each absent, right, misspelt or wrong, in a real deployment and where nothing else is
/// configured: the gateway starts as it was meant, or rejects with a line that names the setting. Nothing becomes a
/// sandbox that nobody asked for.
/// </summary>
public sealed class StartTableTests(ITestOutputHelper output) : IDisposable
{
    private const string Sandbox = StartPlan.SandboxWord;
    private readonly TestSite site = new(isOneGateway: true);

    private enum State
    {
        Absent,
        Right,
        Misspelt,
        Wrong,
    }

    public void Dispose() => site.Dispose();

    [Fact]
    public void Every_pair_of_settings_starts_as_it_was_meant_or_rejects_and_names_the_setting()
    {
        var settings = Settings();
        var outcomes = new Dictionary<string, int>();
        foreach (var isReal in new[] { true, false })
        foreach (var (index, first) in settings.Index())
        foreach (var second in settings.Skip(index + 1))
        foreach (var (one, other) in Pairs(first, second))
        {
            var states = settings.ToDictionary(
                setting => setting.Key,
                setting =>
                    setting == first ? one
                    : setting == second ? other
                    : isReal && setting.IsOfReal ? State.Right
                    : State.Absent
            );
            var expected = Expected(settings, states);
            var (found, faults) = Start(settings, states);
            var row =
                $"{(isReal ? "real   " : "nothing")} | {first.Key} {one} | {second.Key} {other} | {found} | {string.Join(" / ", faults)}";
            output.WriteLine(row);
            found.ShouldBe(expected, row);
            if (found == "rejects")
                faults.ShouldContain(
                    fault => Blamed(settings, states).Any(name => fault.Contains(name, StringComparison.Ordinal)),
                    row
                );
            faults.ShouldAllBe(
                fault =>
                    !fault.Contains('\n', StringComparison.Ordinal) && !fault.Contains("secret", StringComparison.Ordinal),
                row
            );
            outcomes[found] = outcomes.GetValueOrDefault(found) + 1;
        }
        output.WriteLine(string.Join(", ", outcomes.Select(outcome => $"{outcome.Key}: {outcome.Value}")));
        outcomes.Keys.ShouldBe(["real", "sandbox", "rejects"], ignoreOrder: true);
    }

    [Theory]
    [InlineData("Gateway:Direktory", "Gateway__Directory")]
    [InlineData("Gateway:Evidence:Ancors", "Gateway__Evidence__Anchors")]
    [InlineData("Gateway:Email:Mailboxes:0:Autority", "Gateway__Email__Mailboxes__0__Authority")]
    [InlineData("Gateway:Email:Mailboxes:CO-CA:Imap:Hots", "Gateway__Email__Mailboxes__CO-CA__Imap__Host")]
    [InlineData("Gatway:Directory", "Gateway")]
    [InlineData("Gateway_Directory", "Gateway__Directory")]
    [InlineData("GATEWAY_KEY_ENCRYPTION_KEY", null)]
    [InlineData("ConnectionStrings:gatway", "ConnectionStrings__Gateway")]
    [InlineData("Validation:Thrust", "Validation__Trust")]
    [InlineData("Gateway:IsSandbox", null)]
    [InlineData("Gateway:SandboxTimestampKey", null)]
    [InlineData("Gateway:Maildir:CreateMissing", null)]
    public void An_unknown_key_is_rejected_by_name_with_the_one_it_resembles(string key, string? meant)
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(new Dictionary<string, string?> { [key] = "x" })
            .Build();
        if (key.StartsWith("GATEWAY_", StringComparison.Ordinal))
        {
            // A name of the environment that resembles none of ours is somebody else's.
            Should.NotThrow(() => StartPlan.Read(configuration, isSandboxAsked: true));
            return;
        }
        var faults = Should.Throw<ConfigurationException>(() => StartPlan.Read(configuration, isSandboxAsked: true)).Faults;

        var fault = faults.ShouldHaveSingleItem();
        fault.ShouldContain(meant == "Gateway" ? "Gatway" : key.Split(':')[^1]);
        if (meant is not null)
            fault.ShouldContain($"did you mean {meant}");
    }

    private (string Outcome, IReadOnlyList<string> Faults) Start(
        IReadOnlyList<Setting> settings,
        Dictionary<string, State> states
    )
    {
        var keys = new Dictionary<string, string?>();
        foreach (var setting in settings.Where(setting => setting.Key != Sandbox))
            if (states[setting.Key] is var state && state != State.Absent)
                keys[state == State.Misspelt ? setting.Misspelt : setting.Key] =
                    state == State.Wrong ? setting.Wrong : setting.Value;
        try
        {
            var plan = StartPlan.Read(
                new ConfigurationBuilder().AddInMemoryCollection(keys).Build(),
                states[Sandbox] == State.Right
            );
            plan.Options.OpenMetrics.ShouldBe(states["Gateway:OpenMetrics"] == State.Right ? true : null);
            return (plan.Options.IsSandbox ? "sandbox" : "real", []);
        }
        catch (ConfigurationException exception)
        {
            return ("rejects", exception.Faults);
        }
    }

    /// <summary>Worked out from the rule, not from the code.</summary>
    private static string Expected(IReadOnlyList<Setting> settings, Dictionary<string, State> states)
    {
        if (states.Values.Any(state => state is State.Misspelt or State.Wrong))
            return "rejects";
        var asked = states[Sandbox] == State.Right;
        var real = settings
            .Where(setting => setting.IsOfReal)
            .Select(setting => states[setting.Key] == State.Right)
            .ToList();
        if (states["Gateway:SeveralNodes"] == State.Right && states["ConnectionStrings:gateway"] == State.Absent)
            return "rejects";
        if (asked)
            return real.Any(isSet => isSet) ? "rejects" : "sandbox";
        if (real.All(isSet => isSet))
            return "real";
        return states.Values.All(state => state == State.Absent) ? "sandbox" : "rejects";
    }

    /// <summary>Any of these may be named.</summary>
    private static IEnumerable<string> Blamed(IReadOnlyList<Setting> settings, Dictionary<string, State> states)
    {
        var faulty = settings.Where(setting => states[setting.Key] is State.Misspelt or State.Wrong).ToList();
        foreach (var setting in faulty)
            yield return (states[setting.Key] == State.Misspelt ? setting.Misspelt : setting.Key)
                .Replace(":0", "", StringComparison.Ordinal)
                .Replace(":", "__", StringComparison.Ordinal);
        foreach (var missing in settings.Where(setting => setting.IsOfReal && states[setting.Key] == State.Absent))
            yield return missing.Key.Replace(":", "__", StringComparison.Ordinal);
        yield return Sandbox;
        yield return "ConnectionStrings__gateway";
    }

    private static IEnumerable<(State, State)> Pairs(Setting first, Setting second) =>
        from one in States(first)
        from other in States(second)
        select (one, other);

    private static State[] States(Setting setting) =>
        setting.Key == Sandbox ? [State.Absent, State.Right] : [State.Absent, State.Right, State.Misspelt, State.Wrong];

    private IReadOnlyList<Setting> Settings()
    {
        var folder = site.FolderOf("both");
        return
        [
            new("Gateway:Directory", "Gateway:Direktory", File("directory.json"), File("nowhere.json"), IsOfReal: true),
            new(
                "Gateway:KeyEncryptionKey",
                "Gateway:KeyEncrytionKey",
                File("key-encryption-key"),
                File("ca.pem"),
                IsOfReal: true
            ),
            new(
                "Gateway:ReceiptKey",
                "Gateway:RecieptKey",
                File("receipts.p12"),
                File("key-encryption-key"),
                IsOfReal: true
            ),
            new(
                "Gateway:ServerCertificate",
                "Gateway:ServerCertficate",
                File("server.p12"),
                File("nowhere.p12"),
                IsOfReal: true
            ),
            new("Gateway:KeyPassword", "Gateway:KeyPasword", "sandbox", "secret", IsOfReal: true),
            new(
                "ConnectionStrings:gateway",
                "ConnectionStrings:gatway",
                "Host=db.example;Username=g",
                "Host=db.example;Pass=secret"
            ),
            new(Sandbox, "", "", ""),
            new("Gateway:SeveralNodes", "Gateway:SeveralNode", "true", "secret"),
            new("Gateway:OpenMetrics", "Gateway:OpenMetric", "true", "secret"),
            new("Gateway:Maildir:Roots:0", "Gateway:Maildir:Rots:0", "/var/mail/gateway", "relative"),
            new("Gateway:CallsPerSecond", "Gateway:CallPerSecond", "100", "0"),
        ];

        string File(string name) => Path.Combine(folder, name);
    }

    private sealed record Setting(string Key, string Misspelt, string Value, string Wrong, bool IsOfReal = false);
}
