using OpenTelemetry;
using OpenTelemetry.Logs;

namespace Gateway.Api.Observability;

/// <summary>The export contains the same data of an exception as a log line, and no text of it.</summary>
internal sealed class ExportedException : BaseProcessor<LogRecord>
{
    public override void OnEnd(LogRecord data)
    {
        if (data.Exception is not { } exception)
            return;
        data.Exception = null;
        data.Attributes =
        [
            .. data.Attributes ?? [],
            new("exception.type", exception.GetType().FullName),
            new("exception.stacktrace", SanitizedException.TextOf(exception)),
        ];
    }
}
