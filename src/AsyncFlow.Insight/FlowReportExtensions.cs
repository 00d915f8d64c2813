using System.Text;
using AsyncFlow.Insight.Page;
using AsyncFlow.Insight.Timeline;
using AsyncFlow.Insight.Trace;

namespace AsyncFlow.Insight;

/// <summary>Draws a report: as a page, as a trace, as a picture.</summary>
public static class FlowReportExtensions
{
    private static readonly UTF8Encoding s_utf8 = new(encoderShouldEmitUTF8Identifier: false);

    /// <summary>
    /// Writes one self-contained HTML page: the timeline, the graph, the critical path, a table of the steps, and what-if. It loads nothing, and works
    /// without a server or a network.
    /// </summary>
    /// <param name="report">The report.</param>
    /// <param name="path">The file. It is replaced if it exists.</param>
    /// <exception cref="IOException">The file cannot be written. <see cref="File.WriteAllText(string, string)"/> tells what else can be thrown.</exception>
    public static void SaveHtml(this FlowReport report, string path) => Write(path, ToHtml(report));

    /// <summary>The page that <see cref="SaveHtml"/> writes.</summary>
    /// <param name="report">The report.</param>
    public static string ToHtml(this FlowReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        return HtmlPage.Of(report);
    }

    /// <summary>
    /// Writes a trace in the format of Chrome's tracing, which <c>ui.perfetto.dev</c> and <c>chrome://tracing</c> show: a slice for each step and each
    /// wait, the steps of nested runs within their steps, and an arrow for each dependency.
    /// </summary>
    /// <param name="report">The report.</param>
    /// <param name="path">The file. It is replaced if it exists.</param>
    /// <exception cref="IOException">The file cannot be written. <see cref="File.WriteAllText(string, string)"/> tells what else can be thrown.</exception>
    public static void SaveTrace(this FlowReport report, string path) => Write(path, ToTrace(report));

    /// <summary>The trace that <see cref="SaveTrace"/> writes, as JSON.</summary>
    /// <param name="report">The report.</param>
    public static string ToTrace(this FlowReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        return ChromeTrace.Of(report);
    }

    /// <summary>The timeline as an SVG picture, which follows the reader's choice of light or dark. It has no script.</summary>
    /// <param name="report">The report.</param>
    public static string ToSvg(this FlowReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        return SvgTimeline.Of(report);
    }

    private static void Write(string path, string content)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        File.WriteAllText(path, content, s_utf8);
    }
}
