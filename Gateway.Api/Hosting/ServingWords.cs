using Gateway.Api.Configuration;

namespace Gateway.Api.Hosting;

/// <summary>
/// The words of a start without a verb: <c>--sandbox</c>, and settings of the form <c>--Gateway:Data DIR</c> or
/// <c>--urls=URL</c>.
/// </summary>
/// <param name="Settings">What the framework reads as configuration.</param>
/// <param name="Unknown">The first word that is none of these.</param>
internal sealed record ServingWords(string[] Settings, bool IsSandboxAsked, string? Unknown)
{
    private static readonly string[] Sections = ["urls", "environment", "Kestrel", "Logging"];

    public static ServingWords Read(IReadOnlyList<string> words)
    {
        var (settings, isSandboxAsked) = (new List<string>(), false);
        for (var i = 0; i < words.Count; i++)
        {
            if (words[i] == StartPlan.SandboxWord)
            {
                isSandboxAsked = true;
                continue;
            }
            var parts = words[i].Split('=', 2);
            if (!parts[0].StartsWith("--", StringComparison.Ordinal) || !IsSetting(parts[0][2..]))
                return new([], isSandboxAsked, words[i]);
            settings.Add(words[i]);
            if (parts.Length == 2)
                continue;
            if (++i == words.Count || words[i].StartsWith("--", StringComparison.Ordinal))
                return new([], isSandboxAsked, $"{parts[0]} without a value");
            settings.Add(words[i]);
        }
        return new([.. settings], isSandboxAsked, null);
    }

    /// <summary>Full names below our own sections are compared with the known settings later.</summary>
    private static bool IsSetting(string name) =>
        name.Split(':')[0] is var section
        && Sections.Concat(SettingsSections.Root.Members.Keys).Contains(section, StringComparer.OrdinalIgnoreCase);
}
