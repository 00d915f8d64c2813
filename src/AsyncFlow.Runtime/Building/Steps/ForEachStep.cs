using AsyncFlow.CompilerServices;

namespace AsyncFlow.Building.Steps;

/// <summary>A step that processes each element of a list or stream and returns the list of results.</summary>
/// <param name="run">The run.</param>
/// <param name="step">The step's index.</param>
/// <param name="elements">The elements.</param>
/// <param name="definition">How to process them.</param>
/// <param name="template">The part of the step that all runs share.</param>
internal sealed class ForEachStep<TItem, T>(
    FlowRun run, int step, RunElements<TItem> elements, ForEachDefinition<TItem, ValueTask<T>> definition, StepTemplate template)
    : ResultStep<IReadOnlyList<T>>(run, step), IElementOutcomes<T>
{
    // Made once, so that a run needs no closure.
    private readonly StepPolicies<T>? _policies = template.Policies is { } policies ? ElementCalls<TItem, T>.Under(policies, definition) : null;

    // Null until the step has started.
    private IElementRun<T>? _elements;

    public IReadOnlyList<StepOutcome<T>> Outcomes => _elements!.Outcomes;

    public override bool Start()
    {
        _elements = template.Stream is { } stream
            ? new StreamedElements<TItem, T>(Run, Step, elements.Open(Run, Step, definition.MaxConcurrency), definition, _policies, stream)
            : new Elements<TItem, T>(Run, Step, elements.List, definition, _policies);

        // The list is complete before another step can read it.
        Result = _elements.List;
        return Run.Await(Step, _elements.ExecuteAsync());
    }

    public override void Clear()
    {
        base.Clear();
        _elements = null;
    }
}

/// <summary>Tells what became of each element.</summary>
/// <typeparam name="T">The type of the results.</typeparam>
internal interface IElementOutcomes<T>
{
    /// <summary>The outcomes in the order of the elements, when all have ended.</summary>
    IReadOnlyList<StepOutcome<T>> Outcomes { get; }
}

/// <summary>The run of a step's elements, each of which has a result.</summary>
/// <typeparam name="T">The type of the results.</typeparam>
internal interface IElementRun<T> : IElementOutcomes<T>
{
    /// <summary>The results in the order of the elements; complete when the run has ended.</summary>
    IReadOnlyList<T> List { get; }

    /// <summary>Processes all elements.</summary>
    ValueTask ExecuteAsync();
}
