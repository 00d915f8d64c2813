using AsyncFlow.Scheduling;

namespace AsyncFlow.Execution;

/// <summary>What went wrong in a run, and so how it ends. Thread-safe while the run lives.</summary>
internal sealed class RunOutcome(RunSettings settings, RunScheduler scheduler, RunCancellation cancellation)
{
    private static readonly object s_canceledByCaller = new();

    // What came first: s_canceledByCaller or the failure. Decides what the run throws. Null as long as all goes well.
    private object? _terminationCause;

    // Every failure in the order in which it was recorded. Guarded by itself; null until there is one.
    private List<Exception>? _failures;

    // Set by the thread that owns a step, before the step is counted as ended; read when all are.
    private bool _hasUnsuccessfulStep;

    /// <summary>Whether a failure or the caller's cancellation was recorded, so that the run cannot be reused.</summary>
    public bool IsTerminated => Volatile.Read(ref _terminationCause) is not null;

    /// <summary>A step has not succeeded.</summary>
    public void StepWasUnsuccessful() => _hasUnsuccessfulStep = true;

    /// <summary>Records the caller's cancellation if that has happened.</summary>
    public void CheckCallerToken()
    {
        if (cancellation.CallerToken.IsCancellationRequested)
        {
            RecordCancellation();
        }
    }

    /// <summary>The caller has cancelled the run.</summary>
    public void RecordCancellation()
    {
        Interlocked.CompareExchange(ref _terminationCause, s_canceledByCaller, null);
        scheduler.Stop();
    }

    /// <summary>Records a failure; in <see cref="FailureMode.Cancel"/> it stops the run.</summary>
    public void RecordFailure(Exception exception)
    {
        CheckCallerToken();
        if (Volatile.Read(ref _failures) is null)
        {
            // Not by LazyInitializer, which creates the list by reflection.
            Interlocked.CompareExchange(ref _failures, [], null);
        }

        List<Exception> failures = _failures!;
        lock (failures)
        {
            failures.Add(exception);
            Interlocked.CompareExchange(ref _terminationCause, exception, null);
        }

        if (settings.FailureMode == FailureMode.Cancel)
        {
            scheduler.Stop();
            cancellation.CancelSoon();
            scheduler.Host.FinishOnPool();
        }
    }

    /// <summary>What the run throws, when every step has ended.</summary>
    public Exception? Decide()
    {
        if (!_hasUnsuccessfulStep)
        {
            // Every step succeeded, possibly in spite of the caller's cancellation; a callback may have failed.
            return _failures?[0];
        }

        return _terminationCause as Exception ?? new OperationCanceledException(cancellation.CallerToken);
    }

    /// <summary>How the run ended, given what it throws.</summary>
    public FlowStatus StatusOf(Exception? thrown) => thrown is null ? FlowStatus.Succeeded
        : _hasUnsuccessfulStep && _terminationCause == s_canceledByCaller ? FlowStatus.Canceled
        : FlowStatus.Failed;

    /// <summary>The failures so far. A host may refuse a worker that is not needed any more even when the run has ended.</summary>
    public Exception[] CopyFailures()
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
}
