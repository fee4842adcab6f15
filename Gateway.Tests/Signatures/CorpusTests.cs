using System.Runtime.CompilerServices;
using Gateway.Adapters.Messages;
using Gateway.Adapters.Signatures;

namespace Gateway.Tests.Signatures;

/// <summary>Real signatures of others, sound and broken, as hostile input. The collection lies beside the repository.</summary>
public sealed class CorpusTests
{
    [Fact]
    public void No_document_of_the_collection_makes_the_verifier_or_the_reader_throw()
    {
        var files = Files();

        files.Length.ShouldBeGreaterThan(30);
        foreach (var file in files)
        {
            var document = File.ReadAllBytes(file);
            var verdict = new StrictXadesVerifier().Verify(document, [TestKeys.Known("p256")], TestKeys.Noon);

            verdict.IsPassed.ShouldBeFalse(file);
            verdict.Reasons.ShouldHaveSingleItem();
            new MessageReader().Check(document).ShouldNotBeNull(file);
        }
    }

    private static string[] Files()
    {
        var folder = Path.GetFullPath(Environment.GetEnvironmentVariable("GATEWAY_CORPUS") ?? Path.Combine(Repository(), "../shared/corpus"));
        var xades = Path.Combine(folder, "xades");
        if (Directory.Exists(xades)) return Directory.GetFiles(xades, "*", SearchOption.AllDirectories);
        if (Environment.GetEnvironmentVariable("CI") == "true") Assert.Fail($"The collection of signatures is not at {folder}.");
        Assert.Skip($"The collection of signatures is not at {folder}; GATEWAY_CORPUS names another place.");
        return [];
    }

    private static string Repository([CallerFilePath] string here = "") => Path.Combine(Path.GetDirectoryName(here)!, "../..");
}
