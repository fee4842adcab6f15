using Gateway.Api.Hosting;

namespace Gateway.Api.Verbs;

/// <summary><c>schema</c>: makes or changes the tables as the owner of the database, while no gateway runs on it.</summary>
internal static class SchemaVerb
{
    public static async Task<int> RunAsync(string[] args)
    {
        try
        {
            var words = new Arguments(args, "--grant");
            return words.Positional.Count == 0
                ? await Serving.MakeSchemaAsync([], words.One("--grant"))
                : throw new UsageException("Settings come from the environment.");
        }
        catch (UsageException exception)
        {
            return await Usage.FailAsync($"{exception.Message}\nusage: {Usage.Of("schema")}");
        }
    }
}
