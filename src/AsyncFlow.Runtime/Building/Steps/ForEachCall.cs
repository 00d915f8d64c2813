using AsyncFlow.CompilerServices;

namespace AsyncFlow.Building.Steps;

/// <summary>Calls a function without a result for each element of a list.</summary>
/// <param name="steps">The steps of the run, one of which returns the list.</param>
/// <param name="definition">How to work on the list.</param>
internal readonly struct ForEachCall<TItem>(BuiltStep[] steps, ForEachDefinition<TItem, ValueTask> definition) : ICall<ValueTask>
{
    private readonly Func<IEnumerable<TItem>?> _items = definition.Items(steps);

    public ValueTask Invoke(FlowRun run, int step) => new Elements<TItem>(run, step, _items(), definition).ExecuteAsync();

    public ValueTask Attempt(StepAttempts attempts, CancellationToken token) => throw new NotSupportedException("The step has no policies as a whole.");
}
