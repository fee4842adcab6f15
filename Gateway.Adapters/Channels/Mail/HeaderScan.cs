using System.Buffers;
using Gateway.Adapters.Files;
using MimeKit;

namespace Gateway.Adapters.Channels.Mail;

/// <summary>
/// Reads the raw bytes of a mail line by line and limits its header blocks, and those of every part, before any parser sees
/// them: parsing a header may take time quadratic in its length. A line counts as the beginning of a block whenever the
/// parser could read it as one. Unused fields do not reach the parser.
/// </summary>
internal sealed class HeaderScan
{
    public const int LongestBlock = 64 * 1024;
    public const int MostFields = 500;
    public const int LongestLine = 8 * 1024;

    /// <summary>Bytes of a field with its folded lines.</summary>
    public const int LongestField = 16 * 1024;

    /// <summary>Bytes of all header blocks of a mail.</summary>
    public const int LongestAltogether = 4 * LongestBlock;

    public const int MostBoundaries = 32;
    public const int LongestBoundary = 256;

    private static ReadOnlySpan<byte> Mark => [0xEF, 0xBB, 0xBF];

    private readonly byte[] _line = new byte[LongestLine + 2];
    private readonly ArrayBufferWriter<byte> _block = new();
    private readonly List<byte[]> _boundaries = [];
    private int _kept;
    private int _fields;
    private int _field;
    private int _altogether;
    private bool _inHeader = true;
    private bool _isFirstLine = true;
    private bool _hasDigest;
    private bool _isEnclosed;
    private bool _skips;
    private long _at;
    private long _lineBegan;
    private readonly List<(long Start, long End)> _skipped = [];

    private HeaderScan() { }

    /// <returns>The mail without unused fields; it reads from the given stream.</returns>
    /// <exception cref="MailUnusable">A limit is exceeded.</exception>
    public static async Task<Stream> ReadAsync(Stream mail, CancellationToken cancellation)
    {
        var scan = new HeaderScan();
        var buffer = new byte[64 * 1024];
        mail.Position = 0;
        int read;
        while ((read = await mail.ReadAsync(buffer, cancellation)) > 0)
            scan.Take(buffer.AsSpan(0, read));
        return new ConcatenatedRanges(mail, scan.Kept(mail.Length));
    }

    private void Take(ReadOnlySpan<byte> bytes)
    {
        while (bytes.Length > 0)
        {
            var length = bytes.IndexOf((byte)'\n');
            Keep(length < 0 ? bytes : bytes[..length]);
            if (length < 0)
            {
                _at += bytes.Length;
                return;
            }
            _at += length + 1;
            EndLine(_line.AsSpan(0, _kept));
            (_kept, _lineBegan) = (0, _at);
            bytes = bytes[(length + 1)..];
        }
    }

    /// <summary>The beginning of a content line is enough to decide whether the line is a boundary.</summary>
    private void Keep(ReadOnlySpan<byte> part)
    {
        if (_inHeader && _kept + part.Length > LongestLine + 1)
            throw TooLarge();
        part = part[..Math.Min(part.Length, _line.Length - _kept)];
        part.CopyTo(_line.AsSpan(_kept));
        _kept += part.Length;
    }

    private void EndLine(ReadOnlySpan<byte> line)
    {
        if (_isFirstLine && line.StartsWith(Mark))
            line = line[Mark.Length..];
        _isFirstLine = false;
        if (!_inHeader)
            (_inHeader, _isEnclosed, _skips) = (IsBoundary(line), false, false);
        else if (line is [] or [(byte)'\r'])
            EndBlock();
        else
            AddToBlock(line);
    }

    private void AddToBlock(ReadOnlySpan<byte> line)
    {
        if (line[0] is not ((byte)' ' or (byte)'\t'))
        {
            (_fields, _field) = (_fields + 1, 0);
            // A message that is enclosed stays as it is.
            _skips = !_isEnclosed && !IsRead(line);
        }
        if (_skips)
            Skip();
        _field += line.Length + 1;
        _altogether += line.Length + 1;
        _block.Write(line);
        _block.Write("\n"u8);
        if (
            _field > LongestField
            || _block.WrittenCount > LongestBlock
            || _fields > MostFields
            || _altogether > LongestAltogether
        )
            throw TooLarge();
    }

    /// <summary>Fields for the structure of the mail, and fields that gateways exchange.</summary>
    private static bool IsRead(ReadOnlySpan<byte> line) =>
        StartsWith(line, "content-"u8) || StartsWith(line, "x-gateway-"u8) || line.StartsWith("--"u8);

    private static bool StartsWith(ReadOnlySpan<byte> line, ReadOnlySpan<byte> name) =>
        line.Length >= name.Length && System.Text.Ascii.EqualsIgnoreCase(line[..name.Length], name);

    private void Skip()
    {
        if (_skipped.Count > 0 && _skipped[^1].End == _lineBegan)
            _skipped[^1] = (_skipped[^1].Start, _at);
        else
            _skipped.Add((_lineBegan, _at));
    }

    private List<(long Start, long End)> Kept(long length)
    {
        var kept = new List<(long, long)>();
        var from = 0L;
        foreach (var (start, end) in _skipped)
        {
            if (start > from)
                kept.Add((from, start));
            from = end;
        }
        if (from < length)
            kept.Add((from, length));
        return kept;
    }

    private void EndBlock()
    {
        var opensAnother = false;
        foreach (var value in ContentTypes())
        {
            _ = ContentType.TryParse(value, out var type);
            if (type is null)
                continue;
            opensAnother |=
                type.MediaType.Equals("message", StringComparison.OrdinalIgnoreCase)
                || type.MimeType.StartsWith("text/rfc822", StringComparison.OrdinalIgnoreCase);
            _hasDigest |= type.IsMimeType("multipart", "digest");
            if (type.Boundary is { } boundary)
                Declare(boundary);
        }
        // A part of a digest may be a message without declaring it.
        _inHeader = _isEnclosed = opensAnother || _hasDigest;
        _block.ResetWrittenCount();
        (_fields, _field) = (0, 0);
    }

    private void Declare(string boundary)
    {
        if (_boundaries.Count == MostBoundaries || boundary.Length > LongestBoundary)
            throw new MailUnusable("mime-too-deep");
        _boundaries.Add([.. "--"u8, .. System.Text.Encoding.UTF8.GetBytes(boundary)]);
    }

    private bool IsBoundary(ReadOnlySpan<byte> line)
    {
        if (!line.StartsWith("--"u8))
            return false;
        foreach (var boundary in _boundaries)
            if (
                line.StartsWith(boundary)
                && (line.Length == boundary.Length || line[boundary.Length] is <= (byte)' ' or (byte)'-')
            )
                return true;
        return false;
    }

    /// <summary>The values of every field named Content-Type, with their line ends.</summary>
    private List<byte[]> ContentTypes()
    {
        var values = new List<byte[]>();
        var block = _block.WrittenSpan;
        for (var start = 0; start < block.Length; )
        {
            var end = start;
            do end += block[end..].IndexOf((byte)'\n') + 1;
            while (end < block.Length && block[end] is (byte)' ' or (byte)'\t');
            var field = block[start..end];
            if (
                field.IndexOf((byte)':') is > 0 and var colon
                && System.Text.Ascii.EqualsIgnoreCase(field[..colon].TrimEnd(" \t"u8), "content-type"u8)
            )
                values.Add(field[(colon + 1)..].ToArray());
            start = end;
        }
        return values;
    }

    private static MailUnusable TooLarge() => new("mime-header-too-large");
}
