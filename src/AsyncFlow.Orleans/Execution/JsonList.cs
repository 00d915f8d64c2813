using System.Text.Json;

namespace AsyncFlow.Orleans.Execution;

/// <summary>Splits a JSON array into its elements, without reading them.</summary>
internal static class JsonList
{
    /// <summary>The elements of an array; none for null.</summary>
    /// <param name="json">The array.</param>
    /// <exception cref="InvalidOperationException">It is not an array.</exception>
    public static IReadOnlyList<ReadOnlyMemory<byte>> Split(ReadOnlyMemory<byte> json)
    {
        List<ReadOnlyMemory<byte>> elements = [];
        Utf8JsonReader reader = new(json.Span);
        if (json.IsEmpty || !reader.Read() || reader.TokenType == JsonTokenType.Null)
        {
            return elements;
        }

        if (reader.TokenType != JsonTokenType.StartArray)
        {
            throw new InvalidOperationException("The list of an [Each] step is not stored as a JSON array. Return an array or a List, without a converter that writes something else.");
        }

        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            int start = (int)reader.TokenStartIndex;
            reader.Skip();
            elements.Add(json[start..(int)reader.BytesConsumed]);
        }

        return elements;
    }
}
