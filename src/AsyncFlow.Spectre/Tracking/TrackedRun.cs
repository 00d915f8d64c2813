using System.Globalization;

namespace AsyncFlow.Spectre.Tracking;

/// <summary>A run that is on, as far as the events tell. Guarded by the tracker's lock.</summary>
/// <remarks>Of a run over the elements of a list it keeps those that are on. There can be any number of others.</remarks>
internal sealed class TrackedRun
{
    private readonly Dictionary<int, TrackedStep> _steps = [];

    public TrackedRun(in RunStarted started, TrackedStep? outer)
    {
        Plan = started.Plan;
        Id = started.RunId;
        Clock = started.TimeProvider;
        Started = started.Timestamp;
        Outer = outer;
        HasElements = outer is { Info.Kind: StepKind.ForEach };
        if (!HasElements)
        {
            foreach (StepInfo step in Plan.Steps)
            {
                _steps.Add(step.Index, new TrackedStep(this, step));
            }
        }
    }

    public FlowPlan Plan { get; }

    public long Id { get; }

    /// <summary>The clock of the run.</summary>
    public TimeProvider Clock { get; }

    /// <summary>When it started: a time stamp of the clock.</summary>
    public long Started { get; }

    /// <summary>The step within which it takes place; null for none.</summary>
    public TrackedStep? Outer { get; }

    /// <summary>Whether its steps are the elements of a list.</summary>
    public bool HasElements { get; }

    /// <summary>Whether its steps are elements, or within one.</summary>
    public bool IsWithinElement => HasElements || Outer is { Run.IsWithinElement: true };

    /// <summary>How many steps, or elements, there are; null for the elements of a stream, of which there can be more.</summary>
    public int? Total => Plan.Layout.Elements is null ? Plan.Steps.Count : null;

    /// <summary>How many steps, or elements, have ended, of how many.</summary>
    public string Count => Total is { } total ? string.Create(CultureInfo.InvariantCulture, $"{Ended}/{total}") : string.Create(CultureInfo.InvariantCulture, $"{Ended}");

    /// <summary>How much of it has ended, from 0 to 1; null if that is not known.</summary>
    public double? Share => Total is > 0 and int total ? Math.Min(1, Ended / (double)total) : null;

    /// <summary>How many have ended, or will not start.</summary>
    public int Ended { get; private set; }

    /// <summary>How many have failed.</summary>
    public int Failed { get; private set; }

    /// <summary>The first failure; null for none.</summary>
    public Exception? FirstFailure { get; private set; }

    /// <summary>Its report; null until it has ended.</summary>
    public FlowReport? Report { get; set; }

    /// <summary>The steps in declaration order; of elements those that are on, in no order.</summary>
    public IReadOnlyCollection<TrackedStep> Steps => _steps.Values;

    /// <summary>For how long it has been running.</summary>
    public TimeSpan Age => Report?.Duration ?? Clock.GetElapsedTime(Started);

    /// <summary>A step, which is not an element that has ended.</summary>
    public TrackedStep Step(StepInfo info)
    {
        if (!_steps.TryGetValue(info.Index, out TrackedStep? step))
        {
            _steps.Add(info.Index, step = new TrackedStep(this, info));
        }

        return step;
    }

    /// <summary>A step has ended.</summary>
    public TrackedStep End(StepReport report)
    {
        TrackedStep step = Step(report.Step);
        step.State = StepState.Ended;
        step.Report = report;
        step.HeldLocks = [];
        Ended++;
        if (report.Status == StepStatus.Failed)
        {
            Failed++;
            FirstFailure ??= report.Exception;
        }

        if (HasElements)
        {
            _steps.Remove(report.Step.Index);
        }

        return step;
    }
}
