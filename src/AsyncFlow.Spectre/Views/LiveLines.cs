using System.Globalization;
using AsyncFlow.Reports;
using AsyncFlow.Spectre.Durations;
using AsyncFlow.Spectre.Terminal;
using AsyncFlow.Spectre.Tracking;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace AsyncFlow.Spectre.Views;

/// <summary>Describes a run as lines: one for each step, as many as there is room for, and one for the whole.</summary>
/// <param name="tracker">What knows the run.</param>
/// <param name="earlier">How long earlier runs took; null if that is not known.</param>
/// <param name="unicode">Whether the terminal shows all characters.</param>
internal sealed class LiveLines(RunTracker tracker, StepDurations? earlier, bool unicode)
{
    private readonly StepSymbols _symbols = new(unicode);

    /// <summary>The picture of the spinners that is shown.</summary>
    public int Frame { get; set; }

    /// <summary>The lines. Called while the tracker is read.</summary>
    /// <param name="run">The run.</param>
    /// <param name="height">How many lines there may be.</param>
    public IReadOnlyList<ScreenLine> Of(TrackedRun run, int height)
    {
        List<TrackedStep> steps = [];
        AddSteps(steps, run);
        ShownSteps shown = ShownSteps.Choose(steps, height - 1);
        List<LineCells> rows = [.. shown.Steps.Select(DescribeStep)];
        if (shown.Others.Length > 0)
        {
            rows.Add(new LineCells { Symbol = new Segment(" "), Name = shown.Others, Style = StepSymbols.Quiet });
        }

        rows.Add(DescribeRun(run));
        return LineCells.Align(rows, _symbols);
    }

    // The steps of a run within a step are shown as long as it runs. Those of lists are summed up.
    private static void AddSteps(List<TrackedStep> steps, TrackedRun run)
    {
        foreach (TrackedStep step in run.Steps)
        {
            steps.Add(step);
            if (step is { State: StepState.Runs, Within: { HasElements: false } within })
            {
                AddSteps(steps, within);
            }
        }
    }

    private LineCells DescribeStep(TrackedStep step)
    {
        LineCells cells = new()
        {
            Symbol = _symbols.Of(step, Frame),
            Name = new string(' ', 2 * DepthOf(step)) + TerminalText.OneLine(step.Info.Name),
            Style = step.State == StepState.Pending || step.Report?.Status is StepStatus.NotRun or StepStatus.Skipped ? StepSymbols.Quiet : Style.Plain,
            Note = NoteOf(step),
            NoteStyle = StepSymbols.NoteOf(step),
        };
        if (step.State is StepState.Runs or StepState.Waits)
        {
            cells.Share = step.State == StepState.Runs ? RemainingTime.ShareDone(step, earlier) : null;
            cells.Time = TerminalText.Running(step.Age);
        }
        else if (step.Report is { Status: not (StepStatus.NotRun or StepStatus.Skipped) } report)
        {
            cells.Time = TimeText.Format(report.Duration);
        }

        if (step is { State: StepState.Runs or StepState.Ended, Within: { } within })
        {
            cells.Count = within.Count;
        }

        return cells;
    }

    private static int DepthOf(TrackedStep step) => step.Run.Outer is { } outer ? 1 + DepthOf(outer) : 0;

    private string NoteOf(TrackedStep step)
    {
        List<string> notes = [];
        switch (step.State)
        {
            case StepState.Waits when step.AwaitedLock is { } held:
                string holders = tracker.HoldersOf(step.AwaitedLockId);
                notes.Add($"waits for lock '{held}'{(holders.Length > 0 ? $", held by {holders}" : "")}");
                break;
            case StepState.Waits:
                notes.Add("waits for a slot");
                break;
            case StepState.Ended when step.Report!.Exception is { } exception && step.Report.Status == StepStatus.Failed:
                notes.Add(TerminalText.Of(exception));
                break;
            case StepState.Ended when step.Report!.Reason is { } reason:
                notes.Add(TerminalText.OneLine(reason));
                break;
        }

        if (step.Attempt > 1 && step.State == StepState.Runs)
        {
            notes.Add(string.Create(CultureInfo.InvariantCulture, $"attempt {step.Attempt}"));
        }

        if (step is { State: StepState.Runs, Within: { HasElements: true } elements })
        {
            AddElements(notes, elements);
        }

        return string.Join("; ", notes);
    }

    private void AddElements(List<string> notes, TrackedRun elements)
    {
        if (elements.Failed > 0)
        {
            notes.Add(string.Create(CultureInfo.InvariantCulture, $"{elements.Failed} failed: {TerminalText.Of(elements.FirstFailure!)}"));
        }

        TrackedStep[] waiting = [.. elements.Steps.Where(static element => element is { State: StepState.Waits, AwaitedLock: not null })];
        if (waiting.Length > 0)
        {
            TrackedStep first = waiting.MinBy(static element => element.Since)!;
            string holders = tracker.HoldersOf(first.AwaitedLockId);
            notes.Add(string.Create(CultureInfo.InvariantCulture, $"{waiting.Length} {(waiting.Length == 1 ? "waits" : "wait")} for lock '{first.AwaitedLock}'{(holders.Length > 0 ? $", held by {holders}" : "")}"));
        }
    }

    private LineCells DescribeRun(TrackedRun run) => new()
    {
        Symbol = _symbols.Of(run, Frame),
        Name = TerminalText.OneLine(run.Plan.Name),
        Style = StepSymbols.Title,
        Share = run.Share,
        Count = run.Count,
        Time = run.Report is { } report ? TimeText.Format(report.Duration) : TerminalText.Running(run.Age),
        Note = run.Report is null && earlier is not null ? Remaining(run, earlier) : "",
        NoteStyle = StepSymbols.Quiet,
    };

    private static string Remaining(TrackedRun run, StepDurations earlier) => RemainingTime.Of(run, earlier) is var left && left > TimeSpan.Zero
        ? $"about {TerminalText.Running(left)} left"
        : "longer than before";
}
