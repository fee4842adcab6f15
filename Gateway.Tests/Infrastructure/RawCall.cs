using System.Globalization;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Gateway.Tests.Infrastructure;

/// <summary>One call over HTTP/1.1, byte by byte as the test sends it: a body may pause, or never end.</summary>
public sealed class RawCall : IAsyncDisposable
{
    private readonly TcpClient connection;
    private readonly SslStream stream;
    private readonly MemoryStream heard = new();

    private RawCall(TcpClient connection, SslStream stream) => (this.connection, this.stream) = (connection, stream);

    public static async Task<RawCall> OpenAsync(Uri gateway, X509Certificate2? person)
    {
        var connection = new TcpClient();
        await connection.ConnectAsync(gateway.Host, gateway.Port);
        var stream = new SslStream(connection.GetStream(), false, (_, certificate, _, _) => certificate is not null);
        await stream.AuthenticateAsClientAsync(
            new SslClientAuthenticationOptions
            {
                TargetHost = gateway.Host,
                ClientCertificates = person is null ? [] : [person],
            }
        );
        return new(connection, stream);
    }

    /// <summary>Opens a call and sends its head; <c>Host</c> is written for it.</summary>
    public static async Task<RawCall> BeginAsync(
        Uri gateway,
        X509Certificate2? person,
        string line,
        params IEnumerable<string> headers
    )
    {
        var call = await OpenAsync(gateway, person);
        await call.SendAsync(
            $"{line} HTTP/1.1\r\nHost: {gateway.Authority}\r\n{string.Concat(headers.Select(header => header + "\r\n"))}\r\n"
        );
        return call;
    }

    public Task SendAsync(string text) => SendAsync(Encoding.UTF8.GetBytes(text));

    public async Task SendAsync(byte[] bytes)
    {
        await stream.WriteAsync(bytes);
        await stream.FlushAsync();
    }

    /// <summary>One chunk of a chunked body.</summary>
    public async Task SendChunkAsync(byte[] bytes)
    {
        await SendAsync($"{bytes.Length:x}\r\n");
        await SendAsync(bytes);
        await SendAsync("\r\n");
    }

    /// <exception cref="TimeoutException">Nothing came in time.</exception>
    public async Task<RawAnswer> AnswerAsync(TimeSpan? within = null)
    {
        using var patience = new CancellationTokenSource(within ?? TimeSpan.FromSeconds(20));
        var buffer = new byte[16 * 1024];
        try
        {
            while (true)
            {
                if (RawAnswer.Read(Encoding.UTF8.GetString(heard.ToArray())) is { } answer)
                    return answer;
                var count = await stream.ReadAsync(buffer, patience.Token);
                if (count == 0)
                    throw new IOException("The gateway closed the connection without an answer.");
                heard.Write(buffer, 0, count);
            }
        }
        catch (OperationCanceledException)
        {
            throw new TimeoutException("No answer came in time.");
        }
    }

    public async ValueTask DisposeAsync()
    {
        connection.Close();
        await stream.DisposeAsync();
    }
}

/// <summary>What came back.</summary>
public sealed partial record RawAnswer(int Status, string Head, string Body)
{
    public JsonElement Json => JsonSerializer.Deserialize<JsonElement>(Body);

    internal static RawAnswer? Read(string text)
    {
        if (text.IndexOf("\r\n\r\n", StringComparison.Ordinal) is not (>= 0 and var end))
            return null;
        var (head, rest) = (text[..end], text[(end + 4)..]);
        var status = int.Parse(head.AsSpan(9, 3), CultureInfo.InvariantCulture);
        if (head.Contains("Transfer-Encoding: chunked", StringComparison.OrdinalIgnoreCase))
            return rest.EndsWith("0\r\n\r\n", StringComparison.Ordinal) ? new(status, head, Unchunked(rest)) : null;
        var length = Length().Match(head) is { Success: true } found
            ? int.Parse(found.Groups[1].ValueSpan, CultureInfo.InvariantCulture)
            : 0;
        return Encoding.UTF8.GetByteCount(rest) >= length ? new(status, head, rest) : null;
    }

    private static string Unchunked(string chunks)
    {
        var body = new StringBuilder();
        for (var at = 0; ; )
        {
            var line = chunks.IndexOf("\r\n", at, StringComparison.Ordinal);
            var size = int.Parse(chunks.AsSpan(at, line - at), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
            if (size == 0)
                return body.ToString();
            body.Append(chunks, line + 2, size);
            at = line + 2 + size + 2;
        }
    }

    [GeneratedRegex("^Content-Length: (\\d+)", RegexOptions.Multiline | RegexOptions.IgnoreCase)]
    private static partial Regex Length();
}
