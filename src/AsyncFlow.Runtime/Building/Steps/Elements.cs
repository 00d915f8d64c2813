using System.Runtime.CompilerServices;
using AsyncFlow.CompilerServices;

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

    protected override bool Start(int step) => Await(step, _call(this, step, Item(step)));
}

/// <summary>The run of a list's elements, each of which has a result.</summary>
internal sealed class Elements<TItem, T> : ForEachRun<TItem>
{
    private readonly ElementCall<TItem, ValueTask<T>> _call;

    // Made when an element first suspends: a synchronous function needs none. Elements may get there at the same time.
    private ConfiguredValueTaskAwaitable<T>.ConfiguredValueTaskAwaiter[]? _awaiters;

    public Elements(FlowRun outer, int step, IEnumerable<TItem>? items, ForEachDefinition<TItem, ValueTask<T>> definition)
        : base(outer, step, items, definition.MaxConcurrency)
    {
        _call = definition.Call;
        Results = new T[Count];
    }

    /// <summary>The results, in the order of the elements.</summary>
    public T[] Results { get; }

    protected override bool Start(int step) => Await(step, _call(this, step, Item(step)));

    protected override void Finish(int step) => Results[step] = _awaiters![step].GetResult();

    private bool Await(int step, ValueTask<T> task)
    {
        var awaiter = task.ConfigureAwait(false).GetAwaiter();
        if (!awaiter.IsCompleted)
        {
            if (Volatile.Read(ref _awaiters) is null)
            {
                Interlocked.CompareExchange(ref _awaiters, new ConfiguredValueTaskAwaitable<T>.ConfiguredValueTaskAwaiter[Count], null);
            }

            _awaiters![step] = awaiter;
            return Suspend(step, awaiter);
        }

        Results[step] = awaiter.GetResult();
        return true;
    }
}
