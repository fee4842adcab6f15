using System.Collections.Concurrent;
using System.Globalization;
using Microsoft.Extensions.Logging;

namespace Gateway.Tests.Infrastructure;

/// <summary>Keeps what the gateways of this process log, warnings and worse, to show it when a test fails.</summary>
public sealed class HostLog : ILoggerProvider
{
    private const int Kept = 5_000;
    private static readonly ConcurrentQueue<(DateTimeOffset At, string Line)> Lines = new();

    /// <summary>At most the last <paramref name="most"/> lines since an instant.</summary>
    public static IReadOnlyList<string> Since(DateTimeOffset since, int most) =>
        [.. Lines.Where(line => line.At >= since).Select(line => line.Line).TakeLast(most)];

    public ILogger CreateLogger(string categoryName) => new Lined(categoryName);

    public void Dispose() { }

    private sealed class Lined(string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Warning;

        public void Log<TState>(
            LogLevel logLevel,
            EventId eventId,
            TState state,
            Exception? exception,
            Func<TState, Exception?, string> formatter
        )
        {
            if (!IsEnabled(logLevel))
                return;
            var now = DateTimeOffset.UtcNow;
            var line =
                $"{now.ToString("HH:mm:ss.fff", CultureInfo.InvariantCulture)} {logLevel} {category}: {formatter(state, exception)}";
            Lines.Enqueue((now, exception is null ? line : $"{line}\n{exception}"));
            while (Lines.Count > Kept)
                Lines.TryDequeue(out _);
        }
    }
}
