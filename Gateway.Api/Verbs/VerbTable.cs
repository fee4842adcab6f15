using System.Reflection;
using Gateway.Api.Configuration;
using Gateway.Api.Hosting;

namespace Gateway.Api.Verbs;

/// <summary>
/// The verbs of the command line. Exit code 0 = yes, 1 = no, 2 = could not tell, wrong configuration or wrong words.
/// </summary>
internal static class VerbTable
{
    private static readonly string[] HelpWords = ["--help", "-h"];

    private static readonly Dictionary<string, Func<string[], Task<int>>> Verbs = new()
    {
        ["demo"] = DemoVerb.RunAsync,
        ["sample"] = SampleVerb.RunAsync,
        ["schema"] = SchemaVerb.RunAsync,
        ["sign"] = SignVerb.RunAsync,
        ["sign-list"] = SignListVerb.RunAsync,
        ["token"] = TokenVerb.RunAsync,
        ["validate"] = ValidateVerb.RunAsync,
    };

    public static IEnumerable<string> Names => Verbs.Keys;

    public static Task<int> RunAsync(string[] args) =>
        args switch
        {
            ["help", var verb] when Verbs.ContainsKey(verb) => SayAsync($"usage: {Usage.Of(verb)}"),
            ["help"] => SayAsync(Usage.General),
            ["--version"] => SayAsync(Version),
            ["codegen", ..] => Serving.GenerateAsync(args),
            [var verb, ..] when Verbs.TryGetValue(verb, out var run) => args[1..].Any(HelpWords.Contains)
                ? SayAsync($"usage: {Usage.Of(verb)}")
                : run(args[1..]),
            _ when args.Any(HelpWords.Contains) => SayAsync(Usage.General),
            _ => ServingWords.Read(args) is { Unknown: { } unknown }
                ? Usage.FailAsync($"{Unknown(unknown)}\n{Usage.General}")
                : Serving.RunAsync(ServingWords.Read(args)),
        };

    private static string Version =>
        typeof(VerbTable).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion;

    private static string Unknown(string word) =>
        !word.StartsWith('-') && Spelling.Nearest(word, Verbs.Keys.Append("help")) is { } meant
            ? $"{word} is no verb; did you mean {meant}?"
            : $"{word} is neither a verb nor a setting.";

    private static async Task<int> SayAsync(string text)
    {
        await Console.Out.WriteLineAsync(text);
        return 0;
    }
}
