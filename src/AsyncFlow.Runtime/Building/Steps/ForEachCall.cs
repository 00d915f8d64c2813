using AsyncFlow.CompilerServices;

namespace AsyncFlow.Building;

/// <summary>Calls a function that gives nothing for each element of a list.</summary>
/// <param name="cells">The cells of the run, which tell where the list is.</param>
/// <param name="draft">How.</param>
internal readonly struct ForEachCall<TItem>(StepCell[] cells, ForEachDefinition<TItem, ValueTask> draft) : ICall<ValueTask>
{
    private readonly Func<IEnumerable<TItem>?> _items = draft.Items(cells);

    public ValueTask Invoke(FlowRun run, int step) => new Elements<TItem>(run, step, _items(), draft).ExecuteAsync();
}
