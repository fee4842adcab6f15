using System.Runtime.CompilerServices;
using Gateway.Api.Problems;
using Gateway.Domain;

namespace Gateway.Tests.Requests;

public sealed class ProblemCatalogueTests
{
    /// <summary>The names and statuses callers were promised.</summary>
    private static readonly Dictionary<string, int> Promised = new()
    {
        ["malformed-xml"] = 400,
        ["dtd-forbidden"] = 400,
        ["schema-invalid"] = 400,
        ["unauthenticated"] = 401,
        ["signer-unknown"] = 403,
        ["signer-not-authorised"] = 403,
        ["forbidden"] = 403,
        ["not-found"] = 404,
        ["message-id-reused"] = 409,
        ["wrong-state"] = 409,
        ["channel-locked"] = 409,
        ["version-stale"] = 412,
        ["too-large"] = 413,
        ["media-type-unsupported"] = 415,
        ["signature-invalid"] = 422,
        ["attachment-missing"] = 422,
        ["attachment-altered"] = 422,
        ["counterpart-unknown"] = 422,
        ["exception-incomplete"] = 422,
        ["idempotency-key-reused"] = 422,
    };

    [Fact]
    public void What_was_promised_stays() =>
        Promised.ShouldAllBe(promise => ProblemCatalogue.Of(promise.Key).Status == promise.Value);

    [Fact]
    public void Every_problem_there_is_has_its_entry() =>
        typeof(Problem)
            .GetFields()
            .Where(field => field.IsLiteral)
            .Select(field => (string)field.GetRawConstantValue()!)
            .ShouldBe(ProblemCatalogue.All.Keys, ignoreOrder: true);

    [Fact]
    public void The_page_of_problems_says_what_the_gateway_answers()
    {
        var page = File.ReadAllText(Path.Combine(Path.GetDirectoryName(Here())!, "..", "..", "docs", "problems.md"));
        foreach (var entry in ProblemCatalogue.All.Values)
            page.ShouldContain(
                $"| `{entry.Name}` | {(entry.Name == "overloaded" ? "429 / 503" : entry.Status)} | {(entry.IsRetryable ? "yes" : "no")} | {entry.Explanation} |"
            );
        page.Split('\n')
            .Count(line => line.StartsWith("| `", StringComparison.Ordinal))
            .ShouldBe(ProblemCatalogue.All.Count);
    }

    private static string Here([CallerFilePath] string here = "") => here;
}
