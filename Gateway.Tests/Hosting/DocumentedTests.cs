using System.Runtime.CompilerServices;
using System.Xml.Linq;
using Gateway.Adapters.Channels.Maildir;
using Gateway.Domain.Requests;

namespace Gateway.Tests.Hosting;

/// <summary>What the documents claim of the code is looked up in the code.</summary>
public sealed class DocumentedTests
{
    internal static readonly string Root = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(Here())!, "..", ".."));

    [Fact]
    public void Every_test_named_in_the_threat_model_exists()
    {
        var rows = File.ReadLines(Path.Combine(Root, "docs", "threat-model.md"))
            .Where(line => line.StartsWith("| TM-", StringComparison.Ordinal))
            .ToList();
        rows.Count.ShouldBeGreaterThanOrEqualTo(30);
        foreach (var row in rows)
            if (row.Split('|')[^2].Trim().Split(' ')[0] is var named && named != "(later)")
                Exists(named, row);
    }

    [Fact]
    public void Every_requirement_is_answered_and_every_test_it_names_exists()
    {
        var rows = File.ReadLines(Path.Combine(Root, "docs", "requirements.md"))
            .Where(line => line.Length > 3 && char.IsAsciiLetterUpper(line[2]) && char.IsAsciiDigit(line[3]))
            .Select(line => line.Split('|'))
            .ToList();
        var counts = new Dictionary<char, int>
        {
            ['A'] = 9,
            ['B'] = 8,
            ['C'] = 9,
            ['D'] = 11,
            ['E'] = 6,
            ['F'] = 6,
            ['G'] = 12,
            ['H'] = 4,
            ['I'] = 5,
            ['J'] = 5,
            ['K'] = 5,
            ['L'] = 4,
        };
        rows.Select(row => row[1].Trim())
            .ShouldBe(counts.SelectMany(group => Enumerable.Range(1, group.Value).Select(number => $"{group.Key}{number}")));
        foreach (var row in rows)
        {
            var (state, test, why) = (row[3].Trim(), row[4].Trim(), row[5].Trim());
            state.ShouldBeOneOf("held", "partly", "not yet", "not here");
            if (state is "held" or "partly")
                Exists(test, row[1]);
            if (state != "held" && state != "not yet")
                why.ShouldNotBeEmpty(row[1]);
        }
    }

    private static void Exists(string test, string where)
    {
        var parts = test.Split('.');
        var type = typeof(DocumentedTests).Assembly.GetTypes().SingleOrDefault(type => type.Name == parts[0]);
        type.ShouldNotBeNull($"{where}: {test}");
        type.GetMethods()
            .ShouldContain(
                method => method.Name == parts[1] && method.GetCustomAttributes(typeof(FactAttribute), true).Length > 0,
                $"{where}: {test}"
            );
    }

    [Theory]
    [InlineData("Gateway.Domain", "JasperFx.Events,WolverineFx,Marten", "")]
    [InlineData(
        "Gateway.Adapters",
        "BouncyCastle.Cryptography,MailKit,Npgsql,Pkcs11Interop,Polly.Core,System.Security.Cryptography.Xml",
        "Gateway.Domain"
    )]
    [InlineData("Gateway.Api", null, "Gateway.Domain,Gateway.Adapters")]
    public void A_project_references_what_the_house_allows(string project, string? packages, string projects)
    {
        var file = XDocument.Parse(File.ReadAllText(Path.Combine(Root, project, $"{project}.csproj")));
        var referenced = file.Descendants("PackageReference").Select(reference => reference.Attribute("Include")!.Value);
        if (packages is not null)
            referenced.ShouldBeSubsetOf(packages.Split(','));
        file.Descendants("ProjectReference")
            .Select(reference => Path.GetFileNameWithoutExtension(reference.Attribute("Include")!.Value.Replace('\\', '/')))
            .ShouldBe(projects.Split(',', StringSplitOptions.RemoveEmptyEntries));
    }

    [Theory]
    [InlineData(typeof(Request), "Marten", "Npgsql", "Microsoft.AspNetCore", "MimeKit", "Gateway.Adapters", "Gateway.Api")]
    [InlineData(typeof(MaildirChannel), "Marten", "Wolverine", "Gateway.Api")]
    public void An_assembly_knows_nothing_it_must_not(Type member, params string[] forbidden)
    {
        var known = member.Assembly.GetReferencedAssemblies().Select(assembly => assembly.Name!);
        known.Where(name => forbidden.Any(prefix => name.StartsWith(prefix, StringComparison.Ordinal))).ShouldBeEmpty();
    }

    private static string Here([CallerFilePath] string here = "") => here;
}
