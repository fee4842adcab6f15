using System.Net.Sockets;
using System.Text;
using Gateway.Api.Configuration;
using Gateway.Api.EmbeddedPostgres;
using Npgsql;

namespace Gateway.Api.Observability;

/// <summary>
/// What a log keeps of an exception: its types, codes and stacks. It keeps texts only of the operating system and of this
/// gateway: those of other libraries quote their input.
/// </summary>
internal static class SanitizedException
{
    private const int MostCauses = 8;
    private const int MostFrames = 30;

    public static string TextOf(Exception exception)
    {
        var text = new StringBuilder();
        foreach (var cause in Causes(exception).Take(MostCauses))
        {
            text.Append(text.Length == 0 ? "" : "\n---- caused by ").Append(cause.GetType().FullName);
            if (CodeOf(cause) is { } code)
                text.Append(" (").Append(code).Append(')');
            if (cause is SocketException or EmbeddedPostgresException or ConfigurationException)
                text.Append(": ").Append(cause.Message);
            foreach (var frame in (cause.StackTrace ?? "").Split('\n').Where(IsTelling).Take(MostFrames))
                text.Append('\n').Append(frame.TrimEnd());
        }
        return text.ToString();
    }

    /// <summary>Excludes the frames in which the runtime moves a task between threads.</summary>
    private static bool IsTelling(string frame) =>
        frame.Length > 0
        && !frame.Contains("at System.Runtime.CompilerServices.", StringComparison.Ordinal)
        && !frame.Contains("at System.Threading.", StringComparison.Ordinal);

    private static IEnumerable<Exception> Causes(Exception exception) => (
            exception is AggregateException many ? many.InnerExceptions
            : exception.InnerException is { } one ? [one]
            : Enumerable.Empty<Exception>()
        ).SelectMany(Causes).Prepend(exception);

    private static string? CodeOf(Exception exception) =>
        exception switch
        {
            PostgresException postgres => postgres.SqlState,
            IOException io => $"0x{io.HResult:X8}",
            _ => null,
        };
}
