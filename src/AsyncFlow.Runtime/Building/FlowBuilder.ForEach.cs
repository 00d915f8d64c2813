using AsyncFlow.Building;
using AsyncFlow.Building.Steps;

namespace AsyncFlow;

// The common implementation of all overloads of ForEach and ForEachValueTask.
public sealed partial class FlowBuilder
{
    internal StepHandle AddForEach<TItem>(
        ElementSource<TItem> items, Delegate body, bool isAsync, ElementCall<TItem, ValueTask> call, int maxConcurrency, string? name, int buffer, string itemsText)
    {
        ForEachDefinition<TItem, ValueTask> definition = new(maxConcurrency, isAsync, call);

        // Policies need a result to give.
        ForEachDefinition<TItem, ValueTask<ValueTuple>> withResult = new(maxConcurrency, isAsync, async (element, item) =>
        {
            await call(element, item);
            return default;
        });
        return new(_flow, DefineForEach(items, body, isAsync, null, maxConcurrency, ForEachName(name, itemsText), buffer, (run, step, steps, template) => template.Policies is null
            ? new AsyncStep<ForEachCall<TItem>>(run, step, new(items.In(steps), definition, template.Stream))
            : new ForEachStep<TItem, ValueTuple>(run, step, items.In(steps), withResult, template)));
    }

    internal StepHandle<IReadOnlyList<TResult>> AddForEach<TItem, TResult>(
        ElementSource<TItem> items, Delegate body, bool isAsync, ElementCall<TItem, ValueTask<TResult>> call, int maxConcurrency, string? name, int buffer, string itemsText)
    {
        name = ForEachName(name, itemsText);
        ThrowIfValueTask<TResult>(name, nameof(ForEachValueTask));
        ForEachDefinition<TItem, ValueTask<TResult>> definition = new(maxConcurrency, isAsync, call);
        return new(_flow, DefineForEach(
            items, body, isAsync, typeof(TResult), maxConcurrency, name, buffer, (run, step, steps, template) => new ForEachStep<TItem, TResult>(run, step, items.In(steps), definition, template)));
    }

    private StepDefinition DefineForEach<TItem>(
        ElementSource<TItem> items, Delegate body, bool isAsync, Type? elementResult, int maxConcurrency, string name, int buffer, StepMaker make)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(maxConcurrency);
        ArgumentOutOfRangeException.ThrowIfNegative(buffer);
        return Define(body, [items.Step], new(_flow.Count, name, isAsync, make)
        {
            Kind = StepKind.ForEach,
            IsLazy = items.IsLazy,
            ElementResult = elementResult,
            Elements = items.Step is { } source ? new(source.Definition, typeof(TItem), items.IsStream, !source.HasFallback && !source.IsOutcome, buffer > 0 ? buffer : maxConcurrency) : null,
        });
    }

    private string ForEachName(string? name, string itemsText) => name ?? _flow.FindFreeName($"ForEach({itemsText})");
}
