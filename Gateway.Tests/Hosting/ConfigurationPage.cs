using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Gateway.Api.Configuration;

namespace Gateway.Tests.Hosting;

/// <summary>Writes docs/configuration.md from the options types and the comments on their members.</summary>
internal static partial class ConfigurationPage
{
    public static string Write()
    {
        var page = new StringBuilder(
            File.ReadAllText(Path.Combine(DocumentedTests.Root, "Gateway.Tests", "Hosting", "configuration.head.md"))
        );
        foreach (var (path, type) in SettingsSections.All)
        {
            var prefix = path == SettingsSections.Mailboxes ? $"{path}:0" : path;
            var shape = path == SettingsSections.Mailboxes ? SettingsShape.Of(type).Element! : SettingsShape.Of(type);
            page.Append(
                CultureInfo.InvariantCulture,
                $"\n## {prefix}\n\n{Summary(shape.Type)}\n\n| environment variable | type | default | meaning "
                    + $"|\n|---|---|---|---|\n"
            );
            foreach (var row in Rows(prefix, shape).Distinct())
                page.Append(row).Append('\n');
        }
        return page.ToString();
    }

    private static IEnumerable<string> Rows(string path, SettingsShape shape)
    {
        foreach (var (name, member) in shape.Members)
        {
            var key =
                $"{path}:{name}"
                + (
                    member.Element is null ? ""
                    : member.IsMap ? ":NAME"
                    : ":0"
                );
            if (member.Members.Count > 0)
                foreach (var row in Rows(key, member))
                    yield return row;
            else
                yield return $"| `{key.Replace(":", "__", StringComparison.Ordinal)}` | {SettingsCheck.Described((member.Element ?? member).ValueType)} "
                    + $"| {(name == "Threads" ? "half of the processors" : Default(member.Default))} | {MeaningOf(member)} |";
        }
    }

    private static string Default(object? value) =>
        value switch
        {
            null or "" => "unset",
            bool truth => truth ? "`true`" : "`false`",
            string text => $"`{text}`",
            System.Collections.IEnumerable => "none",
            IFormattable number => $"`{number.ToString(null, CultureInfo.InvariantCulture)}`",
            _ => $"`{value}`",
        };

    private static string MeaningOf(SettingsShape member)
    {
        var property = member.Property!;
        var summary = Comment(Source(property.DeclaringType!), $@"public (?:required )?[\w<>?, ]+ {property.Name} \{{");
        summary.ShouldNotBeEmpty($"{property.DeclaringType!.Name}.{property.Name} has no summary.");
        return summary;
    }

    private static string Summary(Type type) => Comment(Source(type), $@"public sealed record {type.Name}\b");

    private static string Source(Type type) =>
        Directory
            .EnumerateFiles(DocumentedTests.Root, "*.cs", SearchOption.AllDirectories)
            .Where(file =>
                file.Contains("Gateway.Api", StringComparison.Ordinal)
                || file.Contains("Gateway.Adapters", StringComparison.Ordinal)
            )
            .Where(file => !file.Contains("/obj/", StringComparison.Ordinal))
            .Select(File.ReadAllText)
            .First(text => text.Contains($"record {type.Name}\n", StringComparison.Ordinal));

    /// <summary>The summary above a declaration, as Markdown.</summary>
    private static string Comment(string source, string declaration)
    {
        var found = Regex.Match(source, $@"((?:^ *///.*\n)+)(?:^ *\[.*\]\n)*^ *{declaration}", RegexOptions.Multiline);
        var text = string.Join(' ', found.Groups[1].Value.Split('\n').Select(line => line.Trim().TrimStart('/').Trim()));
        text = Summaries().Match(text).Groups[1].Value.Trim();
        text = Codes().Replace(References().Replace(text, "`$1`"), "`$1`");
        return text.Replace("&lt;", "<", StringComparison.Ordinal).Replace("|", "\\|", StringComparison.Ordinal);
    }

    [GeneratedRegex("<summary>(.*)</summary>")]
    private static partial Regex Summaries();

    [GeneratedRegex("<c>(.*?)</c>")]
    private static partial Regex Codes();

    [GeneratedRegex("<see cref=\"([^\"]*)\" ?/>")]
    private static partial Regex References();
}
