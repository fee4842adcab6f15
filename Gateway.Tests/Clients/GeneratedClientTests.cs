using System.Runtime.CompilerServices;
using Gateway.Adapters.Messages;
using Gateway.Domain.Messages;
using Gateway.Tests.Infrastructure;

namespace Gateway.Tests.Clients;

/// <summary>
/// Clients that three generators make of the contract submit a request with an attachment, poll it, and read the inbox
/// and the original at the other side. What they need comes from the package registries; where those cannot be reached
/// the test says so and is skipped.
/// </summary>
public sealed class GeneratedClientTests(TestPostgres postgres) : IAsyncLifetime
{
    private static readonly string Sources = Path.GetDirectoryName(Here())!;
    private readonly string folder = Path.Combine(Sources, "..", "obj", $"clients-{Guid.NewGuid():N}");
    private readonly TestSite site = new(isOneGateway: true);
    private readonly SampleAttachment annex = new("annex.txt", "text/plain", "An annex."u8.ToArray());
    private TestGateway gateway = null!;
    private string[] arguments = [];
    private byte[] signed = [];

    public async ValueTask InitializeAsync()
    {
        Directory.CreateDirectory(folder);
        gateway = await TestGateway.StartAsync(postgres, site);
        foreach (var name in new[] { "v1", "v1-compatible" })
            await File.WriteAllTextAsync(At($"{name}.json"), await gateway.As(null).GetStringAsync($"/openapi/{name}.json"));
        File.Copy(At("v1.json"), At("openapi.json"));
        signed = site.Sign(TestSite.Sample(MessageKind.Request, attachments: annex));
        await File.WriteAllBytesAsync(At("message.xml"), signed);
        await File.WriteAllBytesAsync(At("annex.txt"), annex.Content.ToArray());
        // Nothing of this repository's build applies to a client of somebody else.
        foreach (var name in new[] { "Directory.Build.props", "Directory.Build.targets", "Directory.Packages.props" })
            await File.WriteAllTextAsync(At(name), "<Project />");
        using var tokens = new TestTokens(site);
        arguments =
        [
            gateway.Url.ToString().TrimEnd('/'),
            tokens.Sign(tokens.Header(), tokens.Claims("CO-CA")),
            tokens.Sign(tokens.Header(), tokens.Claims("ES-CA")),
            At("message.xml"),
            At("annex.txt"),
            At("original"),
        ];
    }

    public async ValueTask DisposeAsync()
    {
        await gateway.DisposeAsync();
        site.Dispose();
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task OpenApi_typescript_with_openapi_fetch()
    {
        foreach (var file in new[] { "client.ts", "generate.mjs", "package.json" })
            File.Copy(Path.Combine(Sources, file), At(file));
        await InstalledAsync("npm", "install", "--silent", "--no-audit", "--no-fund");
        await DoneAsync("node", "generate.mjs");
        await DoneAsync(
            "node",
            "node_modules/typescript/bin/tsc",
            "client.ts",
            "--strict",
            "--target",
            "es2022",
            "--module",
            "nodenext",
            "--moduleResolution",
            "nodenext",
            "--skipLibCheck"
        );
        await DoneAsync("node", ["client.js", .. arguments]);
        (await File.ReadAllBytesAsync(At("original"))).ShouldBe(signed);
    }

    [Fact]
    public async Task NSwag()
    {
        await InstalledAsync(
            "dotnet",
            "tool",
            "install",
            "NSwag.ConsoleCore",
            "--version",
            "14.7.1",
            "--tool-path",
            At("tools")
        );
        await DoneAsync(
            At("tools/nswag"),
            "openapi2csclient",
            "/input:v1-compatible.json",
            "/output:Client.cs",
            "/namespace:Generated.NSwag",
            "/classname:GatewayClient",
            "/jsonLibrary:SystemTextJson",
            "/operationGenerationMode:SingleClientFromOperationId",
            "/useBaseUrl:false",
            "/generateOptionalParameters:true"
        );
        await RunAsync("NSwag.cs.txt");
    }

    [Fact]
    public async Task Kiota()
    {
        await InstalledAsync(
            "dotnet",
            "tool",
            "install",
            "Microsoft.OpenApi.Kiota",
            "--version",
            "1.38.0",
            "--tool-path",
            At("tools")
        );
        await DoneAsync(
            At("tools/kiota"),
            "generate",
            "--language",
            "CSharp",
            "--openapi",
            "v1.json",
            "--output",
            "Client",
            "--class-name",
            "GatewayClient",
            "--namespace-name",
            "Generated.Kiota",
            "--exclude-backward-compatible"
        );
        await RunAsync(
            "Kiota.cs.txt",
            string.Concat(
                new[]
                {
                    "Http.HttpClientLibrary",
                    "Serialization.Form",
                    "Serialization.Json",
                    "Serialization.Multipart",
                    "Serialization.Text",
                }.Select(part => $"""<PackageReference Include="Microsoft.Kiota.{part}" Version="2.1.6" />""")
            )
        );
    }

    private async Task RunAsync(string program, string packages = "")
    {
        File.Copy(Path.Combine(Sources, program), At("Program.cs"));
        await File.WriteAllTextAsync(
            At("Client.csproj"),
            $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <OutputType>Exe</OutputType><TargetFramework>net10.0</TargetFramework><ImplicitUsings>enable</ImplicitUsings>
                <EnableDefaultCompileItems>false</EnableDefaultCompileItems>
              </PropertyGroup>
              <ItemGroup><Compile Include="Program.cs" /><Compile Include="Client.cs" Condition="Exists('Client.cs')" /><Compile Include="Client/**/*.cs" />{packages}</ItemGroup>
            </Project>
            """
        );
        await InstalledAsync("dotnet", "restore", "-nodeReuse:false");
        await DoneAsync(
            "dotnet",
            "build",
            "--no-restore",
            "-c",
            "Release",
            "--nologo",
            "-v",
            "quiet",
            "-nodeReuse:false",
            "-o",
            "out"
        );
        await DoneAsync("dotnet", [At("out/Client.dll"), .. arguments]);
        (await File.ReadAllBytesAsync(At("original"))).ShouldBe(signed);
    }

    private string At(string name) => Path.GetFullPath(Path.Combine(folder, name));

    private async Task InstalledAsync(string program, params string[] words)
    {
        try
        {
            var (code, said, complained) = await Shell.RunAsync(program, words, folder: folder);
            Assert.SkipUnless(
                code == 0,
                $"{program} {words[0]} {words[1]} could not get what it needs: {said} {complained}"
            );
        }
        catch (System.ComponentModel.Win32Exception)
        {
            Assert.Skip($"{program} is not installed");
        }
    }

    private async Task DoneAsync(string program, params string[] words)
    {
        var (code, said, complained) = await Shell.RunAsync(
            program,
            words,
            new Dictionary<string, string> { ["NODE_TLS_REJECT_UNAUTHORIZED"] = "0" },
            folder
        );
        code.ShouldBe(0, $"{program} {words[0]}: {said} {complained}");
    }

    private static string Here([CallerFilePath] string here = "") => here;
}
