namespace AsyncFlow.Timing;

/// <summary>Numbers the locks of a finished run.</summary>
internal sealed class LockTable
{
    private readonly Dictionary<object, int> _indexes = [];
    private readonly List<TimedLock> _locks = [];

    /// <summary>How many locks there are.</summary>
    public int Count => _locks.Count;

    /// <summary>The number of a lock.</summary>
    public int IndexOf(object id, string name, int permits)
    {
        if (!_indexes.TryGetValue(id, out int index))
        {
            index = _locks.Count;
            _indexes.Add(id, index);
            _locks.Add(new TimedLock(name, permits));
        }

        return index;
    }

    /// <summary>Describes the locks in the graph of the run. Of those whose permits are not known, it counts how many were held at the same time.</summary>
    public void Fill(TimingGraph graph)
    {
        _locks.CopyTo(graph.AllLocks);
        bool allKnown = true;
        foreach (TimedLock known in graph.AllLocks)
        {
            allKnown &= known.Permits > 0;
        }

        if (allKnown)
        {
            return;
        }

        List<(long Time, int Change)>[] changes = new List<(long Time, int Change)>[Count];
        for (int node = 0; node < graph.Count; node++)
        {
            foreach (int used in graph.Locks.AsSpan(graph.LockStart[node]..graph.LockStart[node + 1]))
            {
                (changes[used] ??= []).Add((graph.Start[node], 1));
                changes[used].Add((graph.End[graph.ReleasedBy[node]], -1));
            }
        }

        for (int i = 0; i < graph.AllLocks.Length; i++)
        {
            if (graph.AllLocks[i].Permits == 0)
            {
                graph.AllLocks[i] = graph.AllLocks[i] with { Permits = MaxHeld(changes[i]) };
            }
        }
    }

    // Of changes at the same time, those that release come first.
    private static int MaxHeld(List<(long Time, int Change)> changes)
    {
        changes.Sort();
        int held = 0, most = 1;
        foreach ((_, int change) in changes)
        {
            held += change;
            most = Math.Max(most, held);
        }

        return most;
    }
}
