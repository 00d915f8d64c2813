using AsyncFlow.Reports;
using AsyncFlow.Scheduling;

namespace AsyncFlow.Execution;

/// <summary>
/// Records what happens to each step, for the report, and sends events to the observers. A step's entry belongs to the thread that owns the step.
/// </summary>
/// <param name="plan">The flow's plan.</param>
/// <param name="clock">The run's clock.</param>
/// <param name="observers">The observers. The array is not changed.</param>
/// <param name="runId">The run's number.</param>
/// <param name="parent">The step of another run within which the run takes place.</param>
/// <param name="maxConcurrency">How many steps of the run may run at the same time; 0 for no limit.</param>
internal sealed class StepRecorder(FlowPlan plan, RunClock clock, FlowObserver[] observers, long runId, RunOrigin parent, int maxConcurrency)
{
    private readonly Times[] _times = new Times[plan.Layout.Count];
    private readonly StepReport?[] _reports = new StepReport?[plan.Layout.ShownCount];

    // In a run over a stream, in the order of the elements; null otherwise. Guarded by itself.
    private readonly List<StepReport?>? _elementReports = plan.Layout.Elements is null ? null : [];

    // Null unless this is a run over a stream that has begun.
    private StreamTimes? _stream;

    // How many of the elements behind those ended in which way: a stream need not have an end. Guarded by the list; null until there is one.
    private long[]? _countsOfOthers;

    // When the run started, and when it ended.
    private long _started;
    private long _ended;

    // What observers threw. Guarded by itself; null until one throws.
    private List<Exception>? _observerFailures;

    /// <summary>Whether steps come to their locks when they are executed, and not when they become ready.</summary>
    public bool TakesLocksLate { get; init; }

    /// <summary>The run starts.</summary>
    public void RunStarted()
    {
        _started = clock.Start();
        if (observers.Length > 0)
        {
            Send(new RunStarted { Plan = plan, RunId = runId, Parent = parent, Timestamp = _started, TimeProvider = clock.Provider, MaxConcurrency = maxConcurrency });
        }
    }

    /// <summary>The run takes the elements of a stream.</summary>
    /// <param name="slots">How many it works on at the same time.</param>
    /// <param name="buffer">How many may wait.</param>
    public void TakesElements(int slots, int buffer) => _stream = new StreamTimes(slots, buffer);

    /// <summary>The time, for <see cref="Pulled"/>.</summary>
    public long Now() => clock.Now();

    /// <summary>The source has made an element, or found that there is none.</summary>
    /// <param name="began">When it was asked.</param>
    public void Pulled(long began)
    {
        if (_stream!.Pulls.Count < StreamLimits.Reports)
        {
            _stream.Pulls.Add((clock.Elapsed(_started, began), clock.Elapsed(_started, clock.Now())));
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

    /// <summary>The step begins to wait for a lock.</summary>
    /// <param name="step">The step.</param>
    /// <param name="awaited">The lock.</param>
    /// <param name="held">Those that it holds already.</param>
    public void WaitsForLock(int step, HeldLockInfo awaited, HeldLockInfo[] held)
    {
        long now = clock.Now();
        (_times[step].LockWaits ??= []).Add((held.Length, now));
        SendWaiting(step, now, awaited, held);
    }

    /// <summary>The step holds its locks.</summary>
    /// <param name="step">The step.</param>
    /// <param name="locks">Those that it holds, in the order in which it took them.</param>
    public void HoldsLocks(int step, HeldLockInfo[] locks)
    {
        if (plan.Layout.HasLocks(step))
        {
            ref Times times = ref _times[step];
            long now = clock.Now();
            times.LockWait = clock.Elapsed(times.Waits!.Value, now);
            times.Locks = locks;
            for (int i = times.LockWaits?.Count - 1 ?? -1; i >= 0; i--)
            {
                (int index, long began) = times.LockWaits![i];
                locks[index] = locks[index] with { Wait = clock.Elapsed(began, now) };
                now = began;
            }
        }
    }

    /// <summary>The step is ready but for a slot.</summary>
    public void WaitsForSlot(int step)
    {
        long now = clock.Now();
        _times[step].WaitsForSlot = now;
        SendWaiting(step, now, default, _times[step].Locks);
    }

    /// <summary>The step has been granted a slot, on any thread that owns the step for it.</summary>
    public void HoldsSlot(int step)
    {
        _times[step].SlotWait = clock.Elapsed(_times[step].WaitsForSlot, clock.Now());
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
                Step = plan.InfoOf(step),
                Element = ElementOf(step),
                LockWait = _times[step].LockWait,
                HeldLocks = _times[step].Locks,
            });
        }
    }

    /// <summary>The step's result is taken from a journal.</summary>
    public void Restored(int step)
    {
        _times[step].IsRestored = true;
        Started(step);
    }

    /// <summary>An attempt of a step under policies starts. Several may at the same time.</summary>
    public void AttemptStarted(int step, int attempt)
    {
        long now = clock.Now();
        lock (_times)
        {
            (_times[step].AttemptStarts ??= []).Add(now);
        }

        if (observers.Length > 0)
        {
            Send(new AttemptStarted
            {
                Plan = plan,
                RunId = runId,
                Parent = parent,
                Timestamp = now,
                TimeProvider = clock.Provider,
                Step = plan.InfoOf(step),
                Element = ElementOf(step),
                Attempt = attempt,
            });
        }
    }

    /// <summary>All attempts of a step under policies have ended.</summary>
    public void AttemptsEnded(int step, int attempts, TimeSpan lockWait)
    {
        _times[step].Attempts = attempts;
        _times[step].LockWait += lockWait;
    }

    /// <summary>A run within the step has ended.</summary>
    public void RunWithin(int step, FlowReport report)
    {
        ref Times times = ref _times[step];
        times.NestedReport = report;
        times.NestedStart = clock.Elapsed(times.Started ?? _started, clock.Now()) - report.Duration;
    }

    /// <summary>The step ends. Called before its locks and its slot are released, so that its end is never later than the time at which another step gets one.</summary>
    public void Ends(int step) => _times[step].Ended = clock.Now();

    /// <summary>The step has ended, or will not start.</summary>
    public void Ended(int step, StepStatus status, Exception? thrown, string? reason, bool isHandled)
    {
        ref Times times = ref _times[step];
        long now = times.Ended;
        if (times.Started is null && times.Waits is { } waits && times.LockWait == TimeSpan.Zero)
        {
            times.LockWait = clock.Elapsed(waits, now);
        }

        (TimeSpan start, TimeSpan duration) = times.Started is { } started
            ? (clock.Elapsed(_started, started), clock.Elapsed(started, now))
            : (TimeSpan.Zero, TimeSpan.Zero);
        StepReport? report = _elementReports is null || observers.Length > 0 ? Make(plan.InfoOf(step), times) : null;
        if (_elementReports is null)
        {
            _reports[step] = report;
        }
        else
        {
            int element = ElementOf(step);
            if (element < StreamLimits.Reports)
            {
                Store(Make(plan.Layout.DescribeElement(element), times));
            }
            else
            {
                Count(status);
            }

            times = default;
        }

        if (observers.Length > 0)
        {
            Send(new StepCompleted { Plan = plan, RunId = runId, Parent = parent, Timestamp = now, TimeProvider = clock.Provider, Report = report!, Element = ElementOf(step) });
        }

        StepReport Make(StepInfo info, in Times times) => new(info, status, start, duration, times.LockWait, thrown, times.NestedReport)
        {
            Reason = reason,
            IsHandled = isHandled,
            SlotWait = times.SlotWait,
            NestedStart = times.NestedStart,
            Locks = times.Locks,
            IsRestored = times.IsRestored,
            Attempts = times.Attempts ?? (times.Started is null || times.IsRestored ? 0 : 1),
            AttemptStarts = AttemptStartsOf(times),
        };
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
    public FlowReport Report(FlowStatus status, IReadOnlyList<Exception> failures, Exception? outcome)
    {
        StepReport[] steps = _reports!;
        FlowPlan reported = plan;
        if (_elementReports is not null)
        {
            steps = ElementReports(_elementReports);
            reported = plan.WithElements(Array.ConvertAll(steps, static step => step.Step));
        }

        return new(reported, status, clock.Elapsed(_started, _ended), Array.AsReadOnly(steps), failures, outcome)
        {
            ObserverFailures = _observerFailures ?? [],
            MaxConcurrency = maxConcurrency,
            TakesLocksLate = TakesLocksLate,
            CountsOfOthers = _countsOfOthers,
            Stream = _stream,
        };
    }

    private TimeSpan[]? AttemptStartsOf(in Times times)
    {
        if (times.AttemptStarts is not { } starts)
        {
            return null;
        }

        TimeSpan[] after = new TimeSpan[starts.Count];
        for (int i = 0; i < after.Length; i++)
        {
            after[i] = clock.Elapsed(times.Started ?? starts[i], starts[i]);
        }

        return after;
    }

    private int ElementOf(int step) => !plan.Layout.IsUniform ? -1 : plan.Layout.Elements?[step] ?? step;

    private void Store(StepReport report)
    {
        lock (_elementReports!)
        {
            while (_elementReports.Count <= report.Step.Index)
            {
                _elementReports.Add(null);
            }

            _elementReports[report.Step.Index] = report;
        }
    }

    private void Count(StepStatus status)
    {
        lock (_elementReports!)
        {
            (_countsOfOthers ??= new long[(int)StepStatus.Skipped + 1])[(int)status]++;
        }
    }

    // An element that a stopped run did not take has no report yet.
    private StepReport[] ElementReports(List<StepReport?> known)
    {
        StepReport[] all = new StepReport[known.Count];
        for (int element = 0; element < all.Length; element++)
        {
            all[element] = known[element] ?? new StepReport(plan.Layout.DescribeElement(element), StepStatus.NotRun, TimeSpan.Zero, TimeSpan.Zero, TimeSpan.Zero, null, null);
        }

        return all;
    }

    // What an observer changes in the contexts is not seen by what goes on after this: the step does not start here.
    private void SendWaiting(int step, long now, HeldLockInfo awaited, HeldLockInfo[]? held)
    {
        if (observers.Length == 0)
        {
            return;
        }

        ExecutionContext? context = ExecutionContext.Capture();
        SynchronizationContext? synchronizationContext = SynchronizationContext.Current;
        Send(new StepWaiting
        {
            Plan = plan,
            RunId = runId,
            Parent = parent,
            Timestamp = now,
            TimeProvider = clock.Provider,
            Step = plan.InfoOf(step),
            Element = ElementOf(step),
            Lock = awaited.Name,
            LockId = awaited.Id,
            HeldLocks = held,
        });
        FlowingContexts.Restore(context, synchronizationContext);
    }

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

        // For which locks the step waited, and since when. Null until it does.
        public List<(int Index, long Began)>? LockWaits { get; set; }

        public HeldLockInfo[]? Locks { get; set; }

        public long WaitsForSlot { get; set; }

        public TimeSpan SlotWait { get; set; }

        public long? Started { get; set; }

        public long Ended { get; set; }

        public bool IsRestored { get; set; }

        public TimeSpan NestedStart { get; set; }

        // Null for a step without policies.
        public int? Attempts { get; set; }

        // When each attempt started. Several may at the same time, so it is added to under a lock. Null for a step without policies.
        public List<long>? AttemptStarts { get; set; }

        public FlowReport? NestedReport { get; set; }
    }
}
