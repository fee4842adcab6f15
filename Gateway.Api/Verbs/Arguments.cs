namespace Gateway.Api.Verbs;

/// <summary>A verb's words: positional ones, and options of the form <c>--name value</c> or <c>-o value</c>.</summary>
internal sealed class Arguments
{
    private readonly Dictionary<string, List<string>> options = [];
    private readonly List<string> positional = [];

    /// <exception cref="UsageException">An option the verb does not have, or one without its value.</exception>
    public Arguments(IReadOnlyList<string> words, params IReadOnlyList<string> known)
    {
        for (var i = 0; i < words.Count; i++)
        {
            if (!words[i].StartsWith('-'))
            {
                positional.Add(words[i]);
                continue;
            }
            if (!known.Contains(words[i]))
                throw new UsageException($"Unknown option {words[i]}; known: {string.Join(' ', known)}.");
            if (i + 1 == words.Count)
                throw new UsageException($"Option {words[i]} needs a value.");
            var name = words[i];
            if (!options.TryGetValue(name, out var values))
                options[name] = values = [];
            values.Add(words[++i]);
        }
    }

    public IReadOnlyList<string> Positional => positional;

    public string? One(string name) => options.TryGetValue(name, out var values) ? values[^1] : null;

    /// <exception cref="UsageException">It was not given.</exception>
    public string Required(string name) => One(name) ?? throw new UsageException($"Option {name} is needed.");

    public IReadOnlyList<string> Many(string name) => options.TryGetValue(name, out var values) ? values : [];

    /// <exception cref="UsageException">It was given and is not a UUID.</exception>
    public Guid? Id(string name) =>
        One(name) is not { } text ? null
        : Guid.TryParse(text, out var id) ? id
        : throw new UsageException($"Option {name} takes a UUID.");
}

/// <summary>The words of a command line cannot be understood.</summary>
internal sealed class UsageException(string message) : Exception(message);
