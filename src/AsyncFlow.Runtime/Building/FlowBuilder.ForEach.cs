using AsyncFlow.Building.Steps;

namespace AsyncFlow;

// The common implementation of all overloads of ForEach and ForEachValueTask.
public sealed partial class FlowBuilder
{
    internal StepHandle AddForEach<TItem>(
        IStepHandle<IEnumerable<TItem>> items, Delegate body, bool isAsync, ElementCall<TItem, ValueTask> call, int maxConcurrency, string? name, string itemsText)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(maxConcurrency);
        return Add(
            ForEachName(name, itemsText), body, [items?.Step], isAsync,
            (run, step, steps, _) => new AsyncStep<ForEachCall<TItem>>(run, step, new(steps, new(items!.ReadFrom, maxConcurrency, call))), StepKind.ForEach, isLazy: IsLazy(items));
    }

    internal StepHandle<IReadOnlyList<TResult>> AddForEach<TItem, TResult>(
        IStepHandle<IEnumerable<TItem>> items, Delegate body, bool isAsync, ElementCall<TItem, ValueTask<TResult>> call, int maxConcurrency, string? name, string itemsText)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(maxConcurrency);
        name = ForEachName(name, itemsText);
        ThrowIfValueTask<TResult>(name, nameof(ForEachValueTask));
        return Add<IReadOnlyList<TResult>>(
            name, body, [items?.Step], isAsync,
            (run, step, steps, _) => new ForEachStep<TItem, TResult>(run, step, steps, new(items!.ReadFrom, maxConcurrency, call)), StepKind.ForEach, isLazy: IsLazy(items));
    }

    private string ForEachName(string? name, string itemsText) => name ?? _flow.FindFreeName($"ForEach({itemsText})");

    // The elements of a collection exist already; enumerating anything else may run user code.
    private static bool IsLazy<TItem>(IStepHandle<IEnumerable<TItem>>? items) => items?.Step.ResultType is { } list
        && !typeof(IReadOnlyCollection<TItem>).IsAssignableFrom(list) && !typeof(ICollection<TItem>).IsAssignableFrom(list);
}
