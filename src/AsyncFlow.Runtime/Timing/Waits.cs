namespace AsyncFlow.Timing;

/// <summary>
/// What the nodes of a finished run waited for beside the nodes that they depend on: which node's end released the lock or the slot that
/// they got. A wait that no node of the run explains (a step of another run held the lock) counts as a delay.
/// </summary>
internal sealed class Waits
{
    private readonly TimingGraph _graph;

    // By lock and by run, the nodes at whose ends it was released, by the time of their ends.
    private readonly Releases?[] _lockReleases;
    private readonly Releases?[] _slotReleases;

    // By stream, the nodes at whose ends an element left it or one that takes its results, or such a one began.
    private readonly Releases?[] _streamReleases;

    public Waits(TimingGraph graph)
    {
        _graph = graph;
        _lockReleases = new Releases?[graph.AllLocks.Length];
        _slotReleases = new Releases?[graph.Runs.Length];
        _streamReleases = new Releases?[graph.Streams.Length];
        AddReleases();
        AddStreamReleases();
        Lock = new int[graph.Count];
        LockReleaser = new int[graph.Count];
        SlotReleaser = new int[graph.Count];
        StreamReleaser = new int[graph.Count];
        StreamWait = new long[graph.Count];
        Delay = new long[graph.Count];
        for (int node = 0; node < graph.Count; node++)
        {
            (LockReleaser[node], Lock[node], bool isLockExplained) = graph.LockWait[node] > 0 ? FindLockReleaser(node) : (-1, -1, true);
            (StreamReleaser[node], StreamWait[node]) = _graph.Enters[node] >= 0 ? FindStreamReleaser(node) : (-1, 0);
            (SlotReleaser[node], bool isSlotExplained) = graph.SlotWait[node] > 0 ? FindSlotReleaser(node) : (-1, true);
            Delay[node] = Math.Max(0, graph.Start[node] - graph.Ready[node] - StreamWait[node]
                - (isLockExplained ? graph.LockWait[node] : 0)
                - (isSlotExplained ? graph.SlotWait[node] : 0));
        }
    }

    /// <summary>The lock for which each node waited last; -1 if it did not wait for one that a node of the run released.</summary>
    public int[] Lock { get; }

    /// <summary>The node at whose end that lock was released; -1 for none.</summary>
    public int[] LockReleaser { get; }

    /// <summary>The node at whose end the slot was released for which each node waited; -1 for none.</summary>
    public int[] SlotReleaser { get; }

    /// <summary>
    /// The node at whose end an element of a stream could go on: because the work on another one ended, or because there was room for its result; -1 for none.
    /// </summary>
    public int[] StreamReleaser { get; }

    /// <summary>How long it waited for that.</summary>
    public long[] StreamWait { get; }

    /// <summary>How long each node waited for something else: a thread, or a lock that is not held within the run.</summary>
    public long[] Delay { get; }

    private void AddReleases()
    {
        bool[] lockIsAwaited = new bool[_graph.AllLocks.Length];
        bool slotIsAwaited = false;
        for (int node = 0; node < _graph.Count; node++)
        {
            slotIsAwaited |= _graph.SlotWait[node] > 0;
            foreach (int used in _graph.Locks.AsSpan(_graph.LockStart[node]..(_graph.LockStart[node + 1])))
            {
                lockIsAwaited[used] |= _graph.LockWait[node] > 0;
            }
        }

        for (int node = 0; node < _graph.Count; node++)
        {
            foreach (int used in _graph.Locks.AsSpan(_graph.LockStart[node]..(_graph.LockStart[node + 1])))
            {
                if (lockIsAwaited[used])
                {
                    (_lockReleases[used] ??= new Releases(_graph)).Add(_graph.ReleasedBy[node]);
                }
            }

            // A step of a nested run returns a slot of each run around it.
            for (int run = slotIsAwaited && _graph.NeedsSlot[node] ? _graph.Run[node] : -1; run >= 0; run = _graph.Runs[run].Outer)
            {
                (_slotReleases[run] ??= new Releases(_graph)).Add(node);
            }
        }
    }

    private void AddStreamReleases()
    {
        for (int stream = 0; stream < _streamReleases.Length; stream++)
        {
            AddRelease(stream, _graph.Streams[stream].Opening);
        }

        for (int node = 0; node < _graph.Count && _streamReleases.Length > 0; node++)
        {
            if (_graph.Leaves[node] is >= 0 and int stream)
            {
                AddRelease(stream, node);
            }
        }

        void AddRelease(int stream, int node)
        {
            (_streamReleases[stream] ??= new Releases(_graph)).Add(node);
            if (_graph.Streams[stream].Writer is >= 0 and int writer)
            {
                (_streamReleases[writer] ??= new Releases(_graph)).Add(node);
            }
        }
    }

    // An element waits for its stream before it waits for locks and a slot.
    private (int Releaser, long Wait) FindStreamReleaser(int node)
    {
        long until = _graph.Start[node] - _graph.LockWait[node] - _graph.SlotWait[node];
        (int releaser, bool isExplained) = _streamReleases[_graph.Enters[node]]!.Last(_graph.Ready[node], until, node, node);
        return (releaser, !isExplained ? 0 : (releaser < 0 ? until : _graph.End[releaser]) - _graph.Ready[node]);
    }

    // The lock for which the node waited last is the one that decides.
    private (int Releaser, int Lock, bool IsExplained) FindLockReleaser(int node)
    {
        long until = _graph.Start[node] - _graph.SlotWait[node];
        for (int i = _graph.LockStart[node + 1] - 1; i >= _graph.LockStart[node]; i--)
        {
            if (_graph.LockWaits[i] > 0 && _lockReleases[_graph.Locks[i]]!.Last(_graph.Ready[node], until, node, _graph.ReleasedBy[node]) is var (releaser, isExplained) && isExplained)
            {
                return (releaser, _graph.Locks[i], true);
            }
        }

        return (-1, -1, false);
    }

    private (int Releaser, bool IsExplained) FindSlotReleaser(int node)
    {
        (int Releaser, bool IsExplained) found = (-1, false);
        for (int run = _graph.Run[node]; run >= 0; run = _graph.Runs[run].Outer)
        {
            (int releaser, bool isExplained) = _slotReleases[run]!.Last(_graph.Ready[node] + _graph.LockWait[node], _graph.Start[node], node, node);
            found.IsExplained |= isExplained;
            if (releaser >= 0 && (found.Releaser < 0 || _graph.End[releaser] > _graph.End[found.Releaser]))
            {
                found.Releaser = releaser;
            }
        }

        return found;
    }
}
