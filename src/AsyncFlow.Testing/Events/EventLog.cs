namespace AsyncFlow.Testing;

/// <summary>Records the events of one run, but not those of runs within its steps. Thread-safe.</summary>
internal sealed class EventLog : FlowObserver
{
    private readonly object _gate = new();

    // Guarded by _gate, as _runId is.
    private readonly List<FlowEvent> _events = [];

    // The run's number, once it has begun. Runs within its steps begin later.
    private long? _runId;

    /// <summary>What happened so far.</summary>
    public IReadOnlyList<FlowEvent> Events
    {
        get
        {
            lock (_gate)
            {
                return _events.ToArray();
            }
        }
    }

    public override void OnRunStarted(in RunStarted e)
    {
        lock (_gate)
        {
            _runId ??= e.RunId;
        }
    }

    public override void OnStepStarted(in StepStarted e) => Add(e.Step, FlowEventKind.Started, e.RunId);

    /// <summary>A step's code continues after an await. The step may belong to another run.</summary>
    public void OnStepContinuing(StepInfo step, long runId) => Add(step, FlowEventKind.Continued, runId);

    public override void OnStepCompleted(in StepCompleted e)
    {
        FlowEventKind kind = e.Report.Status switch
        {
            StepStatus.Succeeded => FlowEventKind.Succeeded,
            StepStatus.Failed => FlowEventKind.Failed,
            StepStatus.Canceled => FlowEventKind.Canceled,
            StepStatus.NotRun => FlowEventKind.NotRun,
            _ => FlowEventKind.Skipped,
        };
        Add(e.Step, kind, e.RunId);
    }

    private void Add(StepInfo step, FlowEventKind kind, long runId)
    {
        lock (_gate)
        {
            if (runId == _runId)
            {
                _events.Add(new FlowEvent(step, kind));
            }
        }
    }
}
