namespace AsyncFlow.Hosting.Lifetime;

/// <summary>Notes which steps of a run are running and which have ended. Thread-safe.</summary>
/// <param name="plan">The plan of the run.</param>
internal sealed class StepProgress(FlowPlan plan) : FlowObserver
{
    private readonly object _lock = new();
    private readonly HashSet<StepInfo> _running = [];
    private readonly HashSet<StepInfo> _ended = [];

    /// <summary>The names of steps that are running, in declaration order.</summary>
    public string Running => Names(step => _running.Contains(step));

    /// <summary>The names of steps that have not started, in declaration order.</summary>
    public string Waiting => Names(step => !_running.Contains(step) && !_ended.Contains(step));

    /// <summary>How many steps have ended.</summary>
    public int Ended
    {
        get
        {
            lock (_lock)
            {
                return _ended.Count;
            }
        }
    }

    /// <summary>How many steps there are.</summary>
    public int Total => plan.Steps.Count;

    /// <inheritdoc/>
    public override void OnStepStarted(in StepStarted e)
    {
        if (e.Parent.IsNone)
        {
            lock (_lock)
            {
                _running.Add(e.Step);
            }
        }
    }

    /// <inheritdoc/>
    public override void OnStepCompleted(in StepCompleted e)
    {
        if (e.Parent.IsNone)
        {
            lock (_lock)
            {
                _running.Remove(e.Step);
                _ended.Add(e.Step);
            }
        }
    }

    private string Names(Func<StepInfo, bool> isWanted)
    {
        lock (_lock)
        {
            string[] names = [.. plan.Steps.Where(isWanted).Select(static step => step.Name)];
            return names.Length == 0 ? "nothing" : string.Join(", ", names);
        }
    }
}
