using AsyncFlow.CompilerServices;

namespace AsyncFlow.Building.Steps;

/// <summary>Calls a function without a result for each element.</summary>
/// <param name="elements">The elements.</param>
/// <param name="definition">How to process them.</param>
/// <param name="stream">How they come one by one; null if they are a list.</param>
internal readonly struct ForEachCall<TItem>(RunElements<TItem> elements, ForEachDefinition<TItem, ValueTask> definition, ElementStream? stream) : ICall<ValueTask>
{
    public ValueTask Invoke(FlowRun run, int step) => stream is null
        ? new Elements<TItem>(run, step, elements.List, definition).ExecuteAsync()
        : new StreamedElements<TItem>(run, step, elements.Open(run, step, definition.MaxConcurrency), definition).ExecuteAsync();

    public ValueTask Attempt(StepAttempts attempts, CancellationToken token) => throw new NotSupportedException("The step has no policies as a whole.");
}
