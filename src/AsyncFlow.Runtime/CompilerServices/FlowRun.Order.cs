using AsyncFlow.Execution;
using AsyncFlow.Scheduling;

namespace AsyncFlow.CompilerServices;

// How steps follow each other.
public abstract partial class FlowRun : ISlotUser
{
    // The plan's arrays, at hand.
    private readonly int[] _successorStart;
    private readonly int[] _successors;

    // Whether any thread may take any step at once, without a lock, a slot or a lane of its own.
    private bool _isPlain;

    // For each step. Who counts one down to zero has the step in hand, and sets the count back for the next run.
    private readonly Upstreams[] _upstreams;

    // The steps that have an upstream which did not succeed. Null until a step does not; made before _needsCare is set. An entry
    // is set before the step is counted down, and so before anybody has it in hand.
    private bool[]? _leftOut;

    // The steps whose condition did not hold. Null if no step has one. An entry is set before the step is counted as ended.
    private readonly bool[]? _skipped;

    // No further step starts: the caller cancelled, or a step failed in FailureMode.Cancel. Never taken back during the run.
    private volatile bool _stopped;

    // In this order: whoever sees that the run is stopped has every step that it passes on looked at with care. The other way
    // round such a step could start on the thread pool, to which the book-keeping of a stopped run moves.
    private void Stop()
    {
        _needsCare = true;
        _stopped = true;
    }

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

    /// <summary>After a step has ended: links the successors that are ready because of it, in the order of declaration, before others.</summary>
    /// <returns>The first of all of them; -1 for none.</returns>
    private int UnlockSuccessors(int step, StepEnd end, int others)
    {
        int first = others;
        int start = _successorStart[step];
        for (int i = _successorStart[step + 1] - 1; i >= start; i--)
        {
            int successor = _successors[i];
            if (end == StepEnd.Unsuccessful)
            {
                _leftOut![successor] = true;
            }

            if (CountDown(successor))
            {
                _lane.Link(successor, first);
                first = successor;
            }
        }

        return first;
    }

    private bool CountDown(int step)
    {
        ref Upstreams upstreams = ref _upstreams[step];
        if (upstreams.Count == 1)
        {
            return true;
        }

        if ((_isShared ? Interlocked.Decrement(ref upstreams.Running) : --upstreams.Running) > 0)
        {
            return false;
        }

        upstreams.Running = upstreams.Count;
        return true;
    }

    /// <summary>
    /// Brings each of a chain of ready steps, and those that now get a slot, where it belongs. Not needed for a plain run, in which
    /// any thread may take any step at once.
    /// </summary>
    /// <returns>The first of the steps that this thread has in hand now, before the ones that it had kept; -1 for none.</returns>
    private int Distribute(int first, InlinePolicy keeping, int kept)
    {
        ReadySteps ready = new();
        for (int step = first, next; step >= 0; step = next)
        {
            next = _lane.NextOf(step);
            Place(step, keeping, ref ready);
        }

        while (_slots is not null && _slots.TryGrant(out ConcurrencyLimiter.Waiter granted))
        {
            if (granted.User == this)
            {
                Add(granted.Step, keeping, ref ready);
            }
            else
            {
                granted.User.OnGranted(granted.Step);
            }
        }

        if (ready.Shared.First >= 0)
        {
            PassOn(_lane, ready.Shared.First, ready.Shared.Last);
        }

        if (ready.SharedSynchronous.First >= 0)
        {
            PassOn(_synchronousLane!, ready.SharedSynchronous.First, ready.SharedSynchronous.Last);
        }

        if (ready.Kept.First < 0)
        {
            return kept;
        }

        _lane.Link(ready.Kept.Last, kept);
        return ready.Kept.First;
    }

    // A step comes to its locks, and then to a slot, when it becomes ready, so that of steps which do so together the first
    // declared is the first to be served, whichever worker takes it. Steps that the caller keeps go one after the other anyway,
    // and would only wait for each other; a host that chooses steps chooses who takes a lock first.
    private void Place(int step, InlinePolicy keeping, ref ReadySteps ready)
    {
        if (_phases[step] == StepPhase.NeedsLocks)
        {
            if (_host.SchedulesSteps || (keeping == InlinePolicy.Asynchronous && _layout.AllLockedStepsAreAsync))
            {
                Add(step, keeping, ref ready);
                return;
            }

            if (!TakesLocks(step))
            {
                return;
            }
        }

        if (_phases[step] is StepPhase.IsConditional or StepPhase.AwaitsSlot || !NeedsSlot(step))
        {
            Add(step, keeping, ref ready);
        }
        else
        {
            AwaitSlot(step);
        }
    }

    private bool NeedsSlot(int step) => _slots is not null && _layout.NeedsSlot(step);

    // The step is out of this thread's hands then, until a slot is granted.
    private void AwaitSlot(int step)
    {
        if (_enclosing is not null)
        {
            // Other runs' threads may grant it.
            Share();
        }

        _phases[step] = StepPhase.AwaitsSlot;
        _slots!.Enqueue(this, step, _place >= 0 ? _place : step);
    }

    void ISlotUser.OnGranted(int step) => Resume(step);

    // By a thread that has the step in hand, so the run lives; after the push only a reference keeps it.
    private void Resume(int step)
    {
        AddReference();
        PassOn(_layout.IsAsync[step] ? _lane : _synchronousLane ?? _lane, step, step);
        ReleaseReference();
    }

    private void Add(int step, InlinePolicy keeping, ref ReadySteps ready)
    {
        bool isAsync = _layout.IsAsync[step];
        bool keep = keeping switch
        {
            InlinePolicy.One => ready.Kept.First < 0,
            InlinePolicy.Asynchronous => isAsync,
            InlinePolicy.OneAsynchronous => isAsync && ready.Kept.First < 0,
            InlinePolicy.OneSynchronous => !isAsync && ready.Kept.First < 0,
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

    // The last of a chain of ready steps.
    private int LastOf(int first)
    {
        int last = first;
        for (int next = first; next >= 0; next = _lane.NextOf(next))
        {
            last = next;
        }

        return last;
    }

    // Hands a chain of ready steps to others.
    private void PassOn(ReadyStack<NoProbe> lane, int first, int last)
    {
        Share();
        if (_host.SchedulesSteps)
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

    // Side by side, since one is read whenever the other is counted down.
    private struct Upstreams
    {
        /// <summary>How many upstreams the step has.</summary>
        public int Count;

        /// <summary>How many have not ended; not kept for a single one. Plain during the caller's phase, interlocked after.</summary>
        public int Running;
    }
}
