using System.Buffers.Text;
using System.Globalization;
using System.Text;
using Gateway.Domain;

namespace Gateway.Api.Http;

/// <summary>Where a page ended: opaque to callers.</summary>
internal static class Cursor
{
    public static readonly Problem Malformed = new(
        Problem.MalformedRequest,
        "after is what an earlier answer gave as next."
    );

    public static string Write(DateTimeOffset time, Guid id) =>
        Base64Url.EncodeToString(Encoding.ASCII.GetBytes($"{time.UtcTicks.ToString(CultureInfo.InvariantCulture)}.{id}"));

    /// <summary>True also when there is no cursor; then <paramref name="time"/> is null.</summary>
    public static bool TryRead(string? text, out DateTimeOffset? time, out Guid id)
    {
        (time, id) = (null, Guid.Empty);
        if (text is null)
            return true;
        if (!Base64Url.IsValid(text) || text.Length > 200)
            return false;
        var parts = Encoding.ASCII.GetString(Base64Url.DecodeFromChars(text)).Split('.');
        if (
            parts.Length != 2
            || !long.TryParse(parts[0], CultureInfo.InvariantCulture, out var ticks)
            || !Guid.TryParse(parts[1], out id)
            || ticks < 0
            || ticks > DateTime.MaxValue.Ticks
        )
            return false;
        time = new DateTimeOffset(ticks, TimeSpan.Zero);
        return true;
    }
}
