using System.Runtime.CompilerServices;
using AsyncFlow.CompilerServices;
using AsyncFlow.Execution;

namespace AsyncFlow.Building.Steps;

/// <summary>The run of a list's elements, without results.</summary>
internal sealed class Elements<TItem> : ForEachRun<TItem>
{
    private readonly ElementCall<TItem, ValueTask> _call;

    public Elements(FlowRun outer, int step, IEnumerable<TItem>? items, ForEachDefinition<TItem, ValueTask> definition)
        : base(outer, step, items, definition.MaxConcurrency)
    {
        _call = definition.Call;
    }

    protected internal override bool Start(int step) => Await(step, _call(this, step, Item(step)));
}

/// <summary>The run of a list's elements, each of which has a result.</summary>
internal sealed class Elements<TItem, T> : ForEachRun<TItem>
{
    private readonly ElementCall<TItem, ValueTask<T>> _call;

    // The awaiters of elements that have suspended: a synchronous function needs none.
    private PerStep<ConfiguredValueTaskAwaitable<T>.ConfiguredValueTaskAwaiter> _awaiters;

    public Elements(FlowRun outer, int step, IEnumerable<TItem>? items, ForEachDefinition<TItem, ValueTask<T>> definition)
        : base(outer, step, items, definition.MaxConcurrency)
    {
        _call = definition.Call;
        _awaiters = new(Count);
        Results = PerElement<T>();
    }

    /// <summary>The results, in the order of the elements.</summary>
    public T[] Results { get; }

    /// <summary>What became of each element, when all have ended.</summary>
    public IReadOnlyList<StepOutcome<T>> Outcomes => OutcomesOf(Results);

    protected internal override bool Start(int step)
    {
        ValueTask<T> task = _call(this, step, Item(step));
        if (!task.IsCompleted)
        {
            return Await(step, task, ref _awaiters[step], ref Results[step]);
        }

        Results[step] = task.GetAwaiter().GetResult();
        return true;
    }

    protected internal override void Finish(int step) => Results[step] = Awaited(ref _awaiters[step]);
}
