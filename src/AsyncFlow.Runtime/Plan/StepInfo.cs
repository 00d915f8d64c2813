namespace AsyncFlow;

/// <summary>One step of a <see cref="FlowPlan"/>. Immutable and safe to use from any thread.</summary>
public sealed class StepInfo
{
    internal StepInfo(int index, string name, bool isAsync, IReadOnlyList<string> locks)
    {
        Index = index;
        Name = name;
        IsAsync = isAsync;
        Locks = locks;
    }

    /// <summary>The step's place in declaration order, from 0.</summary>
    public int Index { get; }

    /// <summary>The step's name: that of its method.</summary>
    public string Name { get; }

    /// <summary>Whether the step returns something awaitable; other steps run on a worker thread.</summary>
    public bool IsAsync { get; }

    /// <summary>The steps that must finish before this one starts, in declaration order.</summary>
    public IReadOnlyList<StepInfo> Upstream { get; internal set; } = [];

    /// <summary>The steps that wait for this one, in declaration order.</summary>
    public IReadOnlyList<StepInfo> Downstream { get; internal set; } = [];

    /// <summary>The names of the locks that the step holds while it runs, as declared.</summary>
    public IReadOnlyList<string> Locks { get; }

    /// <summary>The step's name.</summary>
    public override string ToString() => Name;
}
