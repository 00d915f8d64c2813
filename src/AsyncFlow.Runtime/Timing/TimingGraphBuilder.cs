namespace AsyncFlow.Timing;

/// <summary>Collects the nodes of a timing graph. Nodes are added in an order in which each comes after those that it depends on.</summary>
internal sealed class TimingGraphBuilder
{
    private readonly List<Node> _nodes = [];
    private readonly List<(int From, int To)> _edges = [];
    private readonly List<(int Lock, long Wait)> _locks = [];
    private readonly List<TimedRun> _runs = [];
    private readonly List<TimedStream> _streams = [];
    private readonly LockTable _table = new();

    /// <summary>How many nodes there are.</summary>
    public int Count => _nodes.Count;

    /// <summary>Adds a run.</summary>
    /// <returns>Its index.</returns>
    public int AddRun(TimedRun run)
    {
        _runs.Add(run);
        return _runs.Count - 1;
    }

    /// <summary>How many streams there are.</summary>
    public int StreamCount => _streams.Count;

    /// <summary>Adds a stream.</summary>
    public void AddStream(TimedStream stream) => _streams.Add(stream);

    /// <summary>Adds a node.</summary>
    /// <returns>Its index.</returns>
    public int Add(Node node)
    {
        _nodes.Add(node with { LockStart = _locks.Count });
        return _nodes.Count - 1;
    }

    /// <summary>The node that was added last takes a lock.</summary>
    /// <param name="id">Tells the lock from others.</param>
    /// <param name="name">Its name.</param>
    /// <param name="permits">How many steps can hold it at the same time; 0 if that is not known.</param>
    /// <param name="wait">How long the node waited for it, while it held those that were added before.</param>
    public void AddLock(object id, string name, int permits, long wait) => _locks.Add((_table.IndexOf(id, name, permits), wait));

    /// <summary>The second node depends on the first.</summary>
    public void Connect(int from, int to) => _edges.Add((from, to));

    /// <summary>The locks that a node takes are released at the end of a later one, which takes none.</summary>
    public void ReleaseAtEndOf(int acquiring, int releasing)
    {
        _nodes[acquiring] = _nodes[acquiring] with { ReleasedBy = releasing, AcquiredBy = -1 };
        _nodes[releasing] = _nodes[releasing] with { AcquiredBy = acquiring };
    }

    /// <summary>An element of a stream enters it at a node, and leaves it at the end of that or a later one.</summary>
    public void PassStream(int stream, int entering, int leaving)
    {
        _nodes[entering] = _nodes[entering] with { Enters = stream };
        _nodes[leaving] = _nodes[leaving] with { Leaves = stream };
    }

    /// <summary>The step of a node.</summary>
    public int StepOf(int node) => _nodes[node].Step;

    /// <summary>When a node ended.</summary>
    public long EndOf(int node) => _nodes[node].End;

    /// <summary>The graph of all that was added.</summary>
    /// <param name="takesLocksLate">Whether steps came to their locks only after others that became ready with them had come to a slot.</param>
    public TimingGraph Build(bool takesLocksLate = false)
    {
        int count = _nodes.Count;
        (int[] successorStart, int[] successors) = SortEdges(count);
        TimingGraph graph = new()
        {
            Start = Column(static (node, _) => node.Start),
            End = Column(static (node, _) => node.End),
            Ready = Column(static (node, _) => node.Ready),
            LockWait = Column(static (node, _) => node.LockWait),
            SlotWait = Column(static (node, _) => node.SlotWait),
            Run = Column(static (node, _) => node.Run),
            Step = Column(static (node, _) => node.Step),
            NeedsSlot = Column(static (node, _) => node.NeedsSlot),
            Place = Column(static (node, _) => node.Place),
            ReleasedBy = Column(static (node, index) => node.ReleasedBy ?? index),
            AcquiredBy = Column(static (node, index) => node.AcquiredBy ?? index),
            Enters = Column(static (node, _) => node.Enters ?? -1),
            Leaves = Column(static (node, _) => node.Leaves ?? -1),
            SuccessorStart = successorStart,
            Successors = successors,
            LockStart = [.. Column(static (node, _) => node.LockStart), _locks.Count],
            Locks = [.. _locks.ConvertAll(static taken => taken.Lock)],
            LockWaits = [.. _locks.ConvertAll(static taken => taken.Wait)],
            AllLocks = new TimedLock[_table.Count],
            Streams = [.. _streams],
            Runs = [.. _runs],
            TakesLocksLate = takesLocksLate,
        };
        _table.Fill(graph);
        return graph;
    }

    private T[] Column<T>(Func<Node, int, T> value)
    {
        T[] column = new T[_nodes.Count];
        for (int i = 0; i < column.Length; i++)
        {
            column[i] = value(_nodes[i], i);
        }

        return column;
    }

    // Stable, so that successors stay in the order of their declaration.
    private (int[] Start, int[] Successors) SortEdges(int count)
    {
        int[] start = new int[count + 1];
        foreach ((int from, _) in _edges)
        {
            start[from + 1]++;
        }

        for (int i = 0; i < count; i++)
        {
            start[i + 1] += start[i];
        }

        int[] filled = start[..^1];
        int[] successors = new int[_edges.Count];
        foreach ((int from, int to) in _edges)
        {
            successors[filled[from]++] = to;
        }

        return (start, successors);
    }

    /// <summary>A node as it is added; see <see cref="TimingGraph"/>.</summary>
    internal readonly record struct Node(long Ready, long Start, long End)
    {
        public long LockWait { get; init; }

        public long SlotWait { get; init; }

        public int Run { get; init; }

        public int Step { get; init; }

        public bool NeedsSlot { get; init; }

        public int Place { get; init; }

        /// <summary>Null for the node itself.</summary>
        public int? ReleasedBy { get; init; }

        /// <inheritdoc cref="ReleasedBy"/>
        public int? AcquiredBy { get; init; }

        /// <summary>Null for none.</summary>
        public int? Enters { get; init; }

        /// <inheritdoc cref="Enters"/>
        public int? Leaves { get; init; }

        public int LockStart { get; init; }
    }
}
