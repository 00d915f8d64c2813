namespace AsyncFlow.Generator.Model;

/// <summary>The data of a step for the generated code.</summary>
internal sealed record StepModel
{
    public required string Name { get; init; }

    /// <summary>The identifier of the step in the names of generated members. It is unique in the flow.</summary>
    public required string Identifier { get; init; }

    /// <summary>
    /// The method with its receiver, <c>_flow.Load</c> or <c>global::Demo.Startup.Load</c>, or the member that holds a
    /// flow.
    /// </summary>
    public required string Call { get; init; }

    /// <summary>The method for <c>nameof</c>; null if it cannot be named.</summary>
    public required string? Mention { get; init; }

    public required EquatableArray<ArgumentModel> Arguments { get; init; }

    /// <summary>The lines of the member through which the method is called; null if it is called by its name.</summary>
    public string? Helper { get; init; }

    /// <summary>The directive that maps the call to the declaration of the step, where a warning about the call belongs; null for no such step.</summary>
    public string? SourceLine { get; init; }

    /// <summary>The distinct indexes of the upstream steps.</summary>
    public required EquatableArray<int> Upstream { get; init; }

    /// <summary>The upstream steps without whose result or outcome the step can run.</summary>
    public EquatableArray<int> Optional { get; init; }

    /// <summary>The upstream steps whose outcomes the step takes, and not their results.</summary>
    public EquatableArray<int> Outcomes { get; init; }

    /// <summary>Whether the step disposes the result of another one. Users do not see it.</summary>
    public bool IsRelease { get; init; }

    /// <summary>Whether the run disposes the result.</summary>
    public bool IsOwned { get; init; }

    /// <summary>How a journal keeps the result; null if it does not.</summary>
    public KeptModel? Kept { get; init; }

    public required EquatableArray<LockModel> Locks { get; init; }

    /// <summary>How the step is awaited; null for a synchronous step. The elements of a list are awaited as one.</summary>
    public required AwaitModel? Await { get; init; }

    /// <summary>The type of the result field; null if there is no result or it is not used.</summary>
    public required string? ResultType { get; init; }

    /// <summary>The condition; null if the step always runs.</summary>
    public ConditionModel? Condition { get; init; }

    /// <summary>The policies; null for none.</summary>
    public PolicyModel? Policy { get; init; }

    /// <summary>Whether each attempt takes the locks.</summary>
    public bool LocksPerAttempt { get; init; }

    /// <summary>The list, if the step runs once for each element; otherwise null.</summary>
    public ForEachModel? ForEach { get; init; }

    /// <summary>Whether the result is a stream whose elements are taken one by one, after the step has ended.</summary>
    public bool IsStreamSource { get; init; }

    /// <summary>The flow, if the step runs one; otherwise null.</summary>
    public SubFlowModel? SubFlow { get; init; }
}

/// <summary>The condition of a step.</summary>
/// <param name="Text">The condition in the plan: <c>IsEnabled</c> or <c>!IsEnabled</c>.</param>
/// <param name="Value">The expression that is true if the step runs.</param>
internal sealed record ConditionModel(string Text, string Value);

/// <summary>The list of a step that runs once for each element.</summary>
/// <param name="Source">The index of the step that produces the list; -1 in case of an error.</param>
/// <param name="ItemType">The type of the elements.</param>
/// <param name="ElementResult">The result type of one element; null if there is no result or the list of results is not used.</param>
/// <param name="ElementAwait">How one element is awaited; null for a synchronous method.</param>
/// <param name="MaxConcurrency">The maximum number of elements that are processed at the same time; 0 for no limit.</param>
/// <param name="IsLazy">Whether enumerating the list may run user code.</param>
/// <param name="HasOutcomes">Whether a step takes the outcomes of the elements.</param>
/// <param name="Stream">How the elements come and go one by one; null if they are lists.</param>
internal sealed record ForEachModel(int Source, string ItemType, string? ElementResult, AwaitModel? ElementAwait, int MaxConcurrency, bool IsLazy, bool HasOutcomes, StreamModel? Stream);

/// <summary>How the elements of a step come and go one by one.</summary>
/// <param name="From">The index of the step whose elements are taken one by one; -1 for those of a list.</param>
/// <param name="IsAsync">Whether the elements come from an <c>IAsyncEnumerable</c>.</param>
/// <param name="Buffer">How many elements may wait; 0 for as many as are processed at the same time.</param>
/// <param name="KeepsList">Whether a step takes the list of all results, or the caller does.</param>
/// <param name="IsOutput">Whether the caller can take the results as they come.</param>
internal sealed record StreamModel(int From, bool IsAsync, int Buffer, bool KeepsList, bool IsOutput);

/// <summary>The flow that a step runs.</summary>
/// <param name="Name">The name of the flow, for display.</param>
/// <param name="Type">The class that has the plan; null if the plan is known only at run time.</param>
/// <param name="IsByInterface">Whether the flow is run through its interface.</param>
/// <param name="InterfaceInput">The input type of that interface; null for none.</param>
/// <param name="InterfaceResult">The output type of that interface; null for none.</param>
/// <param name="IsStreaming">Whether <c>ExecuteAsync</c> gives results as they come, so that another member gives them all.</param>
internal sealed record SubFlowModel(string Name, string? Type, bool IsByInterface, string? InterfaceInput, string? InterfaceResult, bool IsStreaming);

/// <summary>How a step is awaited.</summary>
/// <param name="AwaiterType">The type of the awaiter.</param>
/// <param name="IsTask">Whether the step returns one of the four task types, which are awaited without capturing the context.</param>
/// <param name="CanBeNull">Whether the awaitable is a class, so that a step can return null.</param>
/// <param name="IsCritical">Whether the awaiter does not capture the execution context (<c>ICriticalNotifyCompletion</c>).</param>
internal sealed record AwaitModel(string AwaiterType, bool IsTask, bool CanBeNull, bool IsCritical)
{
    /// <summary>
    /// Whether the run stores the awaitable: a <c>Task</c>, with or without a result, or a <c>ValueTask</c> without a
    /// result.
    /// </summary>
    public bool IsStoredByRun => IsTask && (CanBeNull || AwaiterType.IndexOf('<') < 0);

    /// <summary>Whether the awaitable is a <c>Task</c>, with or without a result.</summary>
    public bool IsTaskObject => IsTask && CanBeNull;
}

/// <summary>An argument of the call of a step.</summary>
/// <param name="Value">The expression.</param>
internal sealed record ArgumentModel(string Value);

/// <summary>A lock that a step holds.</summary>
/// <param name="Name">The name in the source.</param>
/// <param name="Value">The expression of the lock.</param>
/// <param name="IsKnown">Whether its type is one of those that generated code can take without the engine.</param>
/// <param name="IsKeyed">Whether the lock depends on values of the step. For the elements of a list each element has its own then.</param>
internal sealed record LockModel(string Name, string Value, bool IsKnown, bool IsKeyed = false);
