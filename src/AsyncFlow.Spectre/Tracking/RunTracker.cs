using System.Runtime.ExceptionServices;

namespace AsyncFlow.Spectre.Tracking;

/// <summary>Keeps what a run and those within it do at the moment. Thread-safe.</summary>
internal sealed class RunTracker : FlowObserver
{
    // Guarded by itself, with all that is in it. The live runs by number.
    private readonly Dictionary<long, TrackedRun> _runs = [];

    private TrackedRun? _root;
    private volatile Exception? _failure;

    /// <summary>Why the run is not shown any more; null as long as it is. The end of the run throws it, as an observer may.</summary>
    public Exception? Failure { get => _failure; set => _failure = value; }

    /// <summary>Calls a function with the run, while nothing changes; not before it has started.</summary>
    /// <returns>Whether it has started.</returns>
    public bool Read(Action<TrackedRun> read)
    {
        lock (_runs)
        {
            if (_root is not null)
            {
                read(_root);
            }

            return _root is not null;
        }
    }

    /// <summary>A run that is on; null if there is none of that number.</summary>
    public TrackedRun? Run(long id)
    {
        lock (_runs)
        {
            return _runs.GetValueOrDefault(id);
        }
    }

    /// <summary>Whether a run is the one that is shown, and not one within it.</summary>
    public bool IsRoot(long id)
    {
        lock (_runs)
        {
            return _root?.Id == id;
        }
    }

    /// <inheritdoc/>
    public override void OnRunStarted(in RunStarted e)
    {
        lock (_runs)
        {
            TrackedStep? outer = null;
            if (!e.Parent.IsNone && _runs.TryGetValue(e.Parent.RunId, out TrackedRun? around))
            {
                outer = around.Step(e.Parent.Step!);
            }

            TrackedRun run = new(e, outer);
            _runs[e.RunId] = run;
            _root ??= run;
            if (outer is not null)
            {
                outer.Within = run;
            }
        }
    }

    /// <inheritdoc/>
    public override void OnStepWaiting(in StepWaiting e)
    {
        lock (_runs)
        {
            if (_runs.TryGetValue(e.RunId, out TrackedRun? run))
            {
                TrackedStep step = run.Step(e.Step);
                (step.State, step.Since) = (StepState.Waits, e.Timestamp);
                (step.AwaitedLock, step.AwaitedLockId, step.HeldLocks) = (e.Lock, e.LockId, e.HeldLocks ?? []);
            }
        }
    }

    /// <inheritdoc/>
    public override void OnStepStarted(in StepStarted e)
    {
        lock (_runs)
        {
            if (_runs.TryGetValue(e.RunId, out TrackedRun? run))
            {
                TrackedStep step = run.Step(e.Step);
                (step.State, step.Since) = (StepState.Runs, e.Timestamp);
                (step.AwaitedLock, step.HeldLocks) = (null, e.HeldLocks ?? []);
            }
        }
    }

    /// <inheritdoc/>
    public override void OnAttemptStarted(in AttemptStarted e)
    {
        lock (_runs)
        {
            if (_runs.TryGetValue(e.RunId, out TrackedRun? run))
            {
                run.Step(e.Step).Attempt = e.Attempt;
            }
        }
    }

    /// <inheritdoc/>
    public override void OnStepCompleted(in StepCompleted e)
    {
        lock (_runs)
        {
            if (_runs.TryGetValue(e.RunId, out TrackedRun? run))
            {
                run.End(e.Report);
            }
        }
    }

    /// <inheritdoc/>
    public override void OnRunCompleted(in RunCompleted e)
    {
        lock (_runs)
        {
            if (_runs.Remove(e.RunId, out TrackedRun? run))
            {
                run.Report = e.Report;
            }

            if (run is not null && run == _root && Failure is { } failure)
            {
                ExceptionDispatchInfo.Throw(failure);
            }
        }
    }

    /// <summary>The steps that hold a lock, by their paths; empty if that is not known.</summary>
    public string HoldersOf(long lockId)
    {
        lock (_runs)
        {
            return string.Join(", ",
                from run in _runs.Values
                from step in run.Steps
                where Array.Exists(step.HeldLocks, held => held.Id == lockId)
                select $"'{step.Path}'");
        }
    }
}
