namespace AsyncFlow.Timing;

/// <summary>What a replay changes.</summary>
internal sealed class ReplayChanges
{
    /// <summary>Steps that take another time: the first and last of their nodes, and how many times as fast they are.</summary>
    public List<(int First, int Last, double Speedup)> Speedups { get; } = [];

    /// <summary>The limit of the whole run; null for the one that it had, 0 for none.</summary>
    public int? MaxConcurrency { get; init; }

    /// <summary>The permits of locks, by the number of the lock.</summary>
    public Dictionary<int, int> Permits { get; } = [];

    public int PermitsOf(TimingGraph graph, int index) => Permits.TryGetValue(index, out int permits) ? permits : graph.AllLocks[index].Permits;

    public long[] Durations(TimingGraph graph)
    {
        long[] durations = new long[graph.Count];
        for (int node = 0; node < durations.Length; node++)
        {
            durations[node] = graph.End[node] - graph.Start[node];
        }

        foreach ((int first, int last, double speedup) in Speedups)
        {
            for (int node = first; node <= last; node++)
            {
                if (!graph.IsPull(node))
                {
                    Change(node, speedup);
                }
            }

            // The source of a stream is the code of the step that gave it, and not of the one that reads it.
            foreach (TimedStream stream in graph.Streams)
            {
                for (int node = stream.FirstPull; first <= stream.Giver && stream.Giver <= last && node < stream.FirstElement; node++)
                {
                    Change(node, speedup);
                }
            }
        }

        return durations;

        void Change(int node, double speedup) => durations[node] = (long)Math.Round(durations[node] / speedup);
    }
}
