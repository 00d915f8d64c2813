using System.Runtime.CompilerServices;
using AsyncFlow.CompilerServices;
using AsyncFlow.Scheduling;

namespace AsyncFlow.Execution;

/// <summary>What happens to one step, from ready to ended.</summary>
internal sealed class StepLifecycle : StepExecutor
{
    private readonly FlowSteps _steps;
    private readonly PlanLayout _layout;
    private readonly RunSettings _settings;
    private readonly RunScheduler _scheduler;
    private readonly RunProgress _progress;
    private readonly RunCancellation _cancellation;
    private readonly RunOutcome _outcome;
    private readonly PendingAwaits _awaits;
    private readonly NestedRuns _nested;

    // Null if no step has locks.
    private readonly StepLocks? _locks;
    private readonly LockAcquisition? _acquisition;

    // How far each step has come. Belongs to the thread that owns the step.
    private readonly StepPhase[] _phases;

    // The steps whose condition did not hold. Null if no step has one. An entry is set before the step is counted as ended.
    private readonly bool[]? _skipped;

    private DependencyCounters _counters;

    // How many steps the caller has ended in the order of the plan without counting down their successors; -1 if those are counted. The
    // caller's alone, until the run is published.
    private int _uncounted = -1;

    // What is ready beside the step that the caller executes in order, once counting has started.
    private int _others;

    // The locks of the step that a straight line has started. Null until there was one.
    private List<(int Index, object Lock)>? _heldByLine;

    // The tasks that steps wait for in tests that put something before steps or in their place.
    private PerStep<Task<Interception>?> _interceptions;

    public StepLifecycle(FlowSteps steps, RunSettings settings, RunScheduler scheduler, RunCancellation cancellation, RunOutcome outcome)
    {
        _steps = steps;
        _layout = settings.Plan.Layout;
        _settings = settings;
        _scheduler = scheduler;
        _progress = scheduler.Progress;
        _cancellation = cancellation;
        _outcome = outcome;
        _phases = new StepPhase[_layout.Count];
        for (int step = 0; step < _phases.Length; step++)
        {
            _phases[step] = FirstPhase(step);
        }

        _awaits = new PendingAwaits(scheduler, _phases);
        _locks = _layout.HasLockedSteps ? new StepLocks(settings.Plan) : null;
        _acquisition = _locks is null ? null : new LockAcquisition(_locks, steps, settings, scheduler, cancellation, _awaits, _phases);
        _nested = new NestedRuns(settings, scheduler, _locks);
        _skipped = _layout.HasConditions ? new bool[_layout.Count] : null;
        _counters = new DependencyCounters(_layout, scheduler.Host.Links, _progress);
        _interceptions = new PerStep<Task<Interception>?>(_layout.Count);
    }

    /// <summary>How steps wait for what they returned.</summary>
    public PendingAwaits Awaits => _awaits;

    /// <summary>The runs within the steps.</summary>
    public NestedRuns Nested => _nested;

    /// <summary>Whether a step that has ended was skipped, so that it has no result.</summary>
    public bool IsSkipped(int step) => _skipped?[step] == true;

    /// <inheritdoc/>
    public override int Execute(int step, int others, ref int ended)
    {
        StepEnd end = Advance(step);
        if (end == StepEnd.NotYet)
        {
            return others;
        }

        ended++;
        return _counters.ReleaseSuccessors(step, end == StepEnd.Succeeded, others);
    }

    /// <inheritdoc/>
    /// <remarks>
    /// The whole of most short runs is spent in this loop, so it calls nothing that they do not need. Not inlined: within a caller's async
    /// method its variables would be kept on the stack instead of in registers. The context is read before the loop, in the same method,
    /// so that the compiler looks the thread up once and not twice for each step.
    /// </remarks>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public override int ExecuteAll(int first, SynchronizationContext? synchronizationContext, ref QuantumClock clock, out int ended)
    {
        SynchronizationContext? own = SynchronizationContext.Current;
        ExecutionContext? context = _scheduler.Context;
        StepLinks links = _scheduler.Host.Links;
        int count = 0;
        int step = first;
        while (step >= 0)
        {
            int next = links.NextOf(step);
            FlowingContexts.Restore(context, synchronizationContext);
            StepEnd end = Advance(step);
            if (end != StepEnd.NotYet)
            {
                count++;
                next = _counters.ReleaseSuccessors(step, end == StepEnd.Succeeded, next);
            }

            step = next;
            if (step >= 0 && links.NextOf(step) >= 0 && clock.Exceeds(RunScheduler.AloneLimit))
            {
                break;
            }
        }

        FlowingContexts.Restore(context, own);
        ended = count;
        return step;
    }

    /// <inheritdoc/>
    /// <remarks>As <see cref="ExecuteAll"/> otherwise.</remarks>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public override int ExecuteInOrder(SynchronizationContext? synchronizationContext, ref QuantumClock clock, out int ended, out bool tookLong)
    {
        SynchronizationContext? own = SynchronizationContext.Current;
        ExecutionContext? context = _scheduler.Context;
        int[] order = _layout.CallerOrder.Steps;
        bool[] othersWait = _layout.CallerOrder.OthersWait;
        int first = -1;
        int count = 0;
        tookLong = false;
        while (count < order.Length)
        {
            int step = order[count];
            FlowingContexts.Restore(context, synchronizationContext);
            _uncounted = count;
            StepEnd end = Advance(step);
            if (end != StepEnd.Succeeded || _uncounted < 0)
            {
                first = LeaveOrder(step, end, ref count);
                break;
            }

            bool wait = othersWait[count++];
            if (wait && clock.Exceeds(RunScheduler.AloneLimit))
            {
                first = Replay(_scheduler.LinkRoots(), count);
                tookLong = true;
                break;
            }
        }

        _uncounted = -1;
        FlowingContexts.Restore(context, own);
        ended = count;
        return first;
    }

    /// <inheritdoc/>
    public override void StartCounting()
    {
        if (_uncounted >= 0)
        {
            // Read now: when the step that suspends is another thread's, so is its link.
            _others = _scheduler.Host.Links.NextOf(Replay(_scheduler.LinkRoots(), _uncounted));
            _uncounted = -1;
        }
    }

    /// <summary>Counts the first steps of a run as ended, in the order in which its caller executes them. They have succeeded.</summary>
    /// <param name="first">The first of the steps that wait for no other.</param>
    /// <param name="ended">How many steps have ended.</param>
    /// <returns>The first of the steps that are ready now.</returns>
    public int Replay(int first, int ended)
    {
        StepLinks links = _scheduler.Host.Links;
        int step = first;
        for (; ended > 0; ended--)
        {
            step = _counters.ReleaseSuccessors(step, succeeded: true, links.NextOf(step));
        }

        return step;
    }

    /// <summary>Notes a lock that a straight line holds for the step that it has started.</summary>
    /// <param name="index">The lock's place among those of the step.</param>
    /// <param name="held">The lock.</param>
    public void Hold(int index, object held) => (_heldByLine ??= []).Add((index, held));

    /// <summary>Goes on with the step that a straight line has started.</summary>
    /// <param name="step">The step, the first of a chain of ready ones.</param>
    /// <param name="stop">Why the line was left.</param>
    /// <param name="task">What the step returned, if it is a task.</param>
    /// <param name="exception">What the step has thrown.</param>
    /// <param name="ended">Raised by one if the step has ended.</param>
    /// <returns>The first of the steps that are ready now; -1 for none.</returns>
    public int Adopt(int step, LineStop stop, ValueTask task, Exception? exception, ref int ended)
    {
        int others = _scheduler.Host.Links.NextOf(step);
        StepEnd end = Adopt(step, stop, task, exception);
        if (end == StepEnd.NotYet)
        {
            return others;
        }

        ended++;
        return _counters.ReleaseSuccessors(step, end == StepEnd.Succeeded, others);
    }

    /// <summary>Whether a straight line has left the next step as it was.</summary>
    /// <param name="step">The step.</param>
    /// <param name="stop">Why the line was left. An exception of a step that holds no locks is one of the code that names them.</param>
    public bool IsUntouched(int step, LineStop stop) =>
        stop is LineStop.BeforeStep or LineStop.TookLong || (stop == LineStop.OnException && _layout.HasLocks(step) && _heldByLine is not { Count: > 0 });

    /// <inheritdoc/>
    public override StepReadiness Prepare(int step, bool takeLocks)
    {
        if (_phases[step] == StepPhase.NeedsLocks)
        {
            if (!takeLocks)
            {
                return StepReadiness.Ready;
            }

            if (!TryTakeLocks(step))
            {
                return StepReadiness.AwaitsLock;
            }
        }

        return _phases[step] is not (StepPhase.IsConditional or StepPhase.HoldsSlot) && NeedsSlot(step) && MayStart(step)
            ? StepReadiness.NeedsSlot
            : StepReadiness.Ready;
    }

    /// <inheritdoc/>
    public override void AwaitSlot(int step) => _phases[step] = StepPhase.AwaitsSlot;

    /// <inheritdoc/>
    public override void HoldSlot(int step) => _phases[step] = StepPhase.HoldsSlot;

    /// <inheritdoc/>
    public override bool OnlyCompletes(int step) => _phases[step] >= StepPhase.AwaitsTask;

    /// <summary>Makes the object ready for the next run.</summary>
    public void Reset() => _skipped?.AsSpan().Clear();

    private int LeaveOrder(int step, StepEnd end, ref int ended)
    {
        StartCounting();
        if (end == StepEnd.NotYet)
        {
            return _others;
        }

        ended++;
        return _counters.ReleaseSuccessors(step, end == StepEnd.Succeeded, _others);
    }

    private StepEnd Adopt(int step, LineStop stop, ValueTask task, Exception? exception)
    {
        _phases[step] = StepPhase.Runs;
        if (_heldByLine is { Count: > 0 } held)
        {
            foreach ((int index, object heldLock) in held)
            {
                _locks!.Hold(step, index, heldLock);
            }

            held.Clear();
        }

        try
        {
            switch (stop)
            {
                case LineStop.OnException:
                    return EndByException(step, exception!);
                case LineStop.OnTask when !_awaits.Adopt(step, task):
                case LineStop.OnAwaiter when !_steps.Adopt(step):
                    return StepEnd.NotYet;
                case LineStop.OnTask or LineStop.OnAwaiter:
                    _steps.Finish(step);
                    break;
            }

            return End(step, StepStatus.Succeeded, null);
        }
        catch (Exception thrown)
        {
            return EndByException(step, thrown);
        }
    }

    private StepEnd Advance(int step)
    {
        try
        {
            if (_phases[step] == StepPhase.Ready && !_progress.NeedsChecks && !_cancellation.CallerToken.IsCancellationRequested)
            {
                return _steps.Start(step) ? StepEnd.Succeeded : StepEnd.NotYet;
            }

            return AdvanceSlow(step);
        }
        catch (Exception exception)
        {
            return EndByException(step, exception);
        }
    }

    private StepEnd AdvanceSlow(int step)
    {
        switch (_phases[step])
        {
            case StepPhase.IsConditional:
                if (!MayStart(step))
                {
                    break;
                }

                if (!MeetsCondition(step))
                {
                    _skipped![step] = true;
                    return End(step, StepStatus.Skipped, null);
                }

                if (_layout.HasLocks(step))
                {
                    _phases[step] = StepPhase.NeedsLocks;
                    goto case StepPhase.NeedsLocks;
                }

                goto case StepPhase.HoldsLocks;

            case StepPhase.AwaitsLock:
                _locks!.EndWait(step);
                goto case StepPhase.NeedsLocks;

            case StepPhase.NeedsLocks:
                if (!MayStart(step))
                {
                    break;
                }

                SynchronizationContext? own = SynchronizationContext.Current;
                if (_phases[step] == StepPhase.NeedsLocks ? !TryTakeLocks(step) : !_acquisition!.TryContinue(step))
                {
                    return StepEnd.NotYet;
                }

                // The step starts in its host's context, whatever its locks were taken in.
                FlowingContexts.Restore(_scheduler.Context, own);
                goto case StepPhase.HoldsLocks;

            case StepPhase.HoldsLocks:
                if (!NeedsSlot(step) || !MayStart(step))
                {
                    goto default;
                }

                _scheduler.AwaitSlot(step);
                return StepEnd.NotYet;

            case StepPhase.Intercepted:
                return AfterInterception(step);

            case StepPhase.AwaitsTask:
            case StepPhase.AwaitsOther:
                _phases[step] = StepPhase.Runs;
                _steps.Finish(step);
                return End(step, StepStatus.Succeeded, null);

            default:
                // A look at whether the step may start comes last: what is seen here happened before anything that it waited for.
                _locks?.ThrowIfFailed(step);
                if (MayStart(step))
                {
                    return Run(step);
                }

                break;
        }

        return End(step, StepStatus.NotRun, null);
    }

    private bool MayStart(int step)
    {
        _outcome.CheckCallerToken();
        return !_progress.IsStopped && !_counters.HasFailedUpstream(step);
    }

    private bool NeedsSlot(int step) => _scheduler.Limiter is not null && _layout.NeedsSlot(step);

    // What the condition's own code changes is not seen by the step.
    private bool MeetsCondition(int step)
    {
        SynchronizationContext? own = SynchronizationContext.Current;
        bool meets = _steps.ShouldRun(step);
        FlowingContexts.Restore(_scheduler.Context, own);
        return meets;
    }

    private StepEnd Run(int step)
    {
        _phases[step] = StepPhase.Runs;
        _settings.Recorder?.Started(step);
        return _settings.Interceptor?.Intercept(_settings.Plan.Steps[step], ContextOf(step)) is { } interception
            ? Await(step, interception)
            : RunBody(step);
    }

    private StepEnd RunBody(int step) => _steps.Start(step) ? End(step, StepStatus.Succeeded, null) : StepEnd.NotYet;

    /// <summary>What a step that asks for it learns of itself and the run.</summary>
    public StepContext ContextOf(int step) =>
        new(_settings.Plan.Name, _layout.NameOf(step), _settings.RunId, _settings.Clock, TokenOf(step));

    /// <summary>
    /// The token of a step. A source for the run is made only if another step can fail while this one runs.
    /// </summary>
    public CancellationToken TokenOf(int step) =>
        _layout.RunsAlone(step) ? _cancellation.CallerToken : _cancellation.Token;

    // Has a step that has just become ready take its locks. False if it waits for one; this thread no longer owns it then.
    private bool TryTakeLocks(int step) => !MayStart(step) || _acquisition!.TryTake(step);

    private StepEnd Await(int step, Task<Interception> interception)
    {
        _interceptions[step] = interception;
        _phases[step] = StepPhase.Intercepted;
        ConfiguredTaskAwaitable<Interception>.ConfiguredTaskAwaiter awaiter = interception.ConfigureAwait(false).GetAwaiter();
        if (awaiter.IsCompleted)
        {
            return AfterInterception(step);
        }

        _progress.Publish();
        if (_scheduler.Host.Host.SchedulesSteps)
        {
            _scheduler.Host.NotifyWaiting(step, () => interception.IsCompleted);
        }

        awaiter.UnsafeOnCompleted(_awaits.ContinuationOf(step));
        return StepEnd.NotYet;
    }

    private StepEnd AfterInterception(int step)
    {
        Interception interception = _interceptions.Take(step)!.GetAwaiter().GetResult();
        _phases[step] = StepPhase.Runs;
        if (!interception.IsReplaced)
        {
            return RunBody(step);
        }

        StoreReplacement(step, interception.Result);
        return End(step, StepStatus.Succeeded, null);
    }

    private void StoreReplacement(int step, object? result)
    {
        try
        {
            _steps.Store(step, result);
        }
        catch (Exception exception) when (exception is InvalidCastException or NullReferenceException)
        {
            throw new ReplacementException(_settings.Plan.Name, _layout.NameOf(step), result, exception);
        }
    }

    private StepEnd EndByException(int step, Exception exception)
    {
        bool ran = _phases[step] is StepPhase.Ready or >= StepPhase.Runs;
        if (exception is OperationCanceledException && _cancellation.IsCancellationRequested)
        {
            _outcome.CheckCallerToken();
            return End(step, ran ? StepStatus.Canceled : StepStatus.NotRun, ran ? exception : null);
        }

        _outcome.RecordFailure(exception);
        return End(step, StepStatus.Failed, exception);
    }

    private StepEnd End(int step, StepStatus status, Exception? exception)
    {
        // First, so that a nested run that goes on does not count on locks that are being released.
        List<Exception>? nestedFailures = _nested.Close(step);
        while (_locks is not null && _locks.TryReleaseLast(step, out Exception? releaseFailure))
        {
            if (releaseFailure is not null)
            {
                _outcome.RecordFailure(releaseFailure);
            }
        }

        // A granted slot is returned, and the thread that releases the successors grants it again.
        if (_phases[step] >= StepPhase.HoldsSlot && NeedsSlot(step))
        {
            _scheduler.Limiter!.Release();
        }

        _phases[step] = FirstPhase(step);
        bool hasSucceeded = status is StepStatus.Succeeded or StepStatus.Skipped;
        if (!hasSucceeded)
        {
            _counters.LeaveOutDependents();
            _outcome.StepWasUnsuccessful();
        }

        // After the step's own failure: that was the first of them, and the others are those beside it.
        nestedFailures?.ForEach(_outcome.RecordFailure);

        _settings.Recorder?.Ended(step, status, exception);
        return hasSucceeded ? StepEnd.Succeeded : StepEnd.Unsuccessful;
    }

    private StepPhase FirstPhase(int step) => _layout.HasCondition(step) ? StepPhase.IsConditional
        : _layout.HasLocks(step) ? StepPhase.NeedsLocks

        // A nested run has to learn of the step's end.
        : _layout.KindOf(step) != StepKind.Function ? StepPhase.HoldsLocks
        : StepPhase.Ready;

    private enum StepEnd
    {
        /// <summary>This thread no longer owns the step.</summary>
        NotYet,
        Succeeded,

        /// <summary>It failed, was cancelled or was not run: so will be what depends on it.</summary>
        Unsuccessful,
    }
}
