using System.Buffers.Binary;
using System.Text;

namespace AsyncFlow.OpenTelemetry.Tests;

/// <summary>Reads a message of the protobuf wire format, as far as OTLP uses it, by the numbers of its fields.</summary>
internal sealed class ProtobufReader
{
    private readonly List<(int Field, object Value)> _fields = [];

    public ProtobufReader(ReadOnlyMemory<byte> message)
    {
        int at = 0;
        ReadOnlySpan<byte> span = message.Span;
        while (at < message.Length)
        {
            ulong key = Varint(message, ref at);
            int field = (int)(key >> 3);
            switch (key & 7)
            {
                case 0:
                    _fields.Add((field, Varint(message, ref at)));
                    break;
                case 1:
                    _fields.Add((field, BinaryPrimitives.ReadUInt64LittleEndian(span[at..])));
                    at += 8;
                    break;
                case 2:
                    int length = (int)Varint(message, ref at);
                    _fields.Add((field, message.Slice(at, length)));
                    at += length;
                    break;
                case 5:
                    _fields.Add((field, (ulong)BinaryPrimitives.ReadUInt32LittleEndian(span[at..])));
                    at += 4;
                    break;
                default:
                    throw new InvalidDataException($"Wire type {key & 7} of field {field}.");
            }
        }
    }

    public IEnumerable<ProtobufReader> Messages(int field) => Bytes(field).Select(static bytes => new ProtobufReader(bytes));

    public ProtobufReader Message(int field) => Messages(field).FirstOrDefault() ?? new ProtobufReader(default);

    public string Text(int field) => Bytes(field).Select(static bytes => Encoding.UTF8.GetString(bytes.Span)).FirstOrDefault("");

    public string Hex(int field) => Bytes(field).Select(static bytes => Convert.ToHexStringLower(bytes.Span)).FirstOrDefault("");

    public ulong Number(int field) => _fields.Where(entry => entry.Field == field).Select(static entry => entry.Value).OfType<ulong>().FirstOrDefault();

    public bool Has(int field) => _fields.Exists(entry => entry.Field == field);

    // KeyValue: key 1, value 2; AnyValue: string 1, bool 2, int 3, double 4.
    public Dictionary<string, object> Attributes(int field) => Messages(field).ToDictionary(
        static pair => pair.Text(1),
        static pair => pair.Message(2) is var value && value.Has(3) ? (object)(long)value.Number(3) : value.Has(4) ? BitConverter.UInt64BitsToDouble(value.Number(4)) : value.Text(1));

    private IEnumerable<ReadOnlyMemory<byte>> Bytes(int field) => _fields.Where(entry => entry.Field == field).Select(static entry => entry.Value).OfType<ReadOnlyMemory<byte>>();

    private static ulong Varint(ReadOnlyMemory<byte> message, ref int at)
    {
        ulong value = 0;
        for (int shift = 0; ; shift += 7)
        {
            byte next = message.Span[at++];
            value |= (ulong)(next & 0x7f) << shift;
            if (next < 0x80)
            {
                return value;
            }
        }
    }
}
