namespace AsyncFlow.Timing;

/// <summary>
/// Runs a finished run once more, on paper: with the times that its steps took, or others, under the rules by which the engine grants locks and
/// slots. What the run waited for beside them (threads, locks that other runs held) it waits for again.
/// </summary>
internal sealed class Replay
{
    private readonly TimingGraph _graph;
    private readonly Waits _waits;
    private readonly long[] _durations;
    private readonly ReplayLock[] _locks;
    private readonly ReplayLimiter?[] _limiters;
    private readonly ReplayStream[] _streams;

    // The stream that opens at the end of each node.
    private readonly Dictionary<int, ReplayStream> _opening = [];

    // Of each run, the place of all its steps if it shares the limiter of the run around it; -1 if each has its own.
    private readonly int[] _sharedPlace;

    private readonly int[] _open;
    private readonly int[] _locksHeld;

    // The last nodes of steps whose run has just ended.
    private readonly Queue<int> _closing = new();

    // Steps whose wait for a lock has just ended, in the order in which they got it.
    private readonly Queue<int> _granted = new();

    // Steps that are ready and come to their locks late, and elements that a stream has taken: the engine schedules those anew.
    private readonly Queue<int> _late = new();

    // Of nodes that end at the same time, the one with the lowest number comes first.
    private readonly PriorityQueue<int, (long Time, int Node)> _ends = new();

    private long _now;

    private Replay(TimingGraph graph, Waits waits, ReplayChanges changes)
    {
        _graph = graph;
        _waits = waits;
        _durations = changes.Durations(graph);
        _locks = new ReplayLock[graph.AllLocks.Length];
        for (int i = 0; i < _locks.Length; i++)
        {
            _locks[i] = new ReplayLock(changes.PermitsOf(graph, i));
        }

        _limiters = new ReplayLimiter?[graph.Runs.Length];
        _sharedPlace = new int[graph.Runs.Length];
        AddLimiters(changes);
        _streams = new ReplayStream[graph.Streams.Length];
        AddStreams();
        _locksHeld = new int[graph.Count];
        _open = new int[graph.Count];
        foreach (int successor in graph.Successors)
        {
            _open[successor]++;
        }
    }

    /// <summary>How long the run takes.</summary>
    public static long Run(TimingGraph graph, Waits waits, ReplayChanges changes) => new Replay(graph, waits, changes).Run();

    private long Run()
    {
        Start(0);
        while (_ends.TryDequeue(out int node, out (long Time, int Node) end))
        {
            _now = end.Time;
            End(node);
        }

        return _now;
    }

    // In the order of the engine: what the step held is given back, then its successors come to their locks and slots. A run that ends with it ends its step at once.
    private void End(int node)
    {
        Leave(node);
        GrantSlots(node);
        while (_closing.TryDequeue(out int closing))
        {
            Leave(closing);
            GrantSlots(closing);
        }

        while (_late.TryDequeue(out int late))
        {
            Admit(late);
        }

        while (_granted.TryDequeue(out int resumed))
        {
            _locksHeld[resumed]++;
            Admit(resumed);
        }
    }

    private void Leave(int node)
    {
        ReleaseLocks(node);
        if (_graph.NeedsSlot[node])
        {
            _limiters[_graph.Run[node]]?.Release();
        }

        for (int i = _graph.SuccessorStart[node]; i < _graph.SuccessorStart[node + 1]; i++)
        {
            if (--_open[_graph.Successors[i]] == 0)
            {
                Ready(_graph.Successors[i]);
            }
        }

        LeaveStream(node);
    }

    private void Ready(int node)
    {
        if (_graph.Enters[node] < 0)
        {
            if (_graph.TakesLocksLate && _graph.LockStart[node] != _graph.LockStart[node + 1])
            {
                _late.Enqueue(node);
            }
            else
            {
                Admit(node);
            }

            return;
        }

        ReplayStream stream = _streams[_graph.Enters[node]];
        if (!_graph.IsPull(node))
        {
            stream.Arrive(node);
            Take(stream);
        }
        else if (stream.TryPull(node))
        {
            Start(node);
        }
    }

    // The work on an element makes room for others, there and in the streams before.
    private void LeaveStream(int node)
    {
        ReplayStream? stream = _graph.Leaves[node] >= 0 ? _streams[_graph.Leaves[node]] : null;
        if (stream is not null)
        {
            stream.Leave();
        }
        else if (_opening.TryGetValue(node, out stream))
        {
            stream.Open();
        }
        else if (_graph.IsPull(node) && _graph.Streams[_graph.Enters[node]].FinalPull == node)
        {
            _streams[_graph.Enters[node]].Withdraw();
        }

        for (; stream is not null; stream = stream.Writer)
        {
            Take(stream);
        }
    }

    private void Take(ReplayStream stream)
    {
        while (stream.TryTake(out int element))
        {
            _late.Enqueue(element);
        }

        if (stream.TryPullWaiting(out int pull))
        {
            Start(pull);
        }
    }

    // Takes the locks that the node does not hold yet, then a slot.
    private void Admit(int node)
    {
        int first = _graph.LockStart[node];
        for (int count = _graph.LockStart[node + 1] - first; _locksHeld[node] < count; _locksHeld[node]++)
        {
            if (!_locks[_graph.Locks[first + _locksHeld[node]]].TryAcquire(node))
            {
                return;
            }
        }

        int run = _graph.Run[node];
        if (_graph.NeedsSlot[node] && _limiters[run] is { } limiter)
        {
            limiter.Enqueue(node, _sharedPlace[run] >= 0 ? _sharedPlace[run] : _graph.Place[node]);
            GrantSlots(node);
        }
        else
        {
            Start(node);
        }
    }

    private void GrantSlots(int node)
    {
        while (_limiters[_graph.Run[node]] is { } limiter && limiter.TryGrant(out int granted))
        {
            Start(granted);
        }
    }

    private void Start(int node)
    {
        long end = _now + _waits.Delay[node] + _durations[node];
        if (end == _now && _graph.IsClosing(node))
        {
            _closing.Enqueue(node);
        }
        else
        {
            _ends.Enqueue(node, (end, node));
        }
    }

    private void ReleaseLocks(int node)
    {
        int acquiring = _graph.AcquiredBy[node];
        if (acquiring < 0)
        {
            return;
        }

        for (int i = _graph.LockStart[acquiring + 1] - 1; i >= _graph.LockStart[acquiring]; i--)
        {
            if (_locks[_graph.Locks[i]].Release() is int next)
            {
                _granted.Enqueue(next);
            }
        }
    }

    private void AddStreams()
    {
        for (int i = 0; i < _streams.Length; i++)
        {
            TimedStream timed = _graph.Streams[i];
            ReplayStream? writer = timed.Writer < 0 ? null : _streams[timed.Writer];
            _streams[i] = new ReplayStream(timed, writer);
            writer?.AddReader(_streams[i]);
            _opening.Add(timed.Opening, _streams[i]);
        }
    }

    private void AddLimiters(ReplayChanges changes)
    {
        for (int run = 0; run < _limiters.Length; run++)
        {
            TimedRun timed = _graph.Runs[run];
            int slots = run == 0 && changes.MaxConcurrency is int limit ? limit : timed.MaxConcurrency;
            ReplayLimiter? outer = timed.Outer < 0 ? null : _limiters[timed.Outer];
            int place = timed.Outer >= 0 && _sharedPlace[timed.Outer] >= 0 ? _sharedPlace[timed.Outer] : timed.Place;
            _limiters[run] = slots > 0 ? new ReplayLimiter(slots, outer, place) : outer;
            _sharedPlace[run] = slots > 0 || outer is null ? -1 : place;
        }
    }
}
