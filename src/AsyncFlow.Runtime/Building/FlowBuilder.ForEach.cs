using AsyncFlow.Building.Steps;

namespace AsyncFlow;

// What all overloads of ForEach and ForEachValueTask come down to.
public sealed partial class FlowBuilder
{
    internal StepHandle AddForEach<TItem>(
        IStepHandle<IEnumerable<TItem>> items, Delegate body, bool isAsync, ElementCall<TItem, ValueTask> call, int maxConcurrency, string? name, string itemsText)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(maxConcurrency);
        return Add(
            ForEachName(name, itemsText), body, [items?.Step], isAsync,
            (run, step, steps) => new AsyncStep<ForEachCall<TItem>>(run, step, new(steps, new(items!.ReadFrom, maxConcurrency, call))), StepKind.ForEach);
    }

    internal StepHandle<IReadOnlyList<TResult>> AddForEach<TItem, TResult>(
        IStepHandle<IEnumerable<TItem>> items, Delegate body, bool isAsync, ElementCall<TItem, ValueTask<TResult>> call, int maxConcurrency, string? name, string itemsText)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(maxConcurrency);
        name = ForEachName(name, itemsText);
        ThrowIfValueTask<TResult>(name, nameof(ForEachValueTask));
        return Add<IReadOnlyList<TResult>>(
            name, body, [items?.Step], isAsync,
            (run, step, steps) => new ForEachStep<TItem, TResult>(run, step, steps, new(items!.ReadFrom, maxConcurrency, call)), StepKind.ForEach);
    }

    private string ForEachName(string? name, string itemsText) => name ?? _flow.FindFreeName($"ForEach({itemsText})");
}
