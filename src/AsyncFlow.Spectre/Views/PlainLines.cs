using System.Globalization;
using AsyncFlow.Reports;
using AsyncFlow.Spectre.Durations;
using AsyncFlow.Spectre.Terminal;
using AsyncFlow.Spectre.Tracking;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace AsyncFlow.Spectre.Views;

/// <summary>Writes a line when something happens: where there is no terminal, such as into a file or the log of a build.</summary>
/// <remarks>The elements of a list are summed up: a line for each quarter of them, and one for each failure.</remarks>
/// <param name="console">Where.</param>
/// <param name="earlier">How long earlier runs took; null if that is not known.</param>
internal sealed class PlainLines(IAnsiConsole console, StepDurations? earlier) : FlowObserver
{
    private const int Milestones = 4;
    private const int FirstOfStream = 10;

    private readonly StepSymbols _symbols = new(console.Profile.Capabilities.Unicode);
    private readonly RunTracker _tracker = new();

    // Held while an event is written, so that the lines are in the order of what they say.
    private readonly object _writing = new();

    /// <inheritdoc/>
    public override void OnRunStarted(in RunStarted e)
    {
        lock (_writing)
        {
            _tracker.OnRunStarted(e);
            if (_tracker.IsRoot(e.RunId))
            {
                string estimate = earlier is null ? "" : $", about {TerminalText.Running(earlier.Total)}";
                Write(null, e.Plan.Name, string.Create(CultureInfo.InvariantCulture, $"started, {e.Plan.Steps.Count} steps{estimate}"));
            }
        }
    }

    /// <inheritdoc/>
    public override void OnStepWaiting(in StepWaiting e)
    {
        lock (_writing)
        {
            _tracker.OnStepWaiting(e);
            if (e.Lock is { } held && ShownStep(e.RunId, e.Step) is { } step)
            {
                string holders = _tracker.HoldersOf(e.LockId);
                Write(null, step.Path, $"waits for lock '{held}'{(holders.Length > 0 ? $", held by {holders}" : "")}");
            }
        }
    }

    /// <inheritdoc/>
    public override void OnStepStarted(in StepStarted e)
    {
        lock (_writing)
        {
            _tracker.OnStepStarted(e);
            if (ShownStep(e.RunId, e.Step) is { } step)
            {
                Write(null, step.Path, "started");
            }
        }
    }

    /// <inheritdoc/>
    public override void OnAttemptStarted(in AttemptStarted e)
    {
        lock (_writing)
        {
            _tracker.OnAttemptStarted(e);
            if (e.Attempt > 1 && ShownStep(e.RunId, e.Step) is { } step)
            {
                Write(null, step.Path, string.Create(CultureInfo.InvariantCulture, $"attempt {e.Attempt}"));
            }
        }
    }

    /// <inheritdoc/>
    public override void OnStepCompleted(in StepCompleted e)
    {
        lock (_writing)
        {
            TrackedRun? run = _tracker.Run(e.RunId);
            string? path = run?.Step(e.Step).Path;
            _tracker.OnStepCompleted(e);
            if (run is null || path is null)
            {
                return;
            }

            if (!run.IsWithinElement || e.Report.Status == StepStatus.Failed)
            {
                Write(_symbols.Of(e.Report.Status), path, Describe(e.Report));
            }

            if (run.HasElements && IsMilestone(run))
            {
                Write(null, run.Outer!.Path, run.Count);
            }
        }
    }

    /// <inheritdoc/>
    public override void OnRunCompleted(in RunCompleted e)
    {
        lock (_writing)
        {
            bool isRoot = _tracker.IsRoot(e.RunId);
            _tracker.OnRunCompleted(e);
            if (isRoot)
            {
                Write(_symbols.Of(e.Report.Status), e.Plan.Name, $"{Verb(e.Report.Status)} {TimeText.Format(e.Report.Duration)}");
            }
        }
    }

    // Null for a step for each element of a list, and those within it: there can be any number of them.
    private TrackedStep? ShownStep(long runId, StepInfo step) => _tracker.Run(runId) is { IsWithinElement: false } run ? run.Step(step) : null;

    // Of a stream, whose length is not known: 10 elements, 20, 40, 80 and so on.
    private static bool IsMilestone(TrackedRun run) => run.Total is { } total
        ? run.Ended < total && Milestones * run.Ended / total > Milestones * (run.Ended - 1) / total
        : run.Ended % FirstOfStream == 0 && int.IsPow2(run.Ended / FirstOfStream);

    private static string Describe(StepReport report) => report.Status switch
    {
        StepStatus.Succeeded => $"succeeded in {TimeText.Format(report.Duration)}",
        StepStatus.Failed => $"failed after {TimeText.Format(report.Duration)}: {TerminalText.Of(report.Exception!)}",
        StepStatus.Canceled => $"cancelled after {TimeText.Format(report.Duration)}{Reason(report)}",
        StepStatus.Skipped => $"skipped{Reason(report)}",
        _ => $"not run{Reason(report)}",
    };

    private static string Reason(StepReport report) => report.Reason is { } reason ? $": {TerminalText.OneLine(reason)}" : "";

    private static string Verb(FlowStatus status) => status switch
    {
        FlowStatus.Succeeded => "succeeded in",
        FlowStatus.Canceled => "cancelled after",
        _ => "failed after",
    };

    // As one text, whatever its length: a log has no width.
    private void Write(Segment? symbol, string name, string what) =>
        console.Write(new Segments([symbol ?? new Segment(" "), new Segment($" {TerminalText.OneLine(name)}: {what}"), Segment.LineBreak]));
}
