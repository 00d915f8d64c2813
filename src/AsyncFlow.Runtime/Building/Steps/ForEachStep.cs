using AsyncFlow.CompilerServices;

namespace AsyncFlow.Building.Steps;

/// <summary>A step that processes each element of a list and returns the list of results.</summary>
/// <param name="run">The run.</param>
/// <param name="step">The step's index.</param>
/// <param name="steps">The steps of the run, one of which returns the list.</param>
/// <param name="definition">How to work on the list.</param>
internal sealed class ForEachStep<TItem, T>(FlowRun run, int step, BuiltStep[] steps, ForEachDefinition<TItem, ValueTask<T>> definition)
    : ResultStep<IReadOnlyList<T>>(run, step), IElementOutcomes<T>
{
    private readonly Func<IEnumerable<TItem>?> _items = definition.Items(steps);

    // Null until the step has started.
    private Elements<TItem, T>? _elements;

    public IReadOnlyList<StepOutcome<T>> Outcomes => _elements!.Outcomes;

    public override bool Start()
    {
        _elements = new(Run, Step, _items(), definition);

        // The list is complete before another step can read it.
        Result = _elements.Results;
        return Run.Await(Step, _elements.ExecuteAsync());
    }

    public override void Clear()
    {
        base.Clear();
        _elements = null;
    }
}

/// <summary>Tells what became of each element of a list.</summary>
/// <typeparam name="T">The type of the results.</typeparam>
internal interface IElementOutcomes<T>
{
    /// <summary>The outcomes in the order of the elements, when all have ended.</summary>
    IReadOnlyList<StepOutcome<T>> Outcomes { get; }
}
