using Gateway.Api.LegalBases;
using Gateway.Domain.LegalBases;
using Gateway.Domain.Messages;
using Gateway.Tests.Requests;

namespace Gateway.Tests.LegalBases;

/// <summary>Treaties are files: read strictly, versioned, and combined so that the stricter holds.</summary>
public sealed class LegalBasisTests : IDisposable
{
    private const string Basis = """
        {
          "code": "NEW-TREATY", "version": 1, "name": "A new treaty", "source": "Invented.",
          "channel": { "policy": "samePlatform", "exceptionGrounds": ["superveningSituation"], "noticeToSender": true, "preferred": ["ibera"], "urgentOnly": [] },
          "acknowledgeWithinDays": 3, "clarifyWithinDays": null, "confirmation": null,
          "clocks": [{ "kind": "provisionalArrest", "days": 20, "mayEndAfterDays": null, "warnDaysBefore": 5 }],
          "content": { "*": { "must": ["procedure"], "should": [] } },
          "refusalGrounds": [], "furtherUseNeedsConsent": true, "languages": ["fr"]
        }
        """;

    private readonly string folder = Directory.CreateTempSubdirectory("gateway-bases-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void A_new_basis_is_a_file_and_no_code()
    {
        File.WriteAllText(Path.Combine(folder, "new.json"), Basis);
        var bases = new LegalBasisFiles(LegalBasisFiles.Shipped, folder);

        var terms = Terms.Of(bases, ["NEW-TREATY", "UNTOC"], "mla");

        terms.Channel.ExceptionGrounds.ShouldBe([ChannelGround.SuperveningSituation]);
        terms.Channel.Preferred.ShouldBe(["ibera"]);
        terms.AcknowledgeWithinDays.ShouldBe(3);
        terms.Clock(ClockKind.ProvisionalArrest)!.Value.Rule.Days.ShouldBe(20);
        terms.Content.Must.ShouldContain("procedure");
        terms.Applied.ShouldBe([new("NEW-TREATY", 1), new("UNTOC", 1)]);
    }

    [Fact]
    public void A_newer_version_applies_to_new_requests()
    {
        File.WriteAllText(Path.Combine(folder, "1.json"), Basis);
        File.WriteAllText(
            Path.Combine(folder, "2.json"),
            Basis
                .Replace("\"version\": 1", "\"version\": 2", StringComparison.Ordinal)
                .Replace("\"days\": 20", "\"days\": 45", StringComparison.Ordinal)
        );

        new LegalBasisFiles(folder).Find("NEW-TREATY")!.Clocks[0].Days.ShouldBe(45);
    }

    [Theory]
    [InlineData("\"version\": 1", "\"version\": 0")]
    [InlineData("\"noticeToSender\": true", "\"noticeToSender\": false")]
    [InlineData("\"warnDaysBefore\": 5", "\"warnDaysBefore\": 20")]
    [InlineData("\"days\": 20", "\"days\": -20")]
    [InlineData("\"policy\": \"samePlatform\"", "\"policy\": \"anyPlatform\"")]
    [InlineData("\"languages\": [\"fr\"]", "\"languages\": [\"fr\"], \"unknown\": 1")]
    [InlineData("\"name\": \"A new treaty\", ", "")]
    [InlineData("\"acknowledgeWithinDays\": 3", "\"acknowledgeWithinDays\": 0")]
    public void A_file_that_is_not_of_the_form_stops_the_start(string valid, string invalid)
    {
        Basis.ShouldContain(valid);
        File.WriteAllText(Path.Combine(folder, "new.json"), Basis.Replace(valid, invalid, StringComparison.Ordinal));

        Should.Throw<InvalidOperationException>(() => new LegalBasisFiles(folder));
    }

    [Fact]
    public void The_same_version_twice_stops_the_start()
    {
        File.WriteAllText(Path.Combine(folder, "a.json"), Basis);
        File.WriteAllText(Path.Combine(folder, "b.json"), Basis);

        Should.Throw<InvalidOperationException>(() => new LegalBasisFiles(folder)).Message.ShouldContain("twice");
    }

    [Fact]
    public void Of_several_the_stricter_holds_and_an_unknown_one_binds()
    {
        Terms.Of(Side.Bases, ["UNTOC"], "mla").Channel.Policy.ShouldBe(SameChannelPolicy.None);
        Terms.Of(Side.Bases, ["UNTOC"], "mla").Channel.UrgentOnly.ShouldBe(["interpol"]);
        Terms.Of(Side.Bases, ["UNTOC", "MEDELLIN"], "mla").Channel.Preferred.ShouldBe(["ibera"]);
        Terms.Of(Side.Bases, ["UNTOC", "ETS-182"], "mla").Channel.Policy.ShouldBe(SameChannelPolicy.SameRoute);
        Terms.Of(Side.Bases, ["ETS-182", "MEDELLIN"], "mla").Channel.Policy.ShouldBe(SameChannelPolicy.SamePlatform);
        Terms.Of(Side.Bases, ["UNTOC", "NOWHERE"], "mla").Channel.Policy.ShouldBe(SameChannelPolicy.SamePlatform);
        Terms
            .Of(Side.Bases, ["ETS-185", "BILATERAL-EXAMPLE"], "preservation")
            .Clock(ClockKind.Preservation)!
            .Value.Rule.Days.ShouldBe(60);
    }

    [Fact]
    public void The_example_of_the_page_is_read()
    {
        var page = File.ReadAllText(
            Path.Combine(Path.GetDirectoryName(Here())!, "..", "..", "docs", "formats", "legal-basis.md")
        );
        File.WriteAllText(Path.Combine(folder, "example.json"), page.Split("```json")[1].Split("```")[0]);

        new LegalBasisFiles(folder).Find("ETS-024")!.Clocks[0].MayEndAfterDays.ShouldBe(18);
    }

    private static string Here([System.Runtime.CompilerServices.CallerFilePath] string here = "") => here;
}
