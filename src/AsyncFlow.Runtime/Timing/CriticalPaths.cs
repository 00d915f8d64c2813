namespace AsyncFlow.Timing;

/// <summary>Which chain of nodes determined how long a run took, and how much longer each other node could have taken.</summary>
internal sealed class CriticalPaths
{
    private readonly TimingGraph _graph;
    private readonly Waits _waits;

    // The nodes that node i depends on are _predecessors[_predecessorStart[i] .. _predecessorStart[i + 1]], in ascending order.
    private readonly int[] _predecessorStart;
    private readonly int[] _predecessors;

    public CriticalPaths(TimingGraph graph, Waits waits)
    {
        _graph = graph;
        _waits = waits;
        (_predecessorStart, _predecessors) = Reverse(graph);
    }

    /// <summary>The path, from the beginning of the run to its end: each node starts when the one before it ends, but for a delay.</summary>
    public List<Link> Find()
    {
        List<Link> path = [];
        for (int node = _graph.Count - 1; ;)
        {
            Link link = BindingLink(node);
            path.Add(link);
            if (link.Previous < 0)
            {
                path.Reverse();
                return path;
            }

            node = link.Previous;
        }
    }

    /// <summary>
    /// How much longer each node could have taken without the run taking longer, if locks and slots had gone to the same steps in the same order.
    /// </summary>
    public long[] FindSlack()
    {
        long[] slack = new long[_graph.Count];
        slack.AsSpan().Fill(long.MaxValue);
        slack[^1] = 0;

        // Kahn's algorithm, from the end: a node's turn comes when those are known that waited for it.
        int[] open = new int[_graph.Count];
        for (int node = 0; node < open.Length; node++)
        {
            open[node] += _graph.SuccessorStart[node + 1] - _graph.SuccessorStart[node];
            Count(_waits.LockReleaser[node]);
            Count(_waits.SlotReleaser[node]);
            Count(_waits.StreamReleaser[node]);
        }

        Stack<int> known = new([_graph.Count - 1]);
        while (known.TryPop(out int node))
        {
            long ready = _graph.Start[node] - _waits.Delay[node];
            for (int i = _predecessorStart[node]; i < _predecessorStart[node + 1]; i++)
            {
                Lower(_predecessors[i], ready);
            }

            Lower(_waits.LockReleaser[node], ready);
            Lower(_waits.SlotReleaser[node], ready);
            Lower(_waits.StreamReleaser[node], ready);

            void Lower(int previous, long ready)
            {
                if (previous >= 0)
                {
                    long room = Math.Max(0, ready - _graph.End[previous]);
                    slack[previous] = Math.Min(slack[previous], room + slack[node]);
                    if (--open[previous] == 0)
                    {
                        known.Push(previous);
                    }
                }
            }
        }

        return slack;

        void Count(int releaser)
        {
            if (releaser >= 0)
            {
                open[releaser]++;
            }
        }
    }

    // What the node waited for last. Of what ended at the same time, what it depends on comes before what released a lock or a slot.
    private Link BindingLink(int node)
    {
        Link link = new(node, -1, LinkKind.Graph);
        for (int i = _predecessorStart[node]; i < _predecessorStart[node + 1]; i++)
        {
            Choose(_predecessors[i], LinkKind.Graph);
        }

        Choose(_waits.StreamReleaser[node], LinkKind.Stream);
        Choose(_waits.LockReleaser[node], LinkKind.Lock);
        Choose(_waits.SlotReleaser[node], LinkKind.Slot);
        return link;

        void Choose(int previous, LinkKind kind)
        {
            if (previous >= 0 && (link.Previous < 0 || _graph.End[previous] > _graph.End[link.Previous]))
            {
                link = new Link(node, previous, kind);
            }
        }
    }

    private static (int[] Start, int[] Predecessors) Reverse(TimingGraph graph)
    {
        int[] start = new int[graph.Count + 1];
        foreach (int successor in graph.Successors)
        {
            start[successor + 1]++;
        }

        for (int i = 0; i < graph.Count; i++)
        {
            start[i + 1] += start[i];
        }

        int[] filled = start[..^1];
        int[] predecessors = new int[graph.Successors.Length];
        for (int node = 0; node < graph.Count; node++)
        {
            for (int i = graph.SuccessorStart[node]; i < graph.SuccessorStart[node + 1]; i++)
            {
                predecessors[filled[graph.Successors[i]]++] = node;
            }
        }

        return (start, predecessors);
    }

    /// <summary>A node of the path.</summary>
    /// <param name="Node">The node.</param>
    /// <param name="Previous">The node that it waited for last; -1 for the first.</param>
    /// <param name="Kind">Why it waited for that.</param>
    internal readonly record struct Link(int Node, int Previous, LinkKind Kind);
}

/// <summary>Why a node of a timing graph waited for another one.</summary>
internal enum LinkKind
{
    /// <summary>It depends on it.</summary>
    Graph,

    /// <summary>The other one held a lock that it needs.</summary>
    Lock,

    /// <summary>The other one had a slot of the concurrency limit.</summary>
    Slot,

    /// <summary>The other one was an element of the same stream, or of the one behind, of which there were as many as there may be.</summary>
    Stream,
}
