using System.Text;

namespace Gateway.Tests.Infrastructure;

/// <summary>A protobuf message read by field numbers, as far as OTLP needs it.</summary>
public sealed class Protobuf
{
    private readonly List<(int Field, ulong Number, ReadOnlyMemory<byte> Bytes)> fields = [];

    public Protobuf(ReadOnlyMemory<byte> message)
    {
        var at = 0;
        while (at < message.Length)
        {
            var tag = Varint(message.Span, ref at);
            var (number, length) = (0ul, 0);
            switch (tag & 7)
            {
                case 0:
                    number = Varint(message.Span, ref at);
                    break;
                case 1:
                    length = 8;
                    break;
                case 2:
                    length = (int)Varint(message.Span, ref at);
                    break;
                case 5:
                    length = 4;
                    break;
                default:
                    throw new InvalidDataException("Not a protobuf message.");
            }
            fields.Add(((int)(tag >> 3), number, message.Slice(at, length)));
            at += length;
        }
    }

    public IEnumerable<Protobuf> All(int field) =>
        fields.Where(one => one.Field == field).Select(one => new Protobuf(one.Bytes));

    public Protobuf? One(int field) => All(field).FirstOrDefault();

    public bool Has(int field) => fields.Exists(one => one.Field == field);

    public ulong Number(int field) => fields.Find(one => one.Field == field).Number;

    public string Text(int field) => Encoding.UTF8.GetString(fields.Find(one => one.Field == field).Bytes.Span);

    public string Hex(int field) => Convert.ToHexStringLower(fields.Find(one => one.Field == field).Bytes.Span);

    private static ulong Varint(ReadOnlySpan<byte> bytes, ref int at)
    {
        var value = 0ul;
        for (var shift = 0; ; shift += 7)
        {
            var next = bytes[at++];
            value |= (ulong)(next & 0x7f) << shift;
            if (next < 0x80)
                return value;
        }
    }
}
