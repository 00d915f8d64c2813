namespace AsyncFlow;

/// <summary>One step of a <see cref="FlowPlan"/>. Immutable and safe to use from any thread.</summary>
public sealed class StepInfo
{
    private readonly Func<FlowPlan>? _flow;

    internal StepInfo(int index, string name, bool isAsync, StepKind kind, Func<FlowPlan>? flow)
    {
        Index = index;
        Name = name;
        IsAsync = isAsync;
        Kind = kind;
        _flow = flow;
    }

    /// <summary>The step's place in declaration order, from 0.</summary>
    public int Index { get; }

    /// <summary>The step's name: that of its method.</summary>
    public string Name { get; }

    /// <summary>Whether the step returns something awaitable; other steps run on a worker thread.</summary>
    public bool IsAsync { get; }

    /// <summary>What the step does.</summary>
    public StepKind Kind { get; }

    /// <summary>The plan of the flow that the step runs; null where that is known only at run time, and for other steps.</summary>
    public FlowPlan? Flow => _flow?.Invoke();

    /// <summary>When the step runs, for example <c>IsEnabled</c> or <c>!IsEnabled</c>; null for always.</summary>
    public string? Condition { get; internal init; }

    /// <summary>The steps that must finish before this one starts, in declaration order.</summary>
    public IReadOnlyList<StepInfo> Upstream { get; internal set; } = [];

    /// <summary>The steps that wait for this one, in declaration order.</summary>
    public IReadOnlyList<StepInfo> Downstream { get; internal set; } = [];

    /// <summary>
    /// The names of the locks that the step holds while it runs, as declared; of a step that runs once for each element, those that
    /// each element's call holds.
    /// </summary>
    public IReadOnlyList<string> Locks { get; internal init; } = [];

    /// <summary>The step's name.</summary>
    public override string ToString() => Name;
}
