using System.Reflection;

namespace Gateway.Api.Verbs;

/// <summary>
/// How the gateway and its verbs are called. The text is a file, which <c>deploy/run --help</c> prints before anything is
/// built.
/// </summary>
internal static class Usage
{
    private const string File = "usage.txt";
    private static readonly Dictionary<string, string> Sections = Read();

    public static string General => Sections[""];

    public static string Of(string verb) => Sections[verb];

    /// <summary>Prints why a command failed.</summary>
    /// <returns>The exit code.</returns>
    public static async Task<int> FailAsync(string message)
    {
        await Console.Error.WriteLineAsync(message);
        return 2;
    }

    private static Dictionary<string, string> Read()
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(File)!;
        using var reader = new StreamReader(stream);
        var parts = ("== \n" + reader.ReadToEnd())
            .Split("== ", StringSplitOptions.RemoveEmptyEntries)
            .Select(part => part.Split('\n', 2));
        return parts.ToDictionary(part => part[0].Trim(), part => part[1].Trim());
    }
}
