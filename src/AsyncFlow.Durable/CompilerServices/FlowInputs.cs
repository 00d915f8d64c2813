using System.Buffers;
using System.ComponentModel;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace AsyncFlow.CompilerServices;

/// <summary>The inputs of a durable run, which are stored as a JSON array. Meant for generated code.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class FlowInputs
{
    private readonly List<Action<Utf8JsonWriter, JsonSerializerContext>> _inputs = [];

    /// <summary>Adds the next input.</summary>
    /// <param name="value">The input.</param>
    /// <returns>The same object.</returns>
    public FlowInputs Add<T>(T value)
    {
        _inputs.Add((writer, json) => JsonSerializer.Serialize(writer, value, (JsonTypeInfo<T>)json.GetTypeInfo(typeof(T))!));
        return this;
    }

    internal byte[] Write(JsonSerializerContext json)
    {
        ArrayBufferWriter<byte> buffer = new();
        using (Utf8JsonWriter writer = new(buffer))
        {
            writer.WriteStartArray();
            foreach (Action<Utf8JsonWriter, JsonSerializerContext> input in _inputs)
            {
                input(writer, json);
            }

            writer.WriteEndArray();
        }

        return buffer.WrittenSpan.ToArray();
    }
}
