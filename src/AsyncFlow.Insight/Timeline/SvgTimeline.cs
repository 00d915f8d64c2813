using System.Globalization;
using System.Security;
using System.Text;
using AsyncFlow.Reports;

namespace AsyncFlow.Insight.Timeline;

/// <summary>Draws a timeline as SVG: a bar for each step of the run, a line below it where it waited for a lock; below a step those of the run within it.</summary>
internal sealed class SvgTimeline
{
    private const int Width = 900;
    private const int Margin = 12;
    private const int Header = 48;
    private const int BarHeight = 20;
    private const int LaneHeight = 26;

    // A run with more lanes within a step is summed up as a number.
    private const int ShownLanes = 6;

    private const string Style = """
        svg { color-scheme: light dark }
        text { font: 12px system-ui, sans-serif; fill: #1f2328 }
        .title { font-weight: 600; font-size: 14px }
        .quiet { fill: #59636e }
        .back { fill: #ffffff }
        .grid { stroke: #d1d9e0; stroke-width: 1 }
        .step { fill: #a8c7fa; stroke: #4c7dd1 }
        .critical { fill: #f5b36b; stroke: #b35900; stroke-width: 1.5 }
        .failed { fill: #ffb3ad; stroke: #c4281c }
        .within { fill-opacity: .55 }
        .wait { fill: url(#hatch); stroke: #8c959f; stroke-dasharray: 3 2 }
        .hatch { stroke: #8c959f }
        @media (prefers-color-scheme: dark) {
          text { fill: #e6edf3 }
          .quiet { fill: #9198a1 }
          .back { fill: #0d1117 }
          .grid { stroke: #30363d }
          .step { fill: #1f4a8a; stroke: #6ea0f0 }
          .critical { fill: #8a4b08; stroke: #f0a04b }
          .failed { fill: #86211a; stroke: #ff8a80 }
        }
        """;

    private readonly StringBuilder _text = new();
    private readonly RunTimeline _timeline;
    private readonly double _scale;

    // The steps within each step, by index; -1 for those of the run itself.
    private readonly ILookup<int, int> _within;

    private SvgTimeline(RunTimeline timeline)
    {
        _timeline = timeline;
        _scale = (Width - 2.0 * Margin) / Math.Max(1, timeline.Report.Duration.Ticks);
        _within = Enumerable.Range(0, timeline.Steps.Count).Where(i => timeline.Steps[i].HasStarted).ToLookup(i => timeline.Steps[i].Outer);
    }

    public static string Of(FlowReport report) => new SvgTimeline(RunTimeline.Of(report)).Draw();

    private string Draw()
    {
        int height = Header + LanesHeight(-1, _timeline.Lanes) + Margin;
        string title = $"{_timeline.Report.FlowName}: {_timeline.Report.Status} in {TimeText.Format(_timeline.Report.Duration)}";
        Append($"""
            <svg xmlns="http://www.w3.org/2000/svg" width="{Width}" height="{height}" viewBox="0 0 {Width} {height}" role="img" aria-label="{Escape(title)}">
            <title>{Escape(title)}</title>
            <style>{Style}</style>
            <defs><pattern id="hatch" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><line class="hatch" x1="0" y1="0" x2="0" y2="6"/></pattern></defs>
            <rect class="back" width="{Width}" height="{height}"/>
            <text class="title" x="{Margin}" y="20">{Escape(title)}</text>

            """);
        DrawAxis(height);
        DrawRun(-1, Header);
        return _text.Append("</svg>\n").ToString();
    }

    private void DrawAxis(int height)
    {
        foreach (long tick in TimeAxis.Ticks(_timeline.Report.Duration.Ticks, count: 8))
        {
            string x = Number(X(tick));
            Append($"""
                <line class="grid" x1="{x}" x2="{x}" y1="{Header - 8}" y2="{height - Margin + 4}"/>
                <text class="quiet" x="{Number(X(tick) + 3)}" y="{Header - 10}">{Escape(TimeText.Format(TimeSpan.FromTicks(tick)))}</text>

                """);
        }
    }

    private void DrawRun(int outer, int top)
    {
        int[] heights = LaneHeights(outer);
        int[] tops = new int[heights.Length];
        for (int lane = 1; lane < tops.Length; lane++)
        {
            tops[lane] = tops[lane - 1] + heights[lane - 1];
        }

        foreach (int index in _within[outer])
        {
            DrawStep(index, top + tops[_timeline.Steps[index].Lane]);
        }
    }

    private void DrawStep(int index, int top)
    {
        TimedStep step = _timeline.Steps[index];
        if (step.HasWaited)
        {
            Append($"""
                <rect class="wait" x="{Number(X(step.WaitStart))}" y="{top + BarHeight}" width="{Number(X(step.WaitEnd) - X(step.WaitStart))}" height="4"><title>{Escape(step.Path)} waits for {Escape(string.Join(", ", step.Report.Step.Locks))}</title></rect>

                """);
        }

        double width = Math.Max(1, X(step.End) - X(step.Start));
        string kind = step.Report.Status is StepStatus.Failed or StepStatus.Canceled ? "failed" : step.Critical > 0 ? "critical" : "step";
        string label = IsFolded(index) ? $"{step.Report.Name} × {step.Report.NestedReport!.Steps.Count}" : step.Report.Name;
        Append($"""
            <rect class="{kind}{(step.Outer >= 0 ? " within" : "")}" x="{Number(X(step.Start))}" y="{top}" width="{Number(width)}" height="{BarHeight}" rx="3"><title>{Escape($"{step.Path}: {step.Report.Status} in {TimeText.Format(step.Report.Duration)}")}</title></rect>

            """);
        DrawLabel(label, step, width, top);
        if (step.LanesWithin > 0 && !IsFolded(index))
        {
            DrawRun(index, top + LaneHeight);
        }
    }

    // Within the bar, or beside it where there is room up to the edge; else the bar's title says it.
    private void DrawLabel(string label, TimedStep step, double width, int top)
    {
        double needed = 7 * label.Length + 8;
        bool fits = needed <= width;
        if (fits || (step.Report.NestedReport is null && IsFreeBehind(step, needed)))
        {
            Append($"""
                <text x="{Number(X(step.Start) + (fits ? 5 : width + 4))}" y="{top + 14}">{Escape(label)}</text>

                """);
        }
    }

    private bool IsFreeBehind(TimedStep step, double needed)
    {
        double from = X(step.End), to = from + needed;
        return to <= Width && !_within[step.Outer].Any(other => _timeline.Steps[other].Lane == step.Lane && X(_timeline.Steps[other].Start) >= from - 0.01 && X(_timeline.Steps[other].Start) < to);
    }

    private bool IsFolded(int index) => _timeline.Steps[index].LanesWithin > ShownLanes
        || (_timeline.Steps[index].Report.Step.Kind == StepKind.ForEach && _within[index].Count() > 24);

    private int[] LaneHeights(int outer)
    {
        int[] heights = new int[outer < 0 ? _timeline.Lanes : _timeline.Steps[outer].LanesWithin];
        foreach (int index in _within[outer])
        {
            int within = IsFolded(index) ? 0 : LanesHeight(index, _timeline.Steps[index].LanesWithin);
            ref int height = ref heights[_timeline.Steps[index].Lane];
            height = Math.Max(height, LaneHeight + within);
        }

        return heights;
    }

    private int LanesHeight(int outer, int lanes) => lanes == 0 ? 0 : LaneHeights(outer).Sum();

    private double X(long time) => Margin + time * _scale;

    private static string Number(double value) => value.ToString("0.##", CultureInfo.InvariantCulture);

    // Characters that XML cannot have at all are replaced.
    private static string Escape(string text)
    {
        StringBuilder valid = new(text.Length);
        for (int i = 0; i < text.Length; i++)
        {
            if (char.IsHighSurrogate(text[i]) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]))
            {
                valid.Append(text, i++, 2);
            }
            else
            {
                valid.Append(System.Xml.XmlConvert.IsXmlChar(text[i]) && !char.IsSurrogate(text[i]) ? text[i] : '\uFFFD');
            }
        }

        return SecurityElement.Escape(valid.ToString());
    }

    private void Append(string text) => _text.Append(text.ReplaceLineEndings("\n"));
}
