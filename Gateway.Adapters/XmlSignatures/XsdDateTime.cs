using System.Globalization;
using System.Text.RegularExpressions;

namespace Gateway.Adapters.XmlSignatures;

/// <summary>
/// Any xs:dateTime (XML Schema part 2, 3.2.7), reduced to what can be stored: tenths of microseconds, and the years from 1
/// to 9999.
/// </summary>
internal static partial class XsdDateTime
{
    private const int Longest = 1_000;

    /// <summary>Null when it is no such time.</summary>
    /// <param name="hasOffset">Whether it states an offset from UTC; without one, it is read as UTC.</param>
    public static DateTimeOffset? Read(string text, out bool hasOffset)
    {
        hasOffset = false;
        text = text.Trim(' ', '\t', '\r', '\n');
        if (text.Length > Longest || Form().Match(text) is not { Success: true } match)
            return null;
        hasOffset = match.Groups["zone"].Success;
        var (hour, minute, second, fraction) = (
            Number(match, "hour"),
            Number(match, "minute"),
            Number(match, "second"),
            match.Groups["fraction"].Value
        );
        if (hour == 24 && (minute != 0 || second != 0 || fraction.Any(digit => digit != '0')))
            return null;
        try
        {
            var day = new DateTime(
                Number(match, "year"),
                Number(match, "month"),
                Number(match, "day"),
                0,
                0,
                0,
                DateTimeKind.Unspecified
            );
            var ticks = long.Parse(fraction.PadRight(7, '0')[..7], CultureInfo.InvariantCulture);
            return new DateTimeOffset(
                day.AddHours(hour).AddMinutes(minute).AddSeconds(second).AddTicks(ticks),
                Offset(match.Groups["zone"].Value)
            );
        }
        catch (ArgumentException)
        {
            return null; // A day that is none, or a time before the first year or after the last.
        }
    }

    private static int Number(Match match, string part) =>
        int.Parse(match.Groups[part].ValueSpan, CultureInfo.InvariantCulture);

    private static TimeSpan Offset(string zone)
    {
        if (zone.Length < 2)
            return TimeSpan.Zero;
        var offset = new TimeSpan(
            int.Parse(zone.AsSpan(1, 2), CultureInfo.InvariantCulture),
            int.Parse(zone.AsSpan(4, 2), CultureInfo.InvariantCulture),
            0
        );
        return zone[0] == '-' ? -offset : offset;
    }

    [GeneratedRegex(
        @"\A(?<year>[0-9]{4})-(?<month>[0-9]{2})-(?<day>[0-9]{2})T(?<hour>[01][0-9]|2[0-4]):(?<minute>[0-5][0-9]):(?<second>[0-5][0-9])"
            + @"(\.(?<fraction>[0-9]+))?(?<zone>Z|[+-](0[0-9]|1[0-3]):[0-5][0-9]|[+-]14:00)?\z",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture
    )]
    private static partial Regex Form();
}
