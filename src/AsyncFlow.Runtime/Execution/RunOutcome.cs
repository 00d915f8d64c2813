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

    // The first step whose failure stopped the run. Written before the run is stopped.
    private string? _stoppedBy;

    private volatile bool _hasHandledFailure;

    // Set by the thread that owns a step, before the step is counted as ended; read when all are.
    private bool _hasUnsuccessfulStep;

    /// <summary>Whether a failure or the caller's cancellation was recorded, so that the run cannot be reused.</summary>
    public bool IsTerminated => Volatile.Read(ref _terminationCause) is not null || _hasHandledFailure;

    /// <summary>Why steps of a stopped run were cancelled or not run; null if it was not stopped.</summary>
    public string? StopReason => Volatile.Read(ref _terminationCause) is not { } cause ? null
        : cause == s_canceledByCaller ? "the caller cancelled the run"
        : _stoppedBy is { } step ? $"'{step}' failed, which stopped the run"
        : "a failure stopped the run";

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

    /// <summary>A step failed, and others take its outcome: the run goes on, and need not fail.</summary>
    public void RecordHandledFailure()
    {
        CheckCallerToken();
        _hasHandledFailure = true;
    }

    /// <summary>Records a failure; in <see cref="FailureMode.Cancel"/> it stops the run.</summary>
    /// <param name="exception">The failure.</param>
    /// <param name="stops">Whether it may stop the run: not if steps take the failed step's outcome.</param>
    /// <param name="step">The name of the step that failed; null for none.</param>
    public void RecordFailure(Exception exception, bool stops = true, string? step = null)
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

        if (stops && settings.FailureMode == FailureMode.Cancel)
        {
            Interlocked.CompareExchange(ref _stoppedBy, step, null);
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
            return _failures is null ? null : Thrown(_failures[0]);
        }

        return _terminationCause is Exception first ? Thrown(first) : WithFurther(new OperationCanceledException(cancellation.CallerToken), _failures?.Count ?? 0);
    }

    private Exception Thrown(Exception first) => settings.ThrowsAll && _failures is { Count: > 1 }
        ? new AggregateException(CopyFailures())
        : WithFurther(first, (_failures?.Count ?? 1) - 1);

    // A run around this one counts the failures in it with its own.
    private Exception WithFurther(Exception thrown, int count)
    {
        if (settings.Parent is null)
        {
            FailureTrace.AddFurther(thrown, settings.Plan, count);
        }

        return thrown;
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
