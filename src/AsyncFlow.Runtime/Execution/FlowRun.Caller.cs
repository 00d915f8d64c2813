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
        FlowHost host = options?.Host ?? FlowHost.Ambient;
        if (plan.SingleThreaded && host.RunsAsyncStepsInParallel)
        {
            throw new InvalidOperationException(
                $"Flow '{plan.Name}' is SingleThreaded, but the host '{host}' can run two asynchronous steps at the same time. Choose a host that does not in FlowOptions.Host, or remove SingleThreaded.");
        }

        ChooseLanes(host);
        _context = ExecutionContext.Capture();
        _clock = options?.TimeProvider ?? host.TimeProvider;
        _failureMode = options?.FailureMode ?? plan.FailureMode;
        _token.Begin(cancellationToken);
        _interceptor = options?.Interceptor;
        _needsCare = _interceptor is not null;
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

        bool hasEnded = RunOnCaller();
        if (host != FlowHost.ThreadPool)
        {
            host.RunStarted();
        }

        return hasEnded;
    }

    private bool RunOnCaller()
    {
        // A step may start here only if what it changes in the execution context can be seen and undone.
        Keeping keeping = _context is not null && _host!.IsCurrent ? Keeping.Asynchronous : Keeping.Nothing;
        SynchronizationContext? own = SynchronizationContext.Current;
        SynchronizationContext? steps = keeping == Keeping.Nothing ? own : _host!.SynchronizationContext;
        ReadySteps ready = new();
        foreach (int root in _layout.Roots)
        {
            Place(root, keeping, ref ready);
        }

        GrantSlots(keeping, ref ready);
        PassOn(in ready);
        _callerClock.Restart();
        int ended = 0;
        int step = PutBefore(-1, in ready);
        while (step >= 0)
        {
            int kept = _lane.NextOf(step);
            Guard(_context, steps);
            StepEnd end = Advance(step);
            ended += end == StepEnd.NotYet ? 0 : 1;
            ready = Unlock(step, end, keeping);
            PassOn(in ready);
            step = PutBefore(kept, in ready);
            if (step >= 0 && _lane.NextOf(step) >= 0 && _callerClock.Exceeds(s_callerLimit))
            {
                PassOnKept(step);
                break;
            }
        }

        Guard(_context, own);
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

    // What has just become ready comes before what was kept earlier. Gives the first of all, or -1.
    private int PutBefore(int kept, in ReadySteps ready)
    {
        if (ready.Kept.First < 0)
        {
            return kept;
        }

        _lane.Link(ready.Kept.Last, kept);
        return ready.Kept.First;
    }

    private void PassOnKept(int first)
    {
        int last = first;
        while (_lane.NextOf(last) is int next and >= 0)
        {
            last = next;
        }

        PassOn(_lane, first, last);
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
}
