using System.Net;
using Gateway.Tests.Infrastructure;

namespace Gateway.Tests.Verbs;

/// <summary>The verb <c>token</c>, as a person runs it beside a running sandbox.</summary>
public sealed class TokenVerbTests(TestPostgres postgres) : IDisposable
{
    private readonly TestSite site = new(isOneGateway: true);

    public void Dispose() => site.Dispose();

    [Fact]
    public async Task A_test_person_calls_with_a_token_instead_of_a_certificate()
    {
        await using var gateway = await TestGateway.StartAsync(postgres, site);

        var (code, token, _) = await RunAsync("--as", "co-officer", "--data", site.DataOf("both"));

        code.ShouldBe(0);
        (await gateway.GetAsync(token, null, "/v1/requests")).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await gateway.GetAsync(token, null, $"/v1/requests/{Guid.NewGuid()}/accesses")).StatusCode.ShouldBe(
            HttpStatusCode.Forbidden
        );
    }

    [Fact]
    public async Task A_bound_one_needs_the_persons_certificate_as_well()
    {
        await using var gateway = await TestGateway.StartAsync(postgres, site);

        var (code, token, _) = await RunAsync("--bound", "--as", "auditor", "--data", site.DataOf("both"));

        code.ShouldBe(0);
        (await gateway.GetAsync(token, "auditor", "/v1/requests")).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await gateway.GetAsync(token, "co-officer", "/v1/requests")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await gateway.GetAsync(token, null, "/v1/requests")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task Where_there_is_no_such_person_or_no_sandbox_it_says_so_with_exit_code_2()
    {
        foreach (
            var words in new string[][]
            {
                ["--as", "nobody", "--data", site.DataOf("both")],
                ["--as", "co-officer", "--data", "/nowhere"],
                [],
                ["--as"],
                ["--nonsense", "1"],
            }
        )
        {
            var (code, said, complained) = await RunAsync(words);
            (code, said).ShouldBe((2, ""), string.Join(' ', words));
            complained.ShouldNotContain("   at ");
        }
        var (rejected, token, _) = await Shell.GatewayAsync(
            ["token", "--as", "co-officer", "--data", site.DataOf("both")],
            new Dictionary<string, string> { ["Gateway__Directory"] = Path.Combine(site.FolderOf("both"), "directory.json") }
        );
        (rejected, token).ShouldBe((2, ""), "A gateway with a directory of its own is no sandbox.");
    }

    [Fact]
    public void The_key_of_the_issuer_is_readable_by_its_owner_alone_and_stays_the_same()
    {
        var file = Path.Combine(site.FolderOf("both"), "token-issuer.pem");
        var before = File.ReadAllText(file);
        File.Delete(Path.Combine(site.FolderOf("both"), "token-issuer.jwks.json"));

        site.OptionsOf("both").Tokens!.Keys.ShouldBe(Path.Combine(site.FolderOf("both"), "token-issuer.jwks.json"));

        File.ReadAllText(file).ShouldBe(before);
        File.GetUnixFileMode(file).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        Directory.GetFiles(site.FolderOf("both"), "token-issuer*").Length.ShouldBe(2);
        File.ReadAllText(Path.Combine(site.FolderOf("both"), "token-issuer.jwks.json")).ShouldNotContain("\"d\"");
    }

    private static Task<(int Code, string Said, string Complained)> RunAsync(params string[] words) =>
        Shell.GatewayAsync(["token", .. words]);
}
