using System.Diagnostics;

namespace AsyncFlow.Execution;

// The beginning of a run, on its caller.
public abstract partial class FlowRun
{
    // A caller that has been busy for this long shares the ready steps that it has kept: 1 ms.
    private static readonly long s_callerLimit = Stopwatch.Frequency / 1000;

    private static long s_lastRunId;

    // What was learned about the duration of this flow's steps outlives the run.
    private BusyClock _callerClock;

    // Whether other threads may know this run. Set by the caller alone, before it passes the first step on.
    private bool _isShared;

    // The caller's; every step starts with it. Null if its flow was suppressed.
    private ExecutionContext? _context;

    private TimeProvider? _clock;
    private FailureMode _failureMode;

    // 0 until somebody asks.
    private long _runId;

    private long RunId
    {
        get
        {
            if (Volatile.Read(ref _runId) == 0)
            {
                Interlocked.CompareExchange(ref _runId, Interlocked.Increment(ref s_lastRunId), 0);
            }

            return Volatile.Read(ref _runId);
        }
    }

    /// <summary>Begins the run and brings it as far as the caller may.</summary>
    /// <returns>True if the run has ended; false if it goes on elsewhere and the completion source tells of its end.</returns>
    private bool Begin(FlowOptions? options, bool wantsReport, CancellationToken cancellationToken)
    {
        FlowPlan plan = _pool.Plan;
        _host = options?.Host ?? FlowHost.ThreadPool;
        if (plan.SingleThreaded && _host.RunsAsyncStepsInParallel)
        {
            throw new InvalidOperationException(
                $"Flow '{plan.Name}' is SingleThreaded, but the host '{_host}' can run two asynchronous steps at the same time. Choose a host that does not in FlowOptions.Host, or remove SingleThreaded.");
        }

        _context = ExecutionContext.Capture();
        _clock = options?.TimeProvider ?? _host.TimeProvider;
        _failureMode = options?.FailureMode ?? plan.FailureMode;
        _token.Begin(cancellationToken);
        int limit = options?.MaxConcurrency ?? plan.MaxConcurrency;
        if (limit > 0)
        {
            _slots = new SlotQueue(limit);
            _needsCare = true;
        }

        if (wantsReport || options?.Observer is not null)
        {
            _recorder = new StepRecorder(plan, _clock, options?.Observer, RunId);
            _needsCare = true;
            if (_recorder.RunStarted() is { } failure)
            {
                RecordFailure(failure);
            }
        }

        return RunOnCaller();
    }

    private bool RunOnCaller()
    {
        // A step may start here only without a synchronization context, with the default scheduler, and if what it changes in
        // the execution context can be seen and undone.
        bool mayStartHere = _context is not null && TaskScheduler.Current == TaskScheduler.Default;
        SynchronizationContext? synchronizationContext = SynchronizationContext.Current;
        if (synchronizationContext is not null)
        {
            SynchronizationContext.SetSynchronizationContext(null);
        }

        ReadySteps.Keeping keeping = mayStartHere ? ReadySteps.Keeping.Asynchronous : ReadySteps.Keeping.None;
        ReadySteps ready = new(keeping);
        foreach (int root in _layout.Roots)
        {
            Place(root, ref ready);
        }

        GrantSlots(ref ready);
        PushShared(ref ready);
        int ended = 0;
        int step = ready.KeptBefore(_lane, -1);
        _callerClock.Restart();
        while (step >= 0)
        {
            int kept = _lane.NextOf(step);
            StepEnd end = Advance(step);
            Guard(_context);
            ready = new ReadySteps(keeping);
            if (end != StepEnd.NotYet)
            {
                ended++;
                Unlock(step, end, ref ready);
            }
            else
            {
                GrantSlots(ref ready);
            }

            PushShared(ref ready);
            step = ready.KeptBefore(_lane, kept);
            if (step >= 0 && _lane.NextOf(step) >= 0 && _callerClock.Exceeds(s_callerLimit))
            {
                ShareKept(step);
                break;
            }
        }

        if (synchronizationContext is not null)
        {
            SynchronizationContext.SetSynchronizationContext(synchronizationContext);
        }

        if (!_isShared)
        {
            return TrySettle();
        }

        // The reference that belongs to the caller's ValueTask keeps the run alive here.
        if (ended > 0 && Interlocked.Add(ref _remaining, -ended) == 0 && TrySettle())
        {
            Complete();
        }

        return false;
    }

    // Makes the run known to others, before the first step is passed on.
    private void Share()
    {
        if (_isShared)
        {
            return;
        }

        _remaining = _layout.Count;
        _isShared = true;
        _token.Watch();
    }

    private void ShareKept(int first)
    {
        int last = first;
        while (_lane.NextOf(last) is int next and >= 0)
        {
            last = next;
        }

        Share();
        _lane.Push(first, last);
        AskForWorker();
    }
}
