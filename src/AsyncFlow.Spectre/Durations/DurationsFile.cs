using System.Text.Json;

namespace AsyncFlow.Spectre.Durations;

/// <summary>Durations in a file: JSON, in seconds.</summary>
internal static class DurationsFile
{
    /// <summary>Reads a file; null if there is none.</summary>
    /// <param name="path">The file.</param>
    /// <param name="flow">The name of the flow whose durations it has to contain.</param>
    /// <exception cref="InvalidDataException">It contains something else.</exception>
    public static StepDurations? Read(string path, string flow)
    {
        if (!File.Exists(path))
        {
            return null;
        }

        try
        {
            using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(path));
            JsonElement root = document.RootElement;
            string name = root.GetProperty("flow").GetString() ?? "";
            if (name != flow)
            {
                throw new InvalidDataException($"'{path}' contains the durations of flow '{name}', and not of '{flow}'. Use a file for each flow.");
            }

            Dictionary<string, TimeSpan> steps = [];
            foreach (JsonProperty step in root.GetProperty("steps").EnumerateObject())
            {
                steps[step.Name] = Seconds(step.Value);
            }

            return new(name, Seconds(root.GetProperty("duration")), steps);
        }
        catch (Exception exception) when (exception is JsonException or KeyNotFoundException or InvalidOperationException or FormatException or OverflowException)
        {
            throw new InvalidDataException($"'{path}' does not contain durations of a flow. Delete it, or name another file.", exception);
        }
    }

    /// <summary>Writes a file, which appears or changes as a whole.</summary>
    public static void Write(string path, StepDurations durations)
    {
        string full = Path.GetFullPath(path), temporary = $"{full}.{Guid.NewGuid():N}.tmp";
        try
        {
            using (FileStream stream = File.Create(temporary))
            using (Utf8JsonWriter json = new(stream, new JsonWriterOptions { Indented = true }))
            {
                json.WriteStartObject();
                json.WriteString("flow", durations.Flow);
                json.WriteNumber("duration", durations.Total.TotalSeconds);
                json.WriteStartObject("steps");
                foreach ((string step, TimeSpan duration) in durations.Steps)
                {
                    json.WriteNumber(step, duration.TotalSeconds);
                }

                json.WriteEndObject();
                json.WriteEndObject();
            }

            File.Move(temporary, full, overwrite: true);
        }
        finally
        {
            File.Delete(temporary);
        }
    }

    private static TimeSpan Seconds(JsonElement value) => value.GetDouble() is >= 0 and double seconds
        ? TimeSpan.FromSeconds(seconds)
        : throw new FormatException("A duration is negative.");
}
