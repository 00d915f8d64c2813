using AsyncFlow.CompilerServices;

namespace AsyncFlow.Building;

/// <summary>Calls a step's function for one element. Of a synchronous function the result is there at once.</summary>
/// <param name="run">The run of the elements.</param>
/// <param name="element">The element's index.</param>
/// <param name="item">The element.</param>
internal delegate TResult ElementCall<in TItem, out TResult>(FlowRun run, int element, TItem item);

/// <summary>How a step works on each element of a list. Shared by all runs.</summary>
/// <param name="Items">Makes the way to the list, given the cells of a run.</param>
/// <param name="MaxConcurrency">How many elements are worked on at the same time; 0 is no limit.</param>
/// <param name="Call">Calls the function for one of them.</param>
internal sealed record ForEachDefinition<TItem, TResult>(Func<StepCell[], Func<IEnumerable<TItem>?>> Items, int MaxConcurrency, ElementCall<TItem, TResult> Call);
