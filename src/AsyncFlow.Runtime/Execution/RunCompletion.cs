using System.Diagnostics;
using System.Threading.Tasks.Sources;
using AsyncFlow.CompilerServices;
using AsyncFlow.Scheduling;

namespace AsyncFlow.Execution;

/// <summary>How a run ends, what its caller gets, and when it can be reused: the source behind the caller's task.</summary>
internal sealed class RunCompletion(FlowSteps steps, RunSettings settings, RunScheduler scheduler, RunCancellation cancellation, RunOutcome outcome)
    : RunLifetime, ICancellationListener, IValueTaskSource, IValueTaskSource<FlowReport>
{
    private const int Taken = -1;

    private ManualResetValueTaskSourceCore<bool> _source;

    // The version whose result has not been taken, or Taken. The thread that exchanges it takes the result. A late thread, which has an
    // earlier version, never succeeds.
    private int _untaken;

    // Whether the awaiter only resumes a step of another run. Written before the awaiter is stored.
    private bool _isAwaitedByEngine;
    private int _awaiters;

    // The caller's ValueTask, workers that run or are requested, and continuations that schedule. The thread that brings it to zero
    // is the last to touch the run.
    private int _references = 1;

    /// <summary>Whether the caller wants a report instead of an exception.</summary>
    public bool WantsReport { get; set; }

    /// <summary>What the run throws; null if it succeeded. Known when it has ended.</summary>
    public Exception? Exception { get; private set; }

    /// <summary>The report, if one is wanted. Known when the run has ended.</summary>
    public FlowReport? Report { get; private set; }

    /// <summary>The version of the caller's task.</summary>
    public short Version => _source.Version;

    private FlowHost Host => scheduler.Host.Host;

    /// <inheritdoc/>
    public override void OnPublished() => cancellation.Watch();

    /// <inheritdoc/>
    public override void AddReference()
    {
        int references = Interlocked.Increment(ref _references);
        Debug.Assert(references > 1, "A thread that adds a reference keeps the run alive.");
    }

    /// <inheritdoc/>
    public override void ReleaseReference()
    {
        int references = Interlocked.Decrement(ref _references);
        Debug.Assert(references >= 0, "A reference is released once.");
        if (references == 0)
        {
            steps.ReturnToPool();
        }
    }

    /// <inheritdoc/>
    public override bool TrySettle()
    {
        if (!cancellation.TryClose())
        {
            return false;
        }

        Settle();
        return true;
    }

    /// <inheritdoc/>
    public override void Complete(bool mayContinueHere)
    {
        FlowHost? host = TellsHost ? Host : null;

        // On the stack of a thread that completed something, only the engine continues; it starts no step there.
        _source.RunContinuationsAsynchronously = !Volatile.Read(ref _isAwaitedByEngine) && !(mayContinueHere && Host == FlowHost.ThreadPool);
        if (Exception is null || WantsReport)
        {
            _source.SetResult(true);
        }
        else
        {
            _source.SetException(Exception);
        }

        // The awaiter may have taken the result by now, so the run is not touched any more. The host learns of its end last: an
        // event loop that is closing still takes the continuation of a caller that runs on it.
        host?.RunEnded();
    }

    /// <inheritdoc/>
    public override void Fail(Exception exception)
    {
        scheduler.Stop();
        outcome.RecordFailure(exception);
    }

    /// <summary>Whether the host is notified of this run. The thread pool need not be, and of nested runs a host is notified only of the outermost.</summary>
    public bool TellsHost => settings.Parent is null && Host != FlowHost.ThreadPool;

    /// <summary>The run has ended on its caller. A failure goes through the source, so that the awaiter throws the exception itself and a cancelled run is a cancelled task.</summary>
    /// <returns>Whether the caller gets the result at once.</returns>
    public bool TryCompleteSynchronously()
    {
        if (!WantsReport && Exception is not null)
        {
            Complete(mayContinueHere: true);
            return false;
        }

        if (TellsHost)
        {
            Host.RunEnded();
        }

        return true;
    }

    /// <summary>Throws what the run throws; otherwise the result may be read until the reference is released.</summary>
    /// <exception cref="InvalidOperationException">The result has been taken before, or the run has not ended.</exception>
    public void Take(short token)
    {
        if (GetStatus(token) == ValueTaskSourceStatus.Pending)
        {
            throw new InvalidOperationException(
                $"This run of flow '{settings.Plan.Name}' has not ended, so its ValueTask has no result yet. Await it; to block a thread until it ends, call AsTask() and wait for that.");
        }

        if (Interlocked.CompareExchange(ref _untaken, Taken, token) != token)
        {
            throw AwaitedTwice();
        }

        _source.GetResult(token);
    }

    /// <summary>Whether the run has ended, and how.</summary>
    public ValueTaskSourceStatus GetStatus(short token)
    {
        try
        {
            return _source.GetStatus(token);
        }
        catch (InvalidOperationException)
        {
            throw AwaitedTwice();
        }
    }

    /// <summary>Sets the continuation that is called when the run has ended.</summary>
    public void OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags)
    {
        GetStatus(token);
        if (Interlocked.Exchange(ref _awaiters, 1) != 0)
        {
            throw AwaitedTwice();
        }

        Volatile.Write(ref _isAwaitedByEngine, PendingAwaits.IsOfEngine(state));
        _source.OnCompleted(continuation, state, token, flags);
    }

    void IValueTaskSource.GetResult(short token)
    {
        Take(token);
        ReleaseReference();
    }

    FlowReport IValueTaskSource<FlowReport>.GetResult(short token)
    {
        Take(token);
        FlowReport report = Report!;
        ReleaseReference();
        return report;
    }

    void ICancellationListener.OnCallerCanceled() => outcome.RecordCancellation();

    void ICancellationListener.OnCallbackFailed(Exception exception) => outcome.RecordFailure(exception);

    void ICancellationListener.OnCancellationEndedAfterRun()
    {
        EndWorker worker = new(this);

        // A host that chooses steps has to know of all that happens in a run: in virtual time, none passes before the run has ended.
        if (Host.SchedulesSteps)
        {
            Host.Schedule(worker);
        }
        else
        {
            ThreadPool.UnsafeQueueUserWorkItem(worker, preferLocal: false);
        }
    }

    /// <summary>Makes the object ready for the next run.</summary>
    public void Reset()
    {
        if (scheduler.Progress.IsPublished)
        {
            _source.Reset();
            _untaken = _source.Version;
            _isAwaitedByEngine = false;
            _awaiters = 0;
        }

        _references = 1;
        Report = null;
        Debug.Assert(Exception is null, "A run that failed is not reused.");
    }

    // What an observer changes in the contexts is not visible to the caller.
    private void Settle()
    {
        cancellation.Unwatch();
        settings.Journal?.Close();
        settings.Recorder?.RunEnds();
        Exception = outcome.Decide();
        if (settings.Recorder is { } recorder)
        {
            Report = MakeReport(recorder);
            ExecutionContext? context = ExecutionContext.Capture();
            SynchronizationContext? synchronizationContext = SynchronizationContext.Current;
            bool observerFailed = recorder.RunCompleted(Report);
            FlowingContexts.Restore(context, synchronizationContext);
            if (observerFailed)
            {
                Report = MakeReport(recorder);
            }
        }

        settings.Parent?.Leave(settings.FromParent.Version, settings.FromParent.IsRecorded ? Report : null, outcome.CopyFailures(), Exception);
    }

    private FlowReport MakeReport(StepRecorder recorder) =>
        steps.WithOutput(recorder.Report(outcome.StatusOf(Exception), outcome.CopyFailures(), Exception));

    private InvalidOperationException AwaitedTwice() =>
        new($"The ValueTask of this run of flow '{settings.Plan.Name}' has been awaited already. Await it once, or call AsTask() and await that.");

    // Ends a run whose steps had ended before its cancellation was done.
    private sealed class EndWorker(RunCompletion run) : FlowWorker
    {
        public override void Execute()
        {
            run.Settle();
            run.Complete(mayContinueHere: true);
        }
    }
}
