using System.Text.Json;
using System.Text.RegularExpressions;
using Gateway.Domain.Messages;
using Gateway.Tests.Infrastructure;
using Gateway.Tests.Signatures;

namespace Gateway.Tests.Hosting;

/// <summary>
/// deploy/monitoring speaks of metrics that exist, and every alert fires, stays quiet and has a page to read.
/// </summary>
public sealed partial class MonitoringTests
{
    private static readonly string[] MadeByPrometheus = ["up"];

    [Fact]
    public async Task Every_panel_and_rule_names_a_metric_that_exists()
    {
        using var site = new TestSite(isOneGateway: true);
        await using var gateway = await TestGatewayProcess.StartAsync(site, "both");
        using var accepted = await gateway.PostAsync(
            "co-officer",
            "/v1/requests",
            site.Sign(TestSite.Sample(MessageKind.Request))
        );
        await gateway.GetAsync("es-officer", "/v1/inbox");
        var page = await gateway.As(null).GetStringAsync("/metrics");
        var known = TypeLine()
            .Matches(page)
            .SelectMany(type => Exposed(type.Groups[1].Value, type.Groups[2].Value))
            .Concat(Documented())
            .Concat(MadeByPrometheus)
            .ToHashSet();

        var used = Expressions().SelectMany(MetricsIn).Distinct().ToList();

        used.Count.ShouldBeGreaterThan(25);
        used.Where(name => !known.Contains(name)).ShouldBeEmpty();
    }

    [Fact]
    public void Every_alert_is_tested_both_ways_and_has_its_section_in_the_runbook()
    {
        var alerts = AlertLine().Matches(Text("alerts.yml")).Select(alert => alert.Groups[1].Value).ToList();
        var tests = Text("alerts.test.yml");
        var runbook = File.ReadAllText(Path.Combine(SignatureCorpus.Repository(), "docs/runbook.md"));

        alerts.Count.ShouldBeGreaterThanOrEqualTo(15);
        foreach (var alert in alerts)
        {
            tests.ShouldContain($"name: {alert} fires");
            tests.ShouldContain($"name: {alert} stays quiet");
            runbook.ShouldContain($"\n## {alert}\n");
            Text("alerts.yml").ShouldContain($"runbook: docs/runbook.md#{alert.ToLowerInvariant()}\n");
        }
        SectionLine().Matches(runbook).Select(section => section.Groups[1].Value).ShouldBe(alerts);
    }

    [Theory]
    [InlineData("check", "rules", "alerts.yml")]
    [InlineData("test", "rules", "alerts.test.yml")]
    [InlineData("check", "config", "prometheus.yml")]
    public async Task Promtool_accepts_the_rules(params string[] words)
    {
        string[] places = [Path.Combine(SignatureCorpus.Repository(), "artifacts/tools/promtool"), "/usr/bin/promtool"];
        var promtool = places.FirstOrDefault(File.Exists);
        if (promtool is null && Environment.GetEnvironmentVariable("CI") == "true")
            Assert.Fail("promtool is not installed.");
        Assert.SkipWhen(promtool is null, "promtool is not installed (deploy/install-tools promtool).");

        var (code, said, complained) = await Shell.RunAsync(Path.GetFullPath(promtool!), words, folder: Folder);

        code.ShouldBe(0, said + complained);
    }

    private static string Folder => Path.GetFullPath(Path.Combine(SignatureCorpus.Repository(), "deploy/monitoring"));

    private static string Text(string file) => File.ReadAllText(Path.Combine(Folder, file));

    private static IEnumerable<string> Expressions()
    {
        using var dashboard = JsonDocument.Parse(Text("dashboard.json"));
        foreach (var panel in dashboard.RootElement.GetProperty("panels").EnumerateArray())
            if (panel.TryGetProperty("targets", out var targets))
                foreach (var target in targets.EnumerateArray())
                    yield return target.GetProperty("expr").GetString()!;
        foreach (Match rule in RuleExpression().Matches(Text("alerts.yml")))
            yield return rule.Groups[1].Value;
    }

    /// <summary>Names that are neither a function, a label nor a quoted value.</summary>
    private static IEnumerable<string> MetricsIn(string expression)
    {
        foreach (Match alternatives in NamePattern().Matches(expression))
        foreach (var one in alternatives.Groups[2].Value.Split('|'))
            yield return alternatives.Groups[1].Value + one + alternatives.Groups[3].Value;
        var bare = Grouping().Replace(Braces().Replace(Quoted().Replace(expression, ""), ""), "");
        foreach (Match name in Metric().Matches(bare))
            yield return name.Value;
    }

    private static IEnumerable<string> Documented() =>
        DocumentedLine()
            .Matches(File.ReadAllText(Path.Combine(SignatureCorpus.Repository(), "docs/telemetry.md")))
            .SelectMany(row =>
                Exposed(
                    row.Groups[1].Value.Replace('.', '_')
                        + (row.Groups[3].Value == "s" ? "_seconds" : "")
                        + (row.Groups[2].Value == "counter" ? "_total" : ""),
                    row.Groups[2].Value
                )
            );

    private static string[] Exposed(string name, string kind) =>
        kind == "histogram" ? [$"{name}_bucket", $"{name}_sum", $"{name}_count"] : [name];

    [GeneratedRegex(@"^# TYPE (\S+) (\S+)", RegexOptions.Multiline)]
    private static partial Regex TypeLine();

    [GeneratedRegex(@"- alert: (\S+)")]
    private static partial Regex AlertLine();

    [GeneratedRegex(@"^## (\S+)", RegexOptions.Multiline)]
    private static partial Regex SectionLine();

    [GeneratedRegex(@"expr: (?:>-\n +)?(.+)")]
    private static partial Regex RuleExpression();

    [GeneratedRegex(@"__name__=~""(\w+)\(([\w|]+)\)(\w+)""")]
    private static partial Regex NamePattern();

    [GeneratedRegex("\"[^\"]*\"")]
    private static partial Regex Quoted();

    [GeneratedRegex(@"\{[^}]*\}|\[[^\]]*\]")]
    private static partial Regex Braces();

    [GeneratedRegex(@"\b(?:by|on|group_left|without) ?\([^)]*\)")]
    private static partial Regex Grouping();

    [GeneratedRegex(@"\b(?:up|[a-z]+(?:_[a-z0-9]+){2,})\b(?!\s*\()")]
    private static partial Regex Metric();

    [GeneratedRegex(@"^\| `(gateway\.[^`]+)` \| (\w+) \| (\S+) \|", RegexOptions.Multiline)]
    private static partial Regex DocumentedLine();
}
