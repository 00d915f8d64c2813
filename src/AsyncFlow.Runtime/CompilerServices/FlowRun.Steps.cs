using AsyncFlow.Execution;
using AsyncFlow.Scheduling;

namespace AsyncFlow.CompilerServices;

// What happens to one step, from ready to ended.
public abstract partial class FlowRun
{
    // How far each step has come. Belongs to the thread that has the step in hand.
    private readonly StepPhase[] _phases;

    // For each step that has ever suspended: resumes it. Made once for a pooled run.
    private readonly Action?[] _continuations;

    // Null if no step has locks.
    private readonly StepLocks? _locks;

    // Null unless the run's concurrency is limited.
    private ConcurrencyLimiter? _slots;

    // Null unless a report or an observer is wanted.
    private StepRecorder? _recorder;

    // Null except in tests that put something before steps or in their place; then the tasks that steps wait for.
    private StepInterceptor? _interceptor;
    private Task<Interception>[]? _interceptions;

    // Whether steps need more than to be started: a slot, a record, a look at whether they may start at all. Set when the run
    // begins, or later, before the step that it concerns is passed on; never taken back during the run.
    private volatile bool _needsCare;

    /// <summary>Takes a step in hand as far as it goes now.</summary>
    private StepEnd Advance(int step)
    {
        try
        {
            if (_phases[step] == StepPhase.Ready && !_needsCare && !_token.CallerToken.IsCancellationRequested)
            {
                return Start(step) ? StepEnd.Succeeded : StepEnd.NotYet;
            }

            return AdvanceWithCare(step);
        }
        catch (Exception exception)
        {
            return EndByException(step, exception);
        }
    }

    private StepEnd AdvanceWithCare(int step)
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
                if (_phases[step] == StepPhase.NeedsLocks ? !TakesLocks(step) : !TryAcquireLocks(step))
                {
                    return StepEnd.NotYet;
                }

                // The step starts in its host's context, whatever its locks were taken in.
                Guard(_context, own);
                goto case StepPhase.HoldsLocks;

            case StepPhase.HoldsLocks:
                if (!NeedsSlot(step))
                {
                    goto default;
                }

                AwaitSlot(step);
                return StepEnd.NotYet;

            case StepPhase.Intercepted:
                return AfterInterception(step);

            case StepPhase.AwaitsTask:
            case StepPhase.AwaitsOther:
                _phases[step] = StepPhase.Runs;
                Finish(step);
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

    // Nobody sees what the condition's own code changes.
    private bool MeetsCondition(int step)
    {
        SynchronizationContext? own = SynchronizationContext.Current;
        bool meets = ShouldRun(step);
        Guard(_context, own);
        return meets;
    }

    private StepEnd Run(int step)
    {
        _phases[step] = StepPhase.Runs;
        if (_recorder?.Started(step) is { } failure)
        {
            RecordFailure(failure);
        }

        return _interceptor?.Intercept(_pool.Plan.Steps[step], Context(step)) is { } interception
            ? Await(step, interception)
            : RunBody(step);
    }

    private StepEnd RunBody(int step) => Start(step) ? End(step, StepStatus.Succeeded, null) : StepEnd.NotYet;

    // Has a step that has just become ready take its locks. False if it waits for one; it is out of this thread's hands then.
    private bool TakesLocks(int step)
    {
        if (!MayStart(step))
        {
            return true;
        }

        // A lock's own code neither sees what the last step changed nor returns to a context.
        Guard(_context, null);
        try
        {
            _recorder?.WaitsForLocks(step);
            int count = _layout.LockStart[step + 1] - _layout.LockStart[step];
            for (int i = 0; i < count; i++)
            {
                object? needed = GetLock(step, i);
                CheckAgainstEnclosing(step, i, needed);
                _locks!.Add(step, i, needed);
            }

            return TryAcquireLocks(step);
        }
        catch (Exception exception)
        {
            // The step ends by it when its turn comes.
            _locks!.Fail(step, exception);
            _phases[step] = StepPhase.HoldsLocks;
            return true;
        }
    }

    // False if the step now waits for a lock; it is out of this thread's hands then.
    private bool TryAcquireLocks(int step)
    {
        while (!_locks!.TryAcquire(step))
        {
            _phases[step] = StepPhase.AwaitsLock;
            if (!_locks.BeginWait(step, _host.SchedulesSteps, Token))
            {
                Share();
                if (_host.SchedulesSteps)
                {
                    TellWaiting(step, _locks.IsWaitOver(step));
                }

                _locks.OnWaitEnded(step, Continuation(step));
                return false;
            }
        }

        _phases[step] = StepPhase.HoldsLocks;
        _recorder?.HoldsLocks(step);
        return true;
    }

    private StepEnd Await(int step, Task<Interception> interception)
    {
        (_interceptions ??= new Task<Interception>[_layout.Count])[step] = interception;
        _phases[step] = StepPhase.Intercepted;
        var awaiter = interception.ConfigureAwait(false).GetAwaiter();
        if (awaiter.IsCompleted)
        {
            return AfterInterception(step);
        }

        Share();
        if (_host.SchedulesSteps)
        {
            TellWaiting(step, () => interception.IsCompleted);
        }

        awaiter.UnsafeOnCompleted(Continuation(step));
        return StepEnd.NotYet;
    }

    private StepEnd AfterInterception(int step)
    {
        Interception interception = _interceptions![step].GetAwaiter().GetResult();
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
            Store(step, result);
        }
        catch (Exception exception) when (exception is InvalidCastException or NullReferenceException)
        {
            throw new ReplacementException(_pool.Plan.Name, _layout.NameOf(step), result, exception);
        }
    }

    private StepEnd EndByException(int step, Exception exception)
    {
        bool ran = _phases[step] is StepPhase.Ready or >= StepPhase.Runs;
        if (exception is OperationCanceledException && _token.IsCancellationRequested)
        {
            NoteCallerCanceledIfSo();
            return End(step, ran ? StepStatus.Canceled : StepStatus.NotRun, ran ? exception : null);
        }

        RecordFailure(exception);
        return End(step, StepStatus.Failed, exception);
    }

    private StepEnd End(int step, StepStatus status, Exception? exception)
    {
        while (_locks is not null && _locks.TryReleaseLast(step, out Exception? releaseFailure))
        {
            if (releaseFailure is not null)
            {
                RecordFailure(releaseFailure);
            }
        }

        // A granted slot is given back, and whoever unlocks the successors grants it again.
        if (_phases[step] >= StepPhase.AwaitsSlot && NeedsSlot(step))
        {
            _slots!.Release();
        }

        _phases[step] = FirstPhase(step);
        bool hasSucceeded = status is StepStatus.Succeeded or StepStatus.Skipped;
        if (!hasSucceeded)
        {
            LeaveOutDependents();
        }

        if (_recorder?.Ended(step, status, exception) is { } observerFailure)
        {
            RecordFailure(observerFailure);
        }

        return hasSucceeded ? StepEnd.Succeeded : StepEnd.Unsuccessful;
    }

    private StepPhase FirstPhase(int step) => _layout.HasCondition(step) ? StepPhase.IsConditional
        : _layout.HasLocks(step) ? StepPhase.NeedsLocks
        : StepPhase.Ready;

    private enum StepEnd
    {
        /// <summary>The step is out of this thread's hands.</summary>
        NotYet,
        Succeeded,

        /// <summary>It failed, was cancelled or was not run: so will be what depends on it.</summary>
        Unsuccessful,
    }
}
