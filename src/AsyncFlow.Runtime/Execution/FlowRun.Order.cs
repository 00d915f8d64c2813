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

    /// <summary>After a step has ended, or is out of hand: finds the steps that are ready because of it.</summary>
    private ReadySteps Unlock(int step, StepEnd end, Keeping keeping)
    {
        ReadySteps ready = new();
        if (end != StepEnd.NotYet)
        {
            int[] successors = _layout.Successors;
            int last = _layout.SuccessorStart[step + 1];
            for (int i = _layout.SuccessorStart[step]; i < last; i++)
            {
                if (end == StepEnd.Unsuccessful)
                {
                    _leftOut![successors[i]] = true;
                }

                if (CountDown(successors[i]))
                {
                    Place(successors[i], keeping, ref ready);
                }
            }
        }

        GrantSlots(keeping, ref ready);
        return ready;
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

    // A step comes to its locks, and then to a slot, when it becomes ready, so that of steps which do so together the first
    // declared is the first to be served, whichever worker takes it.
    private void Place(int step, Keeping keeping, ref ReadySteps ready)
    {
        if (_layout.HasLocks(step) && !TakesLocks(step))
        {
            return;
        }

        if (_slots is null)
        {
            Add(step, keeping, ref ready);
            return;
        }

        _phases[step] = StepPhase.AwaitsSlot;
        _slots.Enqueue(step);
    }

    private void GrantSlots(Keeping keeping, ref ReadySteps ready)
    {
        while (_slots is not null && _slots.TryGrant(out int granted))
        {
            Add(granted, keeping, ref ready);
        }
    }

    private void Add(int step, Keeping keeping, ref ReadySteps ready)
    {
        bool isAsync = _layout.IsAsync[step];
        bool keep = keeping switch
        {
            Keeping.One => ready.Kept.First < 0,
            Keeping.Asynchronous => isAsync,
            Keeping.OneAsynchronous => isAsync && ready.Kept.First < 0,
            Keeping.OneSynchronous => !isAsync && ready.Kept.First < 0,
            _ => false,
        };
        if (keep)
        {
            ready.Kept.Add(_lane, step);
        }
        else if (isAsync || _synchronousLane is null)
        {
            ready.Shared.Add(_lane, step);
        }
        else
        {
            ready.SharedSynchronous.Add(_synchronousLane, step);
        }
    }

    // Passes on what the current thread does not keep.
    private void PassOn(in ReadySteps ready)
    {
        if (ready.Shared.First >= 0)
        {
            PassOn(_lane, ready.Shared.First, ready.Shared.Last);
        }

        if (ready.SharedSynchronous.First >= 0)
        {
            PassOn(_synchronousLane!, ready.SharedSynchronous.First, ready.SharedSynchronous.Last);
        }
    }

    private void PassOn(ReadyLane<NoProbe> lane, int first, int last)
    {
        Share();
        if (_host!.SchedulesSteps)
        {
            for (int step = first, next; ; step = next)
            {
                next = lane.NextOf(step);
                ScheduleStep(step);
                if (step == last)
                {
                    return;
                }
            }
        }

        lane.Push(first, last);
        AskForWorker(lane);
    }
}
