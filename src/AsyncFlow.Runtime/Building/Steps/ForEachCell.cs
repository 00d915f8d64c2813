using AsyncFlow.CompilerServices;

namespace AsyncFlow.Building;

/// <summary>The cell of a step that works on each element of a list and gives a list of results.</summary>
internal sealed class ForEachCell<TItem, T>(FlowRun run, int step, StepCell[] cells, ForEachDefinition<TItem, ValueTask<T>> draft) : ResultCell<IReadOnlyList<T>>(run, step)
{
    private readonly Func<IEnumerable<TItem>?> _items = draft.Items(cells);

    public override bool Start()
    {
        Elements<TItem, T> elements = new(Run, Step, _items(), draft);

        // Nobody reads the list before all of it is there.
        Result = elements.Results;
        return Run.Await(Step, elements.ExecuteAsync());
    }
}
