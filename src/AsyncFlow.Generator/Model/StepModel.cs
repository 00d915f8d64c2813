namespace AsyncFlow.Generator.Model;

/// <summary>What the emitted text needs to know of a step.</summary>
internal sealed record StepModel
{
    public required string Name { get; init; }

    /// <summary>What stands for the name in the names of emitted members; no other step of the flow has it.</summary>
    public required string Identifier { get; init; }

    /// <summary>
    /// The method, on what it is called: <c>_flow.Load</c>, <c>global::Demo.Startup.Load</c>; or the member that holds a flow.
    /// </summary>
    public required string Call { get; init; }

    /// <summary>The method for <c>nameof</c>; null where it cannot be named so.</summary>
    public required string? Mention { get; init; }

    public required EquatableArray<ArgumentModel> Arguments { get; init; }

    /// <summary>The indexes of the steps that must finish first, each once.</summary>
    public required EquatableArray<int> Upstream { get; init; }

    public required EquatableArray<LockModel> Locks { get; init; }

    /// <summary>How the step is waited for; null for a synchronous one. Elements are waited for as one.</summary>
    public required AwaitModel? Await { get; init; }

    /// <summary>The type of the result's field; null when there is no result, or nobody takes it.</summary>
    public required string? ResultType { get; init; }

    /// <summary>When the step runs; null for always.</summary>
    public ConditionModel? Condition { get; init; }

    /// <summary>The list, of a step that runs once for each element of one; else null.</summary>
    public ForEachModel? ForEach { get; init; }

    /// <summary>The flow, of a step that runs one; else null.</summary>
    public SubFlowModel? SubFlow { get; init; }
}

/// <summary>When a step runs.</summary>
/// <param name="Text">The condition as the plan shows it: <c>IsEnabled</c>, <c>!IsEnabled</c>.</param>
/// <param name="Value">The expression that is true if the step runs.</param>
internal sealed record ConditionModel(string Text, string Value);

/// <summary>That a step runs once for each element of a list.</summary>
/// <param name="Source">The index of the step that gives the list; -1 while that is in error.</param>
/// <param name="ItemType">The type of the elements.</param>
/// <param name="ElementResult">The type of one element's result; null when there is none, or nobody takes the list of them.</param>
/// <param name="ElementAwait">How one element is waited for; null for a synchronous function.</param>
/// <param name="MaxConcurrency">How many elements are worked on at the same time; 0 is no limit.</param>
internal sealed record ForEachModel(int Source, string ItemType, string? ElementResult, AwaitModel? ElementAwait, int MaxConcurrency);

/// <summary>The flow that a step runs.</summary>
/// <param name="Name">The flow's name, for people.</param>
/// <param name="Type">The class whose plan it has; null where the plan is known only at run time.</param>
/// <param name="IsByInterface">Whether it is run through its interface.</param>
/// <param name="InterfaceResult">Then the type of the result that the interface gives; null for none.</param>
internal sealed record SubFlowModel(string Name, string? Type, bool IsByInterface, string? InterfaceResult);

/// <summary>How a step is waited for.</summary>
/// <param name="AwaiterType">The awaiter's type.</param>
/// <param name="IsTask">Whether it is one of the four task types, which are awaited without the caller's context.</param>
/// <param name="CanBeNull">Whether the awaitable is a class, so that a step may return null.</param>
/// <param name="IsCritical">Whether the awaiter leaves the execution context to its caller.</param>
internal sealed record AwaitModel(string AwaiterType, bool IsTask, bool CanBeNull, bool IsCritical)
{
    /// <summary>
    /// Whether the run keeps by itself what is waited for: a <c>Task</c>, with a result or without, or a <c>ValueTask</c> without one.
    /// </summary>
    public bool IsKeptByRun => IsTask && (CanBeNull || AwaiterType.IndexOf('<') < 0);

    /// <summary>Whether it is a <c>Task</c>, with a result or without.</summary>
    public bool IsTaskObject => IsTask && CanBeNull;
}

/// <summary>An argument of the call of a step.</summary>
/// <param name="Value">The expression.</param>
/// <param name="Parameter">The parameter's name, where one before it was left out; else null.</param>
internal sealed record ArgumentModel(string Value, string? Parameter);

/// <summary>A lock that a step holds.</summary>
/// <param name="Name">As the user wrote it.</param>
/// <param name="Value">The expression that gives it.</param>
internal sealed record LockModel(string Name, string Value);
