namespace AsyncFlow.Generator.Model;

/// <summary>What the emitted text needs to know of a step.</summary>
internal sealed record StepModel
{
    public required string Name { get; init; }

    /// <summary>The method, on what it is called: <c>_flow.Load</c>, <c>global::Demo.Startup.Load</c>.</summary>
    public required string Call { get; init; }

    /// <summary>The method for <c>nameof</c>; null where it cannot be named so.</summary>
    public required string? Mention { get; init; }

    public required EquatableArray<ArgumentModel> Arguments { get; init; }

    /// <summary>The indexes of the steps that must finish first, each once.</summary>
    public required EquatableArray<int> Upstream { get; init; }

    public required EquatableArray<LockModel> Locks { get; init; }

    /// <summary>How the step is waited for; null for a synchronous one.</summary>
    public required AwaitModel? Await { get; init; }

    /// <summary>The type of the result's field; null when there is no result, or nobody takes it.</summary>
    public required string? ResultType { get; init; }
}

/// <summary>How a step is waited for.</summary>
/// <param name="AwaiterType">The awaiter's type.</param>
/// <param name="IsTask">Whether it is one of the four task types, which are awaited without the caller's context.</param>
/// <param name="CanBeNull">Whether the awaitable is a class, so that a step may return null.</param>
/// <param name="IsCritical">Whether the awaiter leaves the execution context to its caller.</param>
internal sealed record AwaitModel(string AwaiterType, bool IsTask, bool CanBeNull, bool IsCritical);

/// <summary>An argument of the call of a step.</summary>
/// <param name="Value">The expression.</param>
/// <param name="Parameter">The parameter's name, where one before it was left out; else null.</param>
internal sealed record ArgumentModel(string Value, string? Parameter);

/// <summary>A lock that a step holds.</summary>
/// <param name="Name">As the user wrote it.</param>
/// <param name="Value">The expression that gives it.</param>
internal sealed record LockModel(string Name, string Value);
