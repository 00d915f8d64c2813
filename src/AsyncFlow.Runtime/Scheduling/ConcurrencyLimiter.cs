using System.Diagnostics;

namespace AsyncFlow.Scheduling;

/// <summary>
/// The slots of a run whose concurrency is limited, and the steps that are ready except for a slot, in declaration order. A nested run has
/// its slots among those of the run around it. Thread-safe.
/// </summary>
/// <param name="slots">How many steps may run at the same time.</param>
/// <param name="outer">The limiter of the run around this one's, of which each step needs a slot too; null if that run is not limited.</param>
/// <param name="place">The place of all of this limiter's steps in the outer one.</param>
internal sealed class ConcurrencyLimiter(int slots, ConcurrencyLimiter? outer, int place)
{
    private readonly int _slots = slots;

    // One for all limiters within one another. Guards every field of theirs.
    private readonly object _gate = outer?._gate ?? new object();

    // By place; of those in one place the first that came.
    private readonly PriorityQueue<Waiter, (int Place, long Arrival)> _waiting = new();

    // Free slots, between 0 and _slots. A step that holds one here and still waits in the outer limiter does not run yet.
    private int _free = slots;

    private long _arrivals;

    /// <summary>Queues a step that is ready except for a slot.</summary>
    public void Enqueue(ILimitedRun run, int step, int place)
    {
        lock (_gate)
        {
            Enqueue(new Waiter(run, step), place);
        }
    }

    /// <summary>Returns a slot.</summary>
    public void Release()
    {
        lock (_gate)
        {
            for (ConcurrencyLimiter? limiter = this; limiter is not null; limiter = limiter.Outer)
            {
                limiter.Return();
            }
        }
    }

    /// <summary>Grants a free slot to the first of the waiting steps, which may be a step of another run.</summary>
    /// <returns>False if no slot is free or no step waits.</returns>
    public bool TryGrant(out Waiter granted)
    {
        lock (_gate)
        {
            ConcurrencyLimiter limiter = this;
            for (; limiter.Outer is { } next; limiter = next)
            {
                while (limiter.TryTake(out Waiter promoted))
                {
                    next.Enqueue(promoted, limiter.Place);
                }
            }

            return limiter.TryTake(out granted);
        }
    }

    /// <summary>Removes the waiting steps of a run that starts none of them any more. The caller owns them.</summary>
    /// <returns>The steps, none of which has a slot.</returns>
    public List<int> RemoveAll(ILimitedRun run)
    {
        List<int> removed = [];
        lock (_gate)
        {
            for (ConcurrencyLimiter? limiter = this; limiter is not null; limiter = limiter.Outer)
            {
                int before = removed.Count;
                limiter.RemoveFrom(run, removed);

                // A step that waited further out had a slot of each limiter further in.
                int returned = removed.Count - before;
                for (ConcurrencyLimiter inner = this; inner != limiter; inner = inner.Outer!)
                {
                    inner._free += returned;
                }
            }
        }

        return removed;
    }

    private ConcurrencyLimiter? Outer => outer;

    private int Place => place;

    private void Enqueue(Waiter waiter, int place) => _waiting.Enqueue(waiter, (place, _arrivals++));

    private void Return()
    {
        _free++;
        Debug.Assert(_free <= _slots, "A slot is returned once for each time it was taken.");
    }

    private void RemoveFrom(ILimitedRun run, List<int> removed)
    {
        if (_waiting.Count == 0)
        {
            return;
        }

        (Waiter Waiter, (int, long) Priority)[] all = [.. _waiting.UnorderedItems];
        _waiting.Clear();
        foreach ((Waiter waiter, (int, long) priority) in all)
        {
            if (waiter.Run == run)
            {
                removed.Add(waiter.Step);
            }
            else
            {
                _waiting.Enqueue(waiter, priority);
            }
        }
    }

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
    public readonly record struct Waiter(ILimitedRun Run, int Step);
}

/// <summary>A run whose steps wait for slots.</summary>
internal interface ILimitedRun
{
    /// <summary>Another run's thread, which owns the step now, has granted it a slot.</summary>
    void OnGranted(int step);
}
