namespace AsyncFlow.Testing;

/// <summary>
/// Writes down what happens to the steps of one run, and passes it on to another observer. What happens in runs within its steps is
/// passed on only. Safe to use from any thread.
/// </summary>
internal sealed class EventLog(FlowObserver? next) : FlowObserver
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

    public override void OnRunStarted(FlowPlan plan, long runId)
    {
        lock (_gate)
        {
            _runId ??= runId;
        }

        next?.OnRunStarted(plan, runId);
    }

    public override void OnStepStarted(StepInfo step, long runId)
    {
        Add(step, FlowEventKind.Started, runId);
        next?.OnStepStarted(step, runId);
    }

    /// <summary>A step's code goes on after an await; perhaps one of another run.</summary>
    public void OnStepContinuing(StepInfo step, long runId) => Add(step, FlowEventKind.Continued, runId);

    public override void OnStepCompleted(StepReport report, long runId)
    {
        FlowEventKind kind = report.Status switch
        {
            StepStatus.Succeeded => FlowEventKind.Succeeded,
            StepStatus.Failed => FlowEventKind.Failed,
            StepStatus.Canceled => FlowEventKind.Canceled,
            StepStatus.NotRun => FlowEventKind.NotRun,
            _ => FlowEventKind.Skipped,
        };
        Add(report.Step, kind, runId);
        next?.OnStepCompleted(report, runId);
    }

    public override void OnRunCompleted(FlowReport report, long runId) => next?.OnRunCompleted(report, runId);

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
