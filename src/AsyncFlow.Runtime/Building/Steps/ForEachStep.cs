using AsyncFlow.CompilerServices;

namespace AsyncFlow.Building.Steps;

/// <summary>A step that processes each element of a list and returns the list of results.</summary>
/// <param name="run">The run.</param>
/// <param name="step">The step's index.</param>
/// <param name="steps">The steps of the run, one of which returns the list.</param>
/// <param name="definition">How to work on the list.</param>
internal sealed class ForEachStep<TItem, T>(FlowRun run, int step, BuiltStep[] steps, ForEachDefinition<TItem, ValueTask<T>> definition)
    : ResultStep<IReadOnlyList<T>>(run, step)
{
    private readonly Func<IEnumerable<TItem>?> _items = definition.Items(steps);

    public override bool Start()
    {
        Elements<TItem, T> elements = new(Run, Step, _items(), definition);

        // The list is complete before another step can read it.
        Result = elements.Results;
        return Run.Await(Step, elements.ExecuteAsync());
    }
}
