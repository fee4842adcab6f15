using System.Text;
using Gateway.Adapters.Messages;
using Gateway.Domain.Messages;

namespace Gateway.Tests.Messages;

/// <summary>Message documents the tests of formats share.</summary>
public static class Samples
{
    public static readonly Guid MessageId = new("0190a1b2-c3d4-7e5f-8a9b-0c1d2e3f4a5b");
    public static readonly Guid ExchangeId = new("0190a1b2-0000-7000-8000-000000000001");
    public static readonly DateTimeOffset IssuedAt = new(2026, 6, 15, 9, 30, 0, TimeSpan.FromHours(-5));

    public static SampleMessage Of(MessageKind kind) => new(kind, "CO-CA", "ES-CA", MessageId, ExchangeId, IssuedAt);

    public static string Request() => Text(Of(MessageKind.Request).Write());

    public static string Text(ReadOnlyMemory<byte> document) => Encoding.UTF8.GetString(document.Span);

    public static byte[] Bytes(string document) => Encoding.UTF8.GetBytes(document);
}
