using System.Net;
using System.Net.Sockets;
using System.Text;
using Gateway.Adapters.Channels.Email;

namespace Gateway.Tests.Channels;

/// <summary>
/// A mail server that says what it is told to say, and hangs up where it is told to. Keys of the script: <c>GREETING</c>,
/// <c>EHLO</c>, <c>AUTH</c>, <c>MAIL</c>, <c>RCPT</c>, <c>DATA</c>, <c>.</c> (the end of the data) and any other verb.
/// </summary>
internal sealed class ScriptedSmtp : IAsyncDisposable
{
    /// <summary>Says nothing and keeps the line open.</summary>
    public const string Silence = "(silence)";

    /// <summary>Hangs up instead of answering.</summary>
    public const string HangUp = "(hang up)";

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _end = new();
    private readonly Task _serving;

    public ScriptedSmtp()
    {
        _listener.Start();
        _serving = ServeAsync();
    }

    public Dictionary<string, string> Script { get; } =
        new()
        {
            ["GREETING"] = "220 scripted.test ESMTP\r\n",
            ["EHLO"] =
                "250-scripted.test\r\n250-PIPELINING\r\n250-CHUNKING\r\n250-8BITMIME\r\n250-ENHANCEDSTATUSCODES\r\n250 "
                + "AUTH PLAIN\r\n",
            ["AUTH"] = "235 2.7.0 welcome\r\n",
            ["MAIL"] = "250 2.1.0 ok\r\n",
            ["RCPT"] = "250 2.1.5 ok\r\n",
            ["DATA"] = "354 go on\r\n",
            ["."] = "250 2.0.0 taken\r\n",
            ["RSET"] = "250 2.0.0 ok\r\n",
            ["NOOP"] = "250 2.0.0 ok\r\n",
            ["QUIT"] = "221 2.0.0 bye\r\n",
        };

    /// <summary>Hangs up when about to say the byte after this many.</summary>
    public int? CutAfterSaying { get; init; }

    /// <summary>Hangs up, whatever is still on its way, when this many bytes were heard.</summary>
    public int? CutAfterHearing { get; init; }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public List<string> Commands { get; } = [];

    /// <summary>Data phases up to their final dot, exactly as they came, dots still doubled.</summary>
    public List<byte[]> Messages { get; } = [];

    public int Said { get; private set; }

    public int Heard { get; private set; }

    /// <summary>Bytes heard up to and with the last byte of <c>DATA CRLF</c>.</summary>
    public int HeardBeforeData { get; private set; }

    public SmtpOptions Options =>
        new()
        {
            Smtp = new MailHost
            {
                Host = "127.0.0.1",
                Port = Port,
                Security = MailSecurity.None,
                User = "u",
                Password = "p",
            },
        };

    /// <summary>May be called early, to be gone.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_serving.IsCompleted && _end.IsCancellationRequested)
            return;
        await _end.CancelAsync();
        await _serving;
        _listener.Stop();
    }

    private async Task ServeAsync()
    {
        while (!_end.IsCancellationRequested)
        {
            try
            {
                using var client = await _listener.AcceptTcpClientAsync(_end.Token);
                client.NoDelay = true;
                await TalkAsync(client.GetStream());
            }
            catch (Exception end)
                when (end is IOException or SocketException or OperationCanceledException or ObjectDisposedException) { }
        }
    }

    private async Task TalkAsync(NetworkStream stream)
    {
        await SayAsync(stream, "GREETING");
        while (true)
        {
            var line = Encoding.Latin1.GetString(await HearUntilAsync(stream, "\r\n"u8.ToArray()));
            var verb = line.Split(' ', '\r')[0].ToUpperInvariant();
            Commands.Add(line.TrimEnd());
            if (verb == "DATA")
                HeardBeforeData = Heard;
            await SayAsync(stream, verb);
            if (verb == "DATA" && Script[verb].StartsWith("354", StringComparison.Ordinal))
            {
                Messages.Add(await HearUntilAsync(stream, "\r\n.\r\n"u8.ToArray()));
                await SayAsync(stream, ".");
            }
        }
    }

    private async Task SayAsync(NetworkStream stream, string key)
    {
        var text = Script.GetValueOrDefault(key, "502 5.5.1 what?\r\n");
        if (text == HangUp)
            throw new IOException("hung up");
        if (text == Silence)
            await Task.Delay(Timeout.Infinite, _end.Token);
        var bytes = Encoding.Latin1.GetBytes(text);
        var allowed = Math.Min(bytes.Length, (CutAfterSaying ?? int.MaxValue) - Said);
        await stream.WriteAsync(bytes.AsMemory(0, allowed), _end.Token);
        Said += allowed;
        if (allowed < bytes.Length)
            throw new IOException("cut");
    }

    private async Task<byte[]> HearUntilAsync(NetworkStream stream, byte[] end)
    {
        var heard = new List<byte>();
        var octet = new byte[1];
        while (heard.Count < end.Length || !heard[^end.Length..].SequenceEqual(end))
        {
            if (Heard == CutAfterHearing)
                throw new IOException("cut");
            if (await stream.ReadAsync(octet, _end.Token) == 0)
                throw new IOException("the client hung up");
            heard.Add(octet[0]);
            Heard++;
        }
        if (Heard == CutAfterHearing)
            throw new IOException("cut");
        return [.. heard];
    }
}
