using AsyncFlow.Reports;

namespace AsyncFlow.Execution;

/// <summary>
/// Records what happens to each step, for the report, and sends events to the observers. A step's entry belongs to the thread that owns the step.
/// </summary>
/// <param name="plan">The flow's plan.</param>
/// <param name="clock">The run's clock.</param>
/// <param name="observers">The observers. The array is not changed.</param>
/// <param name="runId">The run's number.</param>
/// <param name="parent">The step of another run within which the run takes place.</param>
internal sealed class StepRecorder(FlowPlan plan, RunClock clock, FlowObserver[] observers, long runId, RunOrigin parent)
{
    private readonly Times[] _times = new Times[plan.Layout.Count];
    private readonly StepReport?[] _reports = new StepReport?[plan.Layout.ShownCount];

    // When the run started, and when it ended.
    private long _started;
    private long _ended;

    // What observers threw. Guarded by itself; null until one throws.
    private List<Exception>? _observerFailures;

    /// <summary>The run starts.</summary>
    public void RunStarted()
    {
        _started = clock.Start();
        if (observers.Length > 0)
        {
            Send(new RunStarted { Plan = plan, RunId = runId, Parent = parent, Timestamp = _started, TimeProvider = clock.Provider });
        }
    }

    /// <summary>The step is ready but for locks.</summary>
    public void WaitsForLocks(int step)
    {
        if (plan.Layout.HasLocks(step))
        {
            _times[step].Waits = clock.Now();
        }
    }

    /// <summary>The step holds its locks.</summary>
    public void HoldsLocks(int step)
    {
        if (plan.Layout.HasLocks(step))
        {
            _times[step].LockWait = clock.Elapsed(_times[step].Waits!.Value, clock.Now());
        }
    }

    /// <summary>The step's body starts.</summary>
    public void Started(int step)
    {
        long now = clock.Now();
        _times[step].Started = now;
        if (observers.Length > 0)
        {
            Send(new StepStarted
            {
                Plan = plan,
                RunId = runId,
                Parent = parent,
                Timestamp = now,
                TimeProvider = clock.Provider,
                Step = plan.Steps[step],
                Element = ElementOf(step),
                LockWait = _times[step].LockWait,
            });
        }
    }

    /// <summary>A run within the step has ended.</summary>
    public void RunWithin(int step, FlowReport report) => _times[step].NestedReport = report;

    /// <summary>The step has ended, or will not start.</summary>
    public void Ended(int step, StepStatus status, Exception? thrown, string? reason, bool isHandled)
    {
        ref Times times = ref _times[step];
        long now = clock.Now();
        if (times.Started is null && times.Waits is { } waits && times.LockWait == TimeSpan.Zero)
        {
            times.LockWait = clock.Elapsed(waits, now);
        }

        (TimeSpan start, TimeSpan duration) = times.Started is { } started
            ? (clock.Elapsed(_started, started), clock.Elapsed(started, now))
            : (TimeSpan.Zero, TimeSpan.Zero);
        StepReport report = new(plan.Steps[step], status, start, duration, times.LockWait, thrown, times.NestedReport) { Reason = reason, IsHandled = isHandled };
        _reports[step] = report;
        if (observers.Length > 0)
        {
            Send(new StepCompleted { Plan = plan, RunId = runId, Parent = parent, Timestamp = now, TimeProvider = clock.Provider, Report = report, Element = ElementOf(step) });
        }
    }

    /// <summary>Every step has ended, and so does the run.</summary>
    public void RunEnds() => _ended = clock.Now();

    /// <summary>The run has ended.</summary>
    /// <param name="report">Its report.</param>
    /// <returns>Whether an observer threw, which the report does not say yet.</returns>
    public bool RunCompleted(FlowReport report)
    {
        int known = _observerFailures?.Count ?? 0;
        if (observers.Length > 0)
        {
            Send(new RunCompleted { RunId = runId, Parent = parent, Timestamp = _ended, TimeProvider = clock.Provider, Report = report });
        }

        return (_observerFailures?.Count ?? 0) > known;
    }

    /// <summary>The whole run's report, when <see cref="RunEnds"/> has been called.</summary>
    public FlowReport Report(FlowStatus status, IReadOnlyList<Exception> failures, Exception? outcome) =>
        new(plan, status, clock.Elapsed(_started, _ended), Array.AsReadOnly<StepReport>(_reports!), failures, outcome) { ObserverFailures = _observerFailures ?? [] };

    private int ElementOf(int step) => plan.Layout.IsUniform ? step : -1;

    private void Send<TEvent>(TEvent e) where TEvent : struct, IFlowEvent
    {
        foreach (FlowObserver observer in observers)
        {
            try
            {
                e.SendTo(observer);
            }
            catch (Exception exception)
            {
                AddFailures([exception, .. observer.RaiseUnhandledException(exception) ?? []]);
            }
        }
    }

    private void AddFailures(List<Exception> failures)
    {
        if (Volatile.Read(ref _observerFailures) is null)
        {
            Interlocked.CompareExchange(ref _observerFailures, [], null);
        }

        lock (_observerFailures!)
        {
            _observerFailures.AddRange(failures);
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
