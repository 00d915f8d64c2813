using AsyncFlow.CompilerServices;

namespace AsyncFlow.Building.Steps;

/// <summary>The run of elements that come one by one, without results.</summary>
internal sealed class StreamedElements<TItem>(FlowRun outer, int step, StreamInput<TItem> input, ForEachDefinition<TItem, ValueTask> definition)
    : StreamRun<TItem>(outer, step, input, definition.MaxConcurrency, [])
{
    protected internal override bool Start(int step) => Await(step, definition.Call(new(this, step), Item(step)));

    protected internal override object? GetLock(int step, int index) => ElementKeySource.Resolve(base.GetLock(step, index), Item(step));
}

/// <summary>The run of elements that come one by one, each of which has a result.</summary>
internal sealed class StreamedElements<TItem, T> : StreamRun<TItem, T>, IElementRun<T>
{
    private ElementCalls<TItem, T> _calls;

    public StreamedElements(
        FlowRun outer, int step, StreamInput<TItem> input, ForEachDefinition<TItem, ValueTask<T>> definition, StepPolicies<T>? policies, ElementStream stream)
        : base(outer, step, input, definition.MaxConcurrency, stream.KeepsList, stream.KeepsOutcomes) => _calls = new(this, Count, definition, policies);

    protected internal override bool Start(int step) => _calls.Start(step, Item(step), ref Results[step]);

    protected internal override void Finish(int step) => _calls.Finish(step, ref Results[step]);

    protected internal override object? GetLock(int step, int index) => ElementKeySource.Resolve(base.GetLock(step, index), Item(step));
}
