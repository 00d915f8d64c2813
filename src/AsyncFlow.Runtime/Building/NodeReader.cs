namespace AsyncFlow.Building;

/// <summary>What a node is.</summary>
internal enum NodeKind
{
    Series,
    Parallel,
    Named,
    WithLock,
    WithPolicy,
    WithLocksPerAttempt,
    Each,
    SubFlow,
}

/// <summary>Reads one node without the nodes in it, so that nothing recurses, however deeply they are nested.</summary>
internal sealed class NodeReader : FlowNodeVisitor
{
    private int _visits;

    private NodeReader()
    {
    }

    public NodeKind Kind { get; private set; }

    public bool IsGroup => Kind is NodeKind.Series or NodeKind.Parallel;

    /// <summary>The items of a group; the single item of another node.</summary>
    public Delegate[] Items { get; private set; } = [];

    /// <summary>The name that the node gives.</summary>
    public string? Name { get; private set; }

    /// <summary>The locks that the node adds.</summary>
    public object[] Locks { get; private set; } = [];

    /// <summary>The policies that the node adds, outermost first.</summary>
    public object[] Policies { get; private set; } = [];

    /// <summary>The flow that the node runs.</summary>
    public IFlow? Flow { get; private set; }

    /// <exception cref="ArgumentException">The node was not made by <see cref="Compose"/>.</exception>
    public static NodeReader Read(FlowNode node)
    {
        NodeReader reader = new();
        node(reader);
        return reader._visits == 1
            ? reader
            : throw new ArgumentException("This FlowNode was written by hand, or combined with '+'. Make nodes with Series, Parallel and the other functions of Compose.");
    }

    internal override void Group(bool isSeries, Delegate[] items) => Set(isSeries ? NodeKind.Series : NodeKind.Parallel, items);

    internal override void Named(string name, Delegate step)
    {
        Set(NodeKind.Named, step);
        Name = name;
    }

    internal override void WithLock(Delegate step, object[] locks)
    {
        Set(NodeKind.WithLock, step);
        Locks = locks;
    }

    internal override void WithPolicy(Delegate step, object[] policies)
    {
        Set(NodeKind.WithPolicy, step);
        Policies = policies;
    }

    internal override void WithLocksPerAttempt(Delegate step) => Set(NodeKind.WithLocksPerAttempt, step);

    internal override void Each(Delegate step) => Set(NodeKind.Each, step);

    internal override void SubFlow(IFlow flow)
    {
        Set(NodeKind.SubFlow);
        Flow = flow;
    }

    private void Set(NodeKind kind, params Delegate[] items)
    {
        _visits++;
        Kind = kind;
        Items = items;
    }
}
