using System.Runtime.CompilerServices;
using System.Xml.Linq;

namespace Gateway.Tests.Hosting;

/// <summary>What the documents claim of the code is looked up in the code.</summary>
public sealed class DocumentedTests
{
    private static readonly string Root = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(Here())!, "..", ".."));

    [Fact]
    public void Every_test_named_in_the_threat_model_exists()
    {
        var rows = File.ReadLines(Path.Combine(Root, "docs", "threat-model.md")).Where(line => line.StartsWith("| TM-", StringComparison.Ordinal)).ToList();
        rows.Count.ShouldBeGreaterThanOrEqualTo(30);
        foreach (var row in rows)
        {
            var named = row.Split('|')[^2].Trim();
            if (named == "(later)")
                continue;
            var parts = named.Split('.');
            var type = typeof(DocumentedTests).Assembly.GetTypes().SingleOrDefault(type => type.Name == parts[0]);
            type.ShouldNotBeNull(row);
            type.GetMethods().ShouldContain(method => method.Name == parts[1] && method.GetCustomAttributes(typeof(FactAttribute), true).Length > 0, row);
        }
    }

    [Theory]
    [InlineData("Gateway.Domain", "JasperFx.Events,WolverineFx,Marten", "")]
    [InlineData("Gateway.Adapters", "MailKit,Npgsql,Polly.Core", "Gateway.Domain")]
    [InlineData("Gateway.Api", null, "Gateway.Domain,Gateway.Adapters")]
    public void A_project_references_what_the_house_allows(string project, string? packages, string projects)
    {
        var file = XDocument.Parse(File.ReadAllText(Path.Combine(Root, project, $"{project}.csproj")));
        var referenced = file.Descendants("PackageReference").Select(reference => reference.Attribute("Include")!.Value);
        if (packages is not null)
            referenced.ShouldBeSubsetOf(packages.Split(','));
        file.Descendants("ProjectReference").Select(reference => Path.GetFileNameWithoutExtension(reference.Attribute("Include")!.Value.Replace('\\', '/')))
            .ShouldBe(projects.Split(',', StringSplitOptions.RemoveEmptyEntries));
    }

    [Theory]
    [InlineData(typeof(Domain.Requests.Request), "Marten", "Npgsql", "Microsoft.AspNetCore", "MimeKit", "Gateway.Adapters", "Gateway.Api")]
    [InlineData(typeof(Adapters.Email.MaildirChannel), "Marten", "Wolverine", "Gateway.Api")]
    public void An_assembly_knows_nothing_it_must_not(Type member, params string[] forbidden)
    {
        var known = member.Assembly.GetReferencedAssemblies().Select(assembly => assembly.Name!);
        known.Where(name => forbidden.Any(prefix => name.StartsWith(prefix, StringComparison.Ordinal))).ShouldBeEmpty();
    }

    private static string Here([CallerFilePath] string here = "") => here;
}
