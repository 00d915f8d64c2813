using AsyncFlow.Execution;

namespace AsyncFlow.CompilerServices;

// How a run ends and gets ready for the next.
public abstract partial class FlowRun : IRunCancellationOwner
{
    private static readonly object s_canceledByCaller = new();

    // Whatever came first: s_canceledByCaller or the failure. Decides what the run throws. Null as long as all goes well.
    private object? _firstTrouble;

    // Every failure in the order in which it was recorded. Guarded by itself; null until there is one.
    private List<Exception>? _failures;

    // Set by TrySettle: what the caller gets.
    private FlowReport? _report;
    private Exception? _exception;

    // The caller's ValueTask, workers that run or are requested, and continuations that schedule. Whoever brings it to zero
    // is the last to touch the run.
    private int _references = 1;

    private void NoteCallerCanceledIfSo()
    {
        if (_token.CallerToken.IsCancellationRequested)
        {
            ((IRunCancellationOwner)this).OnCallerCanceled();
        }
    }

    bool IRunCancellationOwner.IsShared => _isShared;

    void IRunCancellationOwner.OnCallerCanceled()
    {
        Interlocked.CompareExchange(ref _firstTrouble, s_canceledByCaller, null);
        Stop();
    }

    void IRunCancellationOwner.OnCanceling() => FinishOnPool();

    void IRunCancellationOwner.ScheduleCanceling(FlowWorker canceling)
    {
        // A host that chooses steps has to know of all that happens in a run; any other might never execute it.
        if (_host.SchedulesSteps)
        {
            _host.Schedule(canceling);
        }
        else
        {
            ThreadPool.UnsafeQueueUserWorkItem(canceling, preferLocal: false);
        }
    }

    void IRunCancellationOwner.OnCallbackFailed(Exception exception) => RecordFailure(exception);

    void IRunCancellationOwner.OnCancellationEndedAfterRun() =>
        ThreadPool.UnsafeQueueUserWorkItem(
            static run =>
            {
                run.Settle();
                run.Complete();
            },
            this,
            preferLocal: false);

    private void RecordFailure(Exception exception)
    {
        NoteCallerCanceledIfSo();
        if (Volatile.Read(ref _failures) is null)
        {
            // Not by a LazyInitializer, which makes the list by reflection.
            Interlocked.CompareExchange(ref _failures, [], null);
        }

        List<Exception> failures = _failures!;
        lock (failures)
        {
            failures.Add(exception);
            Interlocked.CompareExchange(ref _firstTrouble, exception, null);
        }

        if (_failureMode == FailureMode.Cancel)
        {
            Stop();
            _token.CancelSoon();
            FinishOnPool();
        }
    }

    /// <summary>Every step has ended: decides what the caller gets.</summary>
    /// <returns>False if the run's token is being cancelled at this moment: the run ends when that is done.</returns>
    private bool TrySettle()
    {
        if (!_token.TryClose())
        {
            return false;
        }

        Settle();
        return true;
    }

    private void Settle()
    {
        _token.Unwatch();
        _exception = Outcome();
        if (_recorder is not null)
        {
            _report = WithOutput(Report());
            if (_recorder.RunCompleted(_report) is { } observerFailure)
            {
                RecordFailure(observerFailure);
                _exception = Outcome();
                _report = WithOutput(Report());
            }
        }

        if (_enclosing is not null)
        {
            TellEnclosing(_enclosing);
        }
    }

    // What ExecuteAsync throws.
    private Exception? Outcome()
    {
        if (_leftOut is null)
        {
            // Every step succeeded, if need be in spite of the caller's cancellation; a callback or an observer may have failed.
            return _failures?[0];
        }

        return _firstTrouble as Exception ?? new OperationCanceledException(_token.CallerToken);
    }

    private FlowReport Report()
    {
        FlowStatus status = _exception is null ? FlowStatus.Succeeded
            : _leftOut is not null && _firstTrouble == s_canceledByCaller ? FlowStatus.Canceled
            : FlowStatus.Failed;
        return _recorder!.Report(status, CopyFailures(), _exception);
    }

    // A host may refuse a worker at this moment that nobody needs any more.
    private Exception[] CopyFailures()
    {
        if (_failures is null)
        {
            return [];
        }

        lock (_failures)
        {
            return [.. _failures];
        }
    }

    private protected virtual FlowReport WithOutput(FlowReport report) => report;

    // Whether whoever awaits the run may go on in here; an outer run's continuation may anyway.
    private void Complete(bool mayContinueHere = true)
    {
        FlowHost? host = TellsHost(_host) ? _host : null;
        _completion.RunContinuationsAsynchronously = _enclosing is null && !(mayContinueHere && _host == FlowHost.ThreadPool);
        if (_exception is null || _wantsReport)
        {
            _completion.SetResult(true);
        }
        else
        {
            _completion.SetException(_exception);
        }

        // Who awaits the run may have it recycled by now, so the run is not touched any more. The host hears of its end last: an
        // event loop that is closing still takes the continuation of a caller that runs on it.
        host?.RunEnded();
    }

    // The thread pool does not care, and a host knows of a run within a step by the outer one.
    private bool TellsHost(FlowHost host) => _enclosing is null && host != FlowHost.ThreadPool;

    private void AddReference() => Interlocked.Increment(ref _references);

    private protected void ReleaseReference()
    {
        if (Interlocked.Decrement(ref _references) == 0)
        {
            Recycle();
        }
    }

    // Only a run that went well is used again: of any other, cancelled tokens and counts that were not counted down are left.
    private protected void Recycle()
    {
        if (_firstTrouble is not null || !_token.TryReset())
        {
            return;
        }

        Clear();
        _skipped?.AsSpan().Clear();
        if (_isShared)
        {
            _isShared = false;
            _completion.Reset();
        }

        _references = 1;
        if (_host != FlowHost.ThreadPool)
        {
            Choose(FlowHost.ThreadPool);
        }

        _context = null;
        _clock = null;
        _observer = null;
        _demandedFailureMode = null;
        _enclosing = null;
        _slots = null;
        _place = -1;
        _recorder = null;
        _interceptor = null;
        _interceptions = null;
        _report = null;
        _needsCare = false;
        _runId = 0;
        _pool.Return(this);
    }
}
