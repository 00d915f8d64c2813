using AsyncFlow.CompilerServices;

namespace AsyncFlow.Building.Steps;

/// <summary>Calls a step's function for one element. The result of a synchronous function is a completed task.</summary>
/// <param name="run">The run of the elements.</param>
/// <param name="element">The element's index.</param>
/// <param name="item">The element.</param>
internal delegate TResult ElementCall<in TItem, out TResult>(FlowRun run, int element, TItem item);

/// <summary>How a step processes each element of a list. Immutable; all runs share it.</summary>
/// <param name="Items">Makes the function that gets the list, given the steps of a run.</param>
/// <param name="MaxConcurrency">How many elements may be processed at the same time; 0 means no limit.</param>
/// <param name="Call">Calls the function for one element.</param>
internal sealed record ForEachDefinition<TItem, TResult>(Func<BuiltStep[], Func<IEnumerable<TItem>?>> Items, int MaxConcurrency, ElementCall<TItem, TResult> Call);
