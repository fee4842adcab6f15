using System.Text;
using System.Text.RegularExpressions;
using MailKit;

namespace Gateway.Adapters.Channels.Email;

/// <summary>
/// Follows an SMTP dialogue and records its progress, which decides between "retry" and "unknown". MailKit reports bytes
/// once the socket has accepted them. The lines <c>CRLF . CRLF</c> end the data and, since lines beginning with a dot are
/// doubled, occur nowhere else in it. Before the socket has their last byte, the peer cannot have accepted the message;
/// afterwards it may have. Keeps reply codes, never text.
/// </summary>
internal sealed partial class SmtpConversation : IProtocolLogger
{
    private const uint LineDotLine = 0x0D_0A_2E_0D;
    private const int LongestReplyKept = 512;

    private readonly List<(int Status, string Code)> _replies = [];
    private readonly StringBuilder _line = new();
    private readonly StringBuilder _command = new();
    private uint _lastFour;
    private bool _inData;

    /// <summary>
    /// The envelope was begun. From here on a rejection concerns this message; before, it concerns the connection.
    /// </summary>
    public bool MailBegun { get; private set; }

    /// <summary>The socket has accepted the end of the data.</summary>
    public bool DataEnded { get; private set; }

    /// <summary>The peer sent a whole line after the client last sent data.</summary>
    public bool PeerSpokeLast { get; private set; }

    public IAuthenticationSecretDetector? AuthenticationSecretDetector { get; set; }

    /// <summary>The reply as a code: <c>451-4.3.2</c> with its enhanced status (RFC 3463) where the peer gave one.</summary>
    public string Code(int status) =>
        _replies.FindLast(reply => reply.Status == status) is { Code: not null } found ? found.Code : $"{status}";

    public void LogConnect(Uri uri) { }

    public void LogClient(byte[] buffer, int offset, int count)
    {
        PeerSpokeLast = false;
        foreach (var octet in buffer.AsSpan(offset, count))
        {
            if (_inData)
                HearData(octet);
            else
                HearCommand(octet);
        }
    }

    public void LogServer(byte[] buffer, int offset, int count)
    {
        foreach (var octet in buffer.AsSpan(offset, count))
        {
            if (octet != '\n')
            {
                if (_line.Length < LongestReplyKept)
                    _line.Append((char)octet);
                continue;
            }
            HearReply(_line.ToString());
            _line.Clear();
        }
    }

    public void Dispose() { }

    private void HearData(byte octet)
    {
        if (_lastFour == LineDotLine && octet == '\n')
            (DataEnded, _inData) = (true, false);
        _lastFour = (_lastFour << 8) | octet;
    }

    private void HearCommand(byte octet)
    {
        if (octet == '\n')
        {
            var command = _command.ToString();
            MailBegun |= command.StartsWith("MAIL ", StringComparison.OrdinalIgnoreCase);
            _command.Clear();
        }
        else if (_command.Length < 5)
        {
            _command.Append((char)octet);
        }
    }

    private void HearReply(string line)
    {
        PeerSpokeLast = true;
        if (Reply().Match(line) is not { Success: true } reply)
            return;
        var status = int.Parse(reply.Groups[1].ValueSpan, System.Globalization.CultureInfo.InvariantCulture);
        _replies.Add((status, reply.Groups[2].Success ? $"{status}-{reply.Groups[2].Value}" : $"{status}"));
        if (status == 354 && !DataEnded)
            (_inData, _lastFour) = (true, 0x0D_0A); // an empty message would begin with its final dot
    }

    [GeneratedRegex(
        @"\A([2-5][0-9]{2})(?:[ -](?:([245]\.[0-9]{1,3}\.[0-9]{1,3})(?=[ \r]|\z))?|\r?\z)",
        RegexOptions.CultureInvariant
    )]
    private static partial Regex Reply();
}
