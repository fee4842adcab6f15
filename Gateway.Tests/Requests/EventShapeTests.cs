using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using Gateway.Api.Persistence;
using Gateway.Domain;
using Marten;
using Wolverine.Attributes;

namespace Gateway.Tests.Requests;

/// <summary>
/// Stored shapes are contracts: every event and durable message round-trips through JSON and matches its golden file. A new
/// one gets its file by a run with GATEWAY_WRITE_GOLDEN=1; an existing file changes only together with a way to read the
/// old.
/// </summary>
public sealed class EventShapeTests
{
    private static readonly ISerializer Serializer = MakeSerializer();

    public static TheoryData<string> Stored => [.. StoredTypes().Keys];

    [Theory]
    [MemberData(nameof(Stored))]
    public void Every_stored_shape_round_trips_and_matches_its_golden_file(string name)
    {
        var type = StoredTypes()[name];
        var sample = Sample(type, "");
        var json = Serializer.ToJson(sample);
        var back = Serializer.FromJson(type, new MemoryStream(System.Text.Encoding.UTF8.GetBytes(json)));
        Serializer.ToJson(back).ShouldBe(json);

        var file = Path.Combine(Folder(), $"{name}.json");
        if (Environment.GetEnvironmentVariable("GATEWAY_WRITE_GOLDEN") == "1" && !File.Exists(file))
            File.WriteAllText(file, json + "\n");
        File.Exists(file).ShouldBeTrue($"{file} is missing");
        var golden = File.ReadAllText(file).Trim();
        json.ShouldBe(golden);
        Serializer
            .ToJson(Serializer.FromJson(type, new MemoryStream(System.Text.Encoding.UTF8.GetBytes(golden))))
            .ShouldBe(golden);
    }

    public static TheoryData<string> Past =>
        [.. Directory.EnumerateFiles(Path.Combine(Folder(), "Past")).Select(file => Path.GetFileName(file))];

    /// <summary>
    /// Golden/Past/NAME.1.json, NAME.2.json ... are the shapes that are in databases and no longer written.
    /// </summary>
    [Theory]
    [MemberData(nameof(Past))]
    public void Every_past_shape_is_still_read_and_loses_nothing(string file)
    {
        var old = File.ReadAllText(Path.Combine(Folder(), "Past", file)).Trim();
        var type = StoredTypes()[file.Split('.')[0]];

        var now = JsonNode
            .Parse(Serializer.ToJson(Serializer.FromJson(type, new MemoryStream(System.Text.Encoding.UTF8.GetBytes(old)))))!
            .AsObject();

        foreach (var (member, value) in JsonNode.Parse(old)!.AsObject())
            JsonNode.DeepEquals(now[member], value).ShouldBeTrue($"{file}: {member} was {value} and reads as {now[member]}");
    }

    [Fact]
    public void Every_fact_has_a_pinned_name()
    {
        var facts = typeof(IDomainEvent)
            .Assembly.GetTypes()
            .Where(type => type.IsAssignableTo(typeof(IDomainEvent)) && !type.IsInterface);
        facts.Where(fact => !EventNames.All.Values.Contains(fact)).ShouldBeEmpty();
    }

    /// <summary>
    /// What callers read as the type of an event is a contract too: Golden/outer-names.txt. A new event adds a line by a
    /// run with GATEWAY_WRITE_GOLDEN=1; no line ever changes.
    /// </summary>
    [Fact]
    public void Every_fact_has_the_name_that_callers_were_promised()
    {
        var file = Path.Combine(Folder(), "outer-names.txt");
        var promised = File.ReadAllLines(file);
        var outer = EventNames
            .All.Values.Select(type => EventNames.Outer(Sample(type)))
            .Order(StringComparer.Ordinal)
            .ToList();
        if (Environment.GetEnvironmentVariable("GATEWAY_WRITE_GOLDEN") == "1")
            File.WriteAllLines(file, promised.Union(outer).Order(StringComparer.Ordinal));

        outer.ShouldBeUnique();
        outer.ShouldBe(promised, ignoreOrder: true);
    }

    /// <summary>An event with every member filled, the same on every run.</summary>
    internal static object Sample(Type type) => Sample(type, "");

    private static SortedDictionary<string, Type> StoredTypes()
    {
        var stored = new SortedDictionary<string, Type>(EventNames.All.ToDictionary(pair => pair.Key, pair => pair.Value));
        foreach (var type in typeof(IDomainEvent).Assembly.GetTypes())
            if (type.GetCustomAttribute<MessageIdentityAttribute>() is { } identity)
                stored[identity.GetName()!] = type;
        return stored;
    }

    /// <summary>The same values on every run, each telling which member it fills.</summary>
    private static object Sample(Type type, string member)
    {
        var plain = Nullable.GetUnderlyingType(type) ?? type;
        if (plain == typeof(string))
            return member.ToLowerInvariant();
        if (plain == typeof(Guid))
            return new Guid(member.Length, 1, 7, 8, 0, 0, 0, 0, 0, 0, (byte)(member.Sum(letter => letter) % 256));
        if (plain == typeof(DateTimeOffset))
            return new DateTimeOffset(2026, 3, 14, 15, 9, 26, TimeSpan.Zero).AddTicks(5_358_970 + member.Length * 10);
        if (plain == typeof(int) || plain == typeof(long))
            return Convert.ChangeType(member.Length, plain, System.Globalization.CultureInfo.InvariantCulture);
        if (plain == typeof(bool))
            return true;
        if (plain.IsEnum)
            return Enum.GetValues(plain).GetValue(1)!;
        if (plain == typeof(DateOnly))
            return new DateOnly(2026, 3, 14).AddDays(member.Length);
        if (
            plain.IsGenericType
            && plain.GetGenericTypeDefinition() == typeof(IReadOnlyList<>)
            && plain.GetGenericArguments()[0] is var of
            && of != typeof(string)
        )
        {
            var list = Array.CreateInstance(of, 1);
            list.SetValue(Sample(of, ""), 0);
            return list;
        }
        if (plain == typeof(IReadOnlyList<string>))
            return new[] { $"{member}-1", $"{member}-2" };
        var constructor = plain.GetConstructors().OrderByDescending(candidate => candidate.GetParameters().Length).First();
        return constructor.Invoke([
            .. constructor.GetParameters().Select(parameter => Sample(parameter.ParameterType, parameter.Name!)),
        ]);
    }

    private static ISerializer MakeSerializer()
    {
        var options = new StoreOptions();
        options.UseSystemTextJsonForSerialization();
        return options.Serializer();
    }

    private static string Folder([CallerFilePath] string here = "") =>
        Path.Combine(Path.GetDirectoryName(here)!, "..", "Golden");
}
