using System.Net;
using System.Security.Cryptography;
using System.Text;
using AsyncFlow.Insight.Timeline;
using AsyncFlow.Reports;

namespace AsyncFlow.Insight.Page;

/// <summary>Puts the page together: its style and script, and the data that the script shows.</summary>
internal static class HtmlPage
{
    private static readonly string s_style = Asset("page.css");
    private static readonly string s_script = string.Concat(Asset("replay.js"), Asset("timeline.js"), Asset("graph.js"), Asset("table.js"), Asset("page.js"));

    public static string Of(FlowReport report)
    {
        RunTimeline timeline = RunTimeline.Of(report);
        string title = WebUtility.HtmlEncode($"{report.FlowName}: {report.Status} in {TimeText.Format(report.Duration)}");

        // Nothing is loaded, and no script runs but this one, whatever names and messages contain.
        string policy = $"default-src 'none'; style-src '{Hash(s_style)}'; script-src '{Hash(s_script)}'; base-uri 'none'; form-action 'none'";
        return $"""
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta http-equiv="Content-Security-Policy" content="{policy}">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <title>{title}</title>
            <style>{s_style}</style>
            </head>
            <body>
            <noscript>This page needs JavaScript to draw the run.</noscript>
            <script type="application/json" id="data">{PageData.Json(timeline)}</script>
            <script>{s_script}</script>
            </body>
            </html>

            """.ReplaceLineEndings("\n");
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
