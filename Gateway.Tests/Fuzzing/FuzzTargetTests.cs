using Gateway.Tests.Signatures;
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
        foreach (var seed in seeds.Append([]))
            target.Try(seed);
    }

    [Theory, MemberData(nameof(Targets))]
    public void A_target_answers_blind_changes(string name)
    {
        var target = FuzzTarget.Named(name);
        var seeds = target.Seeds().ToList();

        for (var seed = 0; seed < 1_000; seed++)
            Quickly.Do(() => target.Try(new MutatedXml(seed).Of(seeds[seed % seeds.Count])));
    }

    private static string Folder => Path.Combine(SignatureCorpus.Repository(), "Gateway.Tests/Fuzzing/Found");

    public static TheoryData<string, string> Found
    {
        get
        {
            var found = new TheoryData<string, string>();
            foreach (var target in Directory.GetDirectories(Folder))
            foreach (var file in Directory.GetFiles(target))
                found.Add(Path.GetFileName(target), Path.GetFileName(file));
            return found;
        }
    }

    [Theory, MemberData(nameof(Found))]
    public void A_target_answers_what_was_found_once(string name, string file)
    {
        var found = File.ReadAllBytes(Path.Combine(Folder, name, file));

        found.ShouldNotBeEmpty();
        FuzzTarget.Named(name).Try(found);
    }

    [Fact]
    public void What_was_found_is_kept_and_none_of_it_lies_where_no_target_looks()
    {
        Found.Count.ShouldBeGreaterThanOrEqualTo(2);
        Directory.GetFiles(Folder).ShouldBeEmpty();
        foreach (var target in Directory.GetDirectories(Folder))
            FuzzTarget.All.Select(each => each.Name).ShouldContain(Path.GetFileName(target));
    }

    [Fact]
    public void A_broken_promise_is_a_fault() =>
        Should.Throw<InvalidOperationException>(() => FuzzTarget.Promise(false, "holds"));
}
