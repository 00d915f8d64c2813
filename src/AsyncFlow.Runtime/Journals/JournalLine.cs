using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace AsyncFlow.Journals;

/// <summary>One line of a journal: a JSON object whose last property is a checksum of all before it.</summary>
/// <param name="Step">The path of the step; null in the first line.</param>
/// <param name="Flow">The flow and the hash of its inputs; null in other lines.</param>
/// <param name="Version">The version of the step's code.</param>
/// <param name="Item">The hash of the element; null if it does not matter.</param>
/// <param name="Result">The result as JSON; empty for none.</param>
internal sealed record JournalLine(string? Step, string? Flow, int Version, string? Item, ReadOnlyMemory<byte> Result)
{
    /// <summary>What reads it. A file of a later format is not read by this code.</summary>
    private const int Format = 1;

    private const int HashLength = 16;

    private static readonly byte[] s_beforeSum = Encoding.ASCII.GetBytes(",\"sum\":\"");

    private static readonly byte[] s_end = Encoding.ASCII.GetBytes("\"}\n");

    private static int SumLength => s_beforeSum.Length + HashLength + s_end.Length;

    /// <summary>The first line.</summary>
    /// <param name="flow">The flow and the hash of its inputs.</param>
    public static byte[] Header(string flow) => Make(writer =>
    {
        writer.WriteNumber("journal", Format);
        writer.WriteString("flow", flow);
    });

    /// <summary>The line of a result.</summary>
    /// <param name="step">The path of the step.</param>
    /// <param name="version">The version of its code.</param>
    /// <param name="item">The hash of the element; null if it does not matter.</param>
    /// <param name="writeResult">Writes the result; null for none.</param>
    public static byte[] Of(string step, int version, string? item, Action<Utf8JsonWriter>? writeResult) => Make(writer =>
    {
        writer.WriteString("step", step);
        writer.WriteNumber("version", version);
        if (item is not null)
        {
            writer.WriteString("item", item);
        }

        if (writeResult is not null)
        {
            writer.WritePropertyName("result");
            writeResult(writer);
        }
    });

    /// <summary>Reads a line, with its line end.</summary>
    /// <returns>The line; null if it is not as it was written.</returns>
    public static JournalLine? Parse(ReadOnlyMemory<byte> line)
    {
        int length = line.Length - SumLength;
        return length > 0 && line.Span[length..].SequenceEqual(SumOf(line.Span[..length])) ? Read(line) : null;
    }

    private static byte[] Make(Action<Utf8JsonWriter> write)
    {
        ArrayBufferWriter<byte> text = new();
        using (Utf8JsonWriter writer = new(text))
        {
            writer.WriteStartObject();
            write(writer);
            writer.WriteEndObject();
        }

        // Without the brace at the end. A converter may write JSON that it has, with line ends; they do not matter outside of strings.
        byte[] line = new byte[text.WrittenCount - 1 + SumLength];
        Span<byte> start = line.AsSpan(0, text.WrittenCount - 1);
        text.WrittenSpan[..^1].CopyTo(start);
        start.Replace((byte)'\n', (byte)' ');
        SumOf(start).CopyTo(line, start.Length);
        return line;
    }

    // What ends a line.
    private static byte[] SumOf(ReadOnlySpan<byte> start)
    {
        string hash = Convert.ToHexString(SHA256.HashData(start), 0, HashLength / 2).ToLowerInvariant();
        return [.. s_beforeSum, .. Encoding.ASCII.GetBytes(hash), .. s_end];
    }

    private static JournalLine? Read(ReadOnlyMemory<byte> line)
    {
        int format = Format;
        JournalLine read = new(null, null, 0, null, default);
        Utf8JsonReader reader = new(line.Span);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            string? property = reader.GetString();
            reader.Read();
            switch (property)
            {
                case "journal":
                    format = reader.GetInt32();
                    break;
                case "flow":
                    read = read with { Flow = reader.GetString() };
                    break;
                case "step":
                    read = read with { Step = reader.GetString() };
                    break;
                case "version":
                    read = read with { Version = reader.GetInt32() };
                    break;
                case "item":
                    read = read with { Item = reader.GetString() };
                    break;
                case "result":
                    int start = (int)reader.TokenStartIndex;
                    reader.Skip();
                    read = read with { Result = line[start..(int)reader.BytesConsumed] };
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }

        return format == Format ? read : null;
    }
}
