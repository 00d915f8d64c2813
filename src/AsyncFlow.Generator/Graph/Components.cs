using System.Collections.Immutable;

namespace AsyncFlow.Generator.Graph;

/// <summary>Finds strongly connected components with Tarjan's algorithm, with an explicit stack instead of recursion.</summary>
internal sealed class Components
{
    private const int Unseen = -1;

    private readonly ImmutableArray<ImmutableArray<int>> _downstream;
    private readonly int[] _order;
    private readonly int[] _lowest;
    private readonly int[] _nextEdge;

    // Visited steps whose component is not complete yet, and whether a step is among them.
    private readonly Stack<int> _open = new();
    private readonly bool[] _isOpen;

    // The path from the start of the search to the current step, and whether a step is on it.
    private readonly Stack<int> _path = new();
    private readonly bool[] _isOnPath;

    private int _seen;

    private Components(ImmutableArray<ImmutableArray<int>> downstream)
    {
        _downstream = downstream;
        _order = new int[downstream.Length];
        _lowest = new int[downstream.Length];
        _nextEdge = new int[downstream.Length];
        _isOpen = new bool[downstream.Length];
        _isOnPath = new bool[downstream.Length];
        Of = new int[downstream.Length];
        _order.AsSpan().Fill(Unseen);
    }

    /// <summary>The component of each step.</summary>
    public int[] Of { get; }

    /// <summary>
    /// The targets of back edges: edges to a step on the current path. Every cycle contains one of them. (When the search
    /// reaches the edge that closes a cycle, the first step of the cycle that was visited is still on the path.)
    /// </summary>
    public HashSet<int> BackEdgeTargets { get; } = [];

    public static Components Find(ImmutableArray<ImmutableArray<int>> downstream)
    {
        Components components = new(downstream);
        for (int step = 0; step < downstream.Length; step++)
        {
            if (components._order[step] == Unseen)
            {
                components.Search(step);
            }
        }

        return components;
    }

    private void Search(int start)
    {
        Enter(start);
        while (_path.Count > 0)
        {
            int step = _path.Peek();
            if (_nextEdge[step] < _downstream[step].Length)
            {
                Follow(step, _downstream[step][_nextEdge[step]++]);
            }
            else
            {
                Leave(step);
            }
        }
    }

    private void Enter(int step)
    {
        _order[step] = _lowest[step] = _seen++;
        _open.Push(step);
        _isOpen[step] = true;
        _path.Push(step);
        _isOnPath[step] = true;
    }

    private void Follow(int step, int next)
    {
        if (_order[next] == Unseen)
        {
            Enter(next);
        }
        else if (_isOpen[next])
        {
            _lowest[step] = Math.Min(_lowest[step], _order[next]);
            if (_isOnPath[next])
            {
                BackEdgeTargets.Add(next);
            }
        }
    }

    private void Leave(int step)
    {
        _path.Pop();
        _isOnPath[step] = false;
        if (_path.Count > 0)
        {
            int previous = _path.Peek();
            _lowest[previous] = Math.Min(_lowest[previous], _lowest[step]);
        }

        if (_lowest[step] != _order[step])
        {
            return;
        }

        int member;
        do
        {
            member = _open.Pop();
            _isOpen[member] = false;
            Of[member] = step;
        }
        while (member != step);
    }
}
