namespace AsyncFlow.Execution;

/// <summary>
/// Keeps what a report says of each step, and tells the observer. Its methods give the failure of an observer that threw, or
/// null. A step's entry is only touched by the thread that has the step in hand.
/// </summary>
internal sealed class StepRecorder(FlowPlan plan, TimeProvider clock, FlowObserver? observer, long runId)
{
    private readonly long _began = clock.GetTimestamp();
    private readonly Times[] _times = new Times[plan.Layout.Count];
    private readonly StepReport?[] _reports = new StepReport?[plan.Layout.Count];

    public Exception? RunStarted() =>
        Tell(nameof(FlowObserver.OnRunStarted), static (observer, plan, runId) => observer.OnRunStarted(plan, runId), plan);

    /// <summary>The step is ready but for locks.</summary>
    public void WaitsForLocks(int step)
    {
        if (plan.Layout.HasLocks(step))
        {
            _times[step].Waits = clock.GetTimestamp();
        }
    }

    /// <summary>The step holds its locks.</summary>
    public void HoldsLocks(int step)
    {
        if (plan.Layout.HasLocks(step))
        {
            _times[step].LockWait = clock.GetElapsedTime(_times[step].Waits!.Value);
        }
    }

    /// <summary>The step's body starts.</summary>
    public Exception? Started(int step)
    {
        _times[step].Started = clock.GetTimestamp();
        return Tell(nameof(FlowObserver.OnStepStarted), static (observer, info, runId) => observer.OnStepStarted(info, runId), plan.Steps[step]);
    }

    /// <summary>A run within the step has ended.</summary>
    public void RunWithin(int step, FlowReport report) => _times[step].NestedReport = report;

    /// <summary>The step has ended, or will not start.</summary>
    public Exception? Ended(int step, StepStatus status, Exception? thrown)
    {
        ref Times times = ref _times[step];
        long now = clock.GetTimestamp();
        bool started = times.Started is not null;
        if (!started && times.Waits is { } waits && times.LockWait == TimeSpan.Zero)
        {
            times.LockWait = clock.GetElapsedTime(waits, now);
        }

        StepReport report = new(
            plan.Steps[step],
            status,
            started ? clock.GetElapsedTime(_began, times.Started!.Value) : TimeSpan.Zero,
            started ? clock.GetElapsedTime(times.Started!.Value, now) : TimeSpan.Zero,
            times.LockWait,
            thrown,
            times.NestedReport);
        _reports[step] = report;
        return Tell(nameof(FlowObserver.OnStepCompleted), static (observer, ended, runId) => observer.OnStepCompleted(ended, runId), report);
    }

    public Exception? RunCompleted(FlowReport report) =>
        Tell(nameof(FlowObserver.OnRunCompleted), static (observer, ended, runId) => observer.OnRunCompleted(ended, runId), report);

    /// <summary>The whole run's report, when every step has ended.</summary>
    public FlowReport Report(FlowStatus status, IReadOnlyList<Exception> failures, Exception? outcome) =>
        new(plan, status, clock.GetElapsedTime(_began), Array.AsReadOnly<StepReport>(_reports!), failures, outcome);

    private InvalidOperationException? Tell<TNews>(string method, Action<FlowObserver, TNews, long> tell, TNews news)
    {
        if (observer is null)
        {
            return null;
        }

        try
        {
            tell(observer, news, runId);
            return null;
        }
        catch (Exception exception)
        {
            return new InvalidOperationException(
                $"Observer '{observer.GetType()}' of flow '{plan.Name}' threw in {method}: {exception.Message} An observer must catch its own exceptions.", exception);
        }
    }

    private struct Times
    {
        public long? Waits { get; set; }

        public TimeSpan LockWait { get; set; }

        public long? Started { get; set; }

        public FlowReport? NestedReport { get; set; }
    }
}
