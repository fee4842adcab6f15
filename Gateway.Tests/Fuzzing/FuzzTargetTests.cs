using Gateway.Tests.Xml;

namespace Gateway.Tests.Fuzzing;

/// <summary>Every target answers its seeds, blind changes of them, and whatever deploy/fuzz ever found.</summary>
[Collection(Infrastructure.Alone.Name)]
public sealed class FuzzTargetTests
{
    public static TheoryData<string> Targets => [.. FuzzTarget.All.Select(target => target.Name)];

    [Theory, MemberData(nameof(Targets))]
    public void A_target_answers_its_seeds(string name)
    {
        var target = FuzzTarget.Named(name);
        var seeds = target.Seeds().ToList();

        seeds.ShouldNotBeEmpty();
        foreach (var seed in seeds.Append([])) target.Try(seed);
    }

    [Theory, MemberData(nameof(Targets))]
    public void A_target_answers_blind_changes(string name)
    {
        var target = FuzzTarget.Named(name);
        var seeds = target.Seeds().ToList();

        for (var seed = 0; seed < 1_000; seed++) Signatures.Quickly.Do(() => target.Try(new MutatedXml(seed).Of(seeds[seed % seeds.Count])));
    }

    [Theory, MemberData(nameof(Targets))]
    public void A_target_answers_what_was_found_once(string name)
    {
        var found = Path.Combine(Signatures.SignatureCorpus.Repository(), "Gateway.Tests/Fuzzing/Found", name);
        foreach (var file in Directory.Exists(found) ? Directory.GetFiles(found) : []) FuzzTarget.Named(name).Try(File.ReadAllBytes(file));
    }

    [Fact]
    public void A_broken_promise_is_a_fault() =>
        Should.Throw<InvalidOperationException>(() => FuzzTarget.Promise(false, "holds"));
}
