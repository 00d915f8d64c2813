namespace AsyncFlow.Timing;

/// <summary>
/// What kept further steps from running, as shares of a run's time. At each moment it is what the waiting steps wait for, each step counting
/// the same; where none waits, it is the graph.
/// </summary>
internal sealed class LimitShares
{
    private readonly TimingGraph _graph;
    private readonly Waits _waits;
    private readonly List<Wait> _all = [];
    private readonly int _slots;
    private readonly int _threads;

    private LimitShares(TimingGraph graph, Waits waits)
    {
        _graph = graph;
        _waits = waits;
        _slots = graph.AllLocks.Length;
        _threads = _slots + 1;
    }

    /// <summary>Finds the shares.</summary>
    /// <returns>First those of the locks, then that of the concurrency limit, of threads, and of the graph. They add up to 1.</returns>
    public static double[] Find(TimingGraph graph, Waits waits)
    {
        LimitShares shares = new(graph, waits);
        shares.Collect();
        return shares.Share();
    }

    private void Collect()
    {
        for (int node = 0; node < _graph.Count; node++)
        {
            long ready = _graph.Ready[node] + _waits.StreamWait[node];
            Add(_slots, _graph.Ready[node], ready);
            long at = ready;
            for (int i = _graph.LockStart[node]; i < _graph.LockStart[node + 1]; i++)
            {
                Add(_graph.Locks[i], at, at + _graph.LockWaits[i]);
                at += _graph.LockWaits[i];
            }

            at = ready + _graph.LockWait[node];
            Add(_slots, at, at + _graph.SlotWait[node]);
            Add(_threads, at + _graph.SlotWait[node], _graph.Start[node]);
        }
    }

    private void Add(int reason, long from, long to)
    {
        if (from < to)
        {
            _all.Add(new Wait(from, to, reason));
        }
    }

    // While n steps wait, each counts as 1/n of the time. So what a wait counts is the difference of an integral over its two ends.
    private double[] Share()
    {
        double[] shares = new double[_threads + 2];
        (long Time, int Wait)[] ends = new (long Time, int Wait)[2 * _all.Count];
        for (int i = 0; i < _all.Count; i++)
        {
            ends[2 * i] = (_all[i].From, i);
            ends[2 * i + 1] = (_all[i].To, ~i);
        }

        Array.Sort(ends);
        double[] begun = new double[_all.Count];
        double integral = 0;
        long last = 0, waited = 0;
        int waiting = 0;
        foreach ((long time, int end) in ends)
        {
            if (waiting > 0)
            {
                integral += (double)(time - last) / waiting;
                waited += time - last;
            }

            last = time;
            if (end >= 0)
            {
                begun[end] = integral;
                waiting++;
            }
            else
            {
                shares[_all[~end].Reason] += integral - begun[~end];
                waiting--;
            }
        }

        shares[^1] = _graph.Duration - waited;
        for (int i = 0; i < shares.Length; i++)
        {
            shares[i] = _graph.Duration == 0 ? 0 : shares[i] / _graph.Duration;
        }

        return shares;
    }

    private readonly record struct Wait(long From, long To, int Reason);
}
