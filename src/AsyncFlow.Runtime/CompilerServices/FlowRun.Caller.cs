using System.Diagnostics;
using AsyncFlow.Execution;
using AsyncFlow.Scheduling;

namespace AsyncFlow.CompilerServices;

// The beginning of a run, on its caller.
public abstract partial class FlowRun
{
    // Whoever has worked alone for this long, a caller or a worker of short steps, has others take the steps that wait: 1 ms.
    private static readonly long s_aloneLimit = Stopwatch.Frequency / 1000;

    private static long s_lastRunId;

    // What was learned about the duration of this flow's steps outlives the run.
    private QuantumClock _callerClock;

    // Whether other threads may know this run. Set by the caller alone, before it passes the first step on.
    private bool _isShared;

    // The caller's; every step starts with it. Null if its flow was suppressed.
    private ExecutionContext? _context;

    // The clock and the observer that were asked for.
    private TimeProvider? _clock;
    private FlowObserver? _observer;
    private FailureMode _failureMode;

    // 0 until somebody asks.
    private long _runId;

    private TimeProvider Clock => _clock ?? _host.TimeProvider;

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
        FlowHost host = options is null ? FlowHost.Ambient : Read(options);
        if (plan.SingleThreaded && host.RunsAsyncStepsInParallel)
        {
            throw new InvalidOperationException(
                $"Flow '{plan.Name}' is SingleThreaded, but the host '{host}' can run two asynchronous steps at the same time. Choose a host that does not in FlowOptions.Host, or remove SingleThreaded.");
        }

        if (host != _host)
        {
            Choose(host);
        }

        _context = ExecutionContext.Capture();
        _failureMode = _demandedFailureMode ?? plan.FailureMode;
        _token.Begin(cancellationToken);
        LimitTo(options?.MaxConcurrency ?? plan.MaxConcurrency);
        if (wantsReport || _observer is not null || _enclosing?.IsRecorded == true)
        {
            _recorder = new StepRecorder(plan, Clock, _observer, RunId);
        }

        _needsCare = _interceptor is not null || _slots is not null || _recorder is not null;

        // What the user's clock or host throws up to here leaves no run behind that the host would wait for.
        bool tellsHost = TellsHost(host);
        if (tellsHost)
        {
            host.RunStarting();
        }

        if (_recorder?.RunStarted() is { } failure)
        {
            RecordFailure(failure);
        }

        _isPlain = _slots is null && _locks is null && _synchronousLane is null && !host.SchedulesSteps;
        bool hasEnded = RunOnCaller();
        if (tellsHost)
        {
            host.RunStarted();
        }

        return hasEnded;
    }

    // A run within a step has its options from the step. What is not said here is as Recycle left it.
    private FlowHost Read(FlowOptions options)
    {
        _enclosing = options.Enclosing;
        _interceptor = options.Interceptor;
        if (_enclosing is null)
        {
            _clock = options.TimeProvider;
            _observer = options.Observer;
            _demandedFailureMode = options.FailureMode;
            return options.Host ?? FlowHost.Ambient;
        }

        _clock = _enclosing.Clock;
        _observer = _enclosing.Observer;
        _demandedFailureMode = _enclosing.FailureMode;
        return _enclosing.Host;
    }

    private void LimitTo(int limit)
    {
        ConcurrencyLimiter? outer = _enclosing?.Slots;
        if (limit > 0)
        {
            _slots = new ConcurrencyLimiter(limit, outer, _enclosing?.Place ?? 0);
        }
        else if (outer is not null)
        {
            _slots = outer;
            _place = _enclosing!.Place;
        }
    }

    private bool RunOnCaller()
    {
        // A step may start here only if what it changes in the execution context can be seen and undone.
        InlinePolicy keeping = _context is not null && !_host.SchedulesSteps && _host.IsCurrent ? InlinePolicy.Asynchronous : InlinePolicy.Nothing;
        SynchronizationContext? own = SynchronizationContext.Current;
        SynchronizationContext? steps = keeping == InlinePolicy.Nothing ? null : _host.SynchronizationContext;
        int first = -1;
        for (int i = _layout.Roots.Length - 1; i >= 0; i--)
        {
            _lane.Link(_layout.Roots[i], first);
            first = _layout.Roots[i];
        }

        int ended = _isPlain && keeping == InlinePolicy.Asynchronous && _layout.AllStepsAreAsync
            ? RunAll(first, steps)
            : RunKept(first, keeping, steps);
        _callerClock.Stop();
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

    // When the caller keeps every step that becomes ready: as most short runs are, so there is nothing in this loop that they do not need.
    // Returns how many steps have ended.
    private int RunAll(int step, SynchronizationContext? steps)
    {
        ExecutionContext? context = _context;
        ReadyStack<NoProbe> lane = _lane;
        int ended = 0;
        while (step >= 0)
        {
            int next = lane.NextOf(step);
            Guard(context, steps);
            StepEnd end = Advance(step);
            if (end != StepEnd.NotYet)
            {
                ended++;
                next = UnlockSuccessors(step, end, next);
            }

            step = next;
            if (step >= 0 && lane.NextOf(step) >= 0 && _callerClock.Exceeds(s_aloneLimit))
            {
                ShareRest(step);
                break;
            }
        }

        return ended;
    }

    // When ready steps have to be brought where they belong: some to others, some to the caller. Returns how many steps have ended.
    private int RunKept(int first, InlinePolicy keeping, SynchronizationContext? steps)
    {
        Guard(_context, steps);
        int step = Distribute(first, keeping, kept: -1);
        int ended = 0;
        while (step >= 0)
        {
            int next = _lane.NextOf(step);
            Guard(_context, steps);
            StepEnd end = Advance(step);
            if (end != StepEnd.NotYet)
            {
                ended++;
            }

            step = Distribute(end == StepEnd.NotYet ? -1 : UnlockSuccessors(step, end, -1), keeping, next);
            if (step >= 0 && _lane.NextOf(step) >= 0 && _callerClock.Exceeds(s_aloneLimit))
            {
                ShareRest(step);
                break;
            }
        }

        return ended;
    }

    // The caller has been busy for long. Steps whose locks it would have taken one after the other take them now; the others have theirs.
    private void ShareRest(int step) => Distribute(step, InlinePolicy.Nothing, kept: -1);

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
