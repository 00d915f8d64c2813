namespace AsyncFlow.Execution;

// How steps follow each other.
public abstract partial class FlowRun
{
    // How many upstreams of a step have not ended. Only kept for steps with several; the thread that counts one down to zero
    // has the step in hand, and sets the count back for the next run. Plain during the caller's phase, interlocked after.
    private readonly int[] _waitingFor;

    // The steps that have an upstream which did not succeed. Null until a step does not; made before _needsCare is set. An entry is set before the step's count is, and so before anybody has the step in hand.
    private bool[]? _leftOut;

    // No further step starts: the caller cancelled, or a step failed in FailureMode.Cancel. Never taken back during the run.
    private volatile bool _stopped;

    private bool MayStart(int step)
    {
        NoteCallerCanceledIfSo();
        return !_stopped && _leftOut?[step] is not true;
    }

    // A step has not succeeded.
    private void LeaveOutDependents()
    {
        if (Volatile.Read(ref _leftOut) is null)
        {
            Interlocked.CompareExchange(ref _leftOut, new bool[_layout.Count], null);
            _needsCare = true;
        }
    }

    /// <summary>After a step has ended: brings its ready successors, and steps that get its slot, where they belong.</summary>
    private void Unlock(int step, StepEnd end, ref ReadySteps ready)
    {
        int[] successors = _layout.Successors;
        int last = _layout.SuccessorStart[step + 1];
        for (int i = _layout.SuccessorStart[step]; i < last; i++)
        {
            int successor = successors[i];
            if (end == StepEnd.Unsuccessful)
            {
                _leftOut![successor] = true;
            }

            if (CountDown(successor))
            {
                Place(successor, ref ready);
            }
        }

        GrantSlots(ref ready);
    }

    private bool CountDown(int step)
    {
        int inDegree = _layout.InDegree[step];
        if (inDegree == 1)
        {
            return true;
        }

        if ((_isShared ? Interlocked.Decrement(ref _waitingFor[step]) : --_waitingFor[step]) > 0)
        {
            return false;
        }

        _waitingFor[step] = inDegree;
        return true;
    }

    // In a limited run steps that need no lock queue for a slot at once, so that the first declared of them gets it.
    private void Place(int step, ref ReadySteps ready)
    {
        if (_slots is null || _layout.HasLocks(step))
        {
            ready.Add(_lane, step, _layout.IsAsync[step]);
            return;
        }

        _recorder?.WaitsForLocks(step);
        _phases[step] = StepPhase.AwaitsSlot;
        _slots.Enqueue(step);
    }

    private void GrantSlots(ref ReadySteps ready)
    {
        while (_slots is not null && _slots.TryGrant(out int granted))
        {
            ready.Add(_lane, granted, _layout.IsAsync[granted]);
        }
    }
}
