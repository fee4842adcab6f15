using System.Text.Json;
using Gateway.Tests.Signatures;

namespace Gateway.Tests.Ablation;

/// <summary>
/// One switch that turns a control off in a build made for tests only. <paramref name="Find"/> occurs once in
/// <paramref name="File"/> and is replaced; the word <c>OFF</c> in the replacement is true while the switch is thrown.
/// </summary>
/// <param name="Control">The row of docs/threat-model.md, or <c>-</c>.</param>
/// <param name="Test">The test that turns red: namespace, class and method.</param>
public sealed record ControlSwitch(string Id, string Control, string File, string Find, string Replace, string Test)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    public static IReadOnlyList<ControlSwitch> All { get; } = [.. Read()];

    private static IEnumerable<ControlSwitch> Read() =>
        from file in Directory
            .GetFiles(Path.Combine(SignatureCorpus.Repository(), "Gateway.Tests/Ablation/Controls"), "*.json")
            .Order()
        from one in JsonSerializer.Deserialize<ControlSwitch[]>(System.IO.File.ReadAllText(file), Json)!
        select one;
}
