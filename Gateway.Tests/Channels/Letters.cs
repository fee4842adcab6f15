using Gateway.Domain.Channels;

namespace Gateway.Tests.Channels;

/// <summary>Dispatches to try channels with.</summary>
internal static class Letters
{
    public static readonly DateTimeOffset SubmittedAt = new(2026, 3, 14, 15, 9, 26, TimeSpan.Zero);

    /// <summary>
    /// All 256 byte values, a line over 998 characters, bare CR, bare LF, lone dots, lines that end a data phase.
    /// </summary>
    public static byte[] HostileBytes { get; } =
    [
        .. Enumerable.Range(0, 256).Select(value => (byte)value),
        .. "\r\n"u8,
        .. Enumerable.Repeat((byte)'x', 5000),
        .. "\rbare cr\nbare lf\r\n.\r\n.\n\r.\r\n..\n.\r\nMAIL FROM:<a@b.test>\r\nFrom nobody\n"u8,
    ];

    public static Dispatch To(
        string recipient,
        string sender = "co@gateway.test",
        Guid? id = null,
        string channel = "email"
    ) =>
        new(
            new TransmissionKey("CO-CA", id ?? Guid.NewGuid(), 1),
            1,
            Guid.Parse("01912d68-0000-7000-8000-000000000001"),
            "CO-CA",
            "ES-CA",
            new ChannelEndpoint(channel, sender, IsSandbox: true),
            new ChannelEndpoint(channel, recipient, IsSandbox: true),
            SubmittedAt,
            Bytes("message.xml", "application/xml", "<message>ñ</message>\n"u8.ToArray()),
            [Bytes("prueba.bin", "application/octet-stream", HostileBytes)]
        );

    public static Content Bytes(string name, string mediaType, byte[] bytes) =>
        new(name, mediaType, bytes.Length, _ => ValueTask.FromResult<Stream>(new MemoryStream(bytes, writable: false)));

    /// <summary>As a vault would give it: readable once, from front to back.</summary>
    public static Content OneWay(string name, byte[] bytes) =>
        new(name, "application/octet-stream", bytes.Length, _ => ValueTask.FromResult<Stream>(new OneWayStream(bytes)));

    public static async Task<byte[]> ReadAsync(this Content content)
    {
        await using var stream = await content.OpenAsync(TestContext.Current.CancellationToken);
        using var copy = new MemoryStream();
        await stream.CopyToAsync(copy, TestContext.Current.CancellationToken);
        return copy.ToArray();
    }

    private sealed class OneWayStream(byte[] bytes) : MemoryStream(bytes, writable: false)
    {
        public override bool CanSeek => false;

        public override long Seek(long offset, SeekOrigin loc) => throw new NotSupportedException();
    }
}
