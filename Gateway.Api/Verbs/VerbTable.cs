using Gateway.Api.Verbs.Demo;

namespace Gateway.Api.Verbs;

/// <summary>The verbs of the command line. Exit code 0 = yes, 1 = no, 2 = could not tell or bad usage.</summary>
internal static class VerbTable
{
    private static readonly Dictionary<string, Func<string[], Task<int>>> Verbs = new()
    {
        ["demo"] = DemoVerb.RunAsync,
        ["sample"] = SampleVerb.RunAsync,
        ["sign"] = SignVerb.RunAsync,
        ["sign-list"] = SignListVerb.RunAsync,
        ["token"] = TokenVerb.RunAsync,
        ["validate"] = ValidateVerb.RunAsync,
        ["verify"] = _ => NotYetAsync("verify"),
        ["as4"] = _ => NotYetAsync("as4"),
    };

    public static Func<string[], Task<int>>? Find(string verb) => Verbs.GetValueOrDefault(verb);

    public static async Task<int> FailAsync(string message)
    {
        await Console.Error.WriteLineAsync(message);
        return 2;
    }

    private static Task<int> NotYetAsync(string verb) => FailAsync($"{verb} is not built yet.");
}
