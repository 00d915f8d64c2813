using System.ComponentModel;

namespace AsyncFlow.CompilerServices;

/// <summary>What a <see cref="FlowPlan"/> is built from: one step. Meant for generated code.</summary>
/// <param name="name">The step's name.</param>
/// <param name="isAsync">Whether the step returns something awaitable.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly struct StepDescriptor(string name, bool isAsync)
{
    /// <summary>The step's name.</summary>
    public string Name { get; } = name;

    /// <summary>Whether the step returns something awaitable.</summary>
    public bool IsAsync { get; } = isAsync;

    /// <summary>The indexes of the steps that must finish first.</summary>
    public int[] Upstream { get; init; } = [];

    /// <summary>The names of the locks that the step holds, or each element's call of a step that runs once for each element.</summary>
    public string[] Locks { get; init; } = [];

    /// <summary>The indexes of those of the upstream steps whose outcome the step takes instead of their result.</summary>
    public int[] Outcomes { get; init; } = [];

    /// <summary>
    /// The indexes of those of the upstream steps that the step only waits for, or instead of whose result it has something else to take. Without
    /// the result of any other it cannot run.
    /// </summary>
    public int[] Optional { get; init; } = [];

    /// <summary>Whether the step's result is the flow's output. Said only of plans in which steps take outcomes.</summary>
    public bool IsOutput { get; init; }

    /// <summary>
    /// Whether the step disposes what another has made, for which it takes outcomes. It runs in any case, and neither plans nor reports show
    /// it. Such steps are the last of a plan.
    /// </summary>
    public bool IsRelease { get; init; }

    /// <summary>Whether the step's policies have each attempt take the locks; otherwise the step holds them across all attempts.</summary>
    public bool LocksPerAttempt { get; init; }

    /// <summary>What the step does.</summary>
    public StepKind Kind { get; init; }

    /// <summary>
    /// Whether the list of a step that works on each element may be produced while it is enumerated, so that the step must not start on
    /// the caller's thread.
    /// </summary>
    public bool IsLazy { get; init; }

    /// <summary>The upstream step whose elements the step takes one by one, as they come; -1 if it takes a list as a whole, or none.</summary>
    public int StreamFrom { get; init; } = -1;

    /// <summary>How many elements may wait before a step that takes them one by one; 0 for as many as it works on at the same time.</summary>
    public int Buffer { get; init; }

    /// <summary>Whether the results of the step are the flow's output as they come, if the caller wants them so.</summary>
    public bool StreamsOutput { get; init; }

    /// <summary>Returns the plan of the flow that the step runs; null where that is known only at run time, and for other steps.</summary>
    public Func<FlowPlan>? Flow { get; init; }

    /// <summary>When the step runs: the condition's name, behind a <c>!</c> if it must not hold; null for always.</summary>
    public string? Condition { get; init; }

    /// <summary>How a journal keeps the step's result, or that of each element; null if it does not.</summary>
    public KeptStep? Kept { get; init; }
}
