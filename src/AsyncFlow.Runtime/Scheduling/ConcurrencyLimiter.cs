namespace AsyncFlow.Scheduling;

/// <summary>
/// The slots of a run whose concurrency is limited, and the steps that are ready but for one. The first declared goes first. A run
/// within a step of such a run has its slots among those of the outer one. Safe to use from any thread.
/// </summary>
/// <param name="slots">How many steps may run at the same time.</param>
/// <param name="outer">The slots of the run that this one's is within, of which each step needs one too; null if that is not limited.</param>
/// <param name="place">The place of all of this queue's steps in the outer queue.</param>
internal sealed class ConcurrencyLimiter(int slots, ConcurrencyLimiter? outer, int place)
{
    // One for all queues within one another. Guards every field of theirs.
    private readonly object _gate = outer?._gate ?? new object();

    // By place; of those in one place the first that came.
    private readonly PriorityQueue<Waiter, (int Place, long Arrival)> _waiting = new();

    // Slots that nobody holds. A step that holds one here and still waits in the outer queue runs as little as one that waits here.
    private int _free = slots;

    private long _arrivals;

    /// <summary>Adds a step that is ready but for a slot.</summary>
    public void Enqueue(ISlotUser user, int step, int place)
    {
        lock (_gate)
        {
            Enqueue(new Waiter(user, step), place);
        }
    }

    /// <summary>Gives a slot back.</summary>
    public void Release()
    {
        lock (_gate)
        {
            for (ConcurrencyLimiter? queue = this; queue is not null; queue = queue.Outer)
            {
                queue._free++;
            }
        }
    }

    /// <summary>Grants a free slot to the first of the waiting steps, which may be one of another run.</summary>
    /// <returns>False if no slot is free or no step waits.</returns>
    public bool TryGrant(out Waiter granted)
    {
        lock (_gate)
        {
            ConcurrencyLimiter queue = this;
            for (; queue.Outer is { } next; queue = next)
            {
                while (queue.TryTake(out Waiter promoted))
                {
                    next.Enqueue(promoted, queue.Place);
                }
            }

            return queue.TryTake(out granted);
        }
    }

    private ConcurrencyLimiter? Outer => outer;

    private int Place => place;

    private void Enqueue(Waiter waiter, int place) => _waiting.Enqueue(waiter, (place, _arrivals++));

    private bool TryTake(out Waiter first)
    {
        first = default;
        if (_free == 0 || !_waiting.TryDequeue(out first, out _))
        {
            return false;
        }

        _free--;
        return true;
    }

    /// <summary>A step that waits for a slot.</summary>
    public readonly record struct Waiter(ISlotUser User, int Step);
}

/// <summary>A run whose steps wait for slots.</summary>
internal interface ISlotUser
{
    /// <summary>A step has been granted a slot by another run's thread, which has the step in hand.</summary>
    void OnGranted(int step);
}
