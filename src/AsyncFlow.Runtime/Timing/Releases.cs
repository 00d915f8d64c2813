namespace AsyncFlow.Timing;

/// <summary>The nodes at whose ends one lock, or a slot of one run, was released.</summary>
/// <param name="graph">The graph of the nodes.</param>
internal sealed class Releases(TimingGraph graph)
{
    // By the time of their ends, and of those that ended together by number. Apart, since a node that took no time can have released
    // something only for nodes with higher numbers: else it may itself depend on them.
    private readonly List<int> _nodes = [];
    private readonly List<int> _instants = [];
    private bool _isSorted;

    /// <summary>Adds a node. All are added before <see cref="Last(long, long, int, int)"/> is called.</summary>
    public void Add(int node) => (graph.Start[node] < graph.End[node] ? _nodes : _instants).Add(node);

    /// <summary>The node that ended last of those that can have released something for another.</summary>
    /// <param name="after">It ended after this time.</param>
    /// <param name="until">It did not end after this time.</param>
    /// <param name="node">The other node.</param>
    /// <param name="own">A node that is left out.</param>
    /// <returns>
    /// The node, -1 if there is none; and whether any node released something in that time, be it one that took no time and has a higher number.
    /// </returns>
    public (int Node, bool IsExplained) Last(long after, long until, int node, int own)
    {
        if (!_isSorted)
        {
            _nodes.Sort(Compare);
            _instants.Sort(Compare);
            _isSorted = true;
        }

        int found = Last(_nodes, until, int.MaxValue, own);
        int instant = Last(_instants, until, node, own);
        if (found < 0 || (instant >= 0 && graph.End[instant] > graph.End[found]))
        {
            found = instant;
        }

        if (found >= 0 && graph.End[found] > after)
        {
            return (found, true);
        }

        int any = Last(_instants, until, int.MaxValue, own);
        return (-1, any >= 0 && graph.End[any] > after);
    }

    private int Last(List<int> sorted, long until, int before, int own)
    {
        int low = 0, high = sorted.Count;
        while (low < high)
        {
            int middle = (int)(((uint)low + (uint)high) / 2);
            long end = graph.End[sorted[middle]];
            if (end < until || (end == until && sorted[middle] < before))
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        int at = low - 1;
        if (at >= 0 && sorted[at] == own)
        {
            at--;
        }

        return at < 0 ? -1 : sorted[at];
    }

    private int Compare(int left, int right)
    {
        int byTime = graph.End[left].CompareTo(graph.End[right]);
        return byTime != 0 ? byTime : left.CompareTo(right);
    }
}
