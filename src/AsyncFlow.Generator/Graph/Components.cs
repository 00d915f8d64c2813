namespace AsyncFlow.Generator.Graph;

/// <summary>
/// Strongly connected components, by Tarjan's algorithm with a stack of its own instead of recursion.
/// </summary>
internal sealed class Components
{
    private const int Unseen = -1;

    private readonly FlowGraph _graph;
    private readonly int[] _order;
    private readonly int[] _lowest;
    private readonly int[] _nextEdge;

    // Steps seen whose component is not complete yet, and whether a step is among them.
    private readonly Stack<int> _open = new();
    private readonly bool[] _isOpen;

    // The path from the search's start to the step being looked at.
    private readonly Stack<int> _path = new();
    private int _seen;

    private Components(FlowGraph graph)
    {
        _graph = graph;
        _order = new int[graph.Count];
        _lowest = new int[graph.Count];
        _nextEdge = new int[graph.Count];
        _isOpen = new bool[graph.Count];
        Of = new int[graph.Count];
        _order.AsSpan().Fill(Unseen);
    }

    /// <summary>The number of each step's component.</summary>
    public int[] Of { get; }

    /// <summary>
    /// The steps that some edge leads back to, from a step further down the search's path. Every cycle passes through one.
    /// </summary>
    public HashSet<int> Returns { get; } = [];

    public static Components Find(FlowGraph graph)
    {
        Components components = new(graph);
        for (int step = 0; step < graph.Count; step++)
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
            if (_nextEdge[step] < _graph.Downstream[step].Length)
            {
                Follow(step, _graph.Downstream[step][_nextEdge[step]++]);
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
            if (_order[next] <= _order[step])
            {
                Returns.Add(next);
            }
        }
    }

    private void Leave(int step)
    {
        _path.Pop();
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
