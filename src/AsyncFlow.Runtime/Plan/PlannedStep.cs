using System.ComponentModel;

namespace AsyncFlow.Execution;

/// <summary>What a <see cref="FlowPlan"/> is built from: one step. Meant for generated code.</summary>
/// <param name="name">The step's name.</param>
/// <param name="isAsync">Whether the step returns something awaitable.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly struct PlannedStep(string name, bool isAsync)
{
    /// <summary>The step's name.</summary>
    public string Name { get; } = name;

    /// <summary>Whether the step returns something awaitable.</summary>
    public bool IsAsync { get; } = isAsync;

    /// <summary>The indexes of the steps that must finish first.</summary>
    public int[] Upstream { get; init; } = [];

    /// <summary>The names of the locks that the step holds.</summary>
    public string[] Locks { get; init; } = [];
}
