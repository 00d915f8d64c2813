using System.Diagnostics;

namespace AsyncFlow.Scheduling;

/// <summary>How far one run has come: whether other threads know it, whether it still starts steps, and how many have not ended.</summary>
internal sealed class RunProgress(int steps)
{
    private RunLifetime _run = null!;
    private StepExecutor _steps = null!;

    // The steps that have not ended. Set by Publish; each worker, and the caller, subtracts what it has ended when it leaves. The thread
    // that brings it to zero ends the run.
    private int _remaining;

    // Both are set during a run and never taken back; the second is set first (see TryStop). 0 or 1.
    private int _isStopped;
    private volatile bool _needsChecks;

    /// <summary>Whether other threads may know this run. Set by the caller alone, before it passes the first step on.</summary>
    public bool IsPublished { get; private set; }

    /// <summary>Whether no further step starts, so that all that is left to do is bookkeeping.</summary>
    public bool IsStopped => Volatile.Read(ref _isStopped) != 0;

    /// <summary>
    /// Whether steps need more than to be started: a slot, a record, a check whether they may start at all. Set when the run begins, or
    /// later, before the step that it concerns is passed on.
    /// </summary>
    public bool NeedsChecks
    {
        get => _needsChecks;
        set => _needsChecks = value;
    }

    /// <summary>Connects the parts of a pooled run, once.</summary>
    public void Connect(RunLifetime run, StepExecutor steps) => (_run, _steps) = (run, steps);

    /// <summary>Makes the run known to other threads, before the first step is passed on.</summary>
    public void Publish()
    {
        if (IsPublished)
        {
            return;
        }

        _steps.StartCounting();
        _remaining = steps;
        IsPublished = true;
        _run.OnPublished();
    }

    /// <summary>
    /// No further step starts. The order of the two writes matters: a thread that sees that the run is stopped has every step that it passes
    /// on checked. The other way round such a step could start on the thread pool, to which the bookkeeping of a stopped run moves.
    /// </summary>
    /// <returns>Whether this call was the first.</returns>
    public bool TryStop()
    {
        _needsChecks = true;
        return Interlocked.Exchange(ref _isStopped, 1) == 0;
    }

    /// <summary>Counts steps that have ended on a thread that holds no reference, and ends the run with the last one.</summary>
    public void LeaveInPlace(int ended)
    {
        if (TryEnd(ended))
        {
            _run.Complete(mayContinueHere: false);
        }
    }

    /// <summary>Counts the steps that the caller has ended, in a run that others know. The reference of the caller's task keeps the run alive here.</summary>
    public void LeaveCaller(int ended)
    {
        if (TryEnd(ended))
        {
            _run.Complete(mayContinueHere: true);
        }
    }

    /// <summary>The last that a worker does: counts the steps that it has ended, and gives its reference back.</summary>
    /// <param name="ended">How many steps have ended.</param>
    public void LeaveWorker(int ended)
    {
        bool settled = TryEnd(ended);
        _run.ReleaseReference();
        if (settled)
        {
            // Last, since code that awaits the result may run in here. Its own reference keeps the run until it has the result.
            _run.Complete(mayContinueHere: true);
        }
    }

    /// <summary>Prevents the run from ending until <see cref="LeaveCaller"/> has counted one step more.</summary>
    /// <returns>False if it has ended already.</returns>
    public bool TryPreventEnd()
    {
        for (int remaining = Volatile.Read(ref _remaining), seen; remaining != 0; remaining = seen)
        {
            seen = Interlocked.CompareExchange(ref _remaining, remaining + 1, remaining);
            if (seen == remaining)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Makes the object ready for the next run.</summary>
    public void Reset()
    {
        Debug.Assert(_isStopped == 0, "A stopped run is not reused.");
        Debug.Assert(!IsPublished || _remaining == 0, "Every step of a run that is reused has ended.");
        IsPublished = false;
        _needsChecks = false;
    }

    private bool TryEnd(int ended)
    {
        if (ended == 0)
        {
            return false;
        }

        int remaining = Interlocked.Add(ref _remaining, -ended);
        Debug.Assert(remaining >= 0, "A step ends once.");
        return remaining == 0 && _run.TrySettle();
    }
}
