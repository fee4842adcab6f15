using System.Text.RegularExpressions;
using Gateway.Adapters.Messages;
using Gateway.Domain;
using Gateway.Domain.Messages;

namespace Gateway.Tests.Messages;

/// <summary>
/// Every time in every kind of message: what the schema allows is read, and all else is rejected with a place.
/// </summary>
public sealed partial class TimesOfMessagesTests
{
    private static readonly MessageReader Reader = new();

    private static readonly (string Text, bool IsValid)[] Instants =
    [
        ("2026-11-30T23:30:00Z", true),
        ("2026-11-30T23:30:00+14:00", true),
        ("2026-11-30T23:30:00-14:00", true),
        ("2026-11-30T23:30:00-00:00", true),
        ("2026-11-30T23:30:00.1234567+05:30", true),
        ("2026-11-30T24:00:00Z", false),
        ("1900-01-01T00:00:00+14:00", true),
        ("2199-12-31T23:59:59.9999999-14:00", true),
        ("2028-02-29T00:00:00Z", true),
        ("2026-11-30T23:30:00+15:00", false),
        ("2026-11-30T23:30:00-15:00", false),
        ("2026-11-30T23:30:00+14:01", false),
        ("2026-11-30T23:30:00-14:59", false),
        ("2026-11-30T23:30:00+99:00", false),
        ("2026-11-30T23:30:00+00:60", false),
        ("2026-11-30T23:30:00+13:99", false),
        ("2026-11-30T23:30:00", false),
        ("2026-11-30T23:30:00.123456789Z", false),
        ("2026-11-30T23:30:00.Z", false),
        ("2026-11-30T23:59:60Z", false),
        ("2026-11-30T24:00:01Z", false),
        ("2026-11-30T24:30:00Z", false),
        ("2026-11-30T25:00:00Z", false),
        ("2026-11-30T23:60:00Z", false),
        ("2026-02-29T00:00:00Z", false),
        ("2026-13-01T00:00:00Z", false),
        ("2026-00-10T00:00:00Z", false),
        ("0001-01-01T00:00:00Z", false),
        ("0001-01-01T00:00:00+14:00", false),
        ("9999-12-31T23:59:59Z", false),
        ("9999-12-31T23:59:59-14:00", false),
        ("-2026-11-30T00:00:00Z", false),
        ("12026-11-30T00:00:00Z", false),
        ("2026-11-30", false),
        ("23:30:00Z", false),
        ("", false),
        ("now", false),
        ("2026-11-30t23:30:00z", false),
        ("２０２６-11-30T23:30:00Z", false),
    ];

    private static readonly (string Text, bool IsValid)[] Days =
    [
        ("2026-11-30", true),
        ("1800-01-01", true),
        ("2199-12-31", true),
        ("2028-02-29", true),
        ("2026-02-29", false),
        ("2026-11-31", false),
        ("2026-11-30Z", false),
        ("2026-11-30+15:00", false),
        ("2026-11-30T00:00:00Z", false),
        ("0001-01-01", false),
        ("9999-12-31", false),
        ("2026-13-01", false),
        ("", false),
    ];

    public static TheoryData<MessageKind> Kinds => [.. Enum.GetValues<MessageKind>()];

    [Theory, MemberData(nameof(Kinds))]
    public void A_time_is_read_or_rejected_with_its_place(MessageKind kind)
    {
        var document = Samples.Text(Samples.Of(kind).Write());
        Try(document, Instant(), Instants);
        Try(document, Day(), Days);
    }

    [Theory]
    [InlineData("\n 2026-11-30T23:30:00Z\t")]
    [InlineData("2026-11-30T23:30:00&#x5A;")]
    public void Spaces_and_references_around_a_time_do_not_matter(string written)
    {
        var document = Samples.Request();
        var time = document.Replace(Instant().Match(document).Groups[1].Value, written, StringComparison.Ordinal);

        Reader.Check(Samples.Bytes(time)).ShouldBeNull();
        Reader.Read(Samples.Bytes(time)).IssuedAt.ShouldBe(new(2026, 11, 30, 23, 30, 0, TimeSpan.Zero));
    }

    private static void Try(string document, Regex where, (string Text, bool IsValid)[] cases)
    {
        foreach (Match place in where.Matches(document))
        foreach (var (text, isValid) in cases)
        {
            var changed = Samples.Bytes(
                $"{document[..place.Groups[1].Index]}{text}{document[(place.Groups[1].Index + place.Groups[1].Length)..]}"
            );
            var problem = Reader.Check(changed);

            (problem is null).ShouldBe(isValid, $"{place.Value} with {text}: {problem}");
            if (problem is null)
                Should.NotThrow(() => Reader.Read(changed), $"{place.Value} with {text}");
            else
            {
                problem.Name.ShouldBe(Problem.SchemaInvalid);
                problem.Pointers.ShouldNotBeNull().ShouldNotBeEmpty();
            }
        }
    }

    [GeneratedRegex(@"<(?:[a-zA-Z]+)>(\d{4}-\d\d-\d\dT[^<]+)<")]
    private static partial Regex Instant();

    [GeneratedRegex(@"<(?:[a-zA-Z]+)>(\d{4}-\d\d-\d\d)<")]
    private static partial Regex Day();
}
