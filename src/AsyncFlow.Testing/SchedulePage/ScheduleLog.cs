namespace AsyncFlow.Testing.SchedulePage;

/// <summary>Records what the page of a schedule shows: what happened in all runs, those within steps included. Thread-safe.</summary>
/// <param name="clock">The virtual clock.</param>
internal sealed class ScheduleLog(TimeProvider clock) : FlowObserver
{
    // A page of more moments would be too large to look at: of the first ones only what they led to is kept.
    private const int MostMoments = 1_500;

    private readonly object _gate = new();
    private readonly long _began = clock.GetTimestamp();

    // All guarded by _gate.
    private readonly Dictionary<(long Run, int Step), int> _places = [];
    private readonly List<ScheduledStep> _steps = [];
    private readonly Queue<ScheduleMoment> _moments = [];

    // The last of the dropped moments of each step.
    private readonly Dictionary<int, ScheduleMoment> _before = [];
    private int _dropped;

    /// <summary>What happened so far.</summary>
    public RecordedSchedule Copy()
    {
        lock (_gate)
        {
            return new RecordedSchedule([.. _steps], [.. _before.Values], [.. _moments], _dropped);
        }
    }

    public override void OnRunStarted(in RunStarted e)
    {
        lock (_gate)
        {
            string prefix = e.Parent.Step is not null && _places.TryGetValue((e.Parent.RunId, e.Parent.Step.Index), out int around) ? $"{_steps[around].Name}." : "";
            int first = _steps.Count;
            foreach (StepInfo step in e.Plan.Steps)
            {
                _places[(e.RunId, step.Index)] = _steps.Count;
                _steps.Add(new ScheduledStep(prefix + step.Name, step.Locks, [.. step.Upstream.Select(upstream => first + upstream.Index)], IsNested: !e.Parent.IsNone));
            }
        }
    }

    public override void OnStepWaiting(in StepWaiting e) => Add(e.Step, e.RunId, e.Lock is null ? "slot" : "lock", e.Lock);

    public override void OnStepStarted(in StepStarted e) => Add(e.Step, e.RunId, "started");

    /// <summary>A step's code continues after an await.</summary>
    public void OnStepContinuing(StepInfo step, long runId) => Add(step, runId, "continued");

    public override void OnStepCompleted(in StepCompleted e) => Add(e.Step, e.RunId, e.Report.Status switch
    {
        StepStatus.Succeeded => "succeeded",
        StepStatus.Failed => "failed",
        StepStatus.Canceled => "canceled",
        StepStatus.NotRun => "notRun",
        _ => "skipped",
    });

    private void Add(StepInfo step, long runId, string kind, string? waitsFor = null)
    {
        lock (_gate)
        {
            // A run outside of the explored one may share the simulation, but not this observer.
            if (!_places.TryGetValue((runId, step.Index), out int place))
            {
                return;
            }

            _moments.Enqueue(new ScheduleMoment(place, kind, clock.GetElapsedTime(_began).Ticks, waitsFor));
            if (_moments.Count > MostMoments)
            {
                ScheduleMoment first = _moments.Dequeue();
                _before[first.Step] = first;
                _dropped++;
            }
        }
    }
}
