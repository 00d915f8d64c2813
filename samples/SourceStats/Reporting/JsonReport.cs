using System.Text.Json;
using System.Text.Json.Serialization;

namespace SourceStats.Reporting;

/// <summary>Writes the summary as JSON.</summary>
internal static class JsonReport
{
    /// <summary>
    /// Writes the file whole or not at all: it is written under another name beside its place and then moved there, so that
    /// a reader never sees half of it and a failed or interrupted run leaves an older one as it was.
    /// </summary>
    public static async Task WriteAsync(Summary summary, string file, CancellationToken cancellationToken)
    {
        string unfinished = $"{file}.{Guid.NewGuid():N}.tmp";
        try
        {
            await using (FileStream stream = new(unfinished, FileMode.CreateNew, FileAccess.Write))
            {
                await JsonSerializer.SerializeAsync(stream, summary, SummaryJsonContext.Default.Summary, cancellationToken);
            }

            cancellationToken.ThrowIfCancellationRequested();
            File.Move(unfinished, file, overwrite: true);
        }
        catch
        {
            File.Delete(unfinished);
            throw;
        }
    }
}

/// <summary>How JSON is written without reflection. It is no part of a step's signature: flows cannot see generated types.</summary>
[JsonSourceGenerationOptions(WriteIndented = true, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(Summary))]
internal sealed partial class SummaryJsonContext : JsonSerializerContext;
