using System.Globalization;
using Gateway.Domain;

namespace Gateway.Api.Http;

/// <summary>A past instant that a caller asks about.</summary>
internal static class PastInstant
{
    public static Problem? Read(string at, out DateTimeOffset instant)
    {
        if (DateTimeOffset.TryParse(at, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out instant))
            return null;
        return new(
            Problem.MalformedRequest,
            at.Contains(' ', StringComparison.Ordinal)
                ? "at is a time such as 2026-01-31T12:00:00Z; write the + of an offset as %2B."
                : "at is a time such as 2026-01-31T12:00:00Z."
        );
    }
}
