using AsyncFlow.Spectre.Tracking;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace AsyncFlow.Spectre.Views;

/// <summary>The symbols and colours of steps.</summary>
/// <param name="unicode">Whether the terminal shows all characters.</param>
internal sealed class StepSymbols(bool unicode)
{
    private static readonly Style s_succeeded = new(Color.Green);
    private static readonly Style s_failed = new(Color.Red);
    private static readonly Style s_waits = new(Color.Yellow);
    private static readonly Style s_runs = new(Color.Blue);

    private readonly IReadOnlyList<string> _spinner = (unicode ? Spinner.Known.Dots : Spinner.Known.Line).Frames;

    public static Style Quiet { get; } = new(Color.Grey);

    public static Style Done { get; } = new(Color.Blue);

    public static Style Title { get; } = new(decoration: Decoration.Bold);

    /// <summary>The part of a bar that is done. Terminals without colours have to show it too.</summary>
    public char Bar => unicode ? '━' : '#';

    /// <summary>The part that is left.</summary>
    public char Rest => unicode ? '╌' : '-';

    public Segment Of(TrackedStep step, int frame) => step.State switch
    {
        StepState.Pending => new Segment(unicode ? "·" : ".", Quiet),
        StepState.Waits => new Segment(unicode ? "◦" : "o", s_waits),
        StepState.Runs => Spin(frame),
        _ => Of(step.Report!.Status),
    };

    public Segment Of(TrackedRun run, int frame) => run.Report is { } report ? Of(report.Status) : Spin(frame);

    public Segment Of(FlowStatus status) => status switch
    {
        FlowStatus.Succeeded => Of(StepStatus.Succeeded),
        FlowStatus.Canceled => Of(StepStatus.Canceled),
        _ => Of(StepStatus.Failed),
    };

    public Segment Of(StepStatus status) => status switch
    {
        StepStatus.Succeeded => new Segment(unicode ? "✓" : "+", s_succeeded),
        StepStatus.Failed => new Segment(unicode ? "✗" : "x", s_failed),
        StepStatus.Canceled => new Segment(unicode ? "✗" : "x", s_waits),
        _ => new Segment("-", Quiet),
    };

    /// <summary>The style of what is said of a step.</summary>
    public static Style NoteOf(TrackedStep step) => step switch
    {
        { Report.Status: StepStatus.Failed } or { Within.Failed: > 0 } => s_failed,
        { State: StepState.Waits } => s_waits,
        _ => Quiet,
    };

    private Segment Spin(int frame) => new(_spinner[frame % _spinner.Count], s_runs);
}
