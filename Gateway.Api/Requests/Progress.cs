using System.Buffers.Text;
using System.Globalization;
using System.Text;
using Gateway.Domain.Audit;
using Gateway.Domain.Requests;
using JasperFx.Events;

namespace Gateway.Api.Requests;

/// <summary>How far a request has come, as the contract shows it.</summary>
/// <param name="Channel">The channel last used.</param>
/// <param name="Lock">The channel that what concerns execution must use; absent while the choice is free.</param>
/// <param name="At">Time of the last fact shown.</param>
public sealed record Progress(
    Guid Id, Guid ExchangeId, ExchangeRole Role, RequestState State, string Counterpart, string Type, string? Channel,
    string? Lock, IReadOnlyList<OpenObligation> OpenObligations, long LastSequence, DateTimeOffset At)
{
    public static Progress Of(Request request, long lastSequence, DateTimeOffset at) => new(
        request.Id, request.ExchangeId, request.Role, request.State, request.Counterpart, request.Type, request.Channel,
        request.Lock, [.. Obligations(request)], lastSequence, at);

    private static IEnumerable<OpenObligation> Obligations(Request request)
    {
        if (request.Role == ExchangeRole.Requested && !request.IsAcknowledged)
            yield return new("acknowledgement");
        if (request.Role == ExchangeRole.Requesting && request.OpenClarification is { } question)
            yield return new("clarification", question);
    }
}

/// <summary>Something the served authority owes its counterpart.</summary>
public sealed record OpenObligation(string Kind, Guid? MessageId = null);

/// <summary>Rebuilds a view from facts alone; the same facts always give the same view.</summary>
public static class Replay
{
    /// <summary>Null when the opening fact is not among <paramref name="facts"/>.</summary>
    public static Progress? Progress(IReadOnlyList<IEvent> facts) =>
        Request.Replay([.. facts.Select(fact => fact.Data)]) is { } request
            ? Requests.Progress.Of(request, facts[^1].Sequence, ((IFact)facts[^1].Data).At)
            : null;
}

/// <summary>Where a page ended: opaque to callers.</summary>
internal static class Cursor
{
    public static readonly Problem Malformed = new(Problem.MalformedRequest, "after is what an earlier answer gave as next.");

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
        if (parts.Length != 2 || !long.TryParse(parts[0], CultureInfo.InvariantCulture, out var ticks) || !Guid.TryParse(parts[1], out id)
            || ticks < 0 || ticks > DateTime.MaxValue.Ticks)
            return false;
        time = new DateTimeOffset(ticks, TimeSpan.Zero);
        return true;
    }
}
