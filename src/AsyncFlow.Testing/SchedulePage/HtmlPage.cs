using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace AsyncFlow.Testing.SchedulePage;

/// <summary>Puts the page of a schedule together. It loads nothing, and runs no script but its own.</summary>
internal static class HtmlPage
{
    private static readonly string s_style = Asset("schedule.css");
    private static readonly string s_script = Asset("schedule.js");

    /// <summary>Writes the page.</summary>
    /// <param name="flow">The name of the flow.</param>
    /// <param name="number">The number of the schedule.</param>
    /// <param name="seed">The seed; null if none was used.</param>
    /// <param name="schedule">The schedule, for a replay.</param>
    /// <param name="failure">What failed.</param>
    /// <param name="recorded">What happened.</param>
    public static string Of(string flow, int number, int? seed, string schedule, Exception failure, RecordedSchedule recorded)
    {
        string policy = $"default-src 'none'; style-src '{Hash(s_style)}'; script-src '{Hash(s_script)}'; base-uri 'none'; form-action 'none'";
        return $"""
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta http-equiv="Content-Security-Policy" content="{policy}">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <title>{WebUtility.HtmlEncode(flow)}: a schedule that fails</title>
            <style>{s_style}</style>
            </head>
            <body>
            <noscript>This page needs JavaScript to step through the schedule.</noscript>
            <script type="application/json" id="data">{Json(flow, number, seed, schedule, failure, recorded)}</script>
            <script>{s_script}</script>
            </body>
            </html>

            """.ReplaceLineEndings("\n");
    }

    // The encoder escapes every character that could end the script element.
    private static string Json(string flow, int number, int? seed, string schedule, Exception failure, RecordedSchedule recorded)
    {
        using MemoryStream stream = new();
        using (Utf8JsonWriter json = new(stream, new JsonWriterOptions { Encoder = JavaScriptEncoder.Default }))
        {
            json.WriteStartObject();
            json.WriteString("flow", flow);
            json.WriteNumber("number", number);
            if (seed is { } used)
            {
                json.WriteNumber("seed", used);
            }
            else
            {
                json.WriteNull("seed");
            }

            json.WriteString("schedule", schedule);
            json.WriteString("failure", $"{failure.GetType().Name}: {failure.Message}");
            json.WriteNumber("dropped", recorded.Dropped);
            Dictionary<int, int> places = WriteSteps(json, recorded);
            WriteMoments(json, "before", recorded.Before.Where(moment => places.ContainsKey(moment.Step)), places);
            WriteMoments(json, "moments", recorded.Moments, places);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(stream.GetBuffer(), 0, (int)stream.Length);
    }

    // Those of the explored flow, and of runs within its steps those to which something happens in the moments that are shown.
    private static Dictionary<int, int> WriteSteps(Utf8JsonWriter json, RecordedSchedule recorded)
    {
        HashSet<int> shown = [.. recorded.Moments.Select(static moment => moment.Step)];
        Dictionary<int, int> places = [];
        for (int i = 0; i < recorded.Steps.Length; i++)
        {
            if (shown.Contains(i) || !recorded.Steps[i].IsNested)
            {
                places.Add(i, places.Count);
            }
        }

        json.WriteStartArray("steps");
        foreach (int step in places.Keys)
        {
            json.WriteStartObject();
            json.WriteString("name", recorded.Steps[step].Name);
            json.WriteStartArray("locks");
            foreach (string name in recorded.Steps[step].Locks)
            {
                json.WriteStringValue(name);
            }

            json.WriteEndArray();
            json.WriteStartArray("after");
            foreach (int other in recorded.Steps[step].After.Where(places.ContainsKey))
            {
                json.WriteNumberValue(places[other]);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
        return places;
    }

    private static void WriteMoments(Utf8JsonWriter json, string name, IEnumerable<ScheduleMoment> moments, Dictionary<int, int> places)
    {
        json.WriteStartArray(name);
        foreach (ScheduleMoment moment in moments)
        {
            json.WriteStartObject();
            json.WriteNumber("step", places[moment.Step]);
            json.WriteString("kind", moment.Kind);
            json.WriteNumber("time", moment.Time);
            if (moment.Lock is not null)
            {
                json.WriteString("lock", moment.Lock);
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static string Hash(string text) => $"sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(text)))}";

    // With the line ends that the page has: its hash is that of what a browser reads.
    private static string Asset(string name)
    {
        using Stream stream = typeof(HtmlPage).Assembly.GetManifestResourceStream(name) ?? throw new InvalidOperationException($"'{name}' is not in the assembly.");
        using StreamReader reader = new(stream);
        return reader.ReadToEnd().ReplaceLineEndings("\n");
    }
}
