namespace AsyncFlow.Timing;

/// <summary>The slots of one run in a replay: the first declared goes first, and each step needs a slot of the runs around, too.</summary>
/// <param name="slots">How many there are.</param>
/// <param name="outer">The slots of the run around; null if that is not limited.</param>
/// <param name="place">The place of all of this run's steps there.</param>
internal sealed class ReplayLimiter(int slots, ReplayLimiter? outer, int place)
{
    private readonly PriorityQueue<int, (int Place, long Arrival)> _waiting = new();
    private int _free = slots;
    private long _arrivals;

    private ReplayLimiter? Outer => outer;

    private int Place => place;

    public void Enqueue(int node, int at) => _waiting.Enqueue(node, (at, _arrivals++));

    public void Release()
    {
        for (ReplayLimiter? limiter = this; limiter is not null; limiter = limiter.Outer)
        {
            limiter._free++;
        }
    }

    /// <summary>Grants a slot to the first of the waiting nodes.</summary>
    public bool TryGrant(out int granted)
    {
        ReplayLimiter limiter = this;
        for (; limiter.Outer is { } next; limiter = next)
        {
            while (limiter.TryTake(out int promoted))
            {
                next.Enqueue(promoted, limiter.Place);
            }
        }

        return limiter.TryTake(out granted);
    }

    private bool TryTake(out int first)
    {
        first = -1;
        if (_free == 0 || !_waiting.TryDequeue(out first, out _))
        {
            return false;
        }

        _free--;
        return true;
    }
}
